import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from './database.ts';

/** True as soon as no line to the database could be opened for `patienceMs`; false when `over` comes first. */
export async function isGone(
  { answers }: Pick<Database, 'answers'>,
  patienceMs: number,
  over: AbortSignal,
): Promise<boolean> {
  const askMs = patienceMs / 5;
  let since = performance.now();
  while (!over.aborted) {
    if (await answers(askMs)) since = performance.now();
    else if (performance.now() - since >= patienceMs) return true;
    await pause(askMs, undefined, { signal: over }).catch(() => undefined);
  }
  return false;
}
