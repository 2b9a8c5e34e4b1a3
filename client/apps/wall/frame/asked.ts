import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';

/** What was asked of the server, as the last answer told it. A refusal leaves the answer before it standing. */
export interface Asked<T> {
  answer: T | null;
  refusal: Refusal | null;
}
interface Held {
  state: ShallowRef<Asked<unknown>>;
  users: number;
  askedAt: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}
/** Answers that nobody shows any more and that are kept for the next scene that does. */
const mostKept = 40;

/**
 * Questions of a wall to the server, asked again as long as somebody shows the answer. Panels that ask the same share one answer,
 * so that the figures of a scene are those of one instant.
 */
export function openAsks(now: () => number = () => performance.now()) {
  const held = new Map<string, Held>();

  function find(key: string): Held {
    const known = held.get(key);
    if (known) return known;
    for (const [old, { users }] of held) if (held.size >= mostKept && users === 0) held.delete(old);
    const made: Held = {
      state: shallowRef({ answer: null, refusal: null }),
      users: 0,
      askedAt: -Infinity,
      timer: undefined,
    };
    held.set(key, made);
    return made;
  }
  function follow<T>(key: string, ask: () => Promise<T | Refusal>, everyMs: number): () => void {
    const one = find(key);
    one.users += 1;
    const again = async (): Promise<void> => {
      one.timer = undefined;
      one.askedAt = now();
      const answer = await ask();
      one.state.value = isRefusal(answer)
        ? { answer: one.state.value.answer, refusal: answer }
        : { answer, refusal: null };
      if (one.users > 0) one.timer ??= setTimeout(() => void again(), everyMs);
    };
    if (one.users === 1 && one.timer === undefined)
      one.timer = setTimeout(() => void again(), Math.max(0, one.askedAt + everyMs - now()));
    return () => {
      one.users -= 1;
      if (one.users > 0) return;
      clearTimeout(one.timer);
      one.timer = undefined;
    };
  }
  return { find, follow };
}
export type Asks = ReturnType<typeof openAsks>;

/** The answer to a question as long as this component shows it; `key` names the question, null asks nothing. */
export function useAsked<T>(
  asks: Asks,
  key: () => string | null,
  ask: () => Promise<T | Refusal>,
  everyMs: number,
): ShallowRef<Asked<T>> {
  const shown = shallowRef<Asked<T>>({ answer: null, refusal: null });
  let leave: (() => void)[] = [];
  const stop = (): void => {
    for (const act of leave) act();
    leave = [];
  };
  watch(
    key,
    (name) => {
      stop();
      if (name === null) return void (shown.value = { answer: null, refusal: null });
      const { state } = asks.find(name);
      const copy = watch(state, (next) => (shown.value = next as Asked<T>), { immediate: true });
      leave = [copy, asks.follow(name, ask, everyMs)];
    },
    { immediate: true },
  );
  onScopeDispose(stop);
  return shown;
}
