import { must } from '#shared/kernel/must.ts';
import { applyOps, emptyView, snapshotOps, viewHash, type View } from '#shared/views/view.ts';
import { isRemembered } from '#shared/views/views.ts';
import type { Replayed } from '#shared/wire/replay.ts';
import { parseChannel } from '#shared/wire/scope.ts';
import type { County } from '../projections/county.ts';
import { wholeViews, type SliceGround } from '../projections/slices.ts';

/** What screens of a drill are told: its channels now, drawn by the projections of the live county. */
export interface Tellings {
  tell(
    asked: { channels: readonly string[]; from?: number | undefined },
    at: number,
    measured: Omit<SliceGround, 'county'>,
  ): Replayed;
}

/** Views that were told, so that the next can be told as what leads there. */
const mostViews = 64;

export function openTellings(county: County): Tellings {
  const views = new Map<string, View>();
  const one = (
    channel: string,
    at: number,
    from: number | undefined,
    measured: Omit<SliceGround, 'county'>,
  ): Replayed['channels'][number] => {
    const { view: name, scope } = must(parseChannel(channel), channel);
    if (!isRemembered(name)) throw new Error(`${channel} has no past`);
    const key = `${channel} ${from}`;
    const told = from === undefined ? undefined : views.get(key);
    // Two screens may have been told of one instant: neither moves the other's.
    const view = told ? copyOf(told) : emptyView();
    const ops = wholeViews[name]({ county, ...measured }, scope, view, at);
    applyOps(view, ops);
    views.set(`${channel} ${at}`, view);
    for (const old of views.keys()) {
      if (views.size <= mostViews) break;
      views.delete(old);
    }
    const hash = viewHash(view);
    return told && from !== undefined
      ? { channel, from, ops, hash }
      : { channel, from: null, ops: snapshotOps(view), hash };
  };
  return {
    tell: ({ channels, from }, at, measured) => ({
      at,
      seq: county.seq,
      hash: '',
      channels: channels.map((channel) => one(channel, at, from, measured)),
      frame: null,
    }),
  };
}

function copyOf({ tables, rowHashes, lanes }: View): View {
  return {
    tables: new Map([...tables].map(([name, rows]) => [name, new Map(rows)])),
    rowHashes: new Map(rowHashes),
    lanes: [...lanes],
  };
}
