import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { PayloadName } from '#shared/sensing/payloads.ts';
import type { BatchAnswer } from '#shared/sensing/reading.ts';
import type { Metrics } from '../ports.ts';

/** What came in by each door and what was refused there, for the metrics. */
export interface DoorCounts {
  /** Counts an answer and hands it on. */
  count(door: PayloadName, jurisdiction: string, answer: BatchAnswer | Refusal): BatchAnswer | Refusal;
  /** Counts refused items of a batch that has no answer of its own. */
  refused(door: PayloadName, jurisdiction: string, code: string, by: number): void;
  /** What is not yet told is told. */
  stop(): void;
}

const telling = 500;

/** Counts of good items are gathered: the metrics library costs more than the reading. */
export function openDoorCounts(metrics: Metrics): DoorCounts {
  const taken = new Map<PayloadName, Map<string, number>>();
  const takenBy = (door: PayloadName): Map<string, number> => {
    const before = taken.get(door);
    if (before) return before;
    const counts = new Map<string, number>();
    taken.set(door, counts);
    return counts;
  };
  function tell(): void {
    for (const [door, counts] of taken)
      for (const [jurisdiction, count] of counts)
        metrics.count('items_taken_total', { jurisdiction, door }, count);
    taken.clear();
  }
  const refused = (door: PayloadName, jurisdiction: string, code: string, by: number): void =>
    metrics.count('items_refused_total', { jurisdiction, door, code }, by);
  function countRefused(door: PayloadName, jurisdiction: string, answer: BatchAnswer): void {
    for (const { code } of answer.refused) refused(door, jurisdiction, code, 1);
    const untold = answer.refusedCount - answer.refused.length;
    if (untold > 0) refused(door, jurisdiction, 'beyond-100', untold);
  }
  const timer = setInterval(tell, telling);
  return {
    count(door, jurisdiction, answer) {
      if (isRefusal(answer)) {
        refused(door, jurisdiction, answer.code, 1);
        return answer;
      }
      const counts = takenBy(door);
      if (answer.taken > 0) counts.set(jurisdiction, (counts.get(jurisdiction) ?? 0) + answer.taken);
      if (answer.refusedCount > 0) countRefused(door, jurisdiction, answer);
      return answer;
    },
    refused,
    stop() {
      clearInterval(timer);
      tell();
    },
  };
}
