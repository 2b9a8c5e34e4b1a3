import type { Person } from '#shared/access/person.ts';
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
    league: leagueOf(pack, person, raw),
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

/** Wide grids by score: towns, communities or first-level grids, whatever the pack calls them. Bounded eyes see theirs only. */
function leagueOf(pack: LoadedPack, person: Person, raw: RawFigures): Figures['league'] {
  const now = scoresOf(pack, raw.now);
  const before = new Map(rankLeague(scoresOf(pack, raw.before)).map((row) => [row.key, row]));
  const isBounded = person.grids.length > 0 || person.role === 'handler' || person.role === 'field';
  const own = [...raw.now.map(({ l1 }) => l1), ...raw.open.map(({ l1 }) => l1)];
  // A department is compared by where its tasks lie; a town or village is shown only a grid it sees the whole of.
  const seen = new Set(person.grids.length > 0 ? person.grids : own);
  return rankLeague(isBounded ? now.filter(({ key }) => seen.has(key)) : now).map(
    ({ key, score, rank, rates }) => {
      const unit = pack.pack.units.find((one) => one.grid === key);
      const past = before.get(key);
      return {
        unit: unit?.id ?? key,
        name: unit?.name.zh ?? pack.grid.byId.get(key)?.name ?? key,
        grid: key,
        rank,
        // Among their neighbours only those who see them all have a rank to compare.
        rankBefore: past?.score == null || isBounded ? null : past.rank,
        score,
        ...wilson(rates.onTimeClosing),
        onTimeClosing: rates.onTimeClosing,
        closing: rates.closing,
        rework: rates.rework,
        satisfaction: rates.satisfaction,
        open: raw.open.reduce((sum, row) => (row.l1 === key ? sum + row.open : sum), 0),
      };
    },
  );
}

function scoresOf({ pack, grid }: LoadedPack, counts: readonly Counts[]) {
  const byGrid = new Map(counts.map((row) => [row.l1, row]));
  return grid.levels[0].map(({ id }) => {
    const row = byGrid.get(id);
    const rates = ratesOf(row ? [row] : []);
    return { key: id, rates, score: leagueScore(pack.policy.league, rates) };
  });
}

function densityOf({ open }: RawFigures): Record<string, number> {
  return Object.fromEntries(open.flatMap((row) => (row.l2 === null ? [] : [[row.l2, row.open]])));
}
