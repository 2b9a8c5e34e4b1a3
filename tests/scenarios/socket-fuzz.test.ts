import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { io, type Socket } from 'socket.io-client';
import WebSocket from 'ws';
import { once } from 'node:events';
import { isRefusal, refusalCodes, type Refusal } from '#shared/kernel/refusal.ts';
import type { Op } from '#shared/views/view.ts';
import { protocolVersion } from '#shared/wire/version.ts';
import { openRawScreen } from '../bench/raw-screen.ts';
import { person, testReport } from '../support/county.ts';
import { seeded } from '../support/grids.ts';
import { duty } from '../support/incident-world.ts';
import { openScreen } from '../support/screen.ts';
import { openStage, openWorld, type Stage } from '../support/stage.ts';

let stage: Stage;
/** Ahead of the machine's running time by as much as the quota of messages needs. */
let skippedMs = 0;
/** By so much the wall clock of the server was put back. */
let backMs = 0;
beforeAll(async () => {
  stage = await openStage(
    openWorld(8, () => Date.now() - backMs),
    { monotonic: () => performance.now() + skippedMs },
  );
});
afterAll(() => stage.stop());

async function connectAs(headers: Record<string, string> = {}): Promise<Socket> {
  const socket = io(stage.url, {
    transports: ['websocket'],
    query: { jurisdiction: 'toy' },
    forceNew: true,
    reconnection: false,
    extraHeaders: headers,
  });
  await new Promise((resolve, reject) =>
    socket.on('connect', () => resolve(null)).on('connect_error', reject),
  );
  return socket;
}
const ask = (socket: Socket, name: string, ...body: unknown[]): Promise<unknown> =>
  socket.timeout(5_000).emitWithAck(name, ...body);

const names = [
  'hello',
  'join',
  'leave',
  'watch',
  'seen',
  'snapshot',
  '__proto__',
  'constructor',
  'toString',
  '',
  '九环',
];
const scraps: unknown[] = [
  ...[null, undefined, true, 0, -1, 1e308, NaN, '', '\0', '😀'.repeat(50), [], {}, [[[]]], 'x'.repeat(5_000)],
  ...[
    'board:all',
    'board:',
    'board:grid/../..',
    'sensing:unit/',
    'BOARD:ALL',
    'board:all\n',
    "board:grid/'; --",
  ],
  ...[
    { __proto__: { channel: 'board:all' } },
    { constructor: 1 },
    new Uint8Array(9),
    'all',
    [-1],
    [0.5],
    [1e12],
  ],
];

/** Something that is not a message: pieces in the wrong places. */
function malformed(dice: () => number): [string, unknown[]] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(dice() * list.length)] as T;
  const name = pick(names);
  const fields = [
    'protocol',
    'screen',
    'channel',
    'have',
    'sensors',
    'tick',
    'epoch',
    'rev',
    'hash',
    'extra',
  ];
  const object = (depth: number): unknown =>
    Object.fromEntries(
      Array.from({ length: 1 + Math.floor(dice() * 3) }, () => [
        pick(fields),
        depth > 0 && dice() < 0.3 ? object(depth - 1) : pick(scraps),
      ]),
    );
  const body = dice() < 0.4 ? pick(scraps) : { ...(object(2) as object), zzz: 1 };
  return [name, Array.from({ length: Math.floor(dice() * 3) }, () => body)];
}

