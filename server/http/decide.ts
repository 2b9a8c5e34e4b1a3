import { rateOf } from '#shared/indicator/rates.ts';
import type { Windows } from '#shared/indicator/window.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Figures } from '#shared/wire/http.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { RawFigures } from '../storage/figure-queries.ts';

type Decision = Figures['decide'][number];
/** Fewer reworked incidents in a week tell nothing of a trend; fewer repetitions make no bad actor. */
const fewestReworks = 3;
const fewestRepeats = 3;

/** At most three things for a leader to decide, the gravest first; each names the query that lists its incidents. */
export function decide(pack: LoadedPack, { now }: Windows, raw: RawFigures): Decision[] {
  const unitOf = (grid: string | null): string | null =>
    grid === null ? null : (pack.pack.units.find((unit) => unit.grid === grid)?.id ?? grid);
  const found = [
    supervisionDue(raw, now.to, unitOf),
    reworkRising(raw, now.to, unitOf),
    overdueWorst(raw, now.to, unitOf),
    unsignedLongest(raw, now.to),
    badActor(raw, now.to),
  ];
  return found.filter((one) => one !== null).slice(0, 3);
}

type UnitOf = (grid: string | null) => string | null;

/** How long since; null when the whole deadline is not reached yet (a stage clock alone has lapsed). */
const ageOf = (since: number | null, at: number): number | null =>
  since === null || since > at ? null : at - since;

function supervisionDue({ open }: RawFigures, at: number, unitOf: UnitOf): Decision | null {
  const late = open.filter((row) => row.supervised > 0);
  if (late.length === 0) return null;
  const worst = worstGrid(late, (row) => row.supervised);
  const since = late.map((row) => row.supervisedSince).filter((one) => one !== null);
  return {
    id: 'supervision-due',
    unit: unitOf(worst.grid),
    count: late.reduce((sum, row) => sum + row.supervised, 0),
    ms: ageOf(since.length === 0 ? null : Math.min(...since), at),
    series: [],
    query: { figure: 'supervision-due' },
  };
}

function reworkRising({ weeks }: RawFigures, at: number, unitOf: UnitOf): Decision | null {
  const rising = weeks.flatMap(({ cell, windows }) => {
    const series = windows.map(([numerator, denominator]) => rateOf(numerator, denominator).value ?? 0);
    const [first = 0, second = 0, third = 0] = series;
    const last = windows.at(-1)?.[0] ?? 0;
    return last >= fewestReworks && first < second && second < third ? [{ cell, series, last, third }] : [];
  });
  const [worst] = rising.sort((a, b) => b.third - a.third);
  if (!worst) return null;
  const query = { figure: 'rework', grid: worst.cell, from: String(at - 7 * dayMs), to: String(at) };
  return {
    id: 'rework-rising',
    unit: unitOf(worst.cell),
    count: worst.last,
    ms: null,
    series: worst.series,
    query,
  };
}

function overdueWorst({ open }: RawFigures, at: number, unitOf: UnitOf): Decision | null {
  const worst = worstGrid(open, (row) => row.overdue);
  if (worst.grid === null || worst.count === 0) return null;
  const since = open.flatMap((row) =>
    row.cell === worst.grid && row.overdueSince !== null ? [row.overdueSince] : [],
  );
  const ms = ageOf(Math.min(...since), at);
  const query = { figure: 'overdue', grid: worst.grid };
  return { id: 'overdue-worst', unit: unitOf(worst.grid), count: worst.count, ms, series: [], query };
}

function unsignedLongest({ unsigned }: RawFigures, at: number): Decision | null {
  if (!unsigned) return null;
  const { lead, count, since } = unsigned;
  const query = { figure: 'unsigned', lead };
  return { id: 'unsigned-longest', unit: lead, count, ms: ageOf(since, at), series: [], query };
}

function badActor({ actor }: RawFigures, at: number): Decision | null {
  if (!actor || actor.count < fewestRepeats) return null;
  const query = { origin: actor.origin, from: String(at - 30 * dayMs), to: String(at) };
  return { id: 'bad-actors', unit: null, count: actor.count, ms: null, series: [], query };
}

/** The cell with most of something. */
function worstGrid(
  rows: RawFigures['open'],
  of: (row: RawFigures['open'][number]) => number,
): { grid: string | null; count: number } {
  const sums = new Map<string, number>();
  for (const row of rows) if (row.cell !== null) sums.set(row.cell, (sums.get(row.cell) ?? 0) + of(row));
  let worst: { grid: string | null; count: number } = { grid: null, count: 0 };
  for (const [grid, count] of sums) if (count > worst.count) worst = { grid, count };
  return worst;
}
