import type { IncidentFact } from '#shared/incident/fact.ts';
import { isOverdue } from '#shared/incident/columns.ts';
import { rateOf } from '#shared/indicator/rates.ts';
import type { Window } from '#shared/indicator/window.ts';
import { must } from '#shared/kernel/must.ts';
import type { Procedure } from '#shared/procedure/schema.ts';
import type { Scores, SupervisedRow, UnitScore } from '#shared/wire/supervision.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { scoredRates, type RawScores } from '../storage/figures/score-queries.ts';
import type { Watched, WatchedRow } from '../storage/record/supervision-queries.ts';

/**
 * Which procedures of a pack are orders and which are appeals, by what they do: an appeal gives back what was deducted, an order
 * costs its own points.
 */
export function supervisionProcedures(pack: Pick<LoadedPack, 'procedures'>): {
  orders: string[];
  appeals: string[];
} {
  const own = [...pack.procedures.values()].filter(({ family }) => family === 'supervision');
  const givesBack = ({ transitions }: Procedure): boolean =>
    transitions.some(({ effects }) =>
      effects.some((effect) => effect.do === 'book-above' && effect.points === 'deducted'),
    );
  return {
    orders: own.filter((one) => !givesBack(one)).map(({ id }) => id),
    appeals: own.filter(givesBack).map(({ id }) => id),
  };
}

/** A row of the list, with whom time told of it last. */
export function asSupervised(
  { state, lead, rings, open, concerns }: WatchedRow,
  told: Watched['told'],
): SupervisedRow {
  const running = Object.entries(state.clocks)
    .filter(([, { stoppedAt }]) => stoppedAt === undefined)
    .toSorted(([a, one], [b, two]) => one.dueAt - two.dueAt || (a < b ? -1 : 1));
  const [clock, { dueAt }] = running[0] ?? ['whole', must(state.clocks['whole'], 'whole clock')];
  const last = told.get(state.id);
  return {
    id: state.id,
    version: state.version,
    concerns,
    title: state.title,
    address: state.address,
    procedure: state.procedure,
    item: state.item,
    node: state.node,
    nodeSince: state.nodeSince,
    grids: state.grids,
    lead,
    rings,
    clock,
    dueAt,
    open,
    suspended: state.suspended,
    overdue: open && isOverdue(state),
    returns: state.counts.return ?? 0,
    reworks: state.counts.rework ?? 0,
    told: last ? toldBy(last.at, last.fact) : null,
  };
}

function toldBy(at: number, fact: IncidentFact): SupervisedRow['told'] {
  switch (fact.kind) {
    case 'reminded':
      return { at, kind: fact.kind, clock: fact.clock, to: fact.to, skipped: [], rung: 0 };
    case 'escalated': {
      const { kind, clock, to, skipped, rung } = fact;
      return { at, kind, clock, to: [to], skipped, rung };
    }
    default:
      return null;
  }
}

/** What was counted, unit by unit; units with nothing to tell are left out. */
export function composeScores(window: Window, raw: RawScores): Scores {
  const units = new Map<string, UnitScore>();
  const of = (unit: string): UnitScore => {
    const known = units.get(unit) ?? emptyScore(unit);
    units.set(unit, known);
    return known;
  };
  for (const { unit, reason, count, points } of raw.bookings) {
    const score = of(unit);
    score.points += points;
    score.reasons.push({ reason, count, points });
    const side = points < 0 ? score.lost : score.gained;
    side.count += count;
    side.points += points;
  }
  for (const row of raw.rates)
    if (scoredRates.some((id) => row[id][1] > 0))
      for (const id of scoredRates) of(row.unit)[id] = rateOf(...row[id]);
  for (const { unit, ...orders } of raw.orders) of(unit).orders = orders;
  for (const { unit, ...appeals } of raw.appeals) of(unit).appeals = appeals;
  return {
    window,
    seq: raw.seq,
    units: [...units.values()].toSorted((a, b) => (a.unit < b.unit ? -1 : 1)),
  };
}

function emptyScore(unit: string): UnitScore {
  const none = rateOf(0, 0);
  return {
    unit,
    points: 0,
    gained: { count: 0, points: 0 },
    lost: { count: 0, points: 0 },
    reasons: [],
    onTimeClosing: none,
    onTimeHandling: none,
    rework: none,
    orders: { received: 0, answered: 0, onTime: 0, open: 0 },
    appeals: { filed: 0, granted: 0, rejected: 0, open: 0 },
  };
}
