import { onScopeDispose, ref, shallowRef } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { isUnreachable } from '../../http/call.ts';
import type { WallsApi } from '../../http/walls-api.ts';

/** Whether somebody typed the code in is asked this often. */
const askMs = 2_000;
/** After what went wrong: a screen asks for ever, for it is often up before its server. */
const againMs = 5_000;

/** A code for this screen, another when its time is over, until somebody let it in. */
export function usePairing(api: Pick<WallsApi, 'beginPairing' | 'claim'>, paired: () => void) {
  const code = ref('');
  const endsAt = ref(0);
  const refusal = shallowRef<Refusal | null>(null);
  let secret = '';
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (ms: number, act: () => Promise<void>): void => {
    if (!ended) timer = setTimeout(() => void act(), ms);
  };

  async function begin(): Promise<void> {
    const begun = await api.beginPairing();
    refusal.value = isRefusal(begun) ? begun : null;
    if (isRefusal(begun)) return later(againMs, begin);
    ({ code: code.value, secret, endsAt: endsAt.value } = begun);
    later(askMs, claim);
  }
  async function claim(): Promise<void> {
    const state = await api.claim(secret);
    if (ended) return;
    // While the server is away the code is still good.
    refusal.value = isRefusal(state) && isUnreachable(state) ? state : null;
    if (!isRefusal(state)) return state.state === 'paired' ? paired() : later(askMs, claim);
    if (isUnreachable(state) || state.code === 'busy') return later(againMs, claim);
    code.value = '';
    later(askMs, begin);
  }
  void begin();
  onScopeDispose(() => {
    ended = true;
    clearTimeout(timer);
  });
  return { code, endsAt, refusal };
}
