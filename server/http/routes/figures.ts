import type { Person } from '#shared/access/person.ts';
import { narrowed } from '#shared/access/slice.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { windowsOf } from '#shared/indicator/window.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import * as wire from '#shared/wire/http.ts';
import { parseScope } from '#shared/wire/scope.ts';
import { scopedFiguresQuery } from '#shared/wire/slice.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import type { FigureQueries } from '../../storage/figure-queries.ts';
import { composeFigures, leagueLevel } from '../figures.ts';
import { forRoles, type Route } from '../route.ts';

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
        const asked = query.scope === undefined ? person : throughScope(pack, person, query.scope);
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

/** The asker as somebody who sees that scope and no more. */
function throughScope(pack: LoadedPack, person: Person, name: string): Person | Refusal {
  const scope = parseScope(name);
  const asked = scope && narrowed(person, scope, pack.grid);
  return asked ?? refuse('forbidden', 'this part is not yours to see', 'scope');
}
