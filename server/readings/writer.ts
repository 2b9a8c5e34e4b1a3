import { setTimeout as pause } from 'node:timers/promises';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { quality, type BatchAnswer } from '#shared/sensing/reading.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../ports.ts';
import type { ReadingLine, Written } from '../storage/readings/reading-line.ts';
import {
  answerOf,
  clearBatch,
  makeBatch,
  makeSlip,
  noteFault,
  noteOutOfRange,
  putLine,
  type Batch,
  type Lines,
  type Slip,
} from './batch.ts';
import { copyTrack, judgeLate, judgeNewer, makeTrack, type Track } from './quality.ts';
import type { Sensors } from './sensors.ts';

/**
 * Gathers readings and commits them together; senders are answered after the commit.
 *
 * Exactly once: a reading newer than the newest admitted one of its sensor cannot be stored yet, so it goes by COPY; any
 * other goes by INSERT … ON CONFLICT, which tells the duplicates. "Newest admitted" comes from the database at the start
 * and again after every failure, because a commit whose answer was lost may have happened.
 *
 * Bounded: one batch gathers while one is on its way. When the gathering one is full there is no room, and the doors say so.
 */
export interface Writer {
  /** Whether `n` more readings can be taken now. */
  hasRoom(n: number): boolean;
  /** Resolves when it is worth asking again. */
  room(): Promise<void>;
  begin(): Slip;
  /** Takes one reading of a message. `item` is its place in the message. */
  add(slip: Slip, slot: number, at: number, value: number, now: number, item: number): void;
  /** Ends the message; `settle` is called after the commit, at once when nothing was taken. */
  end(slip: Slip, settle: (answer: BatchAnswer | Refusal) => void): void;
  /** Whether the last commit came through, or failed so long ago that it tells nothing. */
  isStoring(): boolean;
  /** Resolves when all taken so far is committed or refused. */
  flushed(): Promise<void>;
  stop(): Promise<void>;
}

export interface WriterOptions {
  sensors: Sensors;
  /** What is known to be stored; brought up to date by `reload`. */
  stored: Track;
  openLine(): Promise<ReadingLine>;
  /** Reads the newest stored readings into `stored`. */
  reload(): Promise<void>;
  /** Called after each commit, before the senders are answered. */
  committed(fresh: Lines, late: Lines, written: Written): void;
  clock: () => number;
  log: Log;
  metrics: Metrics;
  /** Rows of one batch at most. */
  capacity?: number;
  /** How long a lone reading waits for others. */
  gatherMs?: number;
}

/** A row this old at its commit may lie in a closed minute and marks it dirty; minutes close twice as late. */
export const liveMs = 30_000;
export const defaultCapacity = 65_536;

/** How long a failed commit tells of the state of things while nothing is sent. */
const faultShownMs = minuteMs;

const away = refuse('busy', 'store-away');

