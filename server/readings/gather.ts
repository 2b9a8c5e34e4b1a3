import { refuse, type Refusal } from '#shared/kernel/refusal.ts';

/**
 * Group commit for the slower doors: rows of several messages go into one statement, and each sender is answered after
 * it. Bounded: beyond `capacity` waiting rows the answer is `busy`.
 */
export interface Gather<T> {
  /** For each row 1 when it was stored, 0 when it was there already, 2 when something else was there; a refusal when nothing is known to be stored. */
  add(rows: readonly T[]): Promise<Uint8Array | Refusal>;
  flushed(): Promise<void>;
}

/** Makes a gatherer over `store`, which must answer 1, 0 or 2 for each row. */
export function makeGather<T>(
  store: (rows: readonly T[]) => Promise<Uint8Array>,
  failed: (error: unknown) => void,
  capacity = 20_000,
): Gather<T> {
  let rows: T[] = [];
  let senders: { from: number; to: number; settle: (answer: Uint8Array | Refusal) => void }[] = [];
  let flight: Promise<void> | null = null;

  async function commit(): Promise<void> {
    const [batch, askers] = [rows, senders];
    rows = [];
    senders = [];
    try {
      const stored = await store(batch);
      for (const { from, to, settle } of askers) settle(stored.subarray(from, to));
    } catch (error) {
      failed(error);
      for (const { settle } of askers) settle(refuse('busy', 'store-away'));
    }
  }

  function launch(): void {
    if (flight || rows.length === 0) return;
    flight = commit().finally(() => {
      flight = null;
      launch();
    });
  }

  return {
    add(more) {
      if (more.length === 0) return Promise.resolve(new Uint8Array(0));
      if (rows.length + more.length > capacity) return Promise.resolve(refuse('busy', 'too-many-at-once'));
      return new Promise((settle) => {
        senders.push({ from: rows.length, to: rows.length + more.length, settle });
        rows.push(...more);
        // Messages of the same turn of the event loop travel together.
        if (!flight) setImmediate(launch);
      });
    },
    async flushed() {
      while (flight || rows.length > 0) {
        launch();
        if (flight) await flight;
      }
    },
  };
}
