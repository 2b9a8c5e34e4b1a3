import { useIntervalFn } from '@vueuse/core';
import { computed, shallowRef } from 'vue';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { ClockState } from '#shared/wire/clock.ts';
import type { Api } from '../../../http/api.ts';
import { openAsking } from '../../../http/asking.ts';

/** Whether the server doubts its own clock, looked at twice a minute; whoever may says that it is right. */
export function useClockDoubt(api: Pick<Api, 'clock' | 'confirmClock'>) {
  const state = shallowRef<ClockState | null>(null);
  const doubt = computed(() => state.value?.doubt ?? null);
  const { isBusy, refusal, answerTo } = openAsking();

  async function look(): Promise<void> {
    const answer = await api.clock();
    if (!isRefusal(answer)) state.value = answer;
  }
  async function confirm(): Promise<void> {
    const said = doubt.value?.clock;
    if (said === undefined) return;
    const answer = await answerTo('confirm', () => api.confirmClock(said));
    if (answer) state.value = answer;
    else await look();
  }
  void look();
  useIntervalFn(() => void look(), minuteMs / 2);
  return { doubt, isBusy, refusal, confirm };
}
