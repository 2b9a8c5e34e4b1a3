import { windowsOf } from '#shared/indicator/window.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import * as wire from '#shared/wire/http.ts';
import type { FigureQueries } from '../../storage/figure-queries.ts';
import { composeFigures } from '../figures.ts';
import { forRoles, type Route } from '../route.ts';

/** The figures of the leaders' page. */
export function figureRoutes(ports: { figures: FigureQueries; now: () => number }): Route[] {
  return [
    forRoles(['duty', 'leader', 'handler', 'admin', 'wall'], {
      method: 'get',
      path: '/figures',
      tag: 'figures',
      summary: 'Rates with denominators, league, trend and what to decide, of what the asker may see',
      query: wire.figuresQuery,
      answer: wire.figures,
      async handle({ pack, person, query }): Promise<wire.Figures> {
        const { calendar } = pack.pack;
        const windows = windowsOf(query.window, calendar, ports.now());
        const raw = await ports.figures.read(person, windows, calendar.utcOffsetMinutes * minuteMs);
        return composeFigures(pack, person, windows, raw);
      },
    }),
  ];
}
