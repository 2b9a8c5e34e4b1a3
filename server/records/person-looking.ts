import { isOpen } from '#shared/incident/columns.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { erasurePlan, fieldsOfOther, type ErasurePlan } from '#shared/record/erasure.ts';
import { bareNumber } from '#shared/record/find.ts';
import type * as wire from '#shared/wire/own-records.ts';
import type { z } from 'zod';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Records } from '../ports.ts';
import type { WorldErasing } from '../storage/world/world-erase.ts';
import type { WorldQueries } from '../storage/world/world-queries.ts';
import type { FoundRow } from '../storage/world/world-row.ts';
import type { WorldTrail } from '../storage/world/world-trail.ts';
import type { Sealing } from './sealing.ts';
import { kindIn, type Showing } from './showing.ts';

const [mostReads, mostSame, mostNaming] = [200, 20, 200];

export interface PersonPorts {
  sealing: Sealing;
  queries: Pick<WorldQueries, 'find' | 'read' | 'matters'>;
  erasing: WorldErasing;
  showing: Pick<Showing, 'valuesOf'>;
  trail: Pick<WorldTrail, 'find' | 'count'>;
  records: Pick<Records, 'incident'>;
  now: () => number;
}
export type Who = z.output<typeof wire.personQuery>;

const same = (a: unknown, b: string): boolean => bareNumber(String(a ?? '')) === bareNumber(b);
export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Records of the person with this name and number: by both together, never by one. */
export async function rowsOf(
  { sealing, queries, showing }: PersonPorts,
  pack: LoadedPack,
  { name, identity }: Who,
): Promise<FoundRow[]> {
  const keys = [sealing.keyOf(pack.id, `n:${bareNumber(identity)}`)];
  const found = await queries.find({ all: keys, ways: [], scope: null }, mostSame);
  const rows = await queries.read(
    pack.id,
    found.map(({ id }) => id),
  );
  return rows.filter((row) => {
    const values = kindIn(row).about === 'person' ? showing.valuesOf(pack.id, row) : {};
    return same(values['identity'], identity) && String(values['name'] ?? '').trim() === name.trim();
  });
}

/** Who looked at them, the last first, and how often in thirty days. */
export async function readsOf(
  { trail, now }: PersonPorts,
  pack: LoadedPack,
  rows: readonly FoundRow[],
): Promise<wire.OwnReads> {
  const lines = await Promise.all(
    rows.map(({ id }) => trail.find(pack.id, { record: id, limit: mostReads })),
  );
  const since = now() - 30 * dayMs;
  const counts = await Promise.all(rows.map(({ id }) => trail.count(pack.id, id, since)));
  const reads = lines
    .flat()
    .toSorted((a, b) => b.seq - a.seq)
    .slice(0, mostReads);
  return {
    reads: reads.map(({ at, byName, role, unit, act, purpose, why, fields }) => ({
      at,
      by: byName,
      role,
      unit,
      act,
      purpose,
      why,
      fields: [...fields],
    })),
    days30: counts.reduce((sum, one) => sum + one, 0),
  };
}

/** What may be erased of it, and what stands against that. */
export async function planOf(
  ports: PersonPorts,
  pack: LoadedPack,
  row: FoundRow,
): Promise<{ plan: ErasurePlan; openMatters: string[] }> {
  const { queries, showing, now } = ports;
  const pointing = await pointingTo(ports, pack, row.id);
  const licences = pointing
    .filter(({ kind }) => kind === 'licence')
    .map((one) => ({ until: textOf(one.open['until']), keepYears: kindIn(one).keepYears }));
  const links = await queries.matters(pack.id, row.id, mostNaming);
  const matters = await Promise.all(links.map(({ incident }) => ports.records.incident(pack.id, incident)));
  const openMatters = matters.flatMap((one) => (one && isOpen(one) ? [one.id] : []));
  const values = showing.valuesOf(pack.id, row);
  const today = new Date(now()).toISOString().slice(0, 10);
  const ground = {
    values,
    ended: row.endedAt !== null,
    licences,
    openMatters: [...new Set(openMatters)],
    today,
  };
  return { plan: erasurePlan(kindIn(row), ground), openMatters: ground.openMatters };
}

/** Records that name it. */
export async function pointingTo(
  { sealing, queries }: PersonPorts,
  pack: LoadedPack,
  id: string,
): Promise<FoundRow[]> {
  const found = await queries.find(
    { all: [sealing.keyOf(pack.id, `of:${id}`)], ways: [], scope: null },
    mostNaming,
  );
  return queries.read(
    pack.id,
    found.map((one) => one.id),
  );
}

/** Other records with the person's telephone, and those that name the person as head (E6). */
export async function othersOf(
  { sealing, queries, showing }: PersonPorts,
  pack: LoadedPack,
  row: FoundRow,
): Promise<{ row: FoundRow; fields: string[] }[]> {
  const phone = textOf(showing.valuesOf(pack.id, row)['phone']);
  if (phone === null) return [];
  const keys = [sealing.keyOf(pack.id, `n:${bareNumber(phone)}`)];
  const found = await queries.find({ all: keys, ways: [], scope: null }, mostNaming);
  const rows = await queries.read(
    pack.id,
    found.map(({ id }) => id),
  );
  return rows.flatMap((one) => {
    const fields = fieldsOfOther(kindIn(one), showing.valuesOf(pack.id, one), (text) => same(text, phone));
    return one.id === row.id || fields.length === 0 ? [] : [{ row: one, fields }];
  });
}
