import { useIntervalFn } from '@vueuse/core';
import { computed, ref, watch } from 'vue';
import { isArmed, isWriting, useHands } from './at-work.ts';
import type { Call } from './calls.ts';
import type { CallingContext } from '../contexts/calling.ts';
import type { LiveContext } from '../contexts/live.ts';

const lookEveryMs = 200;

/**
 * How what calls stands on this desk: over the whole screen when nobody writes here, else as a banner that takes no key from
 * a sentence. What fills the screen listens to the keyboard once no key was pressed for a while; the pointer aims.
 */
export function openStandingCall({
  calls,
  handing,
  now,
}: Pick<CallingContext, 'calls' | 'handing'> & Pick<LiveContext, 'now'>) {
  const hands = useHands();
  /** Handed to this seat first; what was handed on calls elsewhere. */
  const ringing = computed(() => {
    const isHere = (call: Call): number => Number(handing.handedHere.value.has(call.id));
    return calls.value
      .filter(({ id }) => id !== handing.passed.value?.incident)
      .toSorted((a, b) => isHere(b) - isHere(a));
  });
  const first = computed(() => ringing.value[0]);
  const full = ref(false);
  /** Opened from the banner by hand: the way back to the sentence stays open. */
  const peeked = ref(false);
  const armed = ref(false);
  let shownAt = 0;

  function show(): void {
    full.value = true;
    shownAt = Date.now();
    armed.value = false;
  }
  function check(): void {
    if (!first.value) full.value = peeked.value = false;
    else if (!full.value && !isWriting(Date.now(), hands())) show();
    armed.value = full.value && isArmed(Date.now(), shownAt, hands());
  }
  watch(
    () => first.value?.id,
    () => (full.value ? show() : check()),
    { immediate: true },
  );
  useIntervalFn(check, lookEveryMs);
  useIntervalFn(() => handing.settle((id) => calls.value.some((call) => call.id === id)), 1000);

  return {
    ringing,
    first,
    full,
    armed,
    peeked,
    peek(): void {
      if (!first.value || full.value) return;
      peeked.value = true;
      show();
    },
    /** Back to what was being written. */
    shrink(): void {
      if (peeked.value) full.value = peeked.value = false;
    },
    waitedMs: (call: Call): number => Math.max(0, now.value - call.since),
  };
}
