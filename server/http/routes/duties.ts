import type { Person } from '#shared/access/person.ts';
import { itemsOn } from '#shared/duty/list.ts';
import { gridLevels } from '#shared/grid/levels.ts';
import { windowsFor } from '#shared/indicator/window.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/duties.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import type { DutyQueries } from '../../storage/record/duty-queries.ts';
import { forWho, type Route } from '../route.ts';
import { throughScope } from '../../queries/through-scope.ts';

const counted = ['issued', 'done', 'part', 'open', 'notDone', 'found', 'items'] as const;

/** Task lists of the posts, and how far those of an area were done. */
export function dutyRoutes(ports: { duties: DutyQueries; now: () => number }): Route[] {
  return [
    forWho('see-duties', {
      method: 'get',
      path: '/duties',
      tag: 'duties',
      summary: 'Items of the task lists: all, of a post or a kind, or of one list that is issued',
      query: wire.dutiesQuery,
      answer: wire.duties,
      handle({ pack: { pack }, query }): wire.Duties {
        const { post, kind, rhythm, level } = query;
        const items = pack.duties ?? [];
        const { duties: policy } = pack.policy;
        if (policy && post && kind && rhythm && level)
          return { items: itemsOn(items, policy, { post, kind, rhythm, level }) };
        return {
          items: items.filter(
            (item) =>
              (post === undefined || item.post === post) &&
              (kind === undefined || item.kind === kind) &&
              (rhythm === undefined || item.rhythm === rhythm) &&
              (level === undefined || item.levels.includes(level)),
          ),
        };
      },
    }),
    forWho('see-coverage', {
      method: 'get',
      path: '/duties/coverage',
      tag: 'duties',
      summary: 'Task lists issued in a window by area: done, still open, not done, and problems found',
      query: wire.dutyCoverageQuery,
      answer: wire.dutyCoverage,
      async handle({ pack, person, query }): Promise<wire.DutyCoverage | Refusal> {
        const asked = throughScope(pack, person, query.scope);
        if (isRefusal(asked)) return asked;
        const windows = windowsFor(query, pack.pack.calendar, ports.now());
        return isRefusal(windows) ? windows : coverage(pack, asked, windows.now, ports.duties);
      },
    }),
  ];
}

async function coverage(
  pack: LoadedPack,
  person: Person,
  window: wire.DutyCoverage['window'],
  queries: DutyQueries,
): Promise<wire.DutyCoverage> {
  // A town that is one area by itself is told by the areas in it.
  const level = gridLevels.find((one) => (pack.grid.levels[one - 1]?.length ?? 0) > 1) ?? 1;
  const procedures = [...pack.procedures.values()].flatMap(({ id, family }) =>
    family === 'duty' ? [id] : [],
  );
  const tallies = await queries.coverage(person, procedures, window, level);
  const byGrid = new Map(tallies.map((tally) => [tally.grid, tally]));
  const total = Object.fromEntries(
    counted.map((key) => [key, tallies.reduce((sum, tally) => sum + tally[key], 0)]),
  ) as wire.DutyCoverage['total'];
  const rows = (pack.grid.levels[level - 1] ?? []).flatMap(({ id, name }) => {
    const tally = byGrid.get(id);
    return tally ? [{ ...tally, name }] : [];
  });
  return { window, total, rows };
}