describe('malformed messages', () => {
  it('Z1 10,000 of them: a refusal with a reason each, no crash, and the screens beside go on', async () => {
    const screen = openScreen({ url: stage.url });
    await screen.until('home', ({ consistent }) => consistent, 1_000);
    const socket = await connectAs();
    expect(await ask(socket, 'hello', { protocol: protocolVersion, screen: 'fuzz' })).toEqual({ kind: 'ok' });
    const dice = seeded(20_261_122);
    const codes = new Map<string, number>();
    for (let round = 0; round < 200; round++) {
      skippedMs += 5_000;
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => {
          const [name, body] = malformed(dice);
          return ask(socket, name, ...body);
        }),
      );
      for (const answer of answers as Refusal[]) {
        expect(answer).toMatchObject({ kind: 'refusal', reason: expect.stringMatching(/\S/) as string });
        expect(refusalCodes).toContain(answer.code);
        codes.set(answer.code, (codes.get(answer.code) ?? 0) + 1);
      }
    }
    expect([...codes.values()].reduce((sum, count) => sum + count)).toBe(10_000);
    expect([...codes.keys()].sort()).toEqual(['invalid', 'unknown']);
    expect(stage.metrics.counts.get('stream_refused_total')).toBe(10_000);
    expect(await ask(socket, 'join', { channel: 'board:all' })).toEqual({ kind: 'ok' });
    expect(screen.feed.freshness()).toMatchObject({ link: 'live', consistent: true });
    socket.close();
    screen.close();
  });

  it('Z2 more than anyone needs is refused as too much, then served again', async () => {
    const socket = await connectAs();
    await ask(socket, 'hello', { protocol: protocolVersion, screen: 'eager' });
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask(socket, 'seen', { tick: 0 })));
    const busy = (answers as Refusal[]).filter(({ code }) => code === 'busy').length;
    expect(busy).toBeGreaterThan(100);
    skippedMs += 1_000;
    expect(await ask(socket, 'seen', { tick: 0 })).toEqual({ kind: 'ok' });
    socket.close();
  });

  it('Z2 a server whose clock was put back by an hour hears its screens as before', async () => {
    const socket = await connectAs();
    await ask(socket, 'hello', { protocol: protocolVersion, screen: 'patient' });
    backMs = 3_600_000;
    expect(await ask(socket, 'seen', { tick: 0 })).toEqual({ kind: 'ok' });
    backMs = 0;
    socket.close();
  });

  it('Z3 bytes that are no packets end that connection and nothing else', async () => {
    const address = `${stage.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket&jurisdiction=toy`;
    const dice = seeded(7);
    const packets = [
      '40',
      '42',
      '42[',
      '42{}',
      '42[1]',
      '42["hello"',
      '451-["hello",{"_placeholder":true,"num":9}]',
    ];
    packets.push(
      '4',
      '9',
      '',
      '41',
      '43[1]',
      '44{}',
      '45',
      '451-',
      '2probe',
      '3',
      '5',
      '42/other,["hello"]',
      '4\u0000',
    );
    for (let i = 0; i < 100; i++) {
      const raw = new WebSocket(address);
      await once(raw, 'open');
      const closed = once(raw, 'close');
      raw.on('error', () => undefined);
      if (dice() < 0.5) raw.send('40');
      for (let n = 0; n < 5; n++) {
        const text = packets[Math.floor(dice() * packets.length)] ?? '';
        raw.send(dice() < 0.3 ? Buffer.from(text) : text + String.fromCharCode(dice() * 0xffff));
      }
      // Whatever the server made of it: no answer to it may bring the server down.
      raw.close();
      await closed;
    }
    await vi.waitFor(async () => {
      const socket = await connectAs();
      expect(await ask(socket, 'hello', { protocol: protocolVersion, screen: 'after' })).toEqual({
        kind: 'ok',
      });
      socket.close();
    });
  });

  it('Z4 a message that is too long ends the connection', async () => {
    const socket = await connectAs();
    const gone = new Promise((resolve) => socket.on('disconnect', resolve));
    socket.emit('watch', { sensors: 'x'.repeat(300_000) });
    expect(await gone).toBe('transport close');
  });
});

