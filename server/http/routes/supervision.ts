import type { FigureTotals } from '../../ports.ts';
import { windowsFor, windowsOf } from '#shared/indicator/window.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/supervision.ts';
import { timeOf } from '#shared/clock/zone.ts';
import type { ScoreQueries } from '../../storage/figures/score-queries.ts';
import type { SupervisionQueries } from '../../storage/record/supervision-queries.ts';
import { countedOf } from '../../queries/figures.ts';
import { forWho, type Route } from '../route.ts';
import { throughScope } from '../../queries/through-scope.ts';
import { asSupervised, composeScores, supervisionProcedures } from '../../queries/supervision.ts';

interface SupervisionPorts {
  scores: ScoreQueries;
  supervision: SupervisionQueries;
  totals: Pick<FigureTotals, 'freshen'>;
  now: () => number;
}

function supervisedRoutes(ports: SupervisionPorts): Route[] {
  const { supervision, now } = ports;
  return [
    forWho('see-figures', {
      method: 'get',
      path: '/supervision',
      tag: 'supervision',
      summary:
        'Open matters that are late, reminded of, escalated, returned, reworked or supervised; forced closings of the month',
      query: wire.supervisionQuery,
      answer: wire.supervisionList,
      async handle({ pack, person, query }): Promise<wire.SupervisionList | Refusal> {
        const asked = throughScope(pack, person, query.scope);
        if (isRefusal(asked)) return asked;
        const at = now();
        const forcedFrom = windowsOf('month', pack.pack.calendar, at).now.from;
        const { seq, counts, total, rows, told } = await supervision.read(asked, forcedFrom);
        return { at, seq, forcedFrom, counts, total, rows: rows.map((row) => asSupervised(row, told)) };
      },
    }),
  ];
}

function scoreRoutes(ports: SupervisionPorts): Route[] {
  const { scores, now } = ports;
  return [
    forWho('see-figures', {
      method: 'get',
      path: '/scores',
      tag: 'supervision',
      summary: 'Points of units with their reasons, how they work, their orders and appeals',
      query: wire.scoresQuery,
      answer: wire.scores,
      async handle({ pack, person, query }): Promise<wire.Scores | Refusal> {
        const asked = throughScope(pack, person, query.scope);
        if (isRefusal(asked)) return asked;
        const windows = windowsFor(query, pack.pack.calendar, now());
        if (isRefusal(windows)) return windows;
        const behind = await ports.totals.freshen(pack.id);
        if (behind) return behind;
        const window = windows.now;
        const raw = await scores.read(asked, {
          window,
          counted: countedOf(pack, { family: 'incident', procedure: undefined }),
          time: timeOf(pack.pack.calendar),
          ...supervisionProcedures(pack),
        });
        return composeScores(window, raw);
      },
    }),
    forWho('see-figures', {
      method: 'get',
      path: '/scores/:unit',
      tag: 'supervision',
      summary: 'What was booked to a unit, newest first, each with its incident',
      query: wire.bookingsQuery,
      answer: wire.bookings,
      async handle({ pack, person, query, params }): Promise<wire.Bookings | Refusal> {
        const asked = throughScope(pack, person, query.scope);
        if (isRefusal(asked)) return asked;
        const unit = params['unit'] ?? '';
        if (!pack.units.has(unit)) return refuse('unknown', 'no-unit', { unit }, 'unit');
        const windows = windowsFor(query, pack.pack.calendar, now());
        if (isRefusal(windows)) return windows;
        return scores.list(asked, unit, windows.now, query.reason);
      },
    }),
  ];
}

/** Supervision 大督查: the list, and the points of units with what stands behind them. */
export function supervisionRoutes(ports: SupervisionPorts): Route[] {
  return [...supervisedRoutes(ports), ...scoreRoutes(ports)];
}
