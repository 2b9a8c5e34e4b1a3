import { listenFor } from '../../../stores/link.ts';

/** The page says that it lives this often. */
export const beatMs = 1_000;
/** Silence of the page, or of its frames, after which it is hung. A map that is opened anew takes less. */
export const hungMs = 20_000;
/** A page that hangs on is told of again this often. */
const tellMs = 10_000;

/**
 * Watches a page from a thread of its own: `tell` when it does not answer, `wake` when it answers again after that. A machine that
 * slept has slept here too, and is no hung page.
 */
export function openWatchdog(
  now: () => number,
  act: { tell(stoodMs: number): void; wake(stoodMs: number): void },
) {
  const ear = listenFor(beatMs, now);
  let toldAt: number | null = null;
  let stood = 0;
  return {
    heard(): void {
      ear.heard();
      if (toldAt !== null) act.wake(stood);
      toldAt = null;
      stood = 0;
    },
    tick(): void {
      ear.tick();
      stood = ear.silentMs();
      if (stood < hungMs || (toldAt !== null && stood - toldAt < tellMs)) return;
      toldAt = stood;
      act.tell(stood);
    },
  };
}
