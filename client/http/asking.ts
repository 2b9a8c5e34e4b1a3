import { computed, shallowRef } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';

export type Asking<What extends string = string> = ReturnType<typeof openAsking<What>>;

/** What a part of a page asks the server: by which name it waits now, and why it was refused last. */
export function openAsking<What extends string = string>() {
  const busy = shallowRef<What | ''>('');
  const refusal = shallowRef<Refusal | null>(null);
  async function heard<T>(what: What, work: () => Promise<T>): Promise<T> {
    busy.value = what;
    try {
      return await work();
    } finally {
      busy.value = '';
    }
  }
  return {
    busy,
    isBusy: computed(() => busy.value !== ''),
    refusal,
    /** The answer; null where it was refused. */
    async answerTo<T>(what: What, work: () => Promise<T | Refusal>): Promise<T | null> {
      const answer = await heard(what, work);
      refusal.value = isRefusal(answer) ? answer : null;
      return isRefusal(answer) ? null : answer;
    },
    /** An act without an answer; false where it was refused. */
    async act(what: What, work: () => Promise<Refusal | null>): Promise<boolean> {
      refusal.value = await heard(what, work);
      return refusal.value === null;
    },
  };
}
