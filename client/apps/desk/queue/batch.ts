import { computed, ref, shallowRef, watch } from 'vue';
import type { Actor } from '#shared/access/person.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Procedure, Transition } from '#shared/procedure/schema.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import type { CommandAnswer, CommandBody } from '#shared/wire/http.ts';
import { isUnreachable } from '../../../http/call.ts';
import { commonSteps } from './batch-steps.ts';
import { readForm, type Draft } from '../../../forms/form.ts';
import { keyTransitions } from '../keys.ts';
import { standing, toggleMark, type Marks } from './marks.ts';

/** How a batch goes, and how it went. */
export interface BatchRun {
  step: Transition;
  total: number;
  done: number;
  refused: { id: string; title: string; refusal: Refusal }[];
  /** Not sent: the officer stopped it, or the line broke. */
  left: number;
  state: 'running' | 'stopping' | 'over';
}
interface BatchParts {
  actor: Actor;
  procedures: ReadonlyMap<string, Procedure>;
  /** The row of an incident as the screen has it now. */
  rowOf(id: string): IncidentRow | undefined;
  send(body: CommandBody): Promise<CommandAnswer | Refusal>;
  now: { value: number };
}
/** Commands under way at once: enough to share a transaction, too few to crowd out others. */
const lanes = 4;

/** Marked incidents, the steps they all allow, and the taking of one step on all of them. */
export function openBatch({ actor, procedures, rowOf, send, now }: BatchParts) {
  const marks = shallowRef<Marks>(new Set());
  const run = ref<BatchRun | null>(null);
  const marked = computed(() => [...marks.value].flatMap((id) => rowOf(id) ?? []));
  const batchSteps = computed(() => keyTransitions(commonSteps(marked.value, procedures, actor)));

  // What has left the screen cannot be acted on any more.
  watch(marked, () => {
    if (run.value?.state !== 'running') marks.value = standing(marks.value, (id) => rowOf(id) !== undefined);
  });

  async function takeAll(step: Transition, draft: Draft): Promise<void> {
    const read = readForm(step, draft, now.value);
    if ('faults' in read || run.value?.state === 'running') return;
    const waiting = [...marked.value];
    run.value = { step, total: waiting.length, done: 0, refused: [], left: waiting.length, state: 'running' };
    const state = run.value;
    const lane = async (): Promise<void> => {
      for (let row = waiting.shift(); row && state.state === 'running'; row = waiting.shift()) {
        const { id, version, title } = row;
        const answer = await send({
          kind: 'take',
          incident: id,
          version,
          transition: step.id,
          form: read.form,
        });
        if (isRefusal(answer) && isUnreachable(answer)) state.state = 'stopping';
        state.left -= 1;
        if (isRefusal(answer)) state.refused.push({ id, title, refusal: answer });
        else {
          state.done += 1;
          if (marks.value.has(id)) marks.value = toggleMark(marks.value, id);
        }
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    state.state = 'over';
  }

  return {
    marks,
    marked,
    batchSteps,
    batchRun: run,
    /** Keys and buttons speak of the marked ones, not of the selected one. */
    batching: computed(() => marks.value.size > 0 || run.value !== null),
    takeAll,
    stopBatch(): void {
      if (run.value?.state === 'running') run.value.state = 'stopping';
    },
    clearMarks(): void {
      marks.value = new Set();
      if (run.value?.state === 'over') run.value = null;
    },
  };
}
