import { computed, ref, shallowRef, watch, type ShallowRef } from 'vue';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Figures, PackDigest } from '#shared/wire/http.ts';
import type { Scores } from '#shared/wire/supervision.ts';
import { formatStamp } from '../../format/instant.ts';
import { type Api } from '../../http/api.ts';
import { isUnreachable } from '../../http/call.ts';
import { askedScope, sliceOf } from '../../telling/slice.ts';
import { askOf, ofWindow, type Period } from './period.ts';

const refreshMs = 30_000;
const retryMs = 5_000;

/** The boards that the page follows. */
export function boardsOf(person: Person, pack: PackDigest): string[] {
  return sliceOf(person, pack, askedScope(location.search)).scopes.map((one) => `board:${one}`);
}

/** The same questions as of an instant of the past. The lists behind figures are of now, and nothing can be done in the past. */
export function leadThen(api: Api, at: () => number): Api {
  return {
    ...api,
    figures: (window, scope, more) => api.figures(window, scope, { ...more, at: at() }),
    scores: (window, scope, more) => api.scores(window, scope, { ...more, at: at() }),
    dutyCoverage: (window, scope, more) => api.dutyCoverage(window, scope, { ...more, at: at() }),
    incidents: async () => refuse('not-now', 'past-no-lists'),
    command: async () => refuse('not-now', 'past-no-acts', { at: formatStamp(at()) }),
  };
}

/** The whole month before the running one while that is young: read once, for it does not change; null where it holds nothing. */
export function openLastMonth(
  api: Pick<Api, 'figures'>,
  isYoung: () => boolean,
  scope: string | null = null,
): ShallowRef<Figures | null> {
  const last = shallowRef<Figures | null>(null);
  watch(
    isYoung,
    async (young) => {
      last.value = null;
      if (!young) return;
      const answer = await api.figures('last-month', scope ?? undefined);
      if (!isRefusal(answer) && answer.reported + answer.rates.onTimeClosing.denominator > 0)
        last.value = answer;
    },
    { immediate: true },
  );
  return last;
}

/** The figures and the points of the chosen window and of the own slice or a part of it, read again when the ledger has moved on, at most twice a minute. */
export function openFigures(
  api: Pick<Api, 'figures' | 'scores'>,
  ledgerSeq: () => number,
  scope: string | null = null,
  instant: () => number | null = () => null,
) {
  const period = shallowRef<Period>(ofWindow('month'));
  /** Of the period that they name themselves; those of the period before stay until the new ones are there. */
  const figures = shallowRef<Figures | null>(null);
  /** Null while they are not known: the page stands without them. */
  const scores = shallowRef<Scores | null>(null);
  const fault = shallowRef<Refusal | null>(null);
  const busy = ref(false);
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let readAt: number | null = null;

  async function read(): Promise<void> {
    clearTimeout(waiting);
    waiting = undefined;
    const asked = period.value;
    readAt = instant();
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
  // Played, it shows every instant that it has time for.
  watch([instant, busy], ([at, isBusy]) => {
    if (at !== null && !isBusy && at !== readAt) void read();
  });
  watch(ledgerSeq, (seq) => {
    if (instant() === null && figures.value && seq > figures.value.seq)
      waiting ??= setTimeout(() => void read(), refreshMs);
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
