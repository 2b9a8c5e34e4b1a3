import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { windowsOf } from '#shared/indicator/window.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import * as wire from '#shared/wire/http.ts';
import { scopedFiguresQuery } from '#shared/wire/slice.ts';
import type { FigureQueries } from '../../storage/figure-queries.ts';
import { composeFigures, leagueLevel } from '../figures.ts';
import { forRoles, type Route } from '../route.ts';
import { throughScope } from '../through-scope.ts';

/** The figures of the leaders' page. */
export function figureRoutes(ports: { figures: FigureQueries; now: () => number }): Route[] {
  return [
    forRoles(['duty', 'leader', 'handler', 'admin', 'wall'], {
      method: 'get',
      path: '/figures',
      tag: 'figures',
      summary: 'Rates with denominators, league, trend and what to decide, of what the asker may see',
      query: scopedFiguresQuery,
      answer: wire.figures,
      async handle({ pack, person, query }): Promise<wire.Figures | Refusal> {
        const { calendar } = pack.pack;
        const asked = throughScope(pack, person, query.scope);
        if (isRefusal(asked)) return asked;
        const windows = windowsOf(query.window, calendar, ports.now());
        const raw = await ports.figures.read(
          asked,
          windows,
          calendar.utcOffsetMinutes * minuteMs,
          leagueLevel(pack, asked),
        );
        return composeFigures(pack, asked, windows, raw);
      },
    }),
  ];
}
