import { because } from '#shared/kernel/reasons.ts';
import { encodeFrame } from '#shared/wire/frame.ts';
import type { Latest, Metrics } from '../ports.ts';
import type { Interest } from './interest.ts';
import { framePacket } from './packet.ts';
import type { ScreenLine } from './screen-line.ts';

/** Above this much in the line a screen gets no further readings until it has taken what is there. */
const slowBytes = 64 * 1024;
/** Ticks a screen may be behind with what it was sent; the network's own buffers hide what it has not read. */
const mostBehind = 20;
/** A screen that is behind is still tried this often: its word that it has caught up may be on the way. */
const probeTicks = 8;
const none = new Uint32Array(0);

/** What a line has not been sent. */
export interface Debt {
  /** Sensors whose newest value it has not been sent. */
  owed: Set<number>;
  /** Values that were overtaken by newer ones before they could be sent. */
  shed: number;
  sentTick: number;
  seenTick: number | null;
}
/** One tick of a jurisdiction. */
export interface Turn {
  tick: number;
  now: number;
  latest: Latest;
  /** Sensors with a newer value since the last turn. */
  changed: Uint32Array;
  /** A line that holds more is cut. */
  mostBytes: number;
  /** Ticks of silence after which an empty frame is sent. */
  heartbeatTicks: number;
  metrics: Metrics;
}
/** The part of a turn that the screens of one interest share. */
interface Part {
  ordinals: Uint32Array;
  packet?: Buffer;
}

/** Serves every line once; returns the bytes handed over. */
export function takeTurn(turn: Turn, screens: ReadonlyMap<ScreenLine, Debt>): number {
  const parts = new Map<Interest | null, Part>([[null, { ordinals: none }]]);
  const heartbeat: Part = { ordinals: none };
  let bytes = 0;
  for (const [line, debt] of screens) {
    const pending = line.pendingBytes();
    if (pending > turn.mostBytes) {
      line.cut(because('screen-behind', { bytes: pending }));
      continue;
    }
    const part = partOf(parts, line.interest, turn.changed);
    if (isSlow(debt, pending, turn.tick)) {
      for (const ordinal of part.ordinals) owe(debt, ordinal);
      continue;
    }
    const isSilent = turn.tick - debt.sentTick >= turn.heartbeatTicks;
    const due = debt.owed.size > 0 ? settle(debt, part) : part.ordinals.length > 0 ? part : null;
    if (due || isSilent) bytes += send(turn, line, debt, due ?? heartbeat);
    if (debt.shed > 0) tellShed(turn, line, debt);
  }
  return bytes;
}

function send(turn: Turn, line: ScreenLine, debt: Debt, part: Part): number {
  part.packet ??= framePacket(encodeFrame(frameOf(turn, part.ordinals)));
  debt.sentTick = turn.tick;
  line.write(part.packet);
  return part.packet.length;
}

/** What a line that was slow gets: the newest of all it is owed, with what is new anyway. */
function settle(debt: Debt, part: Part): Part {
  for (const ordinal of part.ordinals) owe(debt, ordinal);
  const ordinals = Uint32Array.from(debt.owed);
  debt.owed.clear();
  return { ordinals };
}

function tellShed({ metrics }: Turn, line: ScreenLine, debt: Debt): void {
  line.tellShed(debt.shed);
  metrics.count('stream_shed_total', {}, debt.shed);
  debt.shed = 0;
}

function owe(debt: Debt, ordinal: number): void {
  if (debt.owed.has(ordinal)) debt.shed += 1;
  else debt.owed.add(ordinal);
}

function isSlow(debt: Debt, pending: number, tick: number): boolean {
  if (pending > slowBytes) return true;
  const behind = debt.seenTick === null ? 0 : debt.sentTick - debt.seenTick;
  return behind > mostBehind && tick - debt.sentTick < probeTicks;
}

/** The changed sensors of an interest, filtered once a turn. */
function partOf(parts: Map<Interest | null, Part>, interest: Interest | null, changed: Uint32Array): Part {
  const known = parts.get(interest);
  if (known) return known;
  const part = { ordinals: changed.filter((ordinal) => interest?.mask[ordinal] === 1) };
  parts.set(interest, part);
  return part;
}

function frameOf({ latest, tick, now }: Turn, sensors: Uint32Array): Parameters<typeof encodeFrame>[0] {
  const n = sensors.length;
  const frame = {
    tick,
    at: now,
    sensors,
    values: new Float32Array(n),
    ages: new Uint32Array(n),
    qualities: new Uint8Array(n),
  };
  for (let i = 0; i < n; i++) {
    const ordinal = sensors[i] ?? 0;
    frame.values[i] = latest.value[ordinal] ?? 0;
    frame.ages[i] = Math.min(Math.max(0, now - (latest.at[ordinal] ?? 0)), 0xffffffff);
    frame.qualities[i] = latest.quality[ordinal] ?? 0;
  }
  return frame;
}
