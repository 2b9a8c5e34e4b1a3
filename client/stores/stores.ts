import { disposePinia, type Pinia } from 'pinia';
import type { Op } from '#shared/views/view.ts';
import type { ViewName } from '#shared/views/views.ts';
import { useBoard } from './board.ts';
import { useFinish } from './finish.ts';
import { useFlow } from './flow.ts';
import { useFreshness } from './freshness.ts';
import { openGround } from './of-feed.ts';
import { usePresence } from './presence.ts';
import { useReadings } from './readings.ts';
import { useSensing } from './sensing.ts';

interface ViewStore {
  apply(ops: readonly Op[]): void;
  clear(): void;
}
/** The store of each view. */
const ofViews = {
  board: useBoard,
  finish: useFinish,
  flow: useFlow,
  sensing: useSensing,
  presence: usePresence,
} satisfies { [V in ViewName]: (pinia?: Pinia) => ViewStore };

/** All stores of a feed. */
export type Stores = { [V in ViewName]: ReturnType<(typeof ofViews)[V]> } & {
  readings: ReturnType<typeof useReadings>;
  freshness: ReturnType<typeof useFreshness>;
};

/** The stores of the feed that the caller stands under, or of the one that is named. */
export function storesOf(pinia?: Pinia): Stores {
  return {
    board: ofViews.board(pinia),
    finish: ofViews.finish(pinia),
    flow: ofViews.flow(pinia),
    sensing: ofViews.sensing(pinia),
    presence: ofViews.presence(pinia),
    readings: useReadings(pinia),
    freshness: useFreshness(pinia),
  };
}

/** Stores beside the page's own, run by `clock`: provide `ground` under `feedKey` to whoever is to draw them. */
export function makeStores(clock: () => number): { ground: Pinia; stores: Stores; close(): void } {
  const ground = openGround();
  const stores = storesOf(ground);
  stores.freshness.runBy(clock);
  return { ground, stores, close: () => disposePinia(ground) };
}
