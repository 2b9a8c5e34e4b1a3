import { denominatorOf, endsOf, type Leaf } from '#shared/indicator/leaf.ts';
import { must } from '#shared/kernel/must.ts';
import type * as wire from '#shared/wire/indicators.ts';
import { endsBelow, mattersBehind, sensorsBehind } from '../indicators/areas.ts';
import { edgesOf } from '../indicators/engine.ts';
import type { World } from '../indicators/world.ts';
import type { IndicatorRoom } from './indicators.ts';

const mostRows = 200;

/** The matters, instruments or values that a number rests on. */
export async function behindIndicator(
  room: IndicatorRoom,
  jurisdiction: string,
  place: number,
  asked: { now: number; area: string | undefined },
): Promise<wire.IndicatorBehind> {
  const { world } = room.engine(jurisdiction);
  const { formula } = must(world.plan.all[place], 'indicator');
  const below = denominatorOf(formula);
  const all = endsBelow(world, place);
  const among = below ? endsOf(below).leaves : [];
  const isMatter = (leaf: Leaf) => leaf.kind === 'matters' || leaf.kind === 'standing';
  const leaf =
    among.find(isMatter) ??
    all.find(isMatter) ??
    all.find(({ kind }) => kind === 'readings' || kind === 'given');
  if (leaf?.kind === 'matters' || leaf?.kind === 'standing') {
    const part = among.includes(leaf) ? (all.find((one) => isMatter(one) && one !== leaf) ?? null) : null;
    return { kind: 'matters', ...(await mattersTold(room, world, leaf, part, asked)) };
  }
  if (leaf?.kind === 'readings') return { kind: 'sensors', ...sensorsTold(world, place, leaf, asked) };
  if (leaf?.kind !== 'given') return { kind: 'none', total: 0, rows: [] };
  const values = world.given.between(leaf.series, 0, asked.now + 1).toReversed();
  return { kind: 'values', total: values.length, rows: values.slice(0, mostRows) };
}

async function mattersTold(
  { matters }: IndicatorRoom,
  world: World,
  leaf: Extract<Leaf, { kind: 'matters' | 'standing' }>,
  part: Leaf | null,
  asked: { now: number; area: string | undefined },
) {
  const found = mattersBehind(world, leaf, part, asked);
  const shown = found.slice(0, mostRows);
  const told = new Map(
    (
      await matters.told(
        world.loaded.id,
        shown.map(({ id }) => id),
      )
    ).map((row) => [row.id, row]),
  );
  const rows = shown.flatMap(({ id, at, counts }) => {
    const row = told.get(id);
    if (!row) return [];
    const { title, address, open, overdue } = row;
    return [{ id, title, address, at, counts, open, overdue }];
  });
  return { total: found.length, rows };
}

function sensorsTold(
  world: World,
  place: number,
  leaf: Extract<Leaf, { kind: 'readings' }>,
  { now, area }: { now: number; area: string | undefined },
) {
  const { loaded, hotLane } = world;
  const latest = hotLane.latest(loaded.id);
  const { low, high } = edgesOf(world, place, now);
  const found = sensorsBehind(world, leaf, area);
  const rows = found.slice(0, mostRows).map(({ ordinal, passes }) => {
    const { id, name, measure, place: at } = must(loaded.pack.sensors[ordinal], 'sensor');
    const heard = latest.at[ordinal] ?? 0;
    const value = heard === 0 ? null : (latest.value[ordinal] ?? null);
    const isOut = value !== null && ((low !== null && value < low) || (high !== null && value > high));
    return {
      id,
      name,
      value,
      measure,
      at: heard || null,
      lng: at.lng,
      lat: at.lat,
      online: hotLane.isOnline(loaded.id, ordinal, now),
      beyond: leaf.test ? passes : isOut,
    };
  });
  return { total: found.length, rows };
}
