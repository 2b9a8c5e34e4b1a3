import type { Area } from '#shared/access/area.ts';
import { roles } from '#shared/access/may.ts';
import { isNarrow } from '#shared/access/scope.ts';
import type { Database } from '../database.ts';
import type { PersonRow } from './access-tables.ts';

/** What is asked of the list of accounts. */
export interface PeopleAsked {
  /** Null: the whole jurisdiction. */
  area: Area | null;
  /** Words, each to be somewhere in an account: as written, or by units and grids whose names hold it. */
  words: readonly { text: string; units: readonly string[]; grids: readonly string[] }[];
  role?: string | undefined;
  unit?: string | undefined;
  post?: string | undefined;
  /** The account's grids hold one of these. */
  grids?: readonly string[] | undefined;
  state?: PeopleState | undefined;
  logins?: readonly string[] | undefined;
  now: number;
}
/** here: can sign in; waiting: has not set a password yet; out: shut out; over: before its first day or after its last. */
export type PeopleState = 'here' | 'waiting' | 'out' | 'over';
export const peopleSorts = ['name', 'login', 'unit', 'role', 'used', 'made'] as const;
export type PeopleSort = (typeof peopleSorts)[number];
export type PeopleStore = ReturnType<typeof openPeopleStore>;

const orders: Record<PeopleSort, string> = {
  name: 'name',
  login: 'login',
  unit: `coalesce(unit, '')`,
  role: 'role',
  used: 'coalesce(used_at, 0)',
  made: 'made_at',
};

/** Lists of accounts, with true totals, each bound to an area. */
export function openPeopleStore({ pool }: Pick<Database, 'pool'>) {
  return {
    async find(
      jurisdiction: string,
      asked: PeopleAsked,
      page: { sort: PeopleSort; down: boolean; offset: number; limit: number },
    ): Promise<{ rows: PersonRow[]; total: number; states: Partial<Record<PeopleState, number>> }> {
      const values: unknown[] = [jurisdiction, asked.now];
      const conditions = conditionsOf(asked, values);
      const where = conditions.join(' AND ');
      const counted = await pool.query<{ state: PeopleState; n: number }>(
        `SELECT ${stateOf} AS state, count(*)::int AS n FROM person WHERE ${where} GROUP BY 1`,
        values,
      );
      const states = Object.fromEntries(counted.rows.map(({ state, n }) => [state, n]));
      const total = counted.rows.reduce(
        (sum, { state, n }) => sum + (asked.state === undefined || state === asked.state ? n : 0),
        0,
      );
      const bound = asked.state === undefined ? '' : ` AND ${stateOf} = $${values.push(asked.state)}`;
      const direction = page.down ? 'DESC' : 'ASC';
      const { rows } = await pool.query<PersonRow>(
        `SELECT * FROM person WHERE ${where}${bound} ORDER BY ${orders[page.sort]} ${direction}, login ${direction}
         LIMIT $${values.push(page.limit)} OFFSET $${values.push(page.offset)}`,
        values,
      );
      return { rows, total, states };
    },
    /** Accounts with this login, member of staff or telephone number: two at most, so that one may know it is no other. */
    async matching(
      jurisdiction: string,
      by: 'login' | 'staff' | 'phone',
      value: string,
    ): Promise<PersonRow[]> {
      const text = `SELECT * FROM person WHERE jurisdiction = $1 AND ${by} = $2 AND NOT disabled ORDER BY id LIMIT 2`;
      return (await pool.query<PersonRow>(text, [jurisdiction, value])).rows;
    },
    /** Puts one-time codes in place of passwords, and answers whose accounts took one. */
    async setCodes(
      jurisdiction: string,
      codes: readonly { id: string; hash: string }[],
      ends: number,
    ): Promise<string[]> {
      const { rows } = await pool.query<{ id: string }>(
        `UPDATE person p SET hash = '', code_hash = c.hash, code_ends = $4, version = p.version + 1
         FROM unnest($2::text[], $3::text[]) AS c(id, hash)
         WHERE p.jurisdiction = $1 AND p.id = c.id RETURNING p.id`,
        [jurisdiction, codes.map(({ id }) => id), codes.map(({ hash }) => hash), ends],
      );
      return rows.map(({ id }) => id);
    },
  };
}

const narrow = roles.filter((role) => isNarrow({ role }));
const stateOf = `CASE WHEN disabled THEN 'out'
  WHEN coalesce(starts_at, 0) > $2::bigint OR coalesce(ends_at, $2::bigint + 1) <= $2::bigint THEN 'over'
  WHEN hash = '' THEN 'waiting' ELSE 'here' END`;

/** Conditions over `person`; their values go behind those that are there. */
function conditionsOf(asked: PeopleAsked, values: unknown[]): string[] {
  const { area, words, role, unit, post, grids, logins } = asked;
  const value = (one: unknown): string => `$${values.push(one)}`;
  // The same as `liesIn` of shared/access/area.ts.
  const inArea = area && [
    `(cardinality(grids) > 0 OR (role = ANY(${value(narrow)}::text[]) AND unit IS NOT NULL))`,
    `grids <@ ${value([...area.grids])}::text[]`,
    `(unit IS NULL OR unit = ANY(${value([...area.units])}::text[]))`,
    `(staff IS NULL OR staff = ANY(${value([...area.staff])}::text[]))`,
  ];
  return [
    'jurisdiction = $1 AND $2::bigint IS NOT NULL',
    ...(inArea ?? []),
    ...words.map(
      (word) =>
        `(strpos(lower(login || ' ' || name || ' ' || coalesce(phone, '') || ' ' || coalesce(staff, '')), ${value(word.text)}) > 0
          OR unit = ANY(${value(word.units)}::text[]) OR grids && ${value(word.grids)}::text[])`,
    ),
    ...(role === undefined ? [] : [`role = ${value(role)}`]),
    ...(unit === undefined ? [] : [`unit = ${value(unit)}`]),
    ...(post === undefined ? [] : [`post = ${value(post)}`]),
    ...(grids === undefined ? [] : [`grids && ${value(grids)}::text[]`]),
    ...(logins === undefined ? [] : [`login = ANY(${value(logins)}::text[])`]),
  ];
}
