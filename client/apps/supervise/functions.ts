import { inEvery } from '#shared/kernel/localized.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { ListedItem } from '#shared/procedure/listed.ts';
import type { IncidentRow } from '#shared/views/board.ts';

/** How a function stands: nobody has it, a body has it, its contract ends soon, its contract is over. */
export const functionStates = ['kept', 'handed', 'ending', 'ended'] as const;
export type FunctionState = (typeof functionStates)[number];
export const functionFilters = ['all', 'handed', 'kept', 'ending', 'community'] as const;
export type FunctionFilter = (typeof functionFilters)[number];

/** A contract that ends within so long is told of, so that the next can be made in time. */
const soonMs = 60 * dayMs;

export interface FunctionRow {
  item: ListedItem;
  state: FunctionState;
  /** Tasks of its bodies that are under way, and those of them that are late. */
  open: number;
  late: number;
}

/** `today` and the ends of contracts are local dates: 2026-11-30. */
export function stateOf({ bodies = [], until }: ListedItem, today: string): FunctionState {
  if (bodies.length === 0) return 'kept';
  if (until === undefined) return 'handed';
  if (until < today) return 'ended';
  return Date.parse(until) - Date.parse(today) <= soonMs ? 'ending' : 'handed';
}

/** Functions with how they stand. A task counts for the functions of the body that leads it, whatever it is a task of. */
export function functionRows(
  listed: readonly ListedItem[],
  incidents: Iterable<Pick<IncidentRow, 'lead' | 'overdue' | 'procedure'>>,
  today: string,
): FunctionRow[] {
  const tasks = [...incidents].filter(({ procedure }) => procedure === 'handed-task');
  return listed
    .filter(({ list }) => list === 'function' || list === 'community-function')
    .map((item) => {
      const own = tasks.filter(({ lead }) => lead !== null && item.bodies?.includes(lead));
      const late = own.filter(({ overdue }) => overdue).length;
      return { item, state: stateOf(item, today), open: own.length, late };
    });
}

/** What the page says above the list. */
export function functionTotals(rows: readonly FunctionRow[]): Record<FunctionFilter | 'bodies', number> {
  const own = rows.filter(({ item }) => item.list === 'function');
  const count = (of: readonly FunctionState[]): number =>
    own.filter(({ state }) => of.includes(state)).length;
  return {
    all: own.length,
    handed: own.length - count(['kept']),
    kept: count(['kept']),
    ending: count(['ending', 'ended']),
    community: rows.length - own.length,
    bodies: new Set(own.flatMap(({ item }) => item.bodies ?? [])).size,
  };
}

/** What a filter and words leave, what needs somebody first: contracts that are over, then those that end soon. */
export function shownFunctions(
  rows: readonly FunctionRow[],
  filter: FunctionFilter,
  word: string,
): FunctionRow[] {
  const asked = word.trim().toLowerCase();
  const fits = ({ item, state }: FunctionRow): boolean => {
    if ((item.list === 'community-function') !== (filter === 'community')) return false;
    if (filter === 'kept' && state !== 'kept') return false;
    if (filter === 'handed' && state === 'kept') return false;
    if (filter === 'ending' && state !== 'ending' && state !== 'ended') return false;
    return `${inEvery(item.name)} ${item.area ? inEvery(item.area) : ''}`.toLowerCase().includes(asked);
  };
  const rank: Readonly<Record<FunctionState, number>> = { ended: 0, ending: 1, handed: 2, kept: 3 };
  return rows.filter(fits).toSorted((a, b) => b.late - a.late || rank[a.state] - rank[b.state]);
}
