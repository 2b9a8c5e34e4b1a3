import { encodeFrame } from '#shared/wire/frame.ts';
import type { HotLane, Latest, Metrics } from '../ports.ts';
import type { Interest } from './interest.ts';
import { framePacket } from './packet.ts';

/** The line to one screen, as the ticks see it. */
export interface ScreenLine {
  jurisdiction: string;
  /** Sensors it shows; null: none yet. */
  interest: Interest | null;
  /** Writes bytes that `framePacket` laid out. */
  write(packet: Buffer): void;
  /** Bytes handed over that the network has not taken yet. */
  pendingBytes(): number;
  tellShed(count: number): void;
  cut(reason: string): void;
}
export interface Ticks {
  add(line: ScreenLine): void;
  remove(line: ScreenLine): void;
  /** The screen shows something else: it begins with the newest values of all of it. */
  setInterest(line: ScreenLine, interest: Interest): void;
  /** The screen has drawn up to this tick. */
  seen(line: ScreenLine, tick: number): void;
  stop(): void;
}

/** Above this much in the line a screen gets no further readings until it has taken what is there. */
const slowBytes = 64 * 1024;
/** Ticks a screen may be behind with what it was sent; the network's own buffers hide what it has not read. */
const mostBehind = 20;
/** A screen that is behind is still tried this often: its word that it has caught up may be on the way. */
const probeTicks = 8;
/** Facts are never dropped, so a line that holds this much is given up. */
const cutBytes = 4 * 1024 * 1024;
/** The server speaks at least this often, so that silence means a dead line. */
const heartbeatMs = 1_000;

/** What the ticks know of a line. */
interface Debt {
  /** Sensors whose newest value it has not been sent. */
  owed: Set<number>;
  /** Values that were overtaken by newer ones before they could be sent. */
  shed: number;
  sentTick: number;
  seenTick: number | null;
}

/** Sends readings once a tick: one frame for each distinct interest, the same bytes to all its screens. */
export function openTicks(ports: {
  hotLane: HotLane;
  jurisdictions: readonly string[];
  clock: () => number;
  metrics: Metrics;
  tickMs: number;
  cutBytes?: number;
}): Ticks {
  const { hotLane, metrics, tickMs } = ports;
  const lines = new Map<string, Map<ScreenLine, Debt>>(ports.jurisdictions.map((id) => [id, new Map()]));
  const limit = ports.cutBytes ?? cutBytes;
  const heartbeatTicks = Math.max(1, Math.floor(heartbeatMs / tickMs));
  let tick = 0;
  let bytes = 0;

  const packetOf = (latest: Latest, ordinals: Uint32Array): Buffer =>
    framePacket(encodeFrame(frameOf(latest, ordinals, tick, ports.clock())));
  const send = (line: ScreenLine, debt: Debt, packet: Buffer): void => {
    debt.sentTick = tick;
    line.write(packet);
    bytes += packet.length;
  };
  const settle = (line: ScreenLine, debt: Debt, latest: Latest, changed: Uint32Array): void => {
    for (const ordinal of changed) owe(debt, ordinal);
    send(line, debt, packetOf(latest, Uint32Array.from(debt.owed)));
    debt.owed.clear();
    if (debt.shed > 0) {
      line.tellShed(debt.shed);
      metrics.count('stream_shed_total', {}, debt.shed);
    }
    debt.shed = 0;
  };

  const turn = (jurisdiction: string, screens: Map<ScreenLine, Debt>): void => {
    const changed = hotLane.takeChanged(jurisdiction);
    const latest = hotLane.latest(jurisdiction);
    const shared = new Map<Interest, { ordinals: Uint32Array; packet?: Buffer }>();
    let heartbeat: Buffer | undefined;
    for (const [line, debt] of screens) {
      const pending = line.pendingBytes();
      if (pending > limit) {
        line.cut(`this screen did not take what it was sent: ${pending} bytes are waiting`);
        continue;
      }
      const part = line.interest ? partOf(shared, line.interest, changed) : null;
      const silent = tick - debt.sentTick >= heartbeatTicks;
      if (isSlow(debt, pending, tick)) for (const ordinal of part?.ordinals ?? []) owe(debt, ordinal);
      else if (debt.owed.size > 0) settle(line, debt, latest, part?.ordinals ?? new Uint32Array(0));
      else if (part && part.ordinals.length > 0)
        send(line, debt, (part.packet ??= packetOf(latest, part.ordinals)));
      else if (silent) send(line, debt, (heartbeat ??= packetOf(latest, new Uint32Array(0))));
    }
  };
  const timer = setInterval(() => {
    tick += 1;
    for (const [jurisdiction, screens] of lines) turn(jurisdiction, screens);
    metrics.count('stream_bytes_total', { lane: 'hot' }, bytes);
    bytes = 0;
  }, tickMs);
  const debtOf = (line: ScreenLine): Debt | undefined => lines.get(line.jurisdiction)?.get(line);

  return {
    add: (line) =>
      void lines
        .get(line.jurisdiction)
        ?.set(line, { owed: new Set(), shed: 0, sentTick: tick, seenTick: null }),
    remove: (line) => void lines.get(line.jurisdiction)?.delete(line),
    setInterest(line, interest) {
      const debt = debtOf(line);
      if (!debt) return;
      line.interest = interest;
      const { at } = hotLane.latest(line.jurisdiction);
      debt.owed = new Set(interest.ordinals.filter((ordinal) => (at[ordinal] ?? 0) > 0));
    },
    seen(line, seen) {
      const debt = debtOf(line);
      if (!debt || seen > tick) return;
      debt.seenTick = Math.max(seen, debt.seenTick ?? 0);
      metrics.observe('stream_screen_lag_seconds', ((debt.sentTick - debt.seenTick) * tickMs) / 1000);
    },
    stop: () => clearInterval(timer),
  };
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

/** The changed sensors of an interest, filtered once a tick. */
function partOf(
  shared: Map<Interest, { ordinals: Uint32Array; packet?: Buffer }>,
  interest: Interest,
  changed: Uint32Array,
): { ordinals: Uint32Array; packet?: Buffer } {
  const known = shared.get(interest);
  if (known) return known;
  const part = { ordinals: changed.filter((ordinal) => interest.mask[ordinal] === 1) };
  shared.set(interest, part);
  return part;
}

function frameOf(
  latest: Latest,
  sensors: Uint32Array,
  tick: number,
  at: number,
): Parameters<typeof encodeFrame>[0] {
  const n = sensors.length;
  const frame = {
    tick,
    at,
    sensors,
    values: new Float32Array(n),
    ages: new Uint32Array(n),
    qualities: new Uint8Array(n),
  };
  for (let i = 0; i < n; i++) {
    const ordinal = sensors[i] ?? 0;
    frame.values[i] = latest.value[ordinal] ?? 0;
    frame.ages[i] = Math.min(Math.max(0, at - (latest.at[ordinal] ?? 0)), 0xffffffff);
    frame.qualities[i] = latest.quality[ordinal] ?? 0;
  }
  return frame;
}
