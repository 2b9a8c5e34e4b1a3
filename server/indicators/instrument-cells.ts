import { edgesAt, stateOf } from '#shared/indicator/bounds.ts';
import { evaluate, leafKey } from '#shared/indicator/leaf.ts';
import { must } from '#shared/kernel/must.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { HotLane } from '../ports.ts';
import { endsBelow } from './areas.ts';
import { planOf } from './plan.ts';
import { makeRings } from './rings.ts';
import { leafValue, makeWorld, type World } from './world.ts';

/** The cells of every domain with those put in that stand on what instruments read at the moment; the others stay as they were. */
export type InstrumentCells = (
  lane: HotLane,
  now: number,
  before: ReadonlyMap<string, string>,
) => ReadonlyMap<string, string>;

/** Of instruments that are another county's than the living one's: matters, series and hours that are over are no part of it. */
export function openInstrumentCells(loaded: LoadedPack): InstrumentCells {
  const plan = planOf(loaded);
  const nobody = makeRings(0);
  const cellOf = new Map<string, number>();
  const moving: { place: number; domain: string; cell: number }[] = [];
  let still: World | null = null;
  for (const [place, { indicator }] of plan.all.entries()) {
    const cell = cellOf.get(indicator.domain) ?? 0;
    cellOf.set(indicator.domain, cell + 1);
    const ends = endsBelow({ plan }, place);
    const isOfNow = ends.every(
      (leaf) => leaf.kind === 'fact' || (leaf.kind === 'readings' && leaf.hours === null),
    );
    if (isOfNow && ends.some(({ kind }) => kind === 'readings'))
      moving.push({ place, domain: indicator.domain, cell });
  }
  return (lane, now, before) => {
    still ??= makeWorld(loaded, plan, { hotLane: lane, rings: nobody }, () => now);
    const world: World = { ...still, hotLane: lane };
    const known = new Map<string, number | null>();
    const valueOf = (place: number): number | null =>
      evaluate(
        must(plan.all[place], 'indicator').formula,
        (leaf) => {
          const key = leafKey(leaf);
          const found = known.get(key);
          if (found !== undefined) return found;
          const value = leafValue(world, must(plan.leafOf.get(key), 'leaf'), now);
          known.set(key, value);
          return value;
        },
        (id) => valueOf(must(plan.placeOf.get(id), id)),
      );
    const cells = new Map([...before].map(([domain, own]) => [domain, [...own]]));
    for (const { place, domain, cell } of moving) {
      const own = cells.get(domain);
      const { bounds } = must(plan.all[place], 'indicator').indicator;
      if (own && cell < own.length) own[cell] = stateOf(valueOf(place), edgesAt(bounds, world.calendar, now));
    }
    return new Map([...cells].map(([domain, own]) => [domain, own.join('')]));
  };
}
