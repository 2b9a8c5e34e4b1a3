import { ref, watch } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Api } from '../../http/api.ts';
import { isUnreachable } from '../../http/call.ts';
import { useFreshness } from '../../stores/freshness.ts';

/** Tells when this wall's session was ended, and not only its line: the server is asked once the line is refused. */
export function useShutOut(api: Pick<Api, 'session'>, ended: (why: Refusal) => void) {
  const freshness = useFreshness();
  const shutOut = ref(false);
  watch(
    () => freshness.state.link,
    async (link) => {
      if (link !== 'refused') return;
      const answer = await api.session();
      if (!isRefusal(answer) || isUnreachable(answer) || answer.code !== 'unauthenticated') return;
      shutOut.value = true;
      ended(answer);
    },
  );
  return { shutOut, enter: (): void => void (shutOut.value = false) };
}
