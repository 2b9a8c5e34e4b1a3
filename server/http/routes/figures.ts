import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { windowsFor } from '#shared/indicator/window.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import * as wire from '#shared/wire/http.ts';
import type { FigureTotals } from '../../ports.ts';
import type { FigureAsk, FigureQueries } from '../../storage/figure-queries.ts';
import { cellsInside, composeFigures, countedOf, leagueLevel } from '../figures.ts';
import { forRoles, type Route } from '../route.ts';
import { throughScope } from '../through-scope.ts';

const readers = ['duty', 'leader', 'handler', 'admin', 'wall'] as const;

/** The figures of the leaders' page. */
export function figureRoutes(ports: {
  figures: FigureQueries;
  totals: Pick<FigureTotals, 'freshen'>;
  now: () => number;
}): Route[] {
  return [
    forRoles(readers, {
      method: 'get',
      path: '/figures',
      tag: 'figures',
      summary:
        'Rates with denominators, families of procedures, league, trend and what to decide, of what the asker may see',
      query: wire.figuresQuery,
      answer: wire.figures,
      async handle({ pack, person, query }): Promise<wire.Figures | Refusal> {
        const { calendar } = pack.pack;
        const asked = throughScope(pack, person, query.scope);
        if (isRefusal(asked)) return asked;
        const { procedure } = query;
        if (procedure !== undefined && !pack.procedures.has(procedure))
          return refuse('unknown', `no procedure ${procedure}`, 'procedure');
        const now = ports.now();
        const windows = windowsFor(query, calendar, now);
        if (isRefusal(windows)) return windows;
        const behind = await ports.totals.freshen(pack.id);
        if (behind) return behind;
        const level = leagueLevel(pack, asked);
        const counted = countedOf(pack, query);
        const ask: FigureAsk = {
          ...{ person: asked, windows, counted, now },
          utcOffsetMs: calendar.utcOffsetMinutes * minuteMs,
          levelOf: (grid) => pack.grid.byId.get(grid)?.level,
          league: { level, keys: cellsInside(pack, asked, level)?.map(({ id }) => id) ?? null },
        };
        const raw = await ports.figures.read(ask);
        return composeFigures({ pack, person: asked, windows, raw, query, counted });
      },
    }),
  ];
}
