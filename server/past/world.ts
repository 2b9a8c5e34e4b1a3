import { inRecord } from '#shared/kernel/localized.ts';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import { demoLevels } from '../access/demo-levels.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Sealing } from '../records/sealing.ts';
import type { Database } from '../storage/database.ts';
import { narrowest } from '../storage/grid-columns.ts';
import { fillWorld } from '../storage/world/world-copy.ts';
import { openWorldWrites } from '../storage/world/world-write.ts';
import { makeWorld } from './world-county.ts';
import { firmOfObject } from './world-objects.ts';

export interface FillOptions {
  database: Database;
  packs: readonly LoadedPack[];
  sealing: Sealing;
  /** Of each county. */
  count: number;
  now: number;
  log: Log;
}

/** Gives every demo county without records of the world some, made by dice; all at once, so that PostgreSQL stores one's while another's are made. */
export async function fillDemoWorld(options: FillOptions): Promise<void> {
  const demo = options.packs.filter((pack) => pack.pack.demo && options.count > 0);
  await Promise.all(demo.map((pack) => fillOne(pack, options)));
}

/** Ties the records of demo counties to the matters of their pasts, where nothing is tied yet. */
export async function tieDemoWorld({ database, packs, log }: TieOptions): Promise<void> {
  for (const { id, pack } of packs) {
    if (!pack.demo) continue;
    const links = await linkPast(database, id);
    if (links > 0)
      log.info({ jurisdiction: id, links }, `${inRecord(pack.identity.name)}: matters of demo records`);
  }
}
type TieOptions = Pick<FillOptions, 'database' | 'packs' | 'log'>;

async function fillOne(pack: LoadedPack, { database, sealing, count, now, log }: FillOptions): Promise<void> {
  const since = performance.now();
  const first = demoLevels(pack)
    .toReversed()
    .flatMap(({ grid }) => grid ?? []);
  const rows = makeWorld(pack, sealing, { count, now, first });
  const n = await fillWorld(database, pack.id, count, rows);
  if (n === 0) return;
  const ms = Math.round(performance.now() - since);
  log.info({ jurisdiction: pack.id, records: n, ms }, `${inRecord(pack.pack.identity.name)}: demo records`);
}

/** Most matters that are tied to a record of their grid. */
const mostLinked = 3_000;
/** What a record was to a matter, by its kind. */
const roleOf: Readonly<Record<string, string>> = {
  dwelling: 'place',
  firm: 'party',
  asset: 'asset',
  site: 'place',
  person: 'reporter',
};

/** A pretend past knows no records: each matter of a grid that has some is about one of them, by dice. */
async function linkPast({ pool }: Database, jurisdiction: string): Promise<number> {
  const some = await pool.query('SELECT 1 FROM world_link WHERE jurisdiction = $1 LIMIT 1', [jurisdiction]);
  if (some.rowCount !== 0) return 0;
  const { rows: matters } = await pool.query<{ id: string; grid: string; at: number }>(
    `SELECT i.id, ${narrowest('i')} AS grid, i.reported_at AS at FROM incident i
     WHERE i.jurisdiction = $1 AND ${narrowest('i')} IN (SELECT grid FROM world_count WHERE jurisdiction = $1)
     ORDER BY i.reported_at DESC LIMIT ${mostLinked}`,
    [jurisdiction],
  );
  const { rows: records } = await pool.query<{ id: string; grid: string; kind: string }>(
    `SELECT id, ${narrowest()} AS grid, kind FROM world_record WHERE jurisdiction = $1 AND ${narrowest()} = ANY($2) AND kind = ANY($3) LIMIT 100000`,
    [jurisdiction, [...new Set(matters.map(({ grid }) => grid))], Object.keys(roleOf)],
  );
  const byGrid = groupBy(records, ({ grid }) => grid);
  const roll = dice(seedOf(`links:${jurisdiction}`));
  const links = matters.flatMap(({ id, grid, at }) => {
    const there = byGrid.get(grid);
    if (!there) return [];
    const { id: record, kind } = roll.pick(there);
    return [{ record, incident: id, role: roleOf[kind] ?? 'place', at, byId: 'demo' }];
  });
  const all = [...links, ...(await inspectedPast(pool, jurisdiction))];
  await openWorldWrites({ pool }).link(jurisdiction, all);
  return all.length;
}

/** Inspections of the past with the firms that they drew, and the cases that came of them. */
async function inspectedPast(pool: Database['pool'], jurisdiction: string) {
  const { rows } = await pool.query<{ id: string; at: number; object: string; cases: string[] }>(
    `SELECT i.id, i.reported_at AS at, d -> 'picked' -> 0 ->> 'id' AS object,
       ARRAY(SELECT c.id FROM incident c
             WHERE c.jurisdiction = i.jurisdiction AND c.parent = i.id AND c.procedure = 'enforcement') AS cases
     FROM incident i, json_array_elements(i.state -> 'draws') d
     WHERE i.jurisdiction = $1 AND i.procedure = 'random-inspection' AND d ->> 'from' = 'objects'`,
    [jurisdiction],
  );
  return rows.flatMap(({ id, at, object, cases }) => {
    const record = firmOfObject(jurisdiction, object);
    const drawn = { record, incident: id, role: 'drawn', at, byId: 'demo' };
    return [drawn, ...cases.map((incident) => ({ ...drawn, incident, role: 'party-record' }))];
  });
}
