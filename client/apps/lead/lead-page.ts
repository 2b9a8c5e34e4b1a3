import { computed, ref, shallowRef, watch } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { WindowKind } from '#shared/indicator/window.ts';
import type { Figures } from '#shared/wire/http.ts';
import type { Scores } from '#shared/wire/supervision.ts';
import type { Api } from '../../http/api.ts';

const refreshMs = 30_000;

/** The figures and the points of the chosen window and of the own slice or a part of it, read again when the ledger has moved on, at most twice a minute. */
export function openFigures(
  api: Pick<Api, 'figures' | 'scores'>,
  ledgerSeq: () => number,
  scope: string | null = null,
) {
  const kind = ref<WindowKind>('month');
  const figures = shallowRef<Figures | null>(null);
  /** Null while they are not known: the page stands without them. */
  const scores = shallowRef<Scores | null>(null);
  const fault = shallowRef<Refusal | null>(null);
  const busy = ref(false);
  let waiting: ReturnType<typeof setTimeout> | undefined;

  async function read(): Promise<void> {
    clearTimeout(waiting);
    waiting = undefined;
    const asked = kind.value;
    busy.value = true;
    // The page does not wait for the points.
    void api.scores(asked, scope ?? undefined).then((booked) => {
      if (kind.value === asked) scores.value = isRefusal(booked) ? null : booked;
    });
    const answer = await api.figures(asked, scope ?? undefined);
    if (kind.value !== asked) return;
    busy.value = false;
    if (isRefusal(answer)) fault.value = answer;
    else {
      fault.value = null;
      figures.value = answer;
    }
  }
  watch(kind, () => {
    figures.value = null;
    scores.value = null;
    void read();
  });
  watch(ledgerSeq, (seq) => {
    if (figures.value && seq > figures.value.seq) waiting ??= setTimeout(() => void read(), refreshMs);
  });
  return {
    kind,
    figures,
    scores,
    fault,
    busy: computed(() => busy.value),
    read,
    stop: () => clearTimeout(waiting),
  };
}
