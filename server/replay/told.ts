import { must } from '#shared/kernel/must.ts';
import { applyOps, emptyView, snapshotOps, viewHash, type Op, type View } from '#shared/views/view.ts';
import { isRemembered } from '#shared/views/views.ts';
import type { Replayed } from '#shared/wire/replay.ts';
import { parseChannel } from '#shared/wire/scope.ts';
import { wholeViews } from '../projections/slices.ts';
import type { Scene } from './scene.ts';

/** Views that were told, so that the next instant can be told as what leads there. The last used is the last. */
const mostViews = 48;

/** Tells one channel at an instant: whole, or from the view that was told of `from`. */
export type TellChannel = (
  scene: Scene,
  channel: string,
  from: number | undefined,
) => Replayed['channels'][number];

/** Nothing was told yet. */
export function openTold(): TellChannel {
  const views = new Map<string, View>();
  const hold = (key: string, view: View): void => {
    views.delete(key);
    views.set(key, view);
    for (const old of views.keys()) {
      if (views.size <= mostViews) break;
      views.delete(old);
    }
  };
  return ({ county, hotLane, cells, at, edition }, channel, from) => {
    const { view: name, scope } = must(parseChannel(channel), channel);
    if (!isRemembered(name)) throw new Error(`${channel} has no past`);
    const keyOf = (instant: number): string => `${county.pack.id} ${edition} ${channel} ${instant}`;
    const told = from === undefined ? undefined : views.get(keyOf(from));
    const view = told ?? emptyView();
    const ops: Op[] = wholeViews[name]({ county, hotLane, cells }, scope, view, at);
    applyOps(view, ops);
    if (from !== undefined) views.delete(keyOf(from));
    hold(keyOf(at), view);
    return {
      channel,
      from: told && from !== undefined ? from : null,
      ops: told ? ops : snapshotOps(view),
      hash: viewHash(view),
    };
  };
}