/** Opens the writer; throws when the database cannot be reached. */
export async function openWriter(options: WriterOptions): Promise<Writer> {
  const { sensors, stored, clock, log, metrics } = options;
  const capacity = options.capacity ?? defaultCapacity;
  const gatherMs = options.gatherMs ?? 8;
  const admitted = makeTrack(sensors.count);
  let gathering = makeBatch(capacity);
  let spare = makeBatch(capacity);
  let line = await options.openLine();
  await options.reload();
  copyTrack(stored, admitted);
  let flight: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isAway = false;
  let failedAt = -Infinity;
  let isStopping = false;
  let waiting: (() => void)[] = [];

  const rowsOf = (batch: Batch): number => batch.fresh.rows.count + batch.late.rows.count;
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const go of woken) go();
  };

  function launch(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    if (flight || isAway || rowsOf(gathering) === 0) return;
    const batch = gathering;
    gathering = spare;
    flight = commit(batch).finally(() => {
      clearBatch(batch);
      spare = batch;
      flight = null;
      if (rowsOf(gathering) > 0) launch();
    });
    wake();
  }

  async function commit(batch: Batch): Promise<void> {
    const started = performance.now();
    let written: Written;
    try {
      written = await line.write(batch.fresh.rows, batch.late.rows, clock() - liveMs);
    } catch (error) {
      log.error({ err: error, rows: rowsOf(batch) }, 'storing readings failed');
      metrics.count('reading_commits_failed_total');
      failedAt = performance.now();
      refuseAll(batch);
      refuseAll(gathering);
      clearBatch(gathering);
      void recover();
      return;
    }
    failedAt = -Infinity;
    metrics.observe('reading_commit_seconds', (performance.now() - started) / 1000);
    metrics.gauge('reading_batch_rows', rowsOf(batch));
    metrics.gauge('reading_queue_rows', rowsOf(gathering));
    markDuplicates(batch, written);
    options.committed(batch.fresh, batch.late, written);
    for (const slip of batch.slips) slip.settle?.(answerOf(slip));
  }

  /** Until the database is back, nothing is taken; then what it holds is read anew. */
  async function recover(): Promise<void> {
    if (isAway) return;
    isAway = true;
    line.close();
    for (let waitMs = 50; !isStopping; waitMs = Math.min(waitMs * 2, 1_000)) {
      await pause(waitMs);
      try {
        line = await options.openLine();
        await options.reload();
        copyTrack(stored, admitted);
        isAway = false;
        log.info('storing readings works again');
        break;
      } catch (error) {
        log.warn({ err: error }, 'database unavailable: readings refused');
      }
    }
    wake();
  }

  async function flushed(): Promise<void> {
    while (flight || rowsOf(gathering) > 0) {
      if (!flight) launch();
      if (!flight) return;
      await flight;
    }
  }

  return {
    hasRoom: (n) =>
      !isAway &&
      !isStopping &&
      gathering.fresh.rows.count + n <= capacity &&
      gathering.late.rows.count + n <= capacity,
    room: () => new Promise((resolve) => waiting.push(resolve)),
    begin() {
      const slip = makeSlip();
      slip.rowsFrom = gathering.fresh.rows.count;
      slip.lateFrom = gathering.late.rows.count;
      return slip;
    },
    add(slip, slot, at, value, now, item) {
      const sensor = sensors.numbers[slot] ?? 0;
      slip.taken++;
      const isFresh = at > (admitted.at[slot] ?? 0);
      const flags = isFresh
        ? judgeNewer(admitted, sensors, slot, at, value, now)
        : judgeLate(sensors, slot, value);
      if ((flags & quality.outOfRange) !== 0) noteOutOfRange(slip, item);
      putLine(isFresh ? gathering.fresh : gathering.late, slot, sensor, at, value, flags, item);
    },
    end(slip, settle) {
      slip.rowsTo = gathering.fresh.rows.count;
      slip.lateTo = gathering.late.rows.count;
      if (slip.rowsTo === slip.rowsFrom && slip.lateTo === slip.lateFrom) return settle(answerOf(slip));
      slip.settle = settle;
      gathering.slips.push(slip);
      if (flight) return;
      if (rowsOf(gathering) >= capacity / 4) launch();
      else timer ??= setTimeout(launch, gatherMs);
    },
    isStoring: () => performance.now() - failedAt > faultShownMs,
    flushed,
    async stop() {
      await flushed();
      isStopping = true;
      if (timer) clearTimeout(timer);
      wake();
      line.close();
    },
  };
}

function refuseAll(batch: Batch): void {
  for (const slip of batch.slips) slip.settle?.(away);
}

const duplicate = {
  code: 'duplicate',
  reason: 'a reading of this sensor at this instant is already there',
} as const;
const differs = {
  code: 'conflict',
  reason: 'another value of this sensor at this instant is already there, and stays',
  field: 'value',
} as const;

/** Turns rows that were there already into refusals of their messages. */
function markDuplicates({ fresh, late, slips }: Batch, written: Written): void {
  if (written.rows === null && late.rows.count === 0) return;
  for (const slip of slips) {
    if (written.rows) reject(slip, fresh, written.rows, slip.rowsFrom, slip.rowsTo);
    reject(slip, late, written.late, slip.lateFrom, slip.lateTo);
  }
}

function reject(slip: Slip, lines: Lines, stored: Uint8Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    if (stored[i] === 1) continue;
    slip.taken--;
    noteFault(slip, lines.items[i] ?? 0, stored[i] === 2 ? differs : duplicate);
  }
}
