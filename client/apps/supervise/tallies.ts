import { takesPart, type Role } from '#shared/access/may.ts';
import type { Family, Procedure, Transition } from '#shared/procedure/schema.ts';
import { wilson } from '#shared/indicator/rates.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import type { Rate } from '#shared/indicator/rate.ts';
import type { Concern, SupervisedRow, UnitScore } from '#shared/wire/supervision.ts';

/** What stands at a node of a procedure now. */
export interface NodeTally {
  procedure: string;
  node: string;
  count: number;
  overdue: number;
  medianMs: number;
  longestMs: number;
}

/** Open matters by procedure and node, in the order of the procedures and of their nodes. */
export function standingAt(
  rows: Iterable<IncidentRow>,
  procedures: ReadonlyMap<string, Procedure>,
  now: number,
): NodeTally[] {
  const stays = new Map<string, { overdue: number; ms: number[] }>();
  for (const { procedure, node, nodeSince, overdue } of rows) {
    const key = `${procedure}/${node}`;
    const at = stays.get(key) ?? { overdue: 0, ms: [] };
    if (overdue) at.overdue++;
    at.ms.push(Math.max(0, now - nodeSince));
    stays.set(key, at);
  }
  return [...procedures.values()].flatMap(({ id, nodes }) =>
    nodes.flatMap((node): NodeTally[] => {
      const at = stays.get(`${id}/${node.id}`);
      if (!at) return [];
      const ms = at.ms.toSorted((a, b) => a - b);
      return [
        {
          procedure: id,
          node: node.id,
          count: ms.length,
          overdue: at.overdue,
          medianMs: medianOf(ms),
          longestMs: ms.at(-1) ?? 0,
        },
      ];
    }),
  );
}

/** The middle of sorted numbers. */
function medianOf(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

export interface GridTally {
  grid: string;
  open: number;
  overdue: number;
}

/** Open and overdue matters by the cell of one level (0 the widest), the most overdue first. */
export function lateByGrid(rows: Iterable<IncidentRow>, level: number): GridTally[] {
  const cells = new Map<string, GridTally>();
  for (const { grids, overdue } of rows) {
    const grid = grids[level];
    if (grid === undefined) continue;
    const cell = cells.get(grid) ?? { grid, open: 0, overdue: 0 };
    cell.open++;
    if (overdue) cell.overdue++;
    cells.set(grid, cell);
  }
  return [...cells.values()]
    .filter(({ overdue }) => overdue > 0)
    .toSorted((a, b) => b.overdue - a.overdue || b.open - a.open || (a.grid < b.grid ? -1 : 1));
}

export interface ListFilter {
  concern: Concern | null;
  grid: string | null;
  procedure: string | null;
  unit: string | null;
}
export const noFilter: ListFilter = { concern: null, grid: null, procedure: null, unit: null };

/** The rows that a filter lets through. */
export function filtered(rows: readonly SupervisedRow[], filter: ListFilter): SupervisedRow[] {
  const { concern, grid, procedure, unit } = filter;
  return rows.filter(
    (row) =>
      (concern === null || row.concerns.includes(concern)) &&
      (grid === null || row.grids.includes(grid)) &&
      (procedure === null || row.procedure === procedure) &&
      (unit === null || row.lead === unit),
  );
}

/** The step by which a matter is put under a supervision order, where it stands and for who asks; null when there is none. */
export function orderStep(
  row: Pick<SupervisedRow, 'node' | 'open' | 'lead'>,
  procedure: Procedure | undefined,
  asker: { role: Role; post?: string | undefined },
  familyOfItem: (item: string) => Family | undefined,
): Transition | null {
  if (!row.open || row.lead === null || !procedure) return null;
  const found = procedure.transitions.find(
    ({ from, by, posts, effects }) =>
      from.includes(row.node) &&
      takesPart(asker, by) &&
      (posts === undefined || posts.some((post) => post === asker.post)) &&
      effects.some(
        (effect) =>
          effect.do === 'open' && effect.for === 'lead' && familyOfItem(effect.item) === 'supervision',
      ),
  );
  return found ?? null;
}

/** Below so many a share says little; it is marked, and its interval told. */
export const smallSample = 30;
export function isSmall({ denominator }: Rate): boolean {
  return denominator > 0 && denominator < smallSample;
}
export const intervalOf = wilson;

export const scoreColumns = [
  'unit',
  'points',
  'gained',
  'lost',
  'onTimeClosing',
  'onTimeHandling',
  'rework',
  'orders',
  'answered',
  'appeals',
] as const;
export type ScoreColumn = (typeof scoreColumns)[number];

/** What a column of the table sorts by; null: nothing is known, which comes last either way. */
function valueOf(row: UnitScore, column: Exclude<ScoreColumn, 'unit'>): number | null {
  switch (column) {
    case 'points':
      return row.reasons.length === 0 ? null : row.points;
    case 'gained':
    case 'lost':
      return row[column].count === 0 ? null : row[column].points;
    case 'orders':
      return row.orders.received;
    case 'answered':
      return row.orders.received === 0 ? null : row.orders.onTime / row.orders.received;
    case 'appeals':
      return row.appeals.filed;
    default:
      return row[column].value;
  }
}

/** Units in the order of a column. Equals keep the order of their names. */
export function sortScores(
  rows: readonly UnitScore[],
  column: ScoreColumn,
  falling: boolean,
  nameOf: (unit: string) => string,
): UnitScore[] {
  const turn = falling ? -1 : 1;
  const byName = (a: UnitScore, b: UnitScore): number => nameOf(a.unit).localeCompare(nameOf(b.unit), 'zh');
  return rows.toSorted((a, b) => {
    if (column === 'unit') return turn * byName(a, b);
    const [x, y] = [valueOf(a, column), valueOf(b, column)];
    if (x === null || y === null) return Number(x === null) - Number(y === null) || byName(a, b);
    return turn * (x - y) || byName(a, b);
  });
}
