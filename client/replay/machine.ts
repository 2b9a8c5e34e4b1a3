import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { MomentKind } from '#shared/wire/replay.ts';
import type { ReplayApi } from '../http/replay-api.ts';
import { makeStores } from '../stores/stores.ts';
import { startPastFeed, type PastFeed } from '../stream/past-feed.ts';

export const speeds = [1, 10, 60, 300, 600] as const;
export type Speed = (typeof speeds)[number];

/** The hand on the clock: which instant is shown, and how it moves. */
export interface Machine {
  /** The instant that is shown; null: the present. */
  at: Readonly<Ref<number | null>>;
  /** Where the hand is, shown or still asked for. */
  hand: Readonly<Ref<number | null>>;
  waiting: Readonly<Ref<boolean>>;
  refusal: Readonly<Ref<Refusal | null>>;
  playing: Ref<boolean>;
  speed: Ref<Speed>;
  stores: Readonly<Ref<ReturnType<typeof makeStores> | null>>;
  feed: Readonly<Ref<PastFeed | null>>;
  /** Goes to an instant; at or after now it is the present. */
  seek(at: number): void;
  step(ms: number): void;
  /** Goes to the next of a kind, or the last before; says when there is none. */
  jump(kind: MomentKind, back: boolean): Promise<boolean>;
  live(): void;
}
export interface MachineParts {
  api: ReplayApi;
  channels: () => readonly string[];
  sensors: boolean;
  /** The part that is looked at; the asker's own when missing. */
  scope: () => string | undefined;
  /** Now, by the server's clock. */
  now: () => number;
}

/** So often an instant is asked for while it plays. */
const beatMs = 1_000;
/** The present is not the past: the ledger's last second is still being written. */
const edgeMs = 2_000;

export function openMachine(parts: MachineParts): Machine {
  const playing = ref(false);
  const speed = ref<Speed>(60);
  const shown = openShown(parts, () => (playing.value = false));
  const { hand, waiting, refusal } = shown;
  function live(): void {
    playing.value = false;
    shown.leave();
  }
  function seek(to: number): void {
    if (to >= parts.now() - edgeMs) return live();
    hand.value = Math.max(0, Math.round(to));
    void shown.follow();
  }
  // A grid that is gone into, or left, is another set of channels.
  watch(
    () => parts.channels().join(),
    () => {
      if (hand.value === null) return;
      const to = hand.value;
      live();
      seek(to);
    },
  );
  const timer = setInterval(() => {
    // It waits for what was asked for, so that a slow line plays slower and shows every beat.
    if (playing.value && !waiting.value && hand.value !== null) seek(hand.value + beatMs * speed.value);
  }, beatMs);
  onScopeDispose(() => {
    clearInterval(timer);
    live();
  });
  const { at, stores, feed } = shown;
  return {
    at,
    hand,
    waiting,
    refusal,
    playing,
    speed,
    stores,
    feed,
    seek,
    live,
    step: (ms) => seek((hand.value ?? parts.now()) + ms),
    async jump(kind, back) {
      const from = hand.value ?? parts.now();
      const answer = await parts.api.moment(from, kind, back, parts.scope());
      if (isRefusal(answer)) refusal.value = answer;
      if (isRefusal(answer) || !answer.found) return false;
      seek(answer.found.at);
      return true;
    },
  };
}

/** The past that is shown: stores of its own, fed by what is asked for where the hand is. */
function openShown(parts: MachineParts, refused: () => void) {
  const [at, hand] = [ref<number | null>(null), ref<number | null>(null)];
  const waiting = ref(false);
  const refusal = shallowRef<Refusal | null>(null);
  const stores = shallowRef<ReturnType<typeof makeStores> | null>(null);
  const feed = shallowRef<PastFeed | null>(null);
  function enter(): PastFeed {
    if (feed.value) return feed.value;
    const made = makeStores(() => at.value ?? hand.value ?? 0);
    stores.value = made;
    const { api, sensors } = parts;
    const channels = [...parts.channels()];
    const more = sensors ? { sensors: 'all' as const } : {};
    const ask = (instant: number, from: number | undefined) =>
      api.at(instant, channels, from === undefined ? more : { ...more, from });
    return (feed.value = startPastFeed({ channels, sinks: made.stores, ask }));
  }
  return {
    at,
    hand,
    waiting,
    refusal,
    stores,
    feed,
    leave(): void {
      at.value = hand.value = null;
      refusal.value = null;
      feed.value = null;
      // Whoever still draws from them is unmounted first.
      const old = stores.value;
      stores.value = null;
      setTimeout(() => old?.close());
    },
    /** Shows where the hand is, and again when it was moved meanwhile. */
    async follow(): Promise<void> {
      if (waiting.value) return;
      waiting.value = true;
      try {
        while (hand.value !== null && hand.value !== at.value) {
          const [wanted, from] = [hand.value, enter()];
          const told = await from.show(wanted);
          if (from !== feed.value) continue;
          refusal.value = told;
          if (told) return refused();
          at.value = wanted;
        }
      } finally {
        waiting.value = false;
      }
    },
  };
}

/** Whether the past is shown. */
export const isPast = (machine: Machine) => computed(() => machine.at.value !== null);
