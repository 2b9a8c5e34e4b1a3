import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Line, LineListener } from '../../client/stream/connect.ts';
import { testReport } from '../support/county.ts';
import { seeded } from '../support/grids.ts';
import { duty, handlerOf } from '../support/incident-world.ts';
import { openGate } from '../support/gate.ts';
import { openProxy, type Proxy } from '../support/proxy.ts';
import { openScreen, type Screen } from '../support/screen.ts';
import { openStage, openWorld, type Stage, type World } from '../support/stage.ts';

/**
 * Whatever happens to the line, a second after it has settled the screen holds the server's state by hash, has been told no
 * wrong hash on the way, and its store holds what its replica holds.
 */
const settleMs = 1_000;
let world: World;
let stage: Stage;
let proxy: Proxy;
let screens: Screen[];

beforeEach(async () => {
  world = openWorld();
  for (let i = 0; i < 30; i++) live(1);
  stage = await openStage(world);
  proxy = await openProxy(() => stage.port);
  screens = [];
});
afterEach(async () => {
  for (const screen of screens) screen.close();
  await proxy.close();
  await stage.stop();
});

/** Acts on the county: a report and some steps of the life cycle. */
function live(acts: number): void {
  for (let i = 0; i < acts; i++) {
    const made = world.record.send(testReport(), duty);
    if (isRefusal(made)) throw new Error(made.reason);
    world.record.take(made.id, 'accept', duty);
    if (i % 2 === 0) continue;
    world.record.take(made.id, 'file', duty);
    world.record.take(made.id, 'dispatch', duty, { lead: 'city', co: ['water'] });
    world.record.take(made.id, 'sign', handlerOf('city'));
  }
}

async function openAtHome(wrap?: (line: Line) => Line): Promise<Screen> {
  const screen = openScreen({ url: proxy.url, ...(wrap ? { wrap } : {}) });
  screens.push(screen);
  await atHome(screen);
  return screen;
}

async function atHome(screen: Screen, withinMs = settleMs): Promise<void> {
  const serverHash = (): string =>
    must(stage.sockets.channelState({ jurisdiction: 'toy', channel: 'board:all' }), 'channel').hash;
  const isHome = (): boolean => screen.feed.freshness().hash === serverHash();
  const now = await screen.until(
    'the hash of the server',
    ({ consistent, seq }) => consistent && seq === world.record.entries.length && isHome(),
    withinMs,
  );
  expect(now.mismatches).toBe(0);
  expect(screen.boardHash()).toBe(serverHash());
}

describe('reconnect', () => {
  it('R1 clean drop', async () => {
    const screen = await openAtHome();
    proxy.drop();
    live(5);
    await atHome(screen);
    expect(screen.feed.freshness().resyncs).toBe(0);
  });

  it('R2 nothing received before the drop', async () => {
    proxy.shut();
    const screen = openScreen({ url: proxy.url });
    screens.push(screen);
    live(3);
    await vi.waitFor(() => expect(proxy.refusals()).toBeGreaterThan(1), { interval: 20 });
    expect(screen.feed.freshness().link).toBe('connecting');
    proxy.admit();
    live(3);
    await atHome(screen);
  });

  it('R3 a gap longer than the backlog', async () => {
    const screen = await openAtHome();
    const rev = must(screen.feed.replicas()[0], 'replica').rev;
    proxy.shut();
    live(400);
    proxy.admit();
    await atHome(screen);
    expect(must(screen.feed.replicas()[0], 'replica').rev).toBeGreaterThan(rev + 500);
  });

  it('R4 three drops in a row, acts all the while', async () => {
    const screen = await openAtHome();
    for (let i = 0; i < 3; i++) {
      proxy.drop();
      live(4);
      await screen.until('the loss noticed', ({ link }) => link === 'lost', settleMs);
      await screen.until('the line again', ({ link }) => link === 'live', settleMs);
    }
    live(2);
    await atHome(screen);
  });

  it('R5 server restart: another epoch, the same facts', async () => {
    const screen = await openAtHome();
    const before = must(screen.feed.replicas()[0], 'replica').epoch;
    await stage.stop();
    live(3);
    stage = await openStage(world);
    await atHome(screen);
    expect(must(screen.feed.replicas()[0], 'replica').epoch).not.toBe(before);
  });

  it('R6 half-open socket: found dead by its silence, then home within a second', async () => {
    const screen = await openAtHome();
    proxy.strand();
    live(5);
    await screen.until('the screen says it is late', ({ link }) => link === 'late', 6_000);
    await screen.until('a new line', ({ link }) => link === 'live', 6_000);
    await atHome(screen);
  });

  it('R7 slow reader: takes nothing for two seconds, then everything', async () => {
    const screen = await openAtHome();
    proxy.freeze();
    live(200);
    await screen.until('some seconds of silence', ({ ageMs }) => (ageMs ?? 0) > 2_000, 4_000);
    proxy.thaw();
    await atHome(screen);
  });

  it.each([1, 2, 3, 4, 5])('R8 reordered and duplicated packets, seed %i', async (seed) => {
    const screen = await openAtHome((line) => shuffled(line, seed));
    for (let i = 0; i < 20; i++) {
      live(2);
      const seq = screen.feed.freshness().seq;
      await screen.until('something more', (now) => now.seq > seq, settleMs);
    }
    await atHome(screen);
  });

  it('R9 old protocol version: refused, the version of the server named, nothing sent', async () => {
    const screen = openScreen({ url: proxy.url, wrap: withVersion(0) });
    screens.push(screen);
    await screen.until('a reason', ({ reason }) => reason !== null, settleMs);
    expect(screen.oldVersion).toMatch(/speaks version \d+ of the wire, not 0/);
    expect(screen.board.rowHashes.size).toBe(0);
  });
});

/** A line on which packets come late by up to 60 ms, overtake each other, and a quarter of them come twice. */
function shuffled(line: Line, seed: number): Line {
  const dice = seeded(seed);
  const late = (listener: LineListener): LineListener => ({
    ...listener,
    onMessage(name, body) {
      for (let copies = dice() < 0.25 ? 2 : 1; copies > 0; copies--)
        setTimeout(() => listener.onMessage(name, body), dice() * 60);
    },
  });
  return { ...line, open: (listener) => line.open(late(listener)) };
}

const withVersion =
  (protocol: number) =>
  (line: Line): Line => ({
    ...line,
    send: (name, body) => line.send(name, name === 'hello' ? ({ ...body, protocol } as typeof body) : body),
  });

it('a network that blocks WebSockets carries a screen by requests, and by a WebSocket once it lets one through', async () => {
  const gate = await openGate(() => stage.port);
  try {
    for (const how of ['refused', 'stalled'] as const) {
      gate.block(how);
      const began = performance.now();
      let kept: Line | null = null;
      const screen = openScreen({ url: gate.url, wrap: (line) => (kept = line) });
      screens.push(screen);
      await atHome(screen, 9_000);
      // A stalled one is given up after four seconds.
      expect(performance.now() - began).toBeLessThan(how === 'refused' ? 3_000 : 8_000);
      live(3);
      await atHome(screen, 9_000);
      expect(gate.upgrades()).toBe(0);
      gate.open();
      must(kept as Line | null, 'a line').restart();
      await atHome(screen, 9_000);
      await vi.waitFor(() => expect(gate.upgrades()).toBeGreaterThan(0), { timeout: 5_000 });
      live(3);
      await atHome(screen, 9_000);
      screen.close();
      gate.forget();
    }
  } finally {
    await gate.close();
  }
});
