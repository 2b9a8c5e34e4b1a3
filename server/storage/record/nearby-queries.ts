import { sql, type SqlBool } from 'kysely';
import type { Person } from '#shared/access/person.ts';
import type { Point } from '#shared/geo/point.ts';
import type { Source } from '#shared/incident/incident.ts';
import type { Database } from '../database.ts';
import { chainColumnNames, liesIn, narrowest } from '../grid-columns.ts';
import { inScope } from '../scope-condition.ts';

/** An open matter as a point's card lists it. */
export interface OpenRow {
  id: string;
  title: string;
  item: string;
  node: string;
  reportedAt: number;
  overdue: boolean;
  urgent: boolean;
}
/** An open matter as duplicates are compared. */
export interface NearRow extends Omit<OpenRow, 'overdue' | 'urgent'> {
  detail: string;
  address: string;
  source: string;
  place: Point;
  at: number;
}
/** What was reported near a place, whatever became of it. */
export interface ReportedRow {
  id: string;
  title: string;
  item: string;
  source: Source;
  at: number;
  place: Point;
}
export interface Load {
  open: number;
  overdue: number;
}
export type NearbyQueries = ReturnType<typeof openNearbyQueries>;

function loadQueries({ db }: Pick<Database, 'db'>) {
  return {
    /** How many open incidents each unit acts in; the whole jurisdiction, for sharing out work. */
    async unitLoads(jurisdiction: string): Promise<Map<string, Load>> {
      const { rows } = await sql<{ unit: string } & Load>`
        select unit, count(*) as open, count(*) filter (where overdue) as overdue
        from incident, unnest(units) as unit
        where jurisdiction = ${jurisdiction} and open and unit <> all (onlookers) group by unit`.execute(db);
      return new Map(rows.map(({ unit, open, overdue }) => [unit, { open, overdue }]));
    },
    /** How many open incidents lie in each grid of every level under a wide one. */
    async gridLoads(jurisdiction: string, wide: string): Promise<Map<string, Load>> {
      const { rows } = await sql<{ grid: string } & Load>`
        select grid, count(*) as open, count(*) filter (where overdue) as overdue
        from incident, unnest(array[${sql.raw(chainColumnNames())}]) as grid
        where jurisdiction = ${jurisdiction} and open and l1 = ${wide} and grid is not null
        group by grid`.execute(db);
      return new Map(rows.map(({ grid, open, overdue }) => [grid, { open, overdue }]));
    },
    /** Open incidents of the narrowest grid of a chain, newest first. */
    async openIn(person: Person, grids: readonly string[], limit: number): Promise<OpenRow[]> {
      const [wide = null, narrow = null] = [grids[0], grids.at(-1)];
      const { rows } = await sql<OpenRow>`
        select id, title, item, node, reported_at as "reportedAt", overdue, urgent from incident
        where jurisdiction = ${person.jurisdiction} and open and l1 = ${wide}
          and ${liesIn(person.jurisdiction, narrow)} and ${inScope(person)}
        order by reported_at desc, id desc limit ${limit}::int`.execute(db);
      return rows;
    },
    /** What was reported since an instant, by narrowest grid, and how much of it is closed. */
    async recent(
      jurisdiction: string,
      since: number,
    ): Promise<Map<string, { reported: number; closed: number }>> {
      const narrow = sql.raw(narrowest());
      const { rows } = await sql<{ grid: string; reported: number; closed: number }>`
        select ${narrow} as grid, count(*) as reported, count(closed_at) as closed from incident
        where jurisdiction = ${jurisdiction} and reported_at >= ${since}::int8 and ${narrow} is not null
        group by 1`.execute(db);
      return new Map(rows.map(({ grid, ...counts }) => [grid, counts]));
    },
  };
}

