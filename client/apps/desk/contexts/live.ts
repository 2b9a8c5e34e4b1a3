import type { Ref } from 'vue';
import type { IncidentRow } from '#shared/views/board.ts';
import type { useBoard } from '../../../stores/board.ts';
import type { useFreshness } from '../../../stores/freshness.ts';
import { openContext } from './context.ts';

/** What comes over the stream by itself, and the time of the house. */
export interface LiveContext {
  board: ReturnType<typeof useBoard>;
  freshness: ReturnType<typeof useFreshness>;
  /** Of what is open or ended today; undefined for all else. */
  rowOf(id: string): IncidentRow | undefined;
  /** Epoch ms of the house, moved every second. */
  now: Ref<number>;
  /** The same, moved every ten seconds: for what need not be counted by seconds. */
  slowNow: Ref<number>;
  /** Moves the clocks; called once a second by whoever keeps the floor. */
  tick(): void;
}
export const { provide: provideLive, use: useLive } = openContext<LiveContext>('live');
