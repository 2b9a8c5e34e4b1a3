import type { ComputedRef, Ref, ShallowRef } from 'vue';
import type { IncidentRow } from '#shared/views/board.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import type { Draft } from '../../../forms/form.ts';
import type { BatchRun } from '../queue/batch.ts';
import type { Lane, LaneCount } from '../queue/lanes.ts';
import type { Marks } from '../queue/marks.ts';
import type { groupQueue } from '../queue/queue.ts';
import { openContext } from './context.ts';
import type { KeyedTransition } from '../keys.ts';

/** What waits, in which order, what of it is marked, and one step taken on all that is marked. */
export interface QueueContext {
  /** The business whose queue is shown, and how much waits in each. */
  lane: Ref<Lane>;
  lanes: ComputedRef<LaneCount[]>;
  groups: ComputedRef<ReturnType<typeof groupQueue>>;
  /** How many matters are at their finish. */
  finishing: ComputedRef<number>;
  marks: ShallowRef<Marks>;
  marked: ComputedRef<IncidentRow[]>;
  /** Steps that all marked matters allow. */
  batchSteps: ComputedRef<KeyedTransition[]>;
  batchRun: Ref<BatchRun | null>;
  /** Keys and buttons speak of the marked ones, not of the selected one. */
  batching: ComputedRef<boolean>;
  takeAll(step: Transition, draft: Draft): Promise<void>;
  stopBatch(): void;
  clearMarks(): void;
}
export const { provide: provideQueue, use: useQueue } = openContext<QueueContext>('queue');
