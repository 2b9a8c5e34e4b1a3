import { makeRows, type ReadingRows } from '../storage/copy-rows.ts';
import type { Lines } from './batch.ts';
import type { Sensors } from './sensors.ts';

/**
 * Readings on their way to other nodes. A message: number of sources (1 byte), each as length (1 byte) and UTF-8; then 22 bytes
 * a row: sensor number (int32), instant and value (float64), quality, source (place in the list; 255: unknown), little-endian.
 */
const rowBytes = 22;
const unknownSource = 255;
const mostSources = 64;
const mostNameBytes = 200;

/** Packs stored rows into messages of at most `mostBytes` each and gives them to `tell`. `stored`: 1 for each row to tell; null: all. */
export function tellReadings(
  sensors: Pick<Sensors, 'gatewayOf'>,
  { rows, slots }: Lines,
  stored: Uint8Array | null,
  mostBytes: number,
  tell: (message: Buffer) => void,
): void {
  let names: string[] = [];
  let head = 1;
  let picked: number[] = [];
  const flush = (): void => {
    if (picked.length > 0) tell(pack(rows, picked, names, (i) => sensors.gatewayOf(slots[i] ?? 0), head));
    [names, head, picked] = [[], 1, []];
  };
  for (let i = 0; i < rows.count; i++) {
    if (stored !== null && stored[i] !== 1) continue;
    const source = sensors.gatewayOf(slots[i] ?? 0);
    const more = names.includes(source) ? 0 : 1 + Math.min(Buffer.byteLength(source), mostNameBytes);
    if (head + more + (picked.length + 1) * rowBytes > mostBytes) flush();
    if (!names.includes(source) && names.length < mostSources) {
      names.push(source);
      head += 1 + Math.min(Buffer.byteLength(source), mostNameBytes);
    }
    picked.push(i);
  }
  flush();
}

function pack(
  rows: ReadingRows,
  picked: readonly number[],
  names: readonly string[],
  sourceOf: (i: number) => string,
  headBytes: number,
): Buffer {
  const message = Buffer.alloc(headBytes + picked.length * rowBytes);
  let at = message.writeUInt8(names.length, 0);
  for (const name of names) {
    const bytes = Buffer.from(name).subarray(0, mostNameBytes);
    at = message.writeUInt8(bytes.length, at);
    at += bytes.copy(message, at);
  }
  for (const i of picked) {
    const source = names.indexOf(sourceOf(i));
    at = message.writeInt32LE(rows.sensor[i] ?? 0, at);
    at = message.writeDoubleLE(rows.at[i] ?? 0, at);
    at = message.writeDoubleLE(rows.value[i] ?? 0, at);
    at = message.writeUInt8(rows.quality[i] ?? 0, at);
    at = message.writeUInt8(source === -1 ? unknownSource : source, at);
  }
  return message;
}

/** What another node stored: rows newer than the newest known here, and the others. */
export interface Heard {
  fresh: Lines;
  late: Lines;
}

/**
 * Reads a message of another node. Rows of sensors that are not known here are left out. Rows are `fresh` when they are newer
 * than `newestAt` of their slot and than the rows of it before them. Notes who brought each sensor's readings.
 */
export function hearReadings(
  sensors: Pick<Sensors, 'gateway' | 'gatewayNumber'>,
  slotOf: (number: number) => number | undefined,
  newestAt: (slot: number) => number,
  message: Buffer,
): Heard {
  const gateways: number[] = [];
  let at = 1;
  for (let n = message.readUInt8(0); n > 0; n--) {
    const length = message.readUInt8(at);
    gateways.push(sensors.gatewayNumber(message.toString('utf8', at + 1, at + 1 + length)));
    at += 1 + length;
  }
  const most = Math.floor((message.length - at) / rowBytes);
  const [fresh, late] = [makeLines(most), makeLines(most)];
  const newest = new Map<number, number>();
  for (; at + rowBytes <= message.length; at += rowBytes) {
    const slot = slotOf(message.readInt32LE(at));
    if (slot === undefined) continue;
    const instant = message.readDoubleLE(at + 4);
    const isFresh = instant > (newest.get(slot) ?? newestAt(slot));
    if (isFresh) newest.set(slot, instant);
    const gateway = gateways[message.readUInt8(at + 21)];
    if (gateway !== undefined) sensors.gateway[slot] = gateway;
    put(isFresh ? fresh : late, slot, message, at);
  }
  return { fresh, late };
}

function put({ rows, slots }: Lines, slot: number, message: Buffer, at: number): void {
  const i = rows.count++;
  slots[i] = slot;
  rows.sensor[i] = message.readInt32LE(at);
  rows.at[i] = message.readDoubleLE(at + 4);
  rows.value[i] = message.readDoubleLE(at + 12);
  rows.quality[i] = message.readUInt8(at + 20);
}

function makeLines(capacity: number): Lines {
  return { rows: makeRows(capacity), slots: new Int32Array(capacity), items: new Uint16Array(capacity) };
}
