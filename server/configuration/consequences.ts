import type { Limit } from '#shared/clock/calendar.ts';
import { catalogueItem } from '#shared/pack/schema.ts';
import { isDeepStrictEqual } from 'node:util';
import { ruleSchema } from '#shared/sensing/rule.ts';
import type { Consequence, PackChangeAsked } from '#shared/wire/configuration.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Database } from '../storage/database.ts';
import {
  countOpenInGrid,
  countOpenOfItem,
  countOpenOfUnit,
  type OpenOfItem,
} from '../storage/pack-versions.ts';

type Asked = Pick<PackChangeAsked, 'rows' | 'applies'>;

/** What a change does to what is under way, row by row. Faulty rows have none. */
export async function consequencesOf(
  database: Pick<Database, 'pool'>,
  pack: LoadedPack,
  { rows, applies }: Asked,
): Promise<Consequence[]> {
  const found: Consequence[] = [];
  for (const row of rows) {
    const { part, key } = row;
    const count = (what: 'open-matters' | 'sensors', number: number): Consequence => ({
      ...{ kind: 'count', part, key, what, count: number },
    });
    if (part === 'catalogue') {
      const open = await countOpenOfItem(database, pack.id, key);
      found.push(count('open-matters', open.open), ...limitsMoved(pack, row, applies, open));
    } else if (part === 'units')
      found.push(count('open-matters', await countOpenOfUnit(database, pack.id, key)));
    else if (part === 'grids')
      found.push(count('open-matters', await countOpenInGrid(database, pack.id, key)));
    else if (part === 'rules') found.push(count('sensors', sensorsOf(pack, row.body ?? ruleNow(pack, key))));
  }
  return found;
}

/** Limits of an item that are another, with the open matters that will go by them: those whose clock is yet to start. */
export function limitsMoved(
  pack: Pick<LoadedPack, 'items'>,
  { part, key, body }: Asked['rows'][number],
  applies: Asked['applies'],
  { open, set }: OpenOfItem,
): Consequence[] {
  const before: Record<string, Limit> = pack.items.get(key)?.limits ?? {};
  const read = catalogueItem.safeParse(body);
  if (!read.success) return [];
  const after: Record<string, Limit> = read.data.limits;
  const clocks = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return clocks.flatMap((clock): Consequence[] => {
    const [was, is] = [before[clock] ?? null, after[clock] ?? null];
    if (isDeepStrictEqual(was, is)) return [];
    const ahead = Math.max(0, open - (set[clock] ?? 0));
    const moved = applies === 'open' ? ahead : 0;
    return [
      { kind: 'limit', part, key, clock, before: was, after: is, open, set: set[clock] ?? 0, ahead, moved },
    ];
  });
}

const ruleNow = ({ pack }: LoadedPack, key: string): unknown => pack.rules.find(({ id }) => id === key);

function sensorsOf({ pack }: LoadedPack, body: unknown): number {
  const read = ruleSchema.safeParse(body);
  if (!read.success) return 0;
  const { on } = read.data;
  return pack.sensors.filter((one) =>
    one.retired ? false : 'sensor' in on ? one.id === on.sensor : one.quantity === on.quantity,
  ).length;
}
