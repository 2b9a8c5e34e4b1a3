import { groupBy } from '../kernel/group-by.ts';
import type { Matters } from './watch.ts';

/** An open matter as a hand-over counts it. */
export interface OpenMatter {
  id: string;
  queue: string;
  urgent: boolean;
  overdue: boolean;
  supervised: boolean;
  dueAt: number;
}

/** Ids that a sheet lists of one queue; all are counted. */
const mostIds = 100;

/** What a hand-over tells of: everything that is open, whatever business it is, the most pressing first. */
export function mattersOfOpen(incidents: readonly OpenMatter[], warnings: readonly string[]): Matters {
  const open = incidents.toSorted(byPressure);
  const queues = [...groupBy(open, ({ queue }) => queue)].map(([queue, list]) => ({
    queue,
    count: list.length,
    ids: list.slice(0, mostIds).map(({ id }) => id),
  }));
  return {
    open: open.length,
    urgent: open.filter(({ urgent }) => urgent).length,
    overdue: open.filter(({ overdue }) => overdue).length,
    supervised: open.filter(({ supervised }) => supervised).length,
    queues,
    warnings: warnings.toSorted(),
  };
}

const weight = ({ urgent, overdue, supervised }: OpenMatter): number =>
  (urgent ? 4 : 0) + (supervised ? 2 : 0) + (overdue ? 1 : 0);

function byPressure(a: OpenMatter, b: OpenMatter): number {
  return weight(b) - weight(a) || a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1);
}