function nearQueries({ db }: Pick<Database, 'db'>) {
  return {
    /**
     * Open incidents of these items in a box and a time that no other matter opened. `wide` are the wide grids that the box touches: they lead into the
     * index, the box and the rest only thin out what it finds.
     */
    async near(
      person: Person,
      ask: {
        box: readonly [west: number, south: number, east: number, north: number];
        wide: readonly string[];
        items: readonly string[];
        from: number;
        to: number;
      },
    ): Promise<NearRow[]> {
      const [west, south, east, north] = ask.box;
      const inWide = sql<SqlBool>`(l1 = any(${ask.wide}::text[]) or l1 is null)`;
      const { rows } = await sql<Omit<NearRow, 'place' | 'at'> & Point>`
        select id, title, state ->> 'detail' as detail, address, item, node, source, lng, lat,
          reported_at as "reportedAt"
        from incident
        where jurisdiction = ${person.jurisdiction} and open and ${inWide}
          and lng between ${west}::float8 and ${east}::float8 and lat between ${south}::float8 and ${north}::float8
          and item = any(${ask.items}::text[]) and state -> 'parent' is null and state -> 'placeless' is null
          and reported_at between ${ask.from}::int8 and ${ask.to}::int8 and ${inScope(person)}
        order by reported_at desc, id desc limit 200`.execute(db);
      return rows.map(({ lng, lat, ...row }) => ({ ...row, place: { lng, lat }, at: row.reportedAt }));
    },
    /** What people reported of an item in a box and a time before `to`, whatever became of it; newest first. */
    async toldBefore(
      person: Person,
      ask: {
        box: readonly [west: number, south: number, east: number, north: number];
        item: string;
        from: number;
        to: number;
      },
    ): Promise<(NearRow & { closedAt: number | null })[]> {
      const [west, south, east, north] = ask.box;
      const { rows } = await sql<Omit<NearRow, 'place' | 'at'> & Point & { closedAt: number | null }>`
        select id, title, state ->> 'detail' as detail, address, item, node, source, lng, lat,
          reported_at as "reportedAt", closed_at as "closedAt"
        from incident
        where jurisdiction = ${person.jurisdiction} and item = ${ask.item}
          and reported_at >= ${ask.from}::int8 and reported_at < ${ask.to}::int8
          and lng between ${west}::float8 and ${east}::float8 and lat between ${south}::float8 and ${north}::float8
          and counted and source not in ('sensor', 'camera') and state -> 'placeless' is null and ${inScope(person)}
        order by reported_at desc, id desc limit 200`.execute(db);
      return rows.map(({ lng, lat, ...row }) => ({ ...row, place: { lng, lat }, at: row.reportedAt }));
    },
  };
}

function reportedQueries({ db }: Pick<Database, 'db'>) {
  return {
    /** Incidents reported in a box and a time before `to`, open or not, that no other matter opened; newest first. */
    async reportedNear(
      person: Person,
      ask: {
        box: readonly [west: number, south: number, east: number, north: number];
        from: number;
        to: number;
        limit: number;
      },
    ): Promise<ReportedRow[]> {
      const [west, south, east, north] = ask.box;
      const { rows } = await sql<Omit<ReportedRow, 'place'> & Point>`
        select id, title, item, source, lng, lat, reported_at as at from incident
        where jurisdiction = ${person.jurisdiction} and reported_at >= ${ask.from}::int8 and reported_at < ${ask.to}::int8
          and lng between ${west}::float8 and ${east}::float8 and lat between ${south}::float8 and ${north}::float8
          and counted and state -> 'placeless' is null and ${inScope(person)}
        order by reported_at desc, id desc limit ${ask.limit}::int`.execute(db);
      return rows.map(({ lng, lat, ...row }) => ({ ...row, place: { lng, lat } }));
    },
  };
}

/** What is open near a place and in whose hands. All but the thirty days' counts end in the index of open incidents. */
export function openNearbyQueries(database: Pick<Database, 'db'>) {
  return { ...loadQueries(database), ...nearQueries(database), ...reportedQueries(database) };
}
