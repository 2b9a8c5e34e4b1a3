import type { Person } from '#shared/access/person.ts';
import { seesAll } from '#shared/access/scope.ts';
import type { Weighed } from '#shared/foresight/places.ts';
import type { ModelId } from '#shared/foresight/scores.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { hourMs } from '#shared/kernel/span.ts';
import type * as wire from '#shared/wire/foresight.ts';
import type { Foresight, Learnt } from '../foresight/foresight.ts';
import type { LoadedPack } from '../packs/loaded.ts';

type Told = wire.ForesightTold;
/** Open matters that are looked at, the first due first, and how many are told. */
const [mostOpen, toldOpen, toldPlaces] = [2_000, 12, 10];
/** Less likely than this is not worth a look. */
const leastLikely = 0.02;

/** From this probability on a matter is marked wherever it is shown. */
const markedFrom = 0.3;

/** What a county's models expect now in a person's own part of it; of one that is off, nothing. Scores are of the whole county. */
export async function tellForesight(
  { of, open }: Pick<Foresight, 'of' | 'open'>,
  pack: LoadedPack,
  person: Person,
  now: number,
): Promise<Told> {
  const learnt = of(pack.id);
  const nothing = { breach: [], demand: { hours: [], grids: [] }, hotSpots: [], patrol: [] };
  const area = seesAll(person) ? null : person.grids;
  const names = (area ?? []).map((grid) => pack.grid.byId.get(grid)?.name ?? grid);
  if (!learnt) return { at: now, area: names, learnt: null, ...nothing };
  const isOn = (id: ModelId): boolean => learnt.scores[id].isOn;
  return {
    at: now,
    area: names,
    learnt: {
      at: learnt.at,
      n: learnt.n,
      every: learnt.every,
      from: learnt.from,
      scores: learnt.scores,
    },
    breach: isOn('breach') ? likelyLate(learnt, await open(person, now, mostOpen), now) : [],
    demand: isOn('demand') ? demandOf(learnt, pack, area, now) : nothing.demand,
    hotSpots: placesOf(learnt.hotSpots, pack, area),
    patrol: isOn('patrol') ? placesOf(learnt.patrol, pack, area) : [],
  };
}

/** The open matters that somebody sees and that are likely to be late, to be marked where they are shown. */
export async function tellLikelyLate(
  { of, open }: Pick<Foresight, 'of' | 'open'>,
  pack: LoadedPack,
  person: Person,
  now: number,
): Promise<wire.LikelyLate> {
  const learnt = of(pack.id);
  const score = learnt?.scores.breach;
  if (!learnt || !score?.isOn) return { at: now, basis: null, rows: [] };
  const standing = await open(person, now, mostOpen);
  return {
    at: now,
    basis: { at: learnt.at, n: learnt.n, from: learnt.from, model: score.model, baseline: score.baseline },
    rows: standing
      .map((one) => ({ id: one.id, likely: learnt.breach.likely(one, now) }))
      .filter(({ likely }) => likely >= markedFrom),
  };
}

function likelyLate(
  { breach }: Learnt,
  open: Awaited<ReturnType<Foresight['open']>>,
  now: number,
): Told['breach'] {
  return open
    .map((one) => ({
      id: one.id,
      title: one.title,
      lead: one.lead,
      dueAt: one.dueAt,
      likely: breach.likely(one, now),
    }))
    .filter(({ likely }) => likely >= leastLikely)
    .toSorted((a, b) => b.likely - a.likely || a.dueAt - b.dueAt)
    .slice(0, toldOpen);
}

/** Where it was learnt from every n-th matter, each stands for n. */
function demandOf(
  { demand: { expected }, every }: Learnt,
  { grid }: LoadedPack,
  area: readonly string[] | null,
  now: number,
): Told['demand'] {
  const towns = grid.levels[0].filter(({ id }) => !area || area.includes(id));
  // What is narrower than a town is not foretold.
  if (towns.length === 0) return { hours: [], grids: [] };
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

function placesOf(
  list: readonly Weighed[],
  { grid }: LoadedPack,
  area: readonly string[] | null,
): Told['hotSpots'] {
  const isOwn = (cell: string): boolean => !area || chainTo(grid, cell).some(({ id }) => area.includes(id));
  const most = Math.max(1e-9, list[0]?.weight ?? 0);
  return list
    .filter(({ cell, weight }) => weight > 0 && isOwn(cell))
    .slice(0, toldPlaces)
    .map(({ cell, weight }) => ({
      grid: cell,
      name: grid.byId.get(cell)?.name ?? cell,
      weight: weight / most,
    }));
}
