import { computed, reactive, ref } from 'vue';
import { playTones, type Note } from '../../../ui/tones.ts';

/** What the desk lets one hear. */
export type Tune = 'urgent' | 'arrival' | 'overdue';
const tunes: Record<Tune, readonly Note[]> = {
  urgent: [
    [0, 880, 0.16],
    [0.2, 660, 0.16],
    [0.4, 880, 0.16],
    [0.6, 660, 0.16],
  ],
  arrival: [
    [0, 784, 0.09],
    [0.11, 1047, 0.14],
  ],
  overdue: [
    [0, 523, 0.14],
    [0.18, 392, 0.22],
  ],
};
const loudness: Record<Tune, number> = { urgent: 0.5, arrival: 0.16, overdue: 0.22 };
const ringEveryMs = 1_600;
/** Tunes of a crowd of changes are one tune. */
const quietMs = 2_000;
export const muteMs = 10 * 60_000;

const kept = 'jiuhuan.desk.sound';
interface Settings {
  arrivals: boolean;
  overdue: boolean;
  /** Epoch ms by this device's clock; what lies in the past mutes nothing. */
  mutedUntil: number;
}

interface SoundParts {
  newContext(): AudioContext;
  /** Where the device keeps its choices; nowhere when missing. */
  storage: Pick<Storage, 'getItem' | 'setItem'> | undefined;
}

/**
 * The sounds of a desk, made of plain tones. A browser lets a page sound only after its person has touched it: until then
 * the sound is `locked`, which the desk says. Silence never lasts: a mute ends by itself.
 */
export function openSound(
  parts: SoundParts = { newContext: () => new AudioContext(), storage: globalThis.localStorage },
) {
  const settings = reactive(readSettings(parts.storage));
  const now = ref(Date.now());
  const locked = ref(true);
  let context: AudioContext | null = null;
  let playedAt = 0;
  let ringing: ReturnType<typeof setInterval> | undefined;
  const mutedMs = computed(() => Math.max(0, settings.mutedUntil - now.value));

  function keep(change: Partial<Settings>): void {
    Object.assign(settings, change);
    now.value = Date.now();
    parts.storage?.setItem(kept, JSON.stringify(settings));
  }

  /** Asks the browser to let the page sound; to be called while a person's press is being handled. */
  async function unlock(): Promise<void> {
    context ??= parts.newContext();
    if (context.state !== 'running') await context.resume();
    locked.value = context.state !== 'running';
  }

  function play(tune: Tune): void {
    if (!context || locked.value || settings.mutedUntil > Date.now()) return;
    if (tune === 'arrival' && !settings.arrivals) return;
    if (tune === 'overdue' && !settings.overdue) return;
    if (tune !== 'urgent' && Date.now() - playedAt < quietMs) return;
    playedAt = Date.now();
    playTones(context, tunes[tune], { type: 'triangle', loudness: loudness[tune] });
  }

  return {
    settings,
    locked,
    mutedMs,
    unlock,
    play,
    /** Rings until told otherwise. */
    ring(on: boolean): void {
      if (on === (ringing !== undefined)) return;
      clearInterval(ringing);
      ringing = on ? setInterval(() => play('urgent'), ringEveryMs) : undefined;
      if (on) play('urgent');
    },
    choose: (change: Partial<Pick<Settings, 'arrivals' | 'overdue'>>): void => keep(change),
    mute: (): void => keep({ mutedUntil: Date.now() + muteMs }),
    unmute: (): void => keep({ mutedUntil: 0 }),
    toggleMute: (): void => keep({ mutedUntil: mutedMs.value > 0 ? 0 : Date.now() + muteMs }),
    /** Moves its clock; called once a second. */
    tick: (): void => void (now.value = Date.now()),
    close(): void {
      clearInterval(ringing);
      void context?.close();
    },
  };
}
export type Sound = ReturnType<typeof openSound>;

function readSettings(storage: SoundParts['storage']): Settings {
  const settings: Settings = { arrivals: true, overdue: true, mutedUntil: 0 };
  try {
    const read: unknown = JSON.parse(storage?.getItem(kept) ?? '{}');
    if (typeof read !== 'object' || read === null) return settings;
    const { arrivals, overdue, mutedUntil } = read as Partial<Record<keyof Settings, unknown>>;
    if (typeof arrivals === 'boolean') settings.arrivals = arrivals;
    if (typeof overdue === 'boolean') settings.overdue = overdue;
    // Nobody may have muted a desk for longer than the desk allows, whatever the device's clock says.
    if (typeof mutedUntil === 'number') settings.mutedUntil = Math.min(mutedUntil, Date.now() + muteMs);
  } catch {
    // What this device kept is no text of ours: it starts anew.
  }
  return settings;
}
