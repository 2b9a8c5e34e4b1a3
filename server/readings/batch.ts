import type { Refusal } from '#shared/kernel/refusal.ts';
import type { BatchAnswer } from '#shared/sensing/reading.ts';
import type { Fault } from '#shared/sensing/fault.ts';
import { makeRows, type ReadingRows } from '../storage/copy-rows.ts';

/** One message on its way through a door: what its sender will be told, and where its rows lie in the batch. */
export interface Slip {
  taken: number;
  /** Shared and empty until something is refused. */
  refused: BatchAnswer['refused'];
  refusedCount: number;
  known: number;
  differs: number;
  /** As `refused`. */
  warned: BatchAnswer['warned'];
  warnedCount: number;
  rowsFrom: number;
  rowsTo: number;
  lateFrom: number;
  lateTo: number;
  settle: Settle | null;
  /** Handed back to `settle`: thousands of messages wait for one commit, and a function of its own for each would cost more than they do. */
  of: unknown;
}
/** Told what became of a message, with what was handed in beside it. */
export type Settle<Of = unknown> = (answer: BatchAnswer | Refusal, of: Of) => void;

const none: BatchAnswer['refused'] = [];

/** An unwritten answer; refusals beyond the first 100 are only counted. */
export function makeSlip(): Slip {
  return {
    taken: 0,
    refused: none,
    refusedCount: 0,
    known: 0,
    differs: 0,
    warned: none,
    warnedCount: 0,
    rowsFrom: 0,
    rowsTo: 0,
    lateFrom: 0,
    lateTo: 0,
    settle: null,
    of: null,
  };
}

/** Notes that item `index` was not taken. */
export function noteFault(slip: Slip, index: number, fault: Fault): void {
  slip.refusedCount++;
  if (fault.code === 'duplicate') slip.known++;
  else if (fault.code === 'conflict') slip.differs++;
  if (slip.refused === none) slip.refused = [];
  if (slip.refused.length < 100) slip.refused.push({ index, ...fault });
}

/** Notes that item `index` was taken, though its value lies outside of what its sensor can measure. */
export function noteOutOfRange(slip: Slip, index: number): void {
  slip.warnedCount++;
  if (slip.warned === none) slip.warned = [];
  if (slip.warned.length < 100)
    slip.warned.push({
      index,
      code: 'out-of-range',
      field: 'value',
      reason: 'beyond what this sensor can measure: kept, and no rule and no mean counts it',
    });
}

/** The answer of a slip. */
export function answerOf(slip: Slip): BatchAnswer {
  const { taken, refused, refusedCount, known, differs, warned, warnedCount } = slip;
  return { taken, refused, refusedCount, known, differs, warned, warnedCount };
}

/** Rows with the slots and item indexes they came with. */
export interface Lines {
  rows: ReadingRows;
  slots: Int32Array;
  items: Uint16Array;
}
/** What is committed together. */
export interface Batch {
  /** Newer than the newest of their sensor, in order. */
  fresh: Lines;
  /** Not newer: late, or a duplicate. */
  late: Lines;
  slips: Slip[];
}

/** An empty batch with room for `capacity` rows of either sort. */
export function makeBatch(capacity: number): Batch {
  const lines = (): Lines => ({
    rows: makeRows(capacity),
    slots: new Int32Array(capacity),
    items: new Uint16Array(capacity),
  });
  return { fresh: lines(), late: lines(), slips: [] };
}

/** Appends a row. The caller has seen to the room. */
export function putLine(
  lines: Lines,
  slot: number,
  sensor: number,
  at: number,
  value: number,
  flags: number,
  item: number,
): void {
  const { rows } = lines;
  const i = rows.count++;
  rows.sensor[i] = sensor;
  rows.at[i] = at;
  rows.value[i] = value;
  rows.quality[i] = flags;
  lines.slots[i] = slot;
  lines.items[i] = item;
}

/** Empties a batch for use again. */
export function clearBatch(batch: Batch): void {
  batch.fresh.rows.count = 0;
  batch.late.rows.count = 0;
  batch.slips = [];
}
