import { addTo } from '#shared/kernel/group-by.ts';
import type { z } from 'zod';
import type { Person } from '#shared/access/person.ts';
import { kindsOf, collectsOf } from '#shared/duty/collects.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import { bindTo } from '#shared/kernel/bind.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import { must } from '#shared/kernel/must.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import { gridSizeOf, partsOf, splitOf } from '#shared/record/grid-size.ts';
import { kindOf, recordKinds } from '#shared/record/kinds.ts';
import type { RecordKind } from '#shared/record/kind.ts';
import { maySeeRecord } from '#shared/record/sight.ts';
import type { coverageQuery, GridSplit, gridSplitQuery, RecordCoverage } from '#shared/wire/records.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { WorldQueries } from '../storage/world/world-queries.ts';

export interface CoveragePorts {
  queries: Pick<WorldQueries, 'counts' | 'dueByGrid' | 'lived'>;
  now: () => number;
}
type Counts = Map<string, Map<string, number>>;

/** How far what is kept was made sure of, by place and by item: places are looked after, people are not ranked. */
export function openCoverage({ queries, now }: CoveragePorts) {
  const dueOf = keepDue({ queries, now });
  return bindTo({ queries, dueOf }, { coverage, split });
}

type DueOf = (pack: LoadedPack, kind: RecordKind, cells: readonly string[]) => Promise<Map<string, number>>;
interface Counting {
  queries: CoveragePorts['queries'];
  dueOf: DueOf;
}

/** What is due of a whole county is counted at most once a minute. */
function keepDue({ queries, now }: CoveragePorts): DueOf {
  const kept = new Map<string, { at: number; due: Promise<Map<string, number>> }>();
  return (pack, kind, cells) => {
    const { rhythmDays } = kind;
    if (rhythmDays === undefined) return Promise.resolve(new Map());
    const name = `${pack.id} ${kind.id} ${cells.length} ${cells[0] ?? ''}`;
    const before = kept.get(name);
    if (before && now() - before.at < minuteMs && now() >= before.at) return before.due;
    const due = queries.dueByGrid(pack.id, cells, kind.id, now() - rhythmDays * dayMs);
    kept.set(name, { at: now(), due });
    due.catch(() => kept.delete(name));
    if (kept.size > 500) kept.clear();
    return due;
  };
}

async function coverage(
  { queries, dueOf }: Counting,
  pack: LoadedPack,
  person: Person,
  { grid, kind: id }: z.output<typeof coverageQuery>,
): Promise<RecordCoverage | Refusal> {
  const kind = kindOf(id);
  if (!kind) return refuse('unknown', 'record-kind-unknown', 'kind');
  const from = grid ?? null;
  const chain = from === null ? [] : chainTo(pack.grid, from).map((cell) => cell.id);
  if (from !== null && chain.length === 0) return refuse('unknown', 'record-grid-unknown', 'grid');
  const cells = narrowIn(pack, from).filter((cell) => maySeeRecord(person, kind, chainOf(pack, cell)));
  if (cells.length === 0) return refuse('unknown', 'record-grid-unknown', 'grid');
  const counts = countsOf(await queries.counts(pack.id, cells));
  const due = await dueOf(pack, kind, cells);
  const inside = new Map<string, string[]>();
  for (const cell of cells) {
    const path = chainOf(pack, cell);
    const child = path[from === null ? 0 : Math.min(path.indexOf(from) + 1, path.length - 1)] ?? cell;
    addTo(inside, child, cell);
  }
  const seen = recordKinds.filter(
    (one) => one.rhythmDays !== undefined && maySeeRecord(person, one, chainOf(pack, cells[0] ?? '')),
  );
  const kinds = await Promise.all(
    seen.map(async (one) => ({
      kind: one.id,
      all: sumOf(counts, cells, one.id),
      due: total((await dueOf(pack, one, cells)).values()),
      items: itemsOf(pack, one.id),
    })),
  );
  return {
    grid: from,
    kind: kind.id,
    rhythmDays: kind.rhythmDays ?? null,
    kinds,
    inside: [...inside].map(([child, own]) => {
      const [households, people] = [sumOf(counts, own, 'household'), sumOf(counts, own, 'person')];
      const isNarrow = own.length === 1 && own[0] === child;
      return {
        id: child,
        name: pack.grid.byId.get(child)?.name ?? child,
        all: sumOf(counts, own, kind.id),
        due: total(own.map((cell) => due.get(cell) ?? 0)),
        households,
        people,
        size: isNarrow ? gridSizeOf({ households, people }) : null,
        parts: isNarrow ? partsOf({ households, people }) : 1,
      };
    }),
  };
}

/** How a narrow grid stands against the measure, and a proposal to divide it. */
async function split(
  { queries }: Pick<Counting, 'queries'>,
  pack: LoadedPack,
  person: Person,
  { grid, parts }: z.output<typeof gridSplitQuery>,
): Promise<GridSplit | Refusal> {
  const isNarrow = narrowCells(pack.grid).some(({ id }) => id === grid);
  const people = must(kindOf('household'), 'household');
  if (!isNarrow || !maySeeRecord(person, people, chainOf(pack, grid)))
    return refuse('unknown', 'record-grid-unknown', 'grid');
  const lived = await queries.lived(pack.id, grid);
  const sums = {
    households: total(lived.map((one) => one.households)),
    people: total(lived.map((one) => one.people)),
  };
  const placed = lived.flatMap(({ lng, lat, ...rest }) =>
    lng === null || lat === null ? [] : { lng, lat, ...rest },
  );
  const into = parts ?? partsOf(sums);
  return { grid, ...sums, size: gridSizeOf(sums), parts: into > 1 ? splitOf(placed, into) : [] };
}

const chainOf = (pack: LoadedPack, cell: string): string[] => chainTo(pack.grid, cell).map(({ id }) => id);

function narrowIn(pack: LoadedPack, grid: string | null): string[] {
  const all = narrowCells(pack.grid).map(({ id }) => id);
  return grid === null ? all : all.filter((cell) => chainOf(pack, cell).includes(grid));
}

/** Names of the items of collection lists that ask for a kind. */
function itemsOf(pack: LoadedPack, kind: string): string[] {
  const items = (pack.pack.duties ?? []).filter((item) => collectsOf(item)?.kind === kind);
  return kindsOf(items).length === 0 ? [] : [...new Set(items.map(({ name }) => inRecord(name)))];
}

function countsOf(rows: readonly { grid: string; kind: string; n: number }[]): Counts {
  const counts: Counts = new Map();
  for (const { grid, kind, n } of rows)
    counts.set(grid, (counts.get(grid) ?? new Map<string, number>()).set(kind, n));
  return counts;
}
const sumOf = (counts: Counts, cells: readonly string[], kind: string): number =>
  total(cells.map((cell) => counts.get(cell)?.get(kind) ?? 0));
const total = (list: Iterable<number>): number => [...list].reduce((sum, one) => sum + one, 0);
