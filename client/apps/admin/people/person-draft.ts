import type { Zoned } from '#shared/clock/zone.ts';
import type { ListedPerson } from '#shared/wire/people.ts';
import { dayRead, dayText } from '../../../format/written-time.ts';
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

/** The last day before an instant; empty: none. */
export const lastDayOf = (at: number | null, time: Zoned): string =>
  at === null ? '' : dayText(at - 1, time);

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
    from: row.from === null ? '' : dayText(row.from, time),
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
    from: dayRead(draft.from, time),
    until: dayRead(draft.until, time, 1),
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
