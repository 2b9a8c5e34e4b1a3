import { chainOfColumns } from '#shared/grid/levels.ts';
import type { MatterEvent, MatterFilter, MatterState } from '#shared/indicator/leaf.ts';
import { satisfiedFrom } from '#shared/indicator/rates.ts';
import type { IndicatorMatter } from '../storage/figures/indicator-matters.ts';

/**
 * What matters add up to, by filter and local day, and how many stand open. A matter that changed is taken away as it was and
 * added as it is now, so a change costs the filters that it fits, whatever the number of matters; made anew from all matters it
 * comes to the same.
 */
export interface Tally {
  /** Puts a matter in the place of what was known of it. */
  put(matter: IndicatorMatter): void;
  /** Sum of an event from day `from` to day `to`, both inside; null: of means, when nothing happened. */
  sum(filter: number, event: MatterEvent, from: number, to: number): number | null;
  /** The same before it is made a number, so that stretches can be put together. */
  amount(filter: number, event: MatterEvent, from: number, to: number): Amount;
  standing(filter: number, state: MatterState): number;
  /** How many stood open at the end of a day that is over; what ended without a closing counts as never open, since its end is not known. */
  openAt(filter: number, day: number): number;
  /** Every matter that fits a filter. */
  matching(filter: number): Iterable<IndicatorMatter>;
  /** Every matter that is known. */
  all(): Iterable<IndicatorMatter>;
  /** When the first matter was reported; Infinity: there is none. */
  first: number;
}

/** What an event adds up to: `among` is how many it is the mean of; null: it is a plain sum. */
export interface Amount {
  sum: number;
  among: number | null;
}
export const numberOf = ({ sum, among }: Amount): number | null =>
  among === null ? sum : among === 0 ? null : sum / among;
export const together = (one: Amount, other: Amount): Amount => ({
  sum: one.sum + other.sum,
  among: one.among === null ? null : one.among + (other.among ?? 0),
});

/** Sums of a day in their order; `took` and `sign` are of milliseconds, `gone` ended without a closing. */
const columns = [
  ...['reported', 'accepted', 'filed', 'dispatched', 'signed', 'closed', 'due', 'due-closed', 'on-time'],
  ...['reworked', 'extended', 'grass-roots', 'rated', 'content', 'took', 'sign', 'gone'],
] as const;
const columnOf = new Map(columns.map((name, i) => [name as string, i]));
const [closed, signed, took, sign, gone] = [5, 4, 14, 15, 16];
const states: readonly MatterState[] = ['open', 'overdue', 'unsigned', 'supervised'];

interface Part {
  days: Map<number, Float64Array>;
  standing: Float64Array;
}

export interface TallyGround {
  now(): number;
  filters: readonly MatterFilter[];
  dayOf(at: number): number;
  domainOf(item: string): string | undefined;
  isEvent(procedure: string): boolean;
}

/** What is known, and what it adds up to. */
interface Sheet {
  ground: TallyGround;
  parts: Part[];
  known: Map<string, IndicatorMatter>;
  first: number;
  /** Filters that a kind of matter in a place fits. */
  fitting: Map<string, number[]>;
}

export function makeTally(ground: TallyGround): Tally {
  const { filters } = ground;
  const parts = filters.map((): Part => ({ days: new Map(), standing: new Float64Array(states.length) }));
  const sheet: Sheet = { ground, parts, known: new Map(), first: Infinity, fitting: new Map() };
  return {
    get first() {
      return sheet.first;
    },
    put: (given) => put(sheet, given),
    amount: (...asked) => amount(parts, ...asked),
    sum: (...asked) => numberOf(amount(parts, ...asked)),
    standing: (filter, state) => parts[filter]?.standing[states.indexOf(state)] ?? 0,
    openAt: (filter, day) => openAt(parts[filter], day),
    all: () => sheet.known.values(),
    *matching(filter) {
      const one = filters[filter];
      if (one) for (const matter of sheet.known.values()) if (matches(one, matter, ground)) yield matter;
    },
  };
}

function put(sheet: Sheet, given: IndicatorMatter): void {
  const { ground, known } = sheet;
  // What is due later counts from then on: its lapse or its closing brings it here again.
  const isLater = given.owedAt !== null && given.owedAt > ground.now();
  const matter = isLater ? { ...given, owedAt: null } : given;
  const before = known.get(matter.id);
  if (before) count(sheet, before, -1);
  known.set(matter.id, matter);
  sheet.first = Math.min(sheet.first, matter.reportedAt);
  count(sheet, matter, 1);
}

