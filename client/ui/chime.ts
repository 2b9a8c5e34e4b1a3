import { ref } from 'vue';
import { playTones, type Note } from './tones.ts';

/** What is told while a page is open: a number in its title and on its icon, and one soft sound. */
type Counted = Navigator & { setAppBadge?(count: number): Promise<void>; clearAppBadge?(): Promise<void> };

/** A title with a number before it; one that had a number has the new one. */
export function withCount(title: string, count: number): string {
  const bare = title.replace(/^\(\d+\+?\) /u, '');
  return count > 0 ? `(${count > 99 ? '99+' : count}) ${bare}` : bare;
}

/** Shows a number in the title, and on the icon of a page that was put on the home screen, where the browser can. */
export function showCount(count: number): void {
  const title = withCount(document.title, count);
  if (title !== document.title) document.title = title;
  const counted = navigator as Counted;
  const shown = count > 0 ? counted.setAppBadge?.(count) : counted.clearAppBadge?.();
  shown?.catch(() => undefined);
}

interface ChimeParts {
  newContext(): AudioContext;
  /** Where the device keeps the choice; nowhere when missing. */
  storage: Pick<Storage, 'getItem' | 'setItem'> | undefined;
}
/** Two soft notes. */
const notes: readonly Note[] = [
  [0, 659, 0.12],
  [0.14, 880, 0.2],
];
const voice = { type: 'sine', loudness: 0.18 } as const;
/** News that come together are one sound. */
const quietMs = 2_000;

/**
 * One soft sound, with a switch that this device keeps under `kept`. A browser lets a page sound only after its person has touched it:
 * `unlock` is to be called while a press is handled.
 */
export function openChime(
  kept: string,
  usual: boolean,
  parts: ChimeParts = { newContext: () => new AudioContext(), storage: globalThis.localStorage },
) {
  const isOn = ref(read(parts.storage, kept) ?? usual);
  let context: AudioContext | null = null;
  let playedAt = -quietMs;

  function unlock(): void {
    if (!isOn.value || context?.state === 'running') return;
    try {
      context ??= parts.newContext();
      void context.resume().catch(() => undefined);
    } catch {
      // A device without sound: the number is seen all the same.
    }
  }
  return {
    isOn,
    unlock,
    choose(on: boolean): void {
      isOn.value = on;
      try {
        parts.storage?.setItem(kept, on ? 'on' : 'off');
      } catch {
        // A full store keeps the choice for this time.
      }
      unlock();
    },
    /** `now`: ms of any clock that goes on. */
    play(now: number): void {
      if (!isOn.value || context?.state !== 'running' || now - playedAt < quietMs) return;
      playedAt = now;
      playTones(context, notes, voice);
    },
    close(): void {
      void context?.close().catch(() => undefined);
      context = null;
    },
  };
}
export type Chime = ReturnType<typeof openChime>;

function read(storage: ChimeParts['storage'], kept: string): boolean | null {
  try {
    const said = storage?.getItem(kept);
    return said === 'on' ? true : said === 'off' ? false : null;
  } catch {
    return null;
  }
}
