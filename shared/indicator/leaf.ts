import type { Compare } from './formula.ts';
import type { DayWindow } from './span.ts';

/** What a formula is made of at its ends: each names one number of the county. The words are those of the grammar. */

/** Over the newest values of the instruments that are heard, or over all values of some hours. */
export const readingHows = [
  'mean',
  'max',
  'min',
  'sum',
  'median',
  'p10',
  'p90',
  'spread',
  'count',
  'share',
  'points',
  'heard',
] as const;
export type ReadingHow = (typeof readingHows)[number];
/** Hows that can look over hours. */
export const overHours: readonly ReadingHow[] = ['mean', 'max', 'min', 'sum'];

/**
 * Matters of which something happened in the window. Due, rated and so on are counted as everywhere (`figure-events.ts`);
 * `took-hours` is the mean from report to closing of what was closed, `sign-minutes` from dispatch to signature of what was signed.
 */
export const matterEvents = [
  'reported',
  'accepted',
  'filed',
  'dispatched',
  'signed',
  'closed',
  'due',
  'due-closed',
  'on-time',
  'reworked',
  'extended',
  'grass-roots',
  'rated',
  'content',
  'took-hours',
  'sign-minutes',
] as const;
export type MatterEvent = (typeof matterEvents)[number];
/** Matters as they stand now. */
export const matterStates = ['open', 'overdue', 'unsigned', 'supervised'] as const;
export type MatterState = (typeof matterStates)[number];

export const deviceCounts = [
  'sensors',
  'sensors-online',
  'cameras',
  'cameras-online',
  'staff',
  'staff-online',
  'alarms',
] as const;
export type DeviceCount = (typeof deviceCounts)[number];

/** Of a series: its newest value, the growth of it over a year in percent, what it adds up to in a window. */
export const givenHows = ['given', 'growth', 'total'] as const;
export type GivenHow = (typeof givenHows)[number];
export const facts = ['population', 'area'] as const;

/** Which matters: all names null is every event that no other matter opened. */
export interface MatterFilter {
  items: readonly string[] | null;
  domains: readonly string[] | null;
  procedures: readonly string[] | null;
  sources: readonly string[] | null;
  grid: string | null;
}

export type Leaf =
  | {
      kind: 'readings';
      how: ReadingHow;
      quantity: string;
      test: { op: Compare; value: number } | null;
      hours: number | null;
      grid: string | null;
    }
  | { kind: 'matters'; measure: MatterEvent; filter: MatterFilter; over: DayWindow }
  | { kind: 'standing'; measure: MatterState; filter: MatterFilter }
  | { kind: 'warnings'; measure: 'warnings' | 'issued'; colours: readonly string[] | null; over: DayWindow }
  | { kind: 'devices'; what: DeviceCount; system: string | null }
  | { kind: 'given'; how: GivenHow; series: string; over: DayWindow | null }
  | { kind: 'fact'; name: (typeof facts)[number] };

/** Two leaves with one key are one number. */
export const leafKey = (leaf: Leaf): string => JSON.stringify(leaf);

/** A formula that was typed: every name in it exists. */
export type Formula =
  | { kind: 'number'; value: number }
  | { kind: 'leaf'; leaf: Leaf }
  | { kind: 'indicator'; id: string }
  | { kind: 'negative'; of: Formula }
  | { kind: 'percent'; of: Formula; among: Formula }
  | { kind: 'binary'; op: '+' | '-' | '*' | '/'; left: Formula; right: Formula };

/** Leaves and other indicators of a formula, in the order of its text; one that stands there twice is told once. */
export function endsOf(formula: Formula): { leaves: Leaf[]; indicators: string[] } {
  const leaves = new Map<string, Leaf>();
  const indicators = new Set<string>();
  const walk = (one: Formula): void => {
    if (one.kind === 'leaf') leaves.set(leafKey(one.leaf), one.leaf);
    else if (one.kind === 'indicator') indicators.add(one.id);
    else if (one.kind === 'negative') walk(one.of);
    else if (one.kind === 'percent') [one.of, one.among].forEach(walk);
    else if (one.kind === 'binary') [one.left, one.right].forEach(walk);
  };
  walk(formula);
  return { leaves: [...leaves.values()], indicators: [...indicators] };
}

/** What a formula divides by at its end: the denominator that is shown beside its value; null: it divides by nothing. */
export function denominatorOf(formula: Formula): Formula | null {
  if (formula.kind === 'percent') return formula.among;
  if (formula.kind !== 'binary') return null;
  if (formula.op === '/') return formula.right;
  return formula.op === '*' ? (denominatorOf(formula.left) ?? denominatorOf(formula.right)) : null;
}

/** The value of a formula; null where something in it has no data or it divides by nothing. */
export function evaluate(
  formula: Formula,
  leaf: (leaf: Leaf) => number | null,
  indicator: (id: string) => number | null,
): number | null {
  const of = (one: Formula): number | null => evaluate(one, leaf, indicator);
  switch (formula.kind) {
    case 'number':
      return formula.value;
    case 'leaf':
      return leaf(formula.leaf);
    case 'indicator':
      return indicator(formula.id);
    case 'negative': {
      const value = of(formula.of);
      return value === null ? null : -value;
    }
    case 'percent':
      return quotient(of(formula.of), of(formula.among), 100);
    case 'binary':
      return compute(formula.op, of(formula.left), of(formula.right));
  }
}

function quotient(of: number | null, by: number | null, times: number): number | null {
  return of === null || by === null || by === 0 ? null : (times * of) / by;
}

function compute(op: '+' | '-' | '*' | '/', left: number | null, right: number | null): number | null {
  if (left === null || right === null) return null;
  if (op === '/') return quotient(left, right, 1);
  return op === '+' ? left + right : op === '-' ? left - right : left * right;
}
