import { rateOf } from '#shared/indicator/rates.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import type { Figures } from '#shared/wire/http.ts';
import type { OpenRow, RawFigures } from '../storage/figures/figure-queries.ts';
import { sumOf, type Composing } from './composing.ts';

type Decision = Figures['decide'][number];
/** Fewer reworked matters in a week tell nothing of a trend; fewer repetitions make no bad actor. */
const fewestReworks = 3;
const fewestRepeats = 3;
/** A dispatch that waits less is the desk's matter, not a leader's. */
export const usualUnsignedMs = 2 * hourMs;

/** At most three things for a leader to decide, the gravest first; each names the query that lists exactly its matters. */
export function decide(asked: Composing): Decision[] {
  const { raw, windows } = asked;
  const at = windows.now.to;
  const found = [
    supervisionDue(raw, at),
    reworkRising(asked),
    overdueWorst(raw, at),
    unsignedLongest(raw, at, asked.pack.pack.policy.decide?.unsignedMs ?? usualUnsignedMs),
    badActor(raw, at),
  ];
  const { family, procedure } = asked.query;
  const counts = { family, ...(procedure !== undefined && { procedure }) };
  return found
    .filter((one) => one !== null)
    .slice(0, 3)
    .map((one) => ({ ...one, query: one.query['figure'] ? { ...one.query, ...counts } : one.query }));
}

/** How long since; null when the whole deadline is not reached yet (a stage clock alone has lapsed). */
const ageOf = (since: number | null, at: number): number | null =>
  since === null || since > at ? null : at - since;
const earliest = (instants: (number | null)[]): number | null => {
  const known = instants.filter((one) => one !== null);
  return known.length === 0 ? null : Math.min(...known);
};

function supervisionDue({ open }: RawFigures, at: number): Decision | null {
  const late = open.filter((row) => row.supervised > 0);
  if (late.length === 0) return null;
  return {
    id: 'supervision-due',
    unit: worstLead(late, (row) => row.supervised).lead,
    grid: null,
    count: sumOf(late, (row) => row.supervised),
    ms: ageOf(earliest(late.map((row) => row.supervisedSince)), at),
    series: [],
    query: { figure: 'supervision-due' },
  };
}

function reworkRising({ raw: { weeks }, pack }: Composing): Decision | null {
  const keys = new Set(weeks.sums.flatMap((rows) => rows.map(({ key }) => key)));
  const rising = [...keys].flatMap((key) => {
    const sums = weeks.sums.map((rows) => rows.find((row) => row.key === key));
    const series = sums.map(
      (row) => rateOf(row?.sums['due_reworked'] ?? 0, row?.sums['due'] ?? 0).value ?? 0,
    );
    const [first = 0, second = 0, third = 0] = series;
    const last = sums.at(-1)?.sums['due_reworked'] ?? 0;
    return key !== '' && last >= fewestReworks && first < second && second < third
      ? [{ key, series, last, third }]
      : [];
  });
  const [worst] = rising.sort((a, b) => b.third - a.third);
  if (!worst) return null;
  const window = { from: String(weeks.to - 7 * dayMs), to: String(weeks.to) };
  return {
    id: 'rework-rising',
    unit: pack.unitsOfGrid([worst.key])[0]?.id ?? null,
    grid: worst.key,
    count: worst.last,
    ms: null,
    series: worst.series,
    query: { figure: 'rework', grid: worst.key, ...window },
  };
}

function overdueWorst({ open }: RawFigures, at: number): Decision | null {
  const { lead, count } = worstLead(open, (row) => row.overdue);
  if (lead === null || count === 0) return null;
  const since = earliest(open.flatMap((row) => (row.lead === lead ? [row.overdueSince] : [])));
  const query = { figure: 'overdue', lead };
  return { id: 'overdue-worst', unit: lead, grid: null, count, ms: ageOf(since, at), series: [], query };
}

function unsignedLongest({ open }: RawFigures, at: number, fromMs: number): Decision | null {
  const waiting = open.filter((row) => row.lead !== null && row.unsigned > 0);
  const since = earliest(waiting.map((row) => row.unsignedSince));
  const longest = waiting.find((row) => row.unsignedSince === since);
  if (!longest || longest.lead === null || since === null || at - since < fromMs) return null;
  const { lead } = longest;
  const count = sumOf(waiting, (row) => (row.lead === lead ? row.unsigned : 0));
  const query = { figure: 'unsigned', lead };
  return { id: 'unsigned-longest', unit: lead, grid: null, count, ms: at - since, series: [], query };
}

function badActor({ actor }: RawFigures, at: number): Decision | null {
  if (!actor || actor.count < fewestRepeats) return null;
  const query = { origin: actor.origin, from: String(at - 30 * dayMs), to: String(at) };
  return { id: 'bad-actors', unit: null, grid: null, count: actor.count, ms: null, series: [], query };
}

/** The unit that leads most of something. */
function worstLead(
  rows: readonly OpenRow[],
  of: (row: OpenRow) => number,
): { lead: string | null; count: number } {
  const sums = new Map<string, number>();
  for (const row of rows) if (row.lead !== null) sums.set(row.lead, (sums.get(row.lead) ?? 0) + of(row));
  let worst: { lead: string | null; count: number } = { lead: null, count: 0 };
  for (const [lead, count] of sums) if (count > worst.count) worst = { lead, count };
  return worst;
}
