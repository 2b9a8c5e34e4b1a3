import { dayMs, minuteMs } from '#shared/kernel/span.ts';
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
export function dayOf(at: number | null, offsetMinutes: number, back = 0): string {
  return at === null ? '' : new Date(at - back + offsetMinutes * minuteMs).toISOString().slice(0, 10);
}
/** Midnight of a day in the time of the county; null where there is none. */
export function midnightOf(day: string, offsetMinutes: number): number | null {
  const at = readDay(day);
  return at === null ? null : at - offsetMinutes * minuteMs;
}

export function draftOf(row: ListedPerson, offsetMinutes: number): PersonDraft {
  return {
    login: row.login,
    name: row.name,
    role: row.role,
    countyRole: row.countyRole ?? '',
    unit: row.unit ?? '',
    post: row.post ?? '',
    grids: [...row.grids],
    phone: row.phone ?? '',
    from: dayOf(row.from, offsetMinutes),
    until: dayOf(row.until, offsetMinutes, dayMs),
  };
}

type Body = Parameters<AdminApi['changePerson']>[1];
/** All that a draft says, as the API takes it. */
function bodyOf(draft: PersonDraft, offsetMinutes: number) {
  const last = midnightOf(draft.until, offsetMinutes);
  return {
    name: draft.name.trim(),
    role: draft.role as NonNullable<Body['role']>,
    countyRole: draft.countyRole || null,
    grids: draft.grids,
    unit: draft.unit || null,
    post: (draft.post || null) as Body['post'] & (string | null),
    phone: draft.phone.replaceAll(/[\s-]/gu, '') || null,
    from: midnightOf(draft.from, offsetMinutes),
    until: last === null ? null : last + dayMs,
  };
}

/** What the form changed of an account, and the version that it was read at; null: nothing. */
export function changeOf(row: ListedPerson, draft: PersonDraft, offsetMinutes: number): Body | null {
  const after = bodyOf(draft, offsetMinutes);
  const keys = Object.keys(after) as (keyof typeof after)[];
  const changed = keys.filter((key) => JSON.stringify(after[key]) !== JSON.stringify(row[key]));
  if (changed.length === 0) return null;
  return { ...Object.fromEntries(changed.map((key) => [key, after[key]])), version: row.version };
}

/** A new account, with nothing said of what is empty. */
export function newOf(draft: PersonDraft, offsetMinutes: number): Parameters<AdminApi['addPerson']>[0] {
  const { name, role, grids, ...rest } = bodyOf(draft, offsetMinutes);
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  return { login: draft.login.trim(), name, role, grids, ...given };
}
