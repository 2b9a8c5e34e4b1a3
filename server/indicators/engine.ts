import { addTo } from '#shared/kernel/group-by.ts';
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

/** What is known of every leaf and indicator, by place in the plan. */
interface Board {
  world: World;
  leafValues: Float64Array;
  dirty: Uint8Array;
  values: Float64Array;
  since: Float64Array;
  stale: Uint8Array;
  states: Cell[];
  lookedAt: number;
  boundsAt: number;
  cells: ReadonlyMap<string, string> | null;
}

export function makeEngine(world: World): Engine {
  const { plan } = world;
  const board: Board = {
    world,
    leafValues: new Float64Array(plan.leaves.length).fill(NaN),
    dirty: new Uint8Array(plan.leaves.length).fill(1),
    values: new Float64Array(plan.all.length).fill(NaN),
    since: new Float64Array(plan.all.length),
    stale: new Uint8Array(plan.all.length),
    states: plan.all.map((): Cell => '-'),
    lookedAt: 0,
    boundsAt: 0,
    cells: null,
  };
  return {
    world,
    ...marks(world, board.dirty),
    tick: (now) => tick(board, now),
    value: (place) => real(board.values[place]),
    state: (place) => board.states[place] ?? '-',
    since: (place) => board.since[place] ?? 0,
    cells: () => (board.cells ??= cellsOf(world, board.states)),
  };
}

/** Marks leaves by what happened. */
function marks(
  { plan }: World,
  dirty: Uint8Array,
): Pick<Engine, 'markQuantity' | 'markMatters' | 'markGiven' | 'markAll'> {
  const byQuantity = new Map<string, number[]>();
  for (const [place, leaf] of plan.leaves.entries())
    if (leaf.kind === 'readings') addTo(byQuantity, leaf.quantity, place);
  const ofKind = (...kinds: Leaf['kind'][]): number[] =>
    plan.leaves.flatMap(({ kind }, place) => (kinds.includes(kind) ? [place] : []));
  const matters = ofKind('matters', 'standing', 'warnings');
  const given = ofKind('given');
  const mark = (places: readonly number[]): void => {
    for (const place of places) dirty[place] = 1;
  };
  return {
    markQuantity: (quantity) => mark(byQuantity.get(quantity) ?? []),
    markMatters: () => mark(matters),
    markGiven: () => mark(given),
    markAll: () => void dirty.fill(1),
  };
}

function tick(board: Board, now: number): number {
  const { world, dirty, lookedAt } = board;
  if (now - lookedAt >= lookAgainMs || dayOf(world.calendar, now) !== dayOf(world.calendar, lookedAt)) {
    board.lookedAt = now;
    dirty.fill(1);
  }
  refreshLeaves(board, now);
  const changed = refreshValues(board, now);
  refreshStates(board, now, changed);
  return changed.length;
}

function refreshLeaves({ world, dirty, leafValues, stale }: Board, now: number): void {
  for (let place = 0; place < dirty.length; place++) {
    if (dirty[place] !== 1) continue;
    dirty[place] = 0;
    const value = leafValue(world, place, now) ?? NaN;
    if (Object.is(value, leafValues[place])) continue;
    leafValues[place] = value;
    for (const user of world.plan.users[place] ?? []) stale[user] = 1;
  }
}

/** Indicators on a leaf whose number is another, then those above them; answers which have another value. */
function refreshValues({ world, leafValues, values, since, stale }: Board, now: number): number[] {
  const { plan } = world;
  const numberOf = (leaf: Leaf): number | null =>
    real(leafValues[must(plan.leafOf.get(leafKey(leaf)), 'leaf')]);
  const valueOf = (id: string): number | null => real(values[must(plan.placeOf.get(id), id)]);
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
  return changed;
}

function refreshStates(board: Board, now: number, changed: readonly number[]): void {
  const { world, values, states } = board;
  const { plan, calendar } = world;
  const isDue = Math.floor(now / minuteMs) !== Math.floor(board.boundsAt / minuteMs);
  board.boundsAt = now;
  for (const place of isDue ? plan.all.keys() : changed) {
    const { indicator } = must(plan.all[place], 'indicator');
    const state = stateOf(real(values[place]), edgesAt(indicator.bounds, calendar, now));
    if (state !== states[place]) board.cells = null;
    states[place] = state;
  }
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
