import { computed, type ComputedRef } from 'vue';
import { isYoungMonth } from '#shared/indicator/window.ts';
import type { Figures } from '#shared/wire/http.ts';
import { formatMonth } from '../../../format/instant.ts';
import { language, t } from '../../../locales/i18n.ts';
import type { Asked } from './asked.ts';
import { useFigures, type WallRoom } from './wall-room.ts';

/** The month that a panel tells of: the running one, or in its first days the whole one before it. */
export interface Month {
  asked: Asked<Figures>;
  /** What it is called beside its figures. */
  name: string;
  /** The running month, where another is told of. */
  running: Figures | null;
}

/** Whether the whole month before is told of: the running one is young, and the other holds something or is still on its way. */
export function isLastTold(isYoung: boolean, { answer, refusal }: Asked<Figures>): boolean {
  if (!isYoung || refusal) return false;
  return !answer || answer.reported + answer.rates.onTimeClosing.denominator > 0;
}

export function useMonth(room: WallRoom): ComputedRef<Month> {
  const running = useFigures(room, () => ({ window: 'month' }));
  const isYoung = computed(
    () => !room.past.value && isYoungMonth(room.county.value.pack.calendar, room.now.value),
  );
  const last = useFigures(room, () => (isYoung.value ? { window: 'last-month' } : null));
  return computed(() => {
    if (!isLastTold(isYoung.value, last.value))
      return { asked: running.value, name: t('wall.month'), running: null };
    const { answer } = last.value;
    const name = answer
      ? t('wall.wholeMonth', { month: formatMonth(answer.window.from, language()) })
      : t('wall.month');
    return { asked: last.value, name, running: running.value.answer };
  });
}
