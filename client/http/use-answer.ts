import { shallowRef, watch } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';

/**
 * What the server says of something: asked at once, and anew when that is another one; an answer about what it was before is dropped.
 * Nothing is asked about null.
 */
export function useAnswer<Of, T>(of: () => Of | null, ask: (of: Of) => Promise<T | Refusal>) {
  const answer = shallowRef<T | null>(null);
  const refusal = shallowRef<Refusal | null>(null);
  let turn = 0;
  async function read(): Promise<void> {
    const mine = ++turn;
    const about = of();
    if (about === null) return;
    const told = await ask(about);
    if (mine !== turn) return;
    refusal.value = isRefusal(told) ? told : null;
    if (!isRefusal(told)) answer.value = told;
  }
  function begin(): void {
    answer.value = refusal.value = null;
    void read();
  }
  watch(of, begin, { immediate: true });
  return { answer, refusal, read };
}
