import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { trackKeptMs } from '#shared/pack/tracks.ts';
import type { Log } from '../log.ts';
import type { Packs } from '../packs/port.ts';
import type { DoubtOf, Metrics } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import {
  deleteBefore,
  dropPartitions,
  foldMinutes,
  rollMinutes,
} from '../storage/readings/reading-upkeep.ts';
import { makeRoom } from './placing.ts';
import { liveMs } from './writer.ts';

export interface UpkeepOptions {
  database: Database;
  packs: Packs;
  clock: () => number;
  /** While a clock is in doubt nothing is closed and nothing old is deleted. */
  doubt?: DoubtOf;
  log: Log;
  metrics: Metrics;
}

/** So long minutes are kept as they are, then as hours; those for ten years. Either is at most one partition longer. */
const [minuteDays, hourDays] = [90, 3_650];
/** A minute is closed when no writer still takes its rows for live. */
const closeAfterMs = 2 * liveMs;

/** One round of minute rollups; answers how many minutes of sensors were written. */
export async function rollUp({ database, packs, clock, metrics }: UpkeepOptions): Promise<number> {
  const now = clock();
  const lateMs = Math.max(0, ...packs.all().map(({ pack }) => pack.policy.lateMs));
  const oldest = Math.floor((now - lateMs) / minuteMs) * minuteMs;
  const until = Math.floor((now - closeAfterMs) / minuteMs) * minuteMs;
  const started = performance.now();
  const rolled = await rollMinutes(database, until, oldest);
  metrics.observe('reading_rollup_seconds', (performance.now() - started) / 1000);
  return rolled;
}

/** One round of partitions and retention. */
export async function tidy({ database, packs, clock }: UpkeepOptions): Promise<void> {
  const now = clock();
  await makeRoom(database, packs.all(), now);
  const longest = Math.max(1, ...packs.all().map(({ pack }) => pack.policy.readingDays));
  await dropPartitions(database, 'reading', now - longest * dayMs);
  // A late reading rolls its minute again: that must still stand as minutes.
  const latest = Math.max(minuteDays * dayMs, ...packs.all().map(({ pack }) => 2 * pack.policy.lateMs));
  const folded = await foldMinutes(database, now - latest);
  await dropPartitions(database, 'reading_minute', Math.min(folded, now - latest));
  await dropPartitions(database, 'reading_hour', now - hourDays * dayMs);
  for (const { id, pack } of packs.all())
    await deleteBefore(database, id, now - pack.policy.readingDays * dayMs, now - trackKeptMs(pack.policy));
}

export interface Upkeep {
  /** Whether the last round of each work came through. */
  isWell(): boolean;
  /** Waits for a running round. */
  stop(): Promise<void>;
}

/** A round that failed is tried again so soon. */
const againMs = minuteMs / 2;

/** Rolls minutes up twice a minute and tidies every hour. A round that fails is counted, shown and tried again. */
export function startUpkeep(options: UpkeepOptions): Upkeep {
  const failing = new Set<string>();
  const rounds = [repeat('rollup', minuteMs / 2, rollUp), repeat('tidy', hourMs, tidy)];

  function repeat(
    name: string,
    everyMs: number,
    work: (options: UpkeepOptions) => Promise<unknown>,
  ): () => Promise<unknown> {
    let running: Promise<unknown> = Promise.resolve();
    let timer = setTimeout(round, everyMs);
    let isOver = false;
    function round(): void {
      // While the clock is in doubt nothing is closed and nothing is dropped.
      if (options.packs.ids.some((id) => options.doubt?.(id))) {
        timer = setTimeout(round, Math.min(againMs, everyMs));
        return;
      }
      running = work(options)
        .then(
          () => failing.delete(name),
          (error: unknown) => {
            failing.add(name);
            options.metrics.count('upkeep_failed_total', { work: name });
            options.log.error({ err: error }, `${name} of readings failed`);
          },
        )
        .finally(() => {
          if (!isOver) timer = setTimeout(round, failing.has(name) ? Math.min(againMs, everyMs) : everyMs);
        });
    }
    return () => {
      isOver = true;
      clearTimeout(timer);
      return running;
    };
  }

  return {
    isWell: () => failing.size === 0,
    async stop() {
      await Promise.all(rounds.map((end) => end()));
    },
  };
}
