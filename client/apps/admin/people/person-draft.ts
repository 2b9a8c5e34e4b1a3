import { dayStart, localDay, type Zoned } from '#shared/clock/zone.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { readDay } from '#shared/sheet/day.ts';
import type { ListedPerson } from '#shared/wire/people.ts';
import type { AdminApi } from '../../../http/admin-api.ts';

/** An account as its form holds it; days as `2026-11-29`, the last one included. */
export interface PersonDraft {
  login: string;
  name: string;
  role: string;
  /** One of the county's own roles that is made of it; empty: none. */
  countyRole: string;
  unit: string;
  post: string;
  grids: string[];
  phone: string;
  from: string;
  until: string;
}
export const emptyDraft = (): PersonDraft => ({
  login: '',
  name: '',
  role: '',
  countyRole: '',
  unit: '',
  post: '',
  grids: [],
  phone: '',
  from: '',
  until: '',
});

/** The day of an instant in the time of the county. */
export function dayOf(at: number | null, time: Zoned): string {
  return at === null ? '' : new Date(localDay(time, at) * dayMs).toISOString().slice(0, 10);
}
/** The last day before an instant. */
export const lastDayOf = (at: number | null, time: Zoned): string => dayOf(at === null ? null : at - 1, time);
/** When a day begins in the time of the county, or the one `later`; null where there is none. */
export function midnightOf(day: string, time: Zoned, later = 0): number | null {
  const at = readDay(day);
  return at === null ? null : dayStart(time, at / dayMs + later);
}

export function draftOf(row: ListedPerson, time: Zoned): PersonDraft {
  return {
    login: row.login,
    name: row.name,
    role: row.role,
    countyRole: row.countyRole ?? '',
    unit: row.unit ?? '',
    post: row.post ?? '',
    grids: [...row.grids],
    phone: row.phone ?? '',
    from: dayOf(row.from, time),
    until: lastDayOf(row.until, time),
  };
}

type Body = Parameters<AdminApi['changePerson']>[1];
/** All that a draft says, as the API takes it. */
function bodyOf(draft: PersonDraft, time: Zoned) {
  return {
    name: draft.name.trim(),
    role: draft.role as NonNullable<Body['role']>,
    countyRole: draft.countyRole || null,
    grids: draft.grids,
    unit: draft.unit || null,
    post: (draft.post || null) as Body['post'] & (string | null),
    phone: draft.phone.replaceAll(/[\s-]/gu, '') || null,
    from: midnightOf(draft.from, time),
    until: midnightOf(draft.until, time, 1),
  };
}

/** What the form changed of an account, and the version that it was read at; null: nothing. */
export function changeOf(row: ListedPerson, draft: PersonDraft, time: Zoned): Body | null {
  const after = bodyOf(draft, time);
  const keys = Object.keys(after) as (keyof typeof after)[];
  const changed = keys.filter((key) => JSON.stringify(after[key]) !== JSON.stringify(row[key]));
  if (changed.length === 0) return null;
  return { ...Object.fromEntries(changed.map((key) => [key, after[key]])), version: row.version };
}

/** A new account, with nothing said of what is empty. */
export function newOf(draft: PersonDraft, time: Zoned): Parameters<AdminApi['addPerson']>[0] {
  const { name, role, grids, ...rest } = bodyOf(draft, time);
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  return { login: draft.login.trim(), name, role, grids, ...given };
}
