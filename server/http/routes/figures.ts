import { gridLevel } from '#shared/grid/levels.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { windowsFor } from '#shared/indicator/window.ts';
import { timeOf } from '#shared/clock/zone.ts';
import * as wire from '#shared/wire/http.ts';
import type { FigureTotals } from '../../ports.ts';
import type { Person } from '#shared/access/person.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import type { BreakdownQueries } from '../../storage/figures/figure-breakdown.ts';
import { composeBreakdown } from '../../queries/breakdown.ts';
import type { FigureAsk, FigureQueries } from '../../storage/figures/figure-queries.ts';
import { cellsInside, composeFigures, countedOf, leagueLevel } from '../../queries/figures.ts';
import { openThen } from '../../queries/figures-then.ts';
import type { Replay } from '../../replay/replay.ts';
import { forWho, type Route } from '../route.ts';
import { throughScope } from '../../queries/through-scope.ts';

interface FigurePorts {
  figures: FigureQueries;
  breakdowns: BreakdownQueries;
  totals: FigureTotals;
  replay: Pick<Replay, 'state'>;
  now: () => number;
}

function readRoutes(ports: FigurePorts): Route[] {
  return [
    forWho('see-figures', {
      method: 'get',
      path: '/figures',
      tag: 'figures',
      summary:
        'Rates with denominators, families of procedures, league, trend and what to decide, of what the asker may see',
      query: wire.figuresQuery,
      answer: wire.figures,
      async handle({ pack, person, query }): Promise<wire.Figures | Refusal> {
        const ready = await prepare(ports, pack, person, query);
        if (isRefusal(ready)) return ready;
        const level = leagueLevel(pack, ready.person);
        const league = { level, keys: cellsInside(pack, ready.person, level)?.map(({ id }) => id) ?? null };
        const raw = await ports.figures.read({ ...ready, league });
        if (query.at === undefined) return composeFigures({ pack, query, raw, ...ready });
        const then = await ports.replay.state(pack, query.at);
        if (isRefusal(then)) return then;
        const open = openThen(pack, ready.person, [...then.incidents.values()], {
          level,
          since: ready.windows.now.from,
          counted: ready.counted,
        });
        return composeFigures({ pack, query, raw: { ...raw, ...open, seq: then.seq }, ...ready });
      },
    }),
    forWho('see-figures', {
      method: 'get',
      path: '/figures/by',
      tag: 'figures',
      summary:
        'Opened, due, closed, on time and how long it took, by procedure, node, area, unit, item, source or agent',
      query: wire.breakdownQuery,
      answer: wire.breakdown,
      async handle({ pack, person, query }): Promise<wire.BreakdownAnswer | Refusal> {
        const ready = await prepare(ports, pack, person, query);
        if (isRefusal(ready)) return ready;
        const { by, grid, lead, item, source, node } = query;
        const level = gridLevel.parse(query.level);
        const window = ready.windows.now;
        const only = { grid, lead, item, source, node };
        const raw = await ports.breakdowns.read({ ...ready, window, by, level, only });
        return composeBreakdown(pack, query, window, raw);
      },
    }),
  ];
}

function remakeRoutes(ports: FigurePorts): Route[] {
  return [
    forWho('make-figures-anew', {
      method: 'post',
      path: '/figures/remake',
      tag: 'figures',
      summary: 'Add up the totals of figures anew from the matters themselves; answered when they are whole',
      answer: wire.figuresRemade,
      async handle({ pack, person }): Promise<wire.FiguresRemade | Refusal> {
        if (person.grids.length > 0) return refuse('forbidden', 'totals-of-whole', 'scope');
        const began = ports.now();
        await ports.totals.remake(pack.id);
        return { ms: Math.max(0, ports.now() - began) };
      },
    }),
  ];
}

/** The figures of the leaders' page. */
export function figureRoutes(ports: FigurePorts): Route[] {
  return [...readRoutes(ports), ...remakeRoutes(ports)];
}

/** Who asks, through which scope, for which windows and procedures, once the totals are up to the ledger. */
async function prepare(
  ports: { totals: Pick<FigureTotals, 'freshen'>; now: () => number },
  pack: LoadedPack,
  person: Person,
  query: Omit<wire.FiguresQuery, 'at'> & { at?: number | undefined },
): Promise<Omit<FigureAsk, 'league'> | Refusal> {
  const { calendar } = pack.pack;
  const asked = throughScope(pack, person, query.scope);
  if (isRefusal(asked)) return asked;
  const { procedure } = query;
  if (procedure !== undefined && !pack.procedures.has(procedure))
    return refuse('unknown', 'no-procedure', { procedure }, 'procedure');
  const now = ports.now();
  const windows = windowsFor(query, calendar, now);
  if (isRefusal(windows)) return windows;
  const behind = await ports.totals.freshen(pack.id);
  return (
    behind ?? {
      person: asked,
      windows,
      counted: countedOf(pack, query),
      now,
      time: timeOf(calendar),
      levelOf: (grid) => pack.grid.byId.get(grid)?.level,
    }
  );
}