function fits({ ground, fitting }: Sheet, matter: IndicatorMatter): number[] {
  const { item, procedure, child, source } = matter;
  const key = [item, procedure, child ? '1' : '0', source, ...chainOfColumns(matter)].join('\0');
  let found = fitting.get(key);
  if (!found) {
    found = ground.filters.flatMap((filter, i) => (matches(filter, matter, ground) ? [i] : []));
    // Places are many: what was found is kept for the frequent ones.
    if (fitting.size > 20_000) fitting.clear();
    fitting.set(key, found);
  }
  return found;
}

function count(sheet: Sheet, matter: IndicatorMatter, sign: 1 | -1): void {
  for (const filter of fits(sheet, matter)) {
    const part = sheet.parts[filter];
    if (!part) continue;
    eachEvent(matter, sheet.ground.dayOf, (day, column, amount) => {
      let sums = part.days.get(day);
      if (!sums) part.days.set(day, (sums = new Float64Array(columns.length)));
      sums[column] = (sums[column] ?? 0) + sign * amount;
    });
    if (!matter.open) continue;
    const { standing } = part;
    standing[0] = (standing[0] ?? 0) + sign;
    if (matter.overdue) standing[1] = (standing[1] ?? 0) + sign;
    if (matter.node === 'dispatched') standing[2] = (standing[2] ?? 0) + sign;
    if (matter.supervised) standing[3] = (standing[3] ?? 0) + sign;
  }
}

function amount(
  parts: readonly Part[],
  filter: number,
  event: MatterEvent,
  from: number,
  to: number,
): Amount {
  const days = parts[filter]?.days;
  const of = (column: number): number => {
    let sum = 0;
    for (let day = from; day <= to; day++) sum += days?.get(day)?.[column] ?? 0;
    return sum;
  };
  if (event === 'took-hours') return { sum: of(took) / 3_600_000, among: of(closed) };
  if (event === 'sign-minutes') return { sum: of(sign) / 60_000, among: of(signed) };
  return { sum: of(columnOf.get(event) ?? 0), among: null };
}

function openAt(part: Part | undefined, day: number): number {
  let open = part?.standing[0] ?? 0;
  for (const [at, sums] of part?.days ?? [])
    if (at > day) open += (sums[closed] ?? 0) + (sums[gone] ?? 0) - (sums[0] ?? 0);
  return open;
}

/** The instant of an event of a matter, or null; the two means are of closings and signatures. */
export function instantOf(matter: IndicatorMatter, event: MatterEvent): number | null {
  let found: number | null = null;
  const column =
    event === 'took-hours' ? closed : event === 'sign-minutes' ? signed : (columnOf.get(event) ?? 0);
  eachEvent(
    matter,
    (at) => at,
    (at, of, amount) => {
      if (of === column && amount !== 0) found = at;
    },
  );
  return found;
}

function eachEvent(
  m: IndicatorMatter,
  dayOf: (at: number) => number,
  add: (day: number, column: number, amount: number) => void,
): void {
  const at = (instant: number | null, ...sums: (readonly [column: number, amount: number])[]): void => {
    if (instant === null) return;
    const day = dayOf(instant);
    for (const [column, amount] of sums) if (amount !== 0) add(day, column, amount);
  };
  const isOnTime = m.closedAt !== null && m.closedAt <= m.dueAt;
  at(m.reportedAt, [0, 1], [gone, Number(!m.open && m.closedAt === null)]);
  at(m.acceptedAt, [1, 1]);
  at(m.filedAt, [2, 1]);
  at(m.dispatchedAt, [3, 1]);
  at(m.signedAt, [signed, 1], [sign, Math.max(0, (m.signedAt ?? 0) - (m.dispatchedAt ?? m.reportedAt))]);
  at(m.closedAt, [closed, 1], [11, Number(m.grassRoots)], [took, (m.closedAt ?? 0) - m.reportedAt]);
  at(
    m.owedAt,
    [6, 1],
    [7, Number(m.closedAt !== null)],
    [8, Number(isOnTime)],
    [9, Number(m.reworks > 0)],
    [10, Number(m.extensions > 0)],
  );
  const isRated = m.rating !== null && m.ratedOwn;
  at(m.evaluatedAt, [12, Number(isRated)], [13, Number(isRated && (m.rating ?? 0) >= satisfiedFrom)]);
}

/** Whether a matter is one of a filter's: events that no other matter opened, unless it names procedures or items. */
export function matches(
  filter: MatterFilter,
  matter: IndicatorMatter,
  { domainOf, isEvent }: Pick<TallyGround, 'domainOf' | 'isEvent'>,
): boolean {
  const { items, domains, procedures, sources, grid } = filter;
  if (items && !items.includes(matter.item)) return false;
  if (
    procedures
      ? !procedures.includes(matter.procedure)
      : !items && !(isEvent(matter.procedure) && !matter.child)
  )
    return false;
  if (domains && !domains.includes(domainOf(matter.item) ?? '')) return false;
  if (sources && !sources.includes(matter.source)) return false;
  return grid === null || chainOfColumns(matter).includes(grid);
}
