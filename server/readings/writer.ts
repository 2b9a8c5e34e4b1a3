import { refuse } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { quality } from '#shared/sensing/reading.ts';
import type { Metrics } from '../ports.ts';
import type { Written } from '../storage/readings/reading-line.ts';
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
  type Settle,
  type Slip,
} from './batch.ts';
import { judgeLate, judgeNewer, makeTrack, type Track } from './quality.ts';
import type { Sensors } from './sensors.ts';
import { openWay, type Way, type WayOptions } from './way.ts';

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
  /** Ends the message; `settle` is called with `of` after the commit, at once when nothing was taken. */
  end(slip: Slip, settle: Settle, of: unknown): void;
  /** Whether the last commit came through, or failed so long ago that it tells nothing. */
  isStoring(): boolean;
  /** Resolves when all taken so far is committed or refused. */
  flushed(): Promise<void>;
  stop(): Promise<void>;
}

export interface WriterOptions extends WayOptions {
  sensors: Sensors;
  /** Called after each commit, before the senders are answered. */
  committed(fresh: Lines, late: Lines, written: Written): void;
  clock: () => number;
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

/** What gathers while one batch is on its way. */
interface Desk {
  options: WriterOptions;
  /** What was admitted, stored or not. */
  admitted: Track;
  way: Way;
  capacity: number;
  gathering: Batch;
  spare: Batch;
  flight: Promise<void> | null;
  timer: NodeJS.Timeout | null;
  failedAt: number;
  isStopping: boolean;
  /** Who waits for room. */
  waiting: (() => void)[];
}

/** Opens the writer; throws when the database cannot be reached. */
export async function openWriter(options: WriterOptions): Promise<Writer> {
  const { sensors, capacity = defaultCapacity } = options;
  const admitted = makeTrack(sensors.count);
  const desk: Desk = {
    options,
    admitted,
    way: await openWay(options, admitted),
    capacity,
    gathering: makeBatch(capacity),
    spare: makeBatch(capacity),
    flight: null,
    timer: null,
    failedAt: -Infinity,
    isStopping: false,
    waiting: [],
  };
  return {
    ...taking(desk),
    room: () => new Promise((resolve) => desk.waiting.push(resolve)),
    isStoring: () => performance.now() - desk.failedAt > faultShownMs,
    flushed: () => flushed(desk),
    async stop() {
      await flushed(desk);
      desk.isStopping = true;
      if (desk.timer) clearTimeout(desk.timer);
      wake(desk);
      desk.way.close();
    },
  };
}

/** Messages as they come, reading by reading. */
function taking(desk: Desk): Pick<Writer, 'hasRoom' | 'begin' | 'add' | 'end'> {
  const { options, admitted, way, capacity } = desk;
  const { sensors, gatherMs = 8 } = options;
  return {
    hasRoom: (n) =>
      !way.isAway() &&
      !desk.isStopping &&
      desk.gathering.fresh.rows.count + n <= capacity &&
      desk.gathering.late.rows.count + n <= capacity,
    begin() {
      const slip = makeSlip();
      slip.rowsFrom = desk.gathering.fresh.rows.count;
      slip.lateFrom = desk.gathering.late.rows.count;
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
      const { gathering } = desk;
      putLine(isFresh ? gathering.fresh : gathering.late, slot, sensor, at, value, flags, item);
    },
    end(slip, settle, of) {
      const { gathering } = desk;
      slip.rowsTo = gathering.fresh.rows.count;
      slip.lateTo = gathering.late.rows.count;
      if (slip.rowsTo === slip.rowsFrom && slip.lateTo === slip.lateFrom) return settle(answerOf(slip), of);
      slip.settle = settle;
      slip.of = of;
      gathering.slips.push(slip);
      if (desk.flight) return;
      if (rowsOf(gathering) >= capacity / 4) launch(desk);
      else desk.timer ??= setTimeout(() => launch(desk), gatherMs);
    },
  };
}

const rowsOf = (batch: Batch): number => batch.fresh.rows.count + batch.late.rows.count;

function wake(desk: Desk): void {
  const woken = desk.waiting;
  desk.waiting = [];
  for (const go of woken) go();
}

/** Sends what is gathered on its way, unless a batch is. */
function launch(desk: Desk): void {
  if (desk.timer) clearTimeout(desk.timer);
  desk.timer = null;
  if (desk.flight || desk.way.isAway() || rowsOf(desk.gathering) === 0) return;
  const batch = desk.gathering;
  desk.gathering = desk.spare;
  desk.flight = commit(desk, batch).finally(() => {
    clearBatch(batch);
    desk.spare = batch;
    desk.flight = null;
    if (rowsOf(desk.gathering) > 0) launch(desk);
  });
  wake(desk);
}

async function commit(desk: Desk, batch: Batch): Promise<void> {
  const { options, way } = desk;
  const { clock, metrics } = options;
  const started = performance.now();
  let written: Written;
  try {
    written = await way.write(batch.fresh.rows, batch.late.rows, clock() - liveMs);
  } catch (error) {
    return fail(desk, batch, error);
  }
  desk.failedAt = -Infinity;
  metrics.observe('reading_commit_seconds', (performance.now() - started) / 1000);
  metrics.gauge('reading_batch_rows', rowsOf(batch));
  metrics.gauge('reading_queue_rows', rowsOf(desk.gathering));
  markDuplicates(batch, written);
  options.committed(batch.fresh, batch.late, written);
  for (const slip of batch.slips) slip.settle?.(answerOf(slip), slip.of);
}

/** What was on its way and what gathers behind it is refused: their senders send it again. */
function fail(desk: Desk, batch: Batch, error: unknown): void {
  const { log, metrics } = desk.options;
  log.error({ err: error, rows: rowsOf(batch) }, 'storing readings failed');
  metrics.count('reading_commits_failed_total');
  desk.failedAt = performance.now();
  refuseAll(batch);
  refuseAll(desk.gathering);
  clearBatch(desk.gathering);
  void desk.way.lose().then(() => wake(desk));
}

async function flushed(desk: Desk): Promise<void> {
  while (desk.flight || rowsOf(desk.gathering) > 0) {
    if (!desk.flight) launch(desk);
    if (!desk.flight) return;
    await desk.flight;
  }
}

function refuseAll(batch: Batch): void {
  for (const slip of batch.slips) slip.settle?.(away, slip.of);
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
