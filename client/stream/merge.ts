import type { Op } from '#shared/views/view.ts';
import { views, type ViewName } from '#shared/views/views.ts';
import type { ViewDefinition } from '#shared/views/definition.ts';
import type { Replica } from './replica.ts';

/** The view of a channel: `board` of `board:grid/3`. */
export const viewOf = (channel: string): ViewName => channel.slice(0, channel.indexOf(':')) as ViewName;

/**
 * What a change of one channel changes in the store that holds the union of all channels of its view: a row that another
 * channel still holds is not dropped.
 */
export function mergeOps(replicas: readonly Replica[], changed: Replica, ops: readonly Op[]): Op[] {
  const peers = replicas.filter(({ name }) => viewOf(name) === viewOf(changed.name));
  if (peers.length === 1) return [...ops];
  const { tables }: ViewDefinition = views[viewOf(changed.name)];
  return ops.filter(([table, key, row]) => {
    if (tables[table]?.merge !== 'each') return peers[0] === changed;
    return row !== null || !peers.some((peer) => peer !== changed && peer.view.tables.get(table)?.has(key));
  });
}
