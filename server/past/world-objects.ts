import type { Point } from '#shared/geo/point.ts';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { kindOf } from '#shared/record/kinds.ts';
import type { Values } from '#shared/record/kind.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { importedId, makeContent } from '../records/rows.ts';
import type { Sealing } from '../records/sealing.ts';
import type { WorldRow } from '../storage/world/world-row.ts';
import { demoSource } from './world-making.ts';

const trades: Readonly<Record<string, string>> = { 餐饮单位: 'food', 食品生产企业: 'making' };

/** The record of the firm that an inspection object is. */
export const firmOfObject = (jurisdiction: string, object: string): string =>
  importedId(jurisdiction, demoSource, 'firm', object);

/** Firms that may be drawn for an inspection, each with a licence: a draw finds their grades by their credit codes. */
export function* objectsOf(pack: LoadedPack, sealing: Sealing, now: number): Generator<WorldRow> {
  const roll = dice(seedOf(`objects:${pack.id}`));
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  for (const { id: object, name, kind, code, place } of pack.pack.objects ?? []) {
    if (code === undefined) continue;
    const firm = firmOfObject(pack.id, object);
    const cell = pack.grid.locate(place).at(-1);
    const made = { pack, sealing, now };
    yield rowOf(made, 'firm', firm, place, {
      name,
      code,
      address: cell?.name ?? '',
      trade: trades[kind] ?? 'service',
      staff: roll.between(3, 120),
      risk: roll.pick(['usual', 'usual', 'low', 'raised']),
    });
    const issued = now - roll.between(100, 1_500) * dayMs;
    yield rowOf(made, 'licence', importedId(pack.id, demoSource, 'licence', object), place, {
      name: '营业执照',
      number: code,
      holder: firm,
      issued: day(issued),
      until: day(issued + 3_650 * dayMs),
    });
  }
}

function rowOf(
  { pack, sealing, now }: { pack: LoadedPack; sealing: Sealing; now: number },
  kind: string,
  id: string,
  place: Point,
  values: Values,
): WorldRow {
  const content = makeContent(sealing, pack, {
    id,
    kind: must(kindOf(kind), kind),
    values,
    place,
    address: undefined,
  });
  return {
    ...content,
    version: 1,
    source: demoSource,
    confirmedAt: now,
    confirmedBy: demoSource,
    madeAt: now,
    changedAt: now,
    endedAt: null,
  };
}
