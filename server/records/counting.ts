import type { z } from 'zod';
import type { Person } from '#shared/access/person.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { kindOf, recordKinds } from '#shared/record/kinds.ts';
import { maySeeRecord } from '#shared/record/sight.ts';
import type { RecordCounts, recordsDue, recordsDueQuery } from '#shared/wire/records.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { WorldQueries } from '../storage/world/world-queries.ts';
import { briefOf, type Showing } from './showing.ts';

export interface CountPorts {
  queries: Pick<WorldQueries, 'counts' | 'due' | 'countDue'>;
  showing: Showing;
  now: () => number;
}

/** How many records there are, by place and kind, and which of them are due. */
export function openCounting({ queries, showing, now }: CountPorts) {
  return {
    /** Of a grid, or of all that the asker sees, with the grids inside. */
    async counts(
      pack: LoadedPack,
      person: Person,
      grid: string | undefined,
    ): Promise<RecordCounts | Refusal> {
      if (grid !== undefined && !pack.grid.byId.has(grid))
        return refuse('unknown', 'record-grid-unknown', 'grid');
      const chainOf = (id: string): string[] => chainTo(pack.grid, id).map((cell) => cell.id);
      const rows = await queries.counts(pack.id, null);
      const total: Record<string, number> = {};
      const inside = new Map<string, Record<string, number>>();
      for (const { grid: at, kind: id, n } of rows) {
        const kind = kindOf(id);
        const chain = chainOf(at);
        if (!kind || !maySeeRecord(person, kind, chain)) continue;
        if (grid !== undefined && !chain.includes(grid)) continue;
        total[id] = (total[id] ?? 0) + n;
        const child = chain[grid === undefined ? 0 : chain.indexOf(grid) + 1];
        if (child === undefined) continue;
        const kinds = inside.get(child) ?? {};
        kinds[id] = (kinds[id] ?? 0) + n;
        inside.set(child, kinds);
      }
      return {
        grid: grid ?? null,
        kinds: total,
        inside: [...inside].map(([id, kinds]) => ({ id, name: pack.grid.byId.get(id)?.name ?? id, kinds })),
      };
    },

    /** Those of a grid that nobody has made sure of for longer than their kind allows, the longest ago first. */
    async due(
      pack: LoadedPack,
      person: Person,
      { grid, kind: id, limit, purpose }: z.output<typeof recordsDueQuery>,
    ): Promise<z.input<typeof recordsDue> | Refusal> {
      const kind = recordKinds.find((one) => one.id === id);
      if (!kind) return refuse('unknown', 'record-kind-unknown', 'kind');
      const chain = chainTo(pack.grid, grid).map((cell) => cell.id);
      if (chain.length === 0 || !maySeeRecord(person, kind, chain))
        return refuse('unknown', 'record-grid-unknown', 'grid');
      const cells = narrowCells(pack.grid).flatMap(({ id: cell }) =>
        chainTo(pack.grid, cell).some((one) => one.id === grid) ? [cell] : [],
      );
      const counts = await queries.counts(pack.id, cells);
      const all = counts.reduce((sum, one) => (one.kind === id ? sum + one.n : sum), 0);
      if (kind.rhythmDays === undefined) return { all, due: 0, rhythmDays: null, records: [] };
      const before = now() - kind.rhythmDays * dayMs;
      const [rows, due] = await Promise.all([
        queries.due(pack.id, cells, id, before, limit),
        queries.countDue(pack.id, cells, id, before),
      ]);
      const { shown } = await showing.show(pack, person, { act: 'listed', purpose }, rows);
      return { all, due, rhythmDays: kind.rhythmDays, records: shown.map((one) => briefOf(pack, one)) };
    },
  };
}
