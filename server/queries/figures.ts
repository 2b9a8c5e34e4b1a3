import { gridLevels, type GridLevel } from '#shared/grid/levels.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import type { Person } from '#shared/access/person.ts';
import { isNarrow } from '#shared/access/scope.ts';
import { chainTo } from '#shared/grid/chain.ts';
import type { Cell } from '#shared/grid/tree.ts';
import { flowNodes } from '#shared/indicator/figure-ids.ts';
import { leagueScore, rankLeague, rateOf, wilson } from '#shared/indicator/rates.ts';
import type { Window } from '#shared/indicator/window.ts';
import { dayStart, localDay, offsetAt } from '#shared/clock/zone.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Figures, Rates } from '#shared/wire/http.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { flowColumn } from '../storage/figures/figure-events.ts';
import type { RawFigures } from '../storage/figures/figure-queries.ts';
import type { Sum } from '../storage/figures/figure-part.ts';
import { isCounted, type Counted } from '../storage/figures/figure-sums.ts';
import { addUp, sumOf, type Composing, type Total } from './composing.ts';
import { decide } from './decisions.ts';
import { durationsOf, familiesOf } from './families.ts';

/** The procedures that are asked for: one by its name, those of a family, or all. */
export function countedOf(pack: LoadedPack, { family, procedure }: Composing['query']): Counted {
  if (procedure !== undefined) return { procedures: [procedure], children: true };
  const all = [...pack.procedures.values()].filter((one) => family === 'all' || one.family === family);
  return { procedures: all.map(({ id }) => id), children: family !== 'incident' };
}

/** What was counted, as the leaders' page shows it. */
export function composeFigures(asked: Composing): Figures {
  const { windows, raw, query, counted } = asked;
  const now = raw.now.filter((row) => isCounted(counted, row));
  const open = raw.open.filter((row) => isCounted(counted, row));
  const later = raw.carriedLater.filter((row) => isCounted(counted, row));
  const total = addUp(now);
  return {
    window: windows.now,
    seq: raw.seq,
    since: raw.since,
    counts: { family: query.family, procedure: query.procedure ?? null, procedures: [...counted.procedures] },
    reported: total('opened'),
    closed: total('closed'),
    rates: ratesOf(total),
    carried: sumOf(open, ({ carried }) => carried) + sumOf(later, ({ n }) => n),
    open: sumOf(open, (row) => row.open),
    overdue: sumOf(open, (row) => row.overdue),
    before: comparedOf(windows.before, raw.before, asked),
    yearBefore: comparedOf(windows.yearBefore, raw.yearBefore, asked),
    durations: durationsOf(total, raw.took.get('')),
    trend: trendOf(asked),
    flow: flowNodes.map((node) => ({
      node,
      reached: total(node === 'reported' ? 'opened' : flowColumn(node)),
    })),
    league: leagueOf(asked),
    density: raw.density,
    decide: decide({ ...asked, raw: { ...raw, open } }),
    families: familiesOf(asked),
  };
}

function ratesOf(total: Total): Rates {
  const rate = (numerator: string, denominator: string) => rateOf(total(numerator), total(denominator));
  return {
    filing: rate('accepted_filed', 'accepted'),
    dispatch: rate('filed_sent', 'filed'),
    closing: rate('due_closed', 'due'),
    onTimeClosing: rate('due_on_time', 'due'),
    onTimeHandling: rate('handle_on_time', 'handle_due'),
    rework: rate('due_reworked', 'due'),
    extension: rate('due_extended', 'due'),
    grassRoots: rate('closed_grass', 'closed'),
    satisfaction: rate('content_own', 'rated_own'),
    centreRating: rate('content_centre', 'rated_centre'),
  };
}

/** Null when nothing is kept from then. */
function comparedOf(window: Window, rows: readonly Sum[], { counted, raw }: Composing): Figures['before'] {
  const total = addUp(rows.filter((row) => isCounted(counted, row)));
  const isKept = raw.since !== null && raw.since < window.to && rows.length > 0;
  return isKept
    ? { window, reported: total('opened'), closed: total('closed'), rates: ratesOf(total) }
    : null;
}

