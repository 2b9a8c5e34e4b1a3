import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * The load of the ingest benchmarks, in a process of its own: MQTT publishers written against the bare socket, because a
 * client library costs more than the broker under test. Talks to its parent by IPC.
 */
export interface LoadOrder {
  port: number;
  connections: number;
  /** Ordinal of the first sensor sent for. */
  from?: number;
  sensors: number;
  /** Readings a message; 1 sends an object, more an array. */
  perMessage: number;
  /** Unacknowledged messages a connection. */
  window: number;
  warmMs: number;
  measureMs: number;
}
export interface LoadReport {
  /** Readings acknowledged while measuring. */
  acked: number;
  ms: number;
  messages: number;
  /** Publish to acknowledgement, ms: median and 99th percentile of a sample. */
  p50: number;
  p99: number;
}

interface Line {
  socket: Socket;
  templates: Buffer[];
  /** Where the instants stand in a template. */
  places: number[][];
  lastAt: number[];
  next: number;
  free: number;
  messageId: number;
  sentAt: Float64Array;
  rest: Buffer;
}

const topic = Buffer.from('jh/toy/readings');
let acked = 0;
let messages = 0;
let isMeasuring = false;
let samples: number[] = [];

/** Sends at a rate without waiting for anything (QoS 0); what the sockets do not take is held back here. */
export interface FloodOrder {
  port: number;
  connections: number;
  sensors: number;
  perMessage: number;
  /** Readings a second. */
  rate: number;
  ms: number;
}
export interface FloodReport {
  asked: number;
  /** Readings given to the sockets. */
  written: number;
}

// Whoever asked for the load is gone.
process.on('disconnect', () => process.exit(0));
process.on('message', (order: LoadOrder | FloodOrder) => {
  const work = 'rate' in order ? flood(order) : press(order);
  void work.then((report) => process.send?.(report));
});

async function flood(order: FloodOrder): Promise<FloodReport> {
  const idle = { ...order, window: 0, warmMs: 0, measureMs: 0 };
  const lines = await Promise.all(Array.from({ length: order.connections }, (_, i) => open(idle, i, 0)));
  const started = performance.now();
  let asked = 0;
  let written = 0;
  for (;;) {
    const elapsed = performance.now() - started;
    if (elapsed >= order.ms) break;
    const due = (order.rate * elapsed) / 1_000;
    for (let i = 0; asked < due; i++, asked += order.perMessage) {
      const line = lines[i % lines.length];
      if (!line || line.socket.writableNeedDrain) continue;
      line.socket.write(stamp(line, Date.now()));
      written += order.perMessage;
    }
    await wait(5);
  }
  // What was written must arrive before the line ends.
  await Promise.all(
    lines.map(({ socket }) => new Promise<void>((resolve) => socket.end(disconnect, resolve))),
  );
  return { asked, written };
}
const disconnect = Buffer.from([0xe0, 0]);

