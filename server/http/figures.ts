import type { Person } from '#shared/access/person.ts';
import { chainTo } from '#shared/grid/chain.ts';
import type { Cell } from '#shared/grid/tree.ts';
import { rateIds } from '#shared/indicator/figure-ids.ts';
import { leagueScore, rankLeague, rateOf, wilson } from '#shared/indicator/rates.ts';
import type { Windows } from '#shared/indicator/window.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Figures, Rates } from '#shared/wire/http.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Counts, RawFigures } from '../storage/figure-queries.ts';
import { decide } from './decide.ts';

/** What was counted, as the leaders' page shows it. */
export function composeFigures(pack: LoadedPack, person: Person, windows: Windows, raw: RawFigures): Figures {
  const yearBefore = sumOf(raw.yearBefore);
  const isKept = yearBefore.reported > 0 || yearBefore.rates.closing.denominator > 0;
  return {
    window: windows.now,
    seq: raw.seq,
    ...sumOf(raw.now),
    before: sumOf(raw.before),
    yearBefore: isKept ? yearBefore : null,
    durations: raw.durations,
    trend: trendOf(pack, windows, raw),
    flow: raw.flow,
    league: leagueOf(pack, person, leagueLevel(pack, person), raw),
    density: densityOf(raw),
    decide: decide(pack, windows, raw),
  };
}

function ratesOf(counts: readonly Counts[]): Rates {
  return Object.fromEntries(
    rateIds.map((id) => {
      const sum = (side: 0 | 1): number => counts.reduce((total, { rates }) => total + rates[id][side], 0);
      return [id, rateOf(sum(0), sum(1))];
    }),
  ) as Rates;
}

function sumOf(counts: readonly Counts[]): { reported: number; rates: Rates } {
  return { reported: counts.reduce((total, row) => total + row.reported, 0), rates: ratesOf(counts) };
}

function trendOf({ pack }: LoadedPack, { now, stepMs }: Windows, raw: RawFigures): Figures['trend'] {
  const offset = pack.calendar.utcOffsetMinutes * minuteMs;
  const rows = new Map(raw.trend.map((row) => [row.bucket, row]));
  const points: Figures['trend'] = [];
  for (let at = now.from; at < now.to; at += stepMs) {
    const row = rows.get(Math.floor((at + offset) / stepMs));
    const {
      reported = 0,
      closed = 0,
      due = 0,
      onTime = 0,
      grassRoots = 0,
      reworked = 0,
      durationMs = 0,
    } = row ?? {};
    points.push({
      at,
      reported,
      closed,
      onTimeClosing: rateOf(onTime, due),
      grassRoots: rateOf(grassRoots, closed),
      rework: rateOf(reworked, due),
      meanMs: closed === 0 ? null : durationMs / closed,
    });
  }
  return points;
}

/** The cells inside the slice that units answer for, by score: towns, or the communities of a town. */
function leagueOf(pack: LoadedPack, person: Person, level: Level, raw: RawFigures): Figures['league'] {
  const cells = cellsOf(pack, person, level, raw);
  const now = scoresOf(pack, cells, raw.now);
  const before = new Map(rankLeague(scoresOf(pack, cells, raw.before)).map((row) => [row.key, row]));
  const seesWhole = person.grids.length > 0 || !isNarrow(person);
  return rankLeague(now).map(({ key, score, rank, rates }) => {
    const unit = pack.unitsOfGrid([key])[0];
    const past = before.get(key);
    return {
      unit: unit?.id ?? key,
      name: unit?.name.zh ?? pack.grid.byId.get(key)?.name ?? key,
      grid: key,
      rank,
      // Only those who see all of the cells have a rank to compare.
      rankBefore: past?.score == null || !seesWhole ? null : past.rank,
      score,
      ...wilson(rates.onTimeClosing),
      onTimeClosing: rates.onTimeClosing,
      closing: rates.closing,
      rework: rates.rework,
      satisfaction: rates.satisfaction,
      open: raw.open.reduce((sum, row) => (row.cell === key ? sum + row.open : sum), 0),
    };
  });
}

type Level = 1 | 2 | 3;
const isNarrow = ({ role }: Person): boolean => role === 'handler' || role === 'field';

/** The level at which a slice is compared inside: the next one below it that units answer for, else its own. */
export function leagueLevel(pack: LoadedPack, { grids }: Pick<Person, 'grids'>): Level {
  const own = Math.max(0, ...grids.map((id) => pack.grid.byId.get(id)?.level ?? 0));
  const answered = new Set(
    pack.pack.units.flatMap(({ grid }) => pack.grid.byId.get(grid ?? '')?.level ?? []),
  );
  const below = ([1, 2, 3] as const).find((level) => level > own && answered.has(level));
  return below ?? (Math.max(1, own) as Level);
}

/** The cells to compare. A department is compared by where its tasks lie. */
function cellsOf(pack: LoadedPack, person: Person, level: Level, raw: RawFigures): readonly Cell[] {
  const all = pack.grid.levels[level - 1] ?? [];
  if (person.grids.length > 0)
    return all.filter(({ id }) => chainTo(pack.grid, id).some((one) => person.grids.includes(one.id)));
  if (!isNarrow(person)) return all;
  const own = new Set([...raw.now, ...raw.open].map(({ cell }) => cell));
  return all.filter(({ id }) => own.has(id));
}

function scoresOf({ pack }: LoadedPack, cells: readonly Cell[], counts: readonly Counts[]) {
  const byCell = new Map(counts.map((row) => [row.cell, row]));
  return cells.map(({ id }) => {
    const row = byCell.get(id);
    const rates = ratesOf(row ? [row] : []);
    return { key: id, rates, score: leagueScore(pack.policy.league, rates) };
  });
}

function densityOf({ open }: RawFigures): Record<string, number> {
  return Object.fromEntries(open.flatMap((row) => (row.l2 === null ? [] : [[row.l2, row.open]])));
}
