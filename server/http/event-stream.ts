import type { Response } from 'express';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';

/** A log that is told on, event by event, as it grows. */
export interface EventLog<E extends { seq: number }> {
  /** Who listens: one name has a few streams at most. */
  name: string;
  /** The event that was had last. */
  from: number;
  next(after: number, limit: number): Promise<E[]>;
  tell(event: E): Promise<unknown>;
  /** Called when there may be more; the answer ends it. */
  listen(each: () => void): () => void;
}

const [most, chunk, beatMs] = [4, 50, 15_000];
const open = new Map<string, number>();

/**
 * Server-sent events of a log: id is `seq`, so that a line that broke goes on where it was (`Last-Event-ID`). The next event is
 * read only when the last was taken, so a slow reader costs no memory; a comment every 15 s keeps proxies from hanging up, and
 * looks for what another node has written.
 */
export function sendEvents<E extends { seq: number }>(res: Response, log: EventLog<E>): Refusal | undefined {
  if ((open.get(log.name) ?? 0) >= most) return refuse('busy', 'too-many-streams', { most });
  open.set(log.name, (open.get(log.name) ?? 0) + 1);
  res.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
  res.write('retry: 5000\n\n');
  let at = log.from;
  let running = false;
  let isWanted = true;
  let isClosed = false;

  const drained = (): Promise<void> =>
    new Promise((resolve) => {
      res.once('drain', resolve);
      res.once('close', resolve);
    });
  async function run(): Promise<void> {
    while (isWanted && !isClosed) {
      isWanted = false;
      const events = await log.next(at, chunk);
      if (events.length === chunk) isWanted = true;
      for (const event of events) {
        const text = `id: ${event.seq}\nevent: matter\ndata: ${JSON.stringify(await log.tell(event))}\n\n`;
        if (isClosed) return;
        if (!res.write(text)) await drained();
        at = event.seq;
      }
    }
  }
  const nudge = (): void => {
    isWanted = true;
    if (running || isClosed) return;
    running = true;
    // The reader comes again with the last id it had.
    run()
      .catch(() => res.destroy())
      .finally(() => {
        running = false;
        if (isWanted) nudge();
      });
  };
  const unlisten = log.listen(nudge);
  const beat = setInterval(() => {
    res.write(': \n\n');
    nudge();
  }, beatMs);
  res.once('close', () => {
    isClosed = true;
    clearInterval(beat);
    unlisten();
    const left = (open.get(log.name) ?? 1) - 1;
    if (left > 0) open.set(log.name, left);
    else open.delete(log.name);
  });
  nudge();
  return undefined;
}
