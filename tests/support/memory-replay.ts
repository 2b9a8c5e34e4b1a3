import type { IndicatorPast } from '../../server/replay/indicators-at.ts';
import type { StoredCheckpoint, ReplayStore } from '../../server/storage/replay/replay-store.ts';
import type { HotPast } from '../../server/storage/replay/hot-past.ts';
import type { MemoryRecord } from './memory-record.ts';

/** Where the past is read from, in memory: what is asked for more than once has one answer. */
export function memoryReplay({ entries }: Pick<MemoryRecord, 'entries'>): ReplayStore & {
  checkpoints: Map<number, StoredCheckpoint>;
} {
  const checkpoints = new Map<number, StoredCheckpoint>();
  return {
    checkpoints,
    headAt: async (_, at) => entries.findLast((entry) => entry.at <= at) ?? null,
    livingAt: async (_, at) => [
      ...new Set(entries.filter((entry) => entry.at <= at).map(({ subject }) => subject)),
    ],
    checkpoint: async (_, _form, upTo) =>
      [...checkpoints.values()].filter(({ seq }) => seq <= upTo).sort((a, b) => b.seq - a.seq)[0] ?? null,
    isKept: async (_, _form, seq) => checkpoints.has(seq),
    keep: async (_, _form, checkpoint) => void checkpoints.set(checkpoint.seq, checkpoint),
    forget: async () => undefined,
  };
}

/** Indicators of which nothing was ever noted. */
export const noIndicators: IndicatorPast = { before: async () => new Map() };
/** A hot lane that nobody ever spoke to. */
export const silentPast: HotPast = {
  readings: async () => [],
  raised: async () => [],
  places: async () => [],
  camerasOn: async () => [],
};
