import { reactive } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { PublicFound } from '#shared/wire/public.ts';
import type { PublicApi } from '../../http/public-api.ts';

/** How far somebody has come on the way back to a lost code. */
export interface LostCodeState {
  busy: boolean;
  refusal: Refusal | null;
  /** How long the one-time code holds that was asked for; null: none was yet. */
  minutes: number | null;
  matters: PublicFound['matters'] | null;
}

/** Asks for a one-time code and opens with it what was reported with the number; a refusal leaves one where one was. */
export function openLostCode(api: Pick<PublicApi, 'lost' | 'openLost'>) {
  const state = reactive<LostCodeState>({ busy: false, refusal: null, minutes: null, matters: null });
  /** The number that the code was sent to, whatever stands in the field later. */
  let sentTo = '';

  async function call<Answer extends object>(
    work: () => Promise<Answer | Refusal>,
  ): Promise<Answer | Refusal> {
    state.busy = true;
    state.refusal = null;
    const answer = await work();
    state.busy = false;
    if (isRefusal(answer)) state.refusal = answer;
    return answer;
  }
  return {
    state,
    async ask(phone: string): Promise<void> {
      const answer = await call(() => api.lost(phone.trim()));
      if (isRefusal(answer)) return;
      sentTo = phone.trim();
      state.minutes = answer.minutes;
    },
    async open(code: string): Promise<PublicFound | Refusal> {
      const answer = await call(() => api.openLost(sentTo, code.trim()));
      if (!isRefusal(answer)) state.matters = answer.matters;
      return answer;
    },
    /** From the beginning, with another number. */
    restart(): void {
      Object.assign(state, { refusal: null, minutes: null, matters: null });
    },
  };
}
