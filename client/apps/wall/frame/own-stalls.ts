import { useEventListener } from '@vueuse/core';
import { computed, watch, type ComputedRef } from 'vue';
import { spanWords } from '../../../format/duration.ts';
import { t } from '../../../locales/i18n.ts';
import type { Freshness } from '../../../stores/link.ts';

/** A stall that begins so soon after the wall turned to something else is the drawing of it. */
const soonMs = 4_000;
/** One that lasts longer is told whatever it came of. */
const longMs = 10_000;

/**
 * Which stalls of the page a wall tells of: one that the room sees as a scene, a size or a place being drawn for the first time is no
 * news. It still counts for the line, which could not be heard meanwhile.
 */
export function openStalls(now: () => number) {
  let turnedAt = now();
  let seen = 0;
  let isOwn = false;
  return {
    turned: (): void => void (turnedAt = now()),
    /** Of what the link says: ms of the last stall, 0 when it is long over. */
    told(stalledMs: number): number {
      if (stalledMs !== seen) {
        seen = stalledMs;
        isOwn = stalledMs < longMs && now() - stalledMs - turnedAt < soonMs;
      }
      return isOwn ? 0 : stalledMs;
    },
  };
}

/** The last stall of the page in words; empty: there is none to tell of. */
export function useStallWord(
  wall: Readonly<{ scene: string; county: { grid: string | null } }>,
  freshness: { state: Pick<Freshness, 'stalledMs'> },
): ComputedRef<string> {
  const stalls = openStalls(() => performance.now());
  watch([() => wall.scene, () => wall.county.grid], stalls.turned);
  useEventListener('resize', stalls.turned);
  return computed(() => {
    const stalledMs = stalls.told(freshness.state.stalledMs);
    return stalledMs > 0 ? t('wall.header.stalled', { span: spanWords(stalledMs) }) : '';
  });
}