async function press(order: LoadOrder): Promise<LoadReport> {
  const lines = await Promise.all(Array.from({ length: order.connections }, (_, i) => open(order, i)));
  samples = [];
  for (const line of lines) fill(line);
  await wait(order.warmMs);
  acked = 0;
  messages = 0;
  isMeasuring = true;
  const started = performance.now();
  await wait(order.measureMs);
  isMeasuring = false;
  const ms = performance.now() - started;
  for (const { socket } of lines) socket.destroy();
  samples.sort((a, b) => a - b);
  const at = (part: number): number => samples[Math.floor(part * (samples.length - 1))] ?? NaN;
  return { acked, ms, messages, p50: at(0.5), p99: at(0.99) };
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function open(order: LoadOrder, index: number, qos = 1): Promise<Line> {
  const socket = connect(order.port, '127.0.0.1');
  socket.setNoDelay(true);
  await once(socket, 'connect');
  socket.write(connectPacket(`load-${process.pid}-${index}`));
  await once(socket, 'data');
  const templates: Buffer[] = [];
  const places: number[][] = [];
  const groups = Math.floor(order.sensors / order.perMessage);
  // Each group of sensors belongs to one connection, as devices do: their instants rise.
  for (let group = index; group < groups; group += order.connections) {
    const packet = publishPacket((order.from ?? 0) + group * order.perMessage, order.perMessage, qos);
    templates.push(packet);
    places.push(instantsIn(packet));
  }
  const line: Line = {
    socket,
    templates,
    places,
    lastAt: templates.map(() => 0),
    next: 0,
    free: order.window,
    messageId: 0,
    sentAt: new Float64Array(65_536),
    rest: Buffer.alloc(0),
  };
  socket.on('data', (bytes: Buffer) => {
    hear(line, bytes, order);
    fill(line);
  });
  socket.on('error', (error) => process.stderr.write(`load: ${error.message}\n`));
  return line;
}

/** Sends until the window is full. */
function fill(line: Line): void {
  if (line.free === 0) return;
  const packets: Buffer[] = [];
  const now = Date.now();
  const clock = performance.now();
  for (; line.free > 0; line.free--) {
    const packet = stamp(line, now);
    line.messageId = (line.messageId % 65_535) + 1;
    packet.writeUInt16BE(line.messageId, idPlace(packet));
    line.sentAt[line.messageId] = clock;
    packets.push(packet);
  }
  line.socket.write(packets.length === 1 ? (packets[0] ?? '') : Buffer.concat(packets));
}

/** The next message of a line, with instants of now. */
function stamp(line: Line, now: number): Buffer {
  const n = line.next++ % line.templates.length;
  const at = Math.max(now, (line.lastAt[n] ?? 0) + 1);
  line.lastAt[n] = at;
  const packet = Buffer.from(line.templates[n] ?? '');
  const digits = String(at);
  for (const place of line.places[n] ?? []) packet.write(digits, place, 'latin1');
  return packet;
}

/** Counts PUBACKs: four bytes each. */
function hear(line: Line, bytes: Buffer, order: LoadOrder): void {
  const data = line.rest.length > 0 ? Buffer.concat([line.rest, bytes]) : bytes;
  let o = 0;
  const clock = performance.now();
  for (; o + 4 <= data.length; o += 4) {
    if (data[o] !== 0x40) throw new Error(`not a PUBACK: ${data[o]}`);
    line.free++;
    if (!isMeasuring) continue;
    acked += order.perMessage;
    if (messages++ % 16 === 0) samples.push(clock - (line.sentAt[data.readUInt16BE(o + 2)] ?? NaN));
  }
  line.rest = data.subarray(o);
}

function remaining(length: number): Buffer {
  const bytes: number[] = [];
  let rest = length;
  do {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Buffer.from(bytes);
}
const text = (value: string): Buffer => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)]);

function connectPacket(clientId: string): Buffer {
  // User name, password, clean session; no keep-alive.
  const body = Buffer.concat([
    text('MQTT'),
    Buffer.from([4, 0b1100_0010, 0, 0]),
    text(clientId),
    text('box'),
    text('secret'),
  ]);
  return Buffer.concat([Buffer.from([0x10]), remaining(body.length), body]);
}

function publishPacket(first: number, count: number, qos: number): Buffer {
  const readings = Array.from({ length: count }, (_, i) => {
    const value = (((first + i) * 7919) % 10_000) / 1_000;
    return { sensor: `s-${first + i}`, at: 1_000_000_000_000, value };
  });
  const payload = Buffer.from(JSON.stringify(count === 1 ? readings[0] : readings));
  const body = Buffer.concat([Buffer.from([0, topic.length]), topic, Buffer.alloc(qos * 2), payload]);
  return Buffer.concat([Buffer.from([0x30 | (qos << 1)]), remaining(body.length), body]);
}

function idPlace(packet: Buffer): number {
  let head = 1;
  while (((packet[head] ?? 0) & 128) !== 0) head++;
  return head + 1 + 2 + topic.length;
}

function instantsIn(packet: Buffer): number[] {
  const places: number[] = [];
  const mark = Buffer.from('"at":');
  for (let at = packet.indexOf(mark); at !== -1; at = packet.indexOf(mark, at + 5)) places.push(at + 5);
  return places;
}
