import type { HearSystem } from '#shared/record/silence.ts';
import { dayMs, secondMs } from '#shared/kernel/span.ts';
import type { Works } from '../works.ts';
import type { Heard, SystemStore } from '../storage/world/system-store.ts';

const writeEveryMs = 10 * secondMs;
/** Tokens bound how many there are; what would pass this is not counted. */
const mostWaiting = 10_000;

interface HeardPorts {
  store: Pick<SystemStore, 'add'>;
  now: () => number;
  works: Works;
}

/**
 * Counts every call of another system, taken or refused, whatever door it came by. What is counted is written every ten seconds, so that
 * a reading costs no more than an addition; what a broken line keeps from being written waits for the next time.
 */
export function openHeard({ store, now, works }: HeardPorts): {
  hear: HearSystem;
  write(): Promise<void>;
  stop(): Promise<void>;
} {
  let waiting = new Map<string, Map<string, Heard>>();
  let work = Promise.resolve();
  const hear: HearSystem = (jurisdiction, source, isTaken) => {
    let ofCounty = waiting.get(jurisdiction);
    if (!ofCounty) waiting.set(jurisdiction, (ofCounty = new Map()));
    let sums = ofCounty.get(source);
    if (!sums) {
      if (ofCounty.size >= mostWaiting) return;
      ofCounty.set(source, (sums = { calls: 0, refused: 0, lastAt: null }));
    }
    sums.calls++;
    if (isTaken) sums.lastAt = now();
    else sums.refused++;
  };
  async function writeAll(): Promise<void> {
    const told = waiting;
    waiting = new Map();
    const day = Math.floor(now() / dayMs);
    const rows = [...told].flatMap(([jurisdiction, ofCounty]) =>
      [...ofCounty].map(([source, sums]) => ({ jurisdiction, source, day, ...sums })),
    );
    const isWritten = await works.round('counting calls of systems', () => store.add(rows));
    if (!isWritten)
      for (const { jurisdiction, source, day: _, ...sums } of rows) putBack(jurisdiction, source, sums);
  }
  function putBack(jurisdiction: string, source: string, { calls, refused, lastAt }: Heard): void {
    const since = waiting.get(jurisdiction)?.get(source);
    const ofCounty = waiting.get(jurisdiction) ?? new Map<string, Heard>();
    waiting.set(jurisdiction, ofCounty);
    ofCounty.set(source, {
      calls: calls + (since?.calls ?? 0),
      refused: refused + (since?.refused ?? 0),
      lastAt: since?.lastAt ?? lastAt,
    });
  }
  const write = (): Promise<void> => (work = work.then(writeAll));
  const timer = setInterval(() => void write(), writeEveryMs);
  return {
    hear,
    write,
    async stop() {
      clearInterval(timer);
      await write();
    },
  };
}
