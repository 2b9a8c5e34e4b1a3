import { edgesAt, stateOf, type Edges } from '#shared/indicator/bounds.ts';
import type { Cell } from '#shared/indicator/cell.ts';
import { evaluate, leafKey, type Leaf } from '#shared/indicator/leaf.ts';
import { dayOf } from '#shared/indicator/span.ts';
import { must } from '#shared/kernel/must.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { leafValue, type World } from './world.ts';

/**
 * Values of a county's indicators, kept up as things happen: what changed marks the leaves that look at it, and a tick computes
 * these, then the indicators that stand on a leaf whose number is another, then those above them. Time alone changes some too:
 * instruments fall silent and windows move on, so every leaf is looked at again each ten seconds.
 */
export interface Engine {
  world: World;
  markQuantity(quantity: string): void;
  markMatters(): void;
  markGiven(): void;
  markAll(): void;
  /** Computes what was marked; answers how many indicators have another value. */
  tick(now: number): number;
  value(place: number): number | null;
  state(place: number): Cell;
  /** When its value became what it is. */
  since(place: number): number;
  /** By domain, a character an indicator in pack order. */
  cells(): ReadonlyMap<string, string>;
}

const lookAgainMs = 10_000;

export function makeEngine(world: World): Engine {
  const { plan } = world;
  const leafValues = new Float64Array(plan.leaves.length).fill(NaN);
  const dirty = new Uint8Array(plan.leaves.length).fill(1);
  const values = new Float64Array(plan.all.length).fill(NaN);
  const since = new Float64Array(plan.all.length);
  const stale = new Uint8Array(plan.all.length);
  const states = plan.all.map((): Cell => '-');
  const byQuantity = new Map<string, number[]>();
  for (const [place, leaf] of plan.leaves.entries())
    if (leaf.kind === 'readings')
      byQuantity.set(leaf.quantity, [...(byQuantity.get(leaf.quantity) ?? []), place]);
  const ofKind = (...kinds: Leaf['kind'][]): number[] =>
    plan.leaves.flatMap(({ kind }, place) => (kinds.includes(kind) ? [place] : []));
  const matters = ofKind('matters', 'standing', 'warnings');
  const given = ofKind('given');
  const mark = (places: readonly number[]): void => {
    for (const place of places) dirty[place] = 1;
  };
  let lookedAt = 0;
  let boundsAt = 0;
  let cells: ReadonlyMap<string, string> | null = null;
  const numberOf = (leaf: Leaf): number | null =>
    real(leafValues[must(plan.leafOf.get(leafKey(leaf)), 'leaf')]);
  const valueOf = (id: string): number | null => real(values[must(plan.placeOf.get(id), id)]);

  function refreshLeaves(now: number): void {
    for (let place = 0; place < dirty.length; place++) {
      if (dirty[place] !== 1) continue;
      dirty[place] = 0;
      const value = leafValue(world, place, now) ?? NaN;
      if (Object.is(value, leafValues[place])) continue;
      leafValues[place] = value;
      for (const user of plan.users[place] ?? []) stale[user] = 1;
    }
  }
  function refreshStates(now: number, changed: readonly number[]): void {
    const isDue = Math.floor(now / minuteMs) !== Math.floor(boundsAt / minuteMs);
    boundsAt = now;
    for (const place of isDue ? plan.all.keys() : changed) {
      const { indicator } = must(plan.all[place], 'indicator');
      const state = stateOf(real(values[place]), edgesAt(indicator.bounds, world.calendar, now));
      if (state !== states[place]) cells = null;
      states[place] = state;
    }
  }
  return {
    world,
    markQuantity: (quantity) => mark(byQuantity.get(quantity) ?? []),
    markMatters: () => mark(matters),
    markGiven: () => mark(given),
    markAll: () => void dirty.fill(1),
    tick(now) {
      if (now - lookedAt >= lookAgainMs || dayOf(world.calendar, now) !== dayOf(world.calendar, lookedAt)) {
        lookedAt = now;
        dirty.fill(1);
      }
      refreshLeaves(now);
      const changed: number[] = [];
      for (const place of plan.order) {
        if (stale[place] !== 1) continue;
        stale[place] = 0;
        const value = evaluate(must(plan.all[place], 'indicator').formula, numberOf, valueOf) ?? NaN;
        if (Object.is(value, values[place])) continue;
        values[place] = value;
        since[place] = now;
        changed.push(place);
        for (const above of plan.above[place] ?? []) stale[above] = 1;
      }
      refreshStates(now, changed);
      return changed.length;
    },
    value: (place) => real(values[place]),
    state: (place) => states[place] ?? '-',
    since: (place) => since[place] ?? 0,
    cells: () => (cells ??= cellsOf(world, states)),
  };
}

/** The bounds that hold for an indicator at an instant. */
export function edgesOf({ plan, calendar }: World, place: number, now: number): Edges {
  return edgesAt(plan.all[place]?.indicator.bounds, calendar, now);
}

const real = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : value;

function cellsOf({ plan }: World, states: readonly Cell[]): Map<string, string> {
  const cells = new Map<string, string>();
  for (const [place, { indicator }] of plan.all.entries())
    cells.set(indicator.domain, (cells.get(indicator.domain) ?? '') + (states[place] ?? '-'));
  return cells;
}
