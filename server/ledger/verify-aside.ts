import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Ledger } from '../ports.ts';

type Verdict = Awaited<ReturnType<Ledger['verify']>>;

/** What the thread is told. */
export interface Verification {
  url: string;
  /** Settings that say where files are kept, volumes among them. */
  place: unknown;
  jurisdiction: string;
}

/**
 * Walks ledgers in a thread each, so that a leader's look at the whole chain costs no screen and no reading its turn:
 * `program` is `verify-thread.ts`, built.
 */
export function verifyAside(program: string, url: string, place: unknown): Ledger['verify'] {
  return async (jurisdiction) => {
    const thread = new Worker(program, { workerData: { url, jurisdiction, place } satisfies Verification });
    // A thread that fails says so by an error, and `once` throws it.
    const [verdict] = (await once(thread, 'message')) as [Verdict];
    return verdict;
  };
}
