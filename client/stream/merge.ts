import type { Op } from '#shared/views/view.ts';
import type { ViewName } from '#shared/wire/scope.ts';
import type { Replica } from './replica.ts';

/** Tables whose rows mean the same in every channel; of the others only the first channel of a view counts. */
const sharedTables = new Set(['incident', 'act', 'warning', 'abnormal', 'presence']);

/** The view of a channel: `board` of `board:grid/3`. */
export const viewOf = (channel: string): ViewName => channel.slice(0, channel.indexOf(':')) as ViewName;

/**
 * What a change of one channel changes in the store that holds the union of all channels of its view: a row that another
 * channel still holds is not dropped.
 */
export function mergeOps(replicas: readonly Replica[], changed: Replica, ops: readonly Op[]): Op[] {
  const peers = replicas.filter(({ name }) => viewOf(name) === viewOf(changed.name));
  if (peers.length === 1) return [...ops];
  return ops.filter(([table, key, row]) => {
    if (!sharedTables.has(table)) return peers[0] === changed;
    return row !== null || !peers.some((peer) => peer !== changed && peer.view.tables.get(table)?.has(key));
  });
}
