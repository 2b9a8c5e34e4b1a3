import type { DemandModel } from '#shared/foresight/demand.ts';
import type { Weighed } from '#shared/foresight/places.ts';
import type { ModelId } from '#shared/foresight/scores.ts';
import { hourMs } from '#shared/kernel/span.ts';
import type * as wire from '#shared/wire/foresight.ts';
import type { Foresight, Learnt } from '../foresight/foresight.ts';
import type { LoadedPack } from '../packs/loaded.ts';

type Told = wire.ForesightTold;
/** Open matters that are looked at, the first due first, and how many are told. */
const [mostOpen, toldOpen, toldPlaces] = [2_000, 12, 10];
/** Less likely than this is not worth a look. */
const leastLikely = 0.02;

/** What a county's models expect now; of one that is off, nothing. */
export async function tellForesight(
  { of, open }: Pick<Foresight, 'of' | 'open'>,
  pack: LoadedPack,
  now: number,
): Promise<Told> {
  const learnt = of(pack.id);
  const nothing = { breach: [], demand: { hours: [], grids: [] }, hotSpots: [], patrol: [] };
  if (!learnt) return { at: now, learnt: null, ...nothing };
  const isOn = (id: ModelId): boolean => learnt.scores[id].isOn;
  return {
    at: now,
    learnt: {
      ...{ at: learnt.at, n: learnt.n, every: learnt.every, from: learnt.from },
      scores: learnt.scores,
    },
    breach: isOn('breach') ? likelyLate(learnt, await open(pack.id, now, mostOpen), now) : [],
    demand: isOn('demand') ? demandOf(learnt.demand, pack, learnt.every, now) : nothing.demand,
    hotSpots: isOn('hotSpots') ? placesOf(learnt.hotSpots, pack) : [],
    patrol: isOn('patrol') ? placesOf(learnt.patrol, pack) : [],
  };
}

function likelyLate(
  { breach }: Learnt,
  open: Awaited<ReturnType<Foresight['open']>>,
  now: number,
): Told['breach'] {
  return open
    .map((one) => ({
      ...{ id: one.id, title: one.title, lead: one.lead, dueAt: one.dueAt },
      likely: breach.likely(one, now),
    }))
    .filter(({ likely }) => likely >= leastLikely)
    .toSorted((a, b) => b.likely - a.likely || a.dueAt - b.dueAt)
    .slice(0, toldOpen);
}

/** `every`: it was learnt from every n-th matter. */
function demandOf(
  { expected }: DemandModel,
  { grid }: LoadedPack,
  every: number,
  now: number,
): Told['demand'] {
  const towns = grid.levels[0] ?? [];
  const first = Math.ceil(now / hourMs) * hourMs;
  const hours = Array.from({ length: 24 }, (_, i) => first + i * hourMs);
  const sum = (list: readonly number[]): number => every * list.reduce((all, one) => all + one, 0);
  return {
    hours: hours.map((at) => ({ at, expected: sum(towns.map(({ id }) => expected(id, at))) })),
    grids: towns
      .map(({ id, name }) => ({ grid: id, name, expected: sum(hours.map((at) => expected(id, at))) }))
      .toSorted((a, b) => b.expected - a.expected)
      .slice(0, toldPlaces),
  };
}

function placesOf(list: readonly Weighed[], { grid }: LoadedPack): Told['hotSpots'] {
  const most = Math.max(1e-9, list[0]?.weight ?? 0);
  return list
    .filter(({ weight }) => weight > 0)
    .slice(0, toldPlaces)
    .map(({ cell, weight }) => ({
      grid: cell,
      name: grid.byId.get(cell)?.name ?? cell,
      weight: weight / most,
    }));
}