function trendOf({ pack, windows: { now, stepMs }, raw }: Composing): Figures['trend'] {
  const { calendar } = pack.pack;
  const isDay = stepMs === dayMs;
  const offset = offsetAt(calendar, now.from);
  const startOf = (bucket: number): number => (isDay ? dayStart(calendar, bucket) : bucket * stepMs - offset);
  const rows = new Map(raw.trend.map((row) => [row.at, row]));
  const points: Figures['trend'] = [];
  // An own period may begin within a step.
  const first = isDay ? localDay(calendar, now.from) : Math.floor((now.from + offset) / stepMs);
  for (let bucket = first; startOf(bucket) < now.to; bucket++) {
    const row = rows.get(bucket);
    const total = addUp(row ? [row] : []);
    const closed = total('closed');
    points.push({
      at: Math.max(now.from, startOf(bucket)),
      reported: total('opened'),
      closed,
      onTimeClosing: rateOf(total('due_on_time'), total('due')),
      grassRoots: rateOf(total('closed_grass'), closed),
      rework: rateOf(total('due_reworked'), total('due')),
      meanMs: closed === 0 ? null : total('took_ms') / closed,
    });
  }
  return points;
}

/** The cells inside the slice that units answer for, by score: towns, or the communities of a town. */
function leagueOf({ pack, person, raw, counted }: Composing): Figures['league'] {
  const cells = leagueCells(pack, person, raw);
  const now = scoresOf(pack, cells, raw.cells);
  const before = new Map(rankLeague(scoresOf(pack, cells, raw.cellsBefore)).map((row) => [row.key, row]));
  const seesWhole = person.grids.length > 0 || !isNarrow(person);
  const open = raw.open.filter((row) => isCounted(counted, row));
  return rankLeague(now).map(({ key, score, rank, rates }) => {
    const unit = pack.unitsOfGrid([key])[0];
    const past = before.get(key);
    return {
      unit: unit?.id ?? key,
      name: inRecord(unit?.name) ?? pack.grid.byId.get(key)?.name ?? key,
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
      open: sumOf(open, (row) => (row.cell === key ? row.open : 0)),
    };
  });
}

/** The level at which a slice is compared inside: the next one below it that units answer for, else its own. */
export function leagueLevel(pack: LoadedPack, { grids }: Pick<Person, 'grids'>): GridLevel {
  const own = Math.max(0, ...grids.map((id) => pack.grid.byId.get(id)?.level ?? 0));
  const answered = new Set(
    pack.pack.units.flatMap(({ grid }) => pack.grid.byId.get(grid ?? '')?.level ?? []),
  );
  const below = gridLevels.find((level) => level > own && answered.has(level));
  return below ?? gridLevels.find((level) => level === own) ?? 1;
}

/** Cells of the level that lie in the grids of a person; null: all of them, or those that own tasks lie in. */
export function cellsInside(
  pack: LoadedPack,
  { grids }: Pick<Person, 'grids'>,
  level: GridLevel,
): Cell[] | null {
  const all = pack.grid.levels[level - 1] ?? [];
  if (grids.length === 0) return null;
  return all.filter(({ id }) => chainTo(pack.grid, id).some((one) => grids.includes(one.id)));
}

/** The cells to compare. A department is compared by where its tasks lie. */
function leagueCells(pack: LoadedPack, person: Person, raw: RawFigures): readonly Cell[] {
  const level = leagueLevel(pack, person);
  const inside = cellsInside(pack, person, level);
  const all = pack.grid.levels[level - 1] ?? [];
  if (inside) return inside;
  if (!isNarrow(person)) return all;
  const own = new Set([...raw.cells.map(({ key }) => key), ...raw.open.map(({ cell }) => cell)]);
  return all.filter(({ id }) => own.has(id));
}

function scoresOf({ pack }: LoadedPack, cells: readonly Cell[], counts: readonly Sum[]) {
  const byCell = new Map(counts.map((row) => [row.key, row]));
  return cells.map(({ id }) => {
    const row = byCell.get(id);
    const rates = ratesOf(addUp(row ? [row] : []));
    return { key: id, rates, score: leagueScore(pack.policy.league, rates) };
  });
}
