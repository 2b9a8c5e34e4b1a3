import { addTo } from '#shared/kernel/group-by.ts';
import { chainOfColumns, gridLevels, type GridLevel } from '#shared/grid/levels.ts';
import { evaluate, leafKey, type Leaf, type MatterEvent } from '#shared/indicator/leaf.ts';
import { dayOf, firstDay } from '#shared/indicator/span.ts';
import { must } from '#shared/kernel/must.ts';
import type { IndicatorMatter } from '../storage/figures/indicator-matters.ts';
import { instantOf, makeTally } from './tally.ts';
import { passesTest, readingValue, sensorsOf, type World } from './world.ts';

/** An indicator by area, and what its number rests on: made when somebody opens it, from what the engine holds. */

/** Level of the areas that indicators are told by: the widest of which there are several. */
export function areaLevel({ loaded }: World): GridLevel {
  const several = gridLevels.find((level) => (loaded.grid.levels[level - 1]?.length ?? 0) > 1);
  return several ?? gridLevels[loaded.grid.levels.length - 1] ?? 1;
}

/** Its value in every area of a level; null when something in it is of the county as a whole. */
export function byArea(
  world: World,
  place: number,
  now: number,
  level: GridLevel = areaLevel(world),
): Map<string, number | null> | null {
  const { plan, loaded } = world;
  const ends = endsBelow(world, place);
  if (ends.some(({ kind }) => kind !== 'readings' && kind !== 'matters' && kind !== 'standing')) return null;
  const parts = new Map(ends.map((leaf) => [leafKey(leaf), leafByArea(world, leaf, level, now)]));
  const valueOf = (of: number, cell: string): number | null =>
    evaluate(
      must(plan.all[of], 'indicator').formula,
      (leaf) => parts.get(leafKey(leaf))?.(cell) ?? null,
      (id) => valueOf(must(plan.placeOf.get(id), id), cell),
    );
  const cells = loaded.grid.levels[level - 1] ?? [];
  return new Map(cells.map(({ id }) => [id, valueOf(place, id)]));
}

/** Leaves of an indicator and of those that it stands on. */
export function endsBelow({ plan }: Pick<World, 'plan'>, place: number): Leaf[] {
  const one = must(plan.all[place], 'indicator');
  const own = one.leaves.map((leaf) => must(plan.leaves[leaf], 'leaf'));
  return [...own, ...one.needs.flatMap((below) => endsBelow({ plan }, below))];
}

function leafByArea(
  world: World,
  leaf: Leaf,
  level: GridLevel,
  now: number,
): (cell: string) => number | null {
  if (leaf.kind === 'readings') {
    const inCells = new Map<string, number[]>();
    for (const ordinal of sensorsOf(world, leaf)) {
      const cell = world.cellsOf[ordinal]?.[level - 1] ?? '';
      addTo(inCells, cell, ordinal);
    }
    return (cell) => {
      const ordinals = inCells.get(cell);
      return ordinals ? readingValue(world, leaf, ordinals, now) : null;
    };
  }
  if (leaf.kind !== 'matters' && leaf.kind !== 'standing') return () => null;
  const { calendar, tally, loaded, plan } = world;
  const filter = plan.filterOf[must(plan.leafOf.get(leafKey(leaf)), 'leaf')] ?? -1;
  const inCells = new Map<string, IndicatorMatter[]>();
  for (const matter of tally.matching(filter)) {
    const cell = matter[`l${level}`] ?? '';
    const list = inCells.get(cell);
    if (list) list.push(matter);
    else inCells.set(cell, [matter]);
  }
  return (cell) => {
    const own = makeTally({
      filters: [leaf.filter],
      now: world.now,
      dayOf: (at) => dayOf(calendar, at),
      domainOf: (item) => loaded.items.get(item)?.domain,
      isEvent: (procedure) => loaded.procedures.get(procedure)?.family === 'incident',
    });
    for (const matter of inCells.get(cell) ?? []) own.put(matter);
    return leaf.kind === 'standing'
      ? own.standing(0, leaf.measure)
      : own.sum(0, leaf.measure, firstDay(leaf.over, calendar, now), dayOf(calendar, now));
  };
}

/** A matter behind a number: when it happened, and of a share whether it is part of it. */
export interface BehindMatter {
  id: string;
  at: number;
  counts: boolean | null;
}

/** The matters that a leaf counts, the newest first; with `part` each says whether that one counts it too. */
export function mattersBehind(
  world: World,
  leaf: Extract<Leaf, { kind: 'matters' | 'standing' }>,
  part: Leaf | null,
  asked: { now: number; area: string | undefined },
): BehindMatter[] {
  const { plan, tally, calendar } = world;
  const filter = plan.filterOf[must(plan.leafOf.get(leafKey(leaf)), 'leaf')] ?? -1;
  const first = leaf.kind === 'matters' ? firstDay(leaf.over, calendar, asked.now) : 0;
  const found: BehindMatter[] = [];
  for (const matter of tally.matching(filter)) {
    if (asked.area !== undefined && !chainOfColumns(matter).includes(asked.area)) continue;
    const at = happened(matter, leaf);
    if (at === null || (leaf.kind === 'matters' && dayOf(calendar, at) < first)) continue;
    found.push({ id: matter.id, at, counts: part ? happened(matter, part) !== null : null });
  }
  return found.toSorted((a, b) => Number(a.counts ?? 0) - Number(b.counts ?? 0) || b.at - a.at);
}

function happened(matter: IndicatorMatter, leaf: Leaf): number | null {
  if (leaf.kind === 'matters') return instantOf(matter, leaf.measure satisfies MatterEvent);
  if (leaf.kind !== 'standing' || !matter.open) return null;
  const stands = {
    open: true,
    overdue: matter.overdue,
    unsigned: matter.node === 'dispatched',
    supervised: matter.supervised,
  };
  return stands[leaf.measure] ? matter.reportedAt : null;
}

/** Ordinals of the instruments behind a leaf, those that pass its test first. */
export function sensorsBehind(
  world: World,
  leaf: Extract<Leaf, { kind: 'readings' }>,
  area: string | undefined,
): { ordinal: number; passes: boolean }[] {
  const latest = world.hotLane.latest(world.loaded.id);
  return sensorsOf(world, leaf)
    .filter((ordinal) => area === undefined || world.cellsOf[ordinal]?.includes(area))
    .map((ordinal) => ({
      ordinal,
      passes: leaf.test !== null && passesTest(leaf, latest.value[ordinal] ?? 0),
    }))
    .toSorted(
      (a, b) =>
        Number(b.passes) - Number(a.passes) ||
        (leaf.how === 'min' ? 1 : -1) * ((latest.value[a.ordinal] ?? 0) - (latest.value[b.ordinal] ?? 0)),
    );
}
