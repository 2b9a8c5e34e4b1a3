import type { Op } from '#shared/views/view.ts';
import type { Replica } from './replica.ts';

/** Tables whose rows mean the same in every channel; of the others only the first channel of a view counts. */
const sharedTables = new Set(['incident', 'act', 'warning', 'abnormal', 'presence']);

export type StoreName = 'board' | 'sensing' | 'presence';

/** The store that a channel is written to: its view's. What waits to be finished lies with the open incidents. */
export function storeOf(channel: string): StoreName {
  const view = channel.slice(0, channel.indexOf(':'));
  return view === 'sensing' || view === 'presence' ? view : 'board';
}

/**
 * What a change of one channel changes in the store that holds the union of several channels: a row that another
 * channel still holds is not dropped.
 */
export function mergeOps(replicas: readonly Replica[], changed: Replica, ops: readonly Op[]): Op[] {
  const peers = replicas.filter(({ name }) => storeOf(name) === storeOf(changed.name));
  if (peers.length === 1) return [...ops];
  return ops.filter(([table, key, row]) => {
    if (!sharedTables.has(table)) return peers[0] === changed;
    return row !== null || !peers.some((peer) => peer !== changed && peer.view.tables.get(table)?.has(key));
  });
}
