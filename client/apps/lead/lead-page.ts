import { computed, ref, shallowRef, watch } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Figures } from '#shared/wire/http.ts';
import type { Scores } from '#shared/wire/supervision.ts';
import { isUnreachable, type Api } from '../../http/api.ts';
import { askOf, ofWindow, type Period } from './period.ts';

const refreshMs = 30_000;
const retryMs = 5_000;

/** The figures and the points of the chosen window and of the own slice or a part of it, read again when the ledger has moved on, at most twice a minute. */
export function openFigures(
  api: Pick<Api, 'figures' | 'scores'>,
  ledgerSeq: () => number,
  scope: string | null = null,
) {
  const period = shallowRef<Period>(ofWindow('month'));
  /** Of the period that they name themselves; those of the period before stay until the new ones are there. */
  const figures = shallowRef<Figures | null>(null);
  /** Null while they are not known: the page stands without them. */
  const scores = shallowRef<Scores | null>(null);
  const fault = shallowRef<Refusal | null>(null);
  const busy = ref(false);
  let waiting: ReturnType<typeof setTimeout> | undefined;

  async function read(): Promise<void> {
    clearTimeout(waiting);
    waiting = undefined;
    const asked = period.value;
    const ask = [asked.window, scope ?? undefined, askOf(asked)] as const;
    busy.value = true;
    // The page does not wait for the points.
    void api.scores(...ask).then((booked) => {
      if (period.value === asked) scores.value = isRefusal(booked) ? null : booked;
    });
    const answer = await api.figures(...ask);
    if (period.value !== asked) return;
    busy.value = false;
    fault.value = isRefusal(answer) ? answer : null;
    if (!isRefusal(answer)) figures.value = answer;
    // A page whose server was away for a moment comes back by itself.
    else if (isUnreachable(answer)) waiting = setTimeout(() => void read(), retryMs);
  }
  watch(period, () => {
    scores.value = null;
    void read();
  });
  watch(ledgerSeq, (seq) => {
    if (figures.value && seq > figures.value.seq) waiting ??= setTimeout(() => void read(), refreshMs);
  });
  return {
    period,
    figures,
    scores,
    fault,
    busy: computed(() => busy.value),
    read,
    stop: () => clearTimeout(waiting),
  };
}
