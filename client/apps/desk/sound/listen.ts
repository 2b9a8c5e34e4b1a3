import { useEventListener, useIntervalFn } from '@vueuse/core';
import { onScopeDispose, watch } from 'vue';
import { may } from '#shared/access/may.ts';
import type { ActingContext } from '../contexts/acting.ts';
import type { CallingContext } from '../contexts/calling.ts';
import type { LiveContext } from '../contexts/live.ts';
import type { SeatContext } from '../contexts/seat.ts';
import { openEars } from './heard.ts';
import { laneOf } from '../queue/lanes.ts';
import { groupOf } from '../queue/queue.ts';

/** Moves the clocks of a desk, keeps its seat known, and lets it sound for what arrives and what runs out of time. A browser allows it from the person's first press on. */
type Heard = Pick<SeatContext, 'actor' | 'index'> &
  Pick<LiveContext, 'board' | 'now' | 'tick'> &
  Pick<CallingContext, 'sound' | 'handing'> &
  Pick<ActingContext, 'lock'>;
export function listen({ board, actor, index, now, sound, handing, lock, tick }: Heard): void {
  // The seat is known to the others from its first word on, also when nothing is open here.
  handing.say();
  // An approval has days: only what is called about is worth a sound at once.
  const hear = openEars(
    (row) =>
      (may(actor, 'work-for-unit') || laneOf(row, index.procedures) === 'incident') &&
      ['accept', 'sign'].includes(groupOf(row, actor, index.procedures, now.value) ?? ''),
  );
  watch(
    () => board.changes,
    (ops) => {
      const { arrived, overdue } = hear(ops);
      if (overdue > 0) sound.play('overdue');
      else if (arrived > 0) sound.play('arrival');
    },
  );
  useEventListener(document, ['keydown', 'pointerdown'], () => void sound.unlock());
  useEventListener(document, ['keydown', 'pointerdown'], lock.stay);
  useIntervalFn(() => (tick(), sound.tick()), 1000);
  // The page may have been touched already, at the sign-in.
  void sound.unlock();
  onScopeDispose(sound.close);
}