describe('who is let in', () => {
  const refused = async (
    query: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<unknown> => {
    const socket = io(stage.url, {
      transports: ['websocket'],
      query,
      forceNew: true,
      reconnection: false,
      extraHeaders: headers,
    });
    const [error] = (await once(socket as never, 'connect_error')) as [{ data?: Refusal; message: string }];
    socket.close();
    return error.data?.code ?? error.message;
  };

  it('Z5 another jurisdiction, nobody, and a page of another host are turned away', async () => {
    const stranger = { 'x-person': JSON.stringify(person('duty', { jurisdiction: 'elsewhere' })) };
    expect(await refused({ jurisdiction: 'nowhere' })).toBe('unknown');
    expect(await refused({})).toBe('unknown');
    expect(await refused({ jurisdiction: 'toy' }, stranger)).toBe('unauthenticated');
    expect(await refused({ jurisdiction: 'toy' }, { origin: 'http://evil.example' })).toBe('websocket error');
  });

  it('Z6 nothing before hello; channels and readings only within the person’s scope', async () => {
    const socket = await connectAs({ 'x-person': JSON.stringify(person('field', { grids: ['w'] })) });
    expect(await ask(socket, 'join', { channel: 'board:grid/w' })).toMatchObject({ code: 'not-now' });
    await ask(socket, 'hello', { protocol: protocolVersion, screen: 'phone' });
    const join = async (channel: string): Promise<unknown> => {
      const answer = (await ask(socket, 'join', { channel })) as { kind: string; code?: string };
      return answer.code ?? answer.kind;
    };
    expect(await Promise.all(['board:grid/w', 'sensing:grid/w-1-1'].map(join))).toEqual(['ok', 'ok']);
    expect(await Promise.all(['board:all', 'board:grid/e', 'board:unit/city'].map(join))).toEqual(
      Array.from({ length: 3 }, () => 'forbidden'),
    );
    expect(await Promise.all(['board:grid/nowhere', 'board:unit/nobody'].map(join))).toEqual([
      'unknown',
      'unknown',
    ]);
    socket.close();
  });

  it('Z7 readings outside of the scope never reach the screen, asked for or not', async () => {
    const world = openWorld(8);
    const small = await openStage(world);
    const screen = openScreen({
      url: small.url,
      channels: ['board:grid/w'],
      sensors: [0, 1, 2],
      person: person('field', { grids: ['w'] }),
    });
    await screen.until('home', ({ consistent }) => consistent, 1_000);
    await vi.waitFor(() => {
      for (let ordinal = 0; ordinal < 8; ordinal++) world.hotLane.measure(ordinal, ordinal, Date.now());
      expect(screen.frames.length).toBeGreaterThan(2);
    });
    expect([...screen.values.keys()].sort()).toEqual([0, 2]);
    screen.close();
    await small.stop();
  });

  it('Z8 who is cut off is told why, and comes back', async () => {
    // No line holds so little: every one is cut at the first tick.
    const small = await openStage(openWorld(8), { cutBytes: -1, tickMs: 50 });
    const screen = openScreen({ url: small.url });
    await screen.until('the reason', ({ reason }) => reason?.reasonId === 'screen-behind', 1_000);
    await screen.until('another try', ({ reason }) => reason === null, 3_000);
    expect(small.metrics.counts.get('stream_cut_total')).toBeGreaterThan(0);
    screen.close();
    await small.stop();
  });

  it('Z9 a reader that takes nothing is cut off before it fills the server; the one beside it misses nothing', async () => {
    const world = openWorld(8);
    const small = await openStage(world, { cutBytes: 256 * 1024 });
    const acts = new Set<string>();
    const options = { url: small.url, jurisdiction: 'toy', channels: ['board:all'], sensors: null };
    const onPatch = (ops: readonly Op[]): void => {
      for (const [table, key, row] of ops) if (table === 'act' && row) acts.add(key);
    };
    const well = await openRawScreen({ ...options, onPatch });
    const stuck = await openRawScreen(options);
    stuck.pause();
    const cut = (): number => small.metrics.counts.get('stream_cut_total') ?? 0;
    const made = world.record.send(testReport({ title: '盖'.repeat(120), address: '路'.repeat(200) }), duty);
    if (isRefusal(made)) throw new Error(made.reason);
    await vi.waitFor(
      () => {
        for (let i = 0; i < 300 && cut() === 0; i++)
          world.record.send({ kind: 'note', incident: made.id, text: '催办', evidence: [] }, duty);
        expect(cut()).toBe(1);
      },
      { timeout: 20_000, interval: 1 },
    );
    await vi.waitFor(() => expect(acts.size).toBe(world.record.entries.length), 5_000);
    expect(cut()).toBe(1);
    stuck.close();
    well.close();
    await small.stop();
  });
});
