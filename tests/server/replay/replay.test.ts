import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { applyOps, emptyView, viewHash, type View } from '#shared/views/view.ts';
import { decodeFrame } from '#shared/wire/frame.ts';
import type { Replayed } from '#shared/wire/replay.ts';
import { openLog } from '../../../server/log.ts';
import { openProjections, type Projections } from '../../../server/projections/projections.ts';
import { stillPacks } from '../../../server/packs/port.ts';
import type { Indicator } from '#shared/pack/indicator.ts';
import {
  indicatorCellsAt,
  indicatorValuesAt,
  type IndicatorPast,
} from '../../../server/replay/indicators-at.ts';
import { openCounties } from '../../../server/replay/county-at.ts';
import { openReplay, type Replay } from '../../../server/replay/replay.ts';
import { actsWindow } from '../../../server/projections/county.ts';
import { openTurns } from '../../../server/replay/turns.ts';
import { actAtRandom } from '../../support/act-at-random.ts';
import { countingMetrics, person } from '../../support/county.ts';
import { seeded } from '../../support/grids.ts';
import { monday9 } from '../../support/incident-world.ts';
import { memoryReplay, noIndicators, silentPast } from '../../support/memory-replay.ts';
import { shownOf } from '../../support/shown.ts';
import { openWorld, type World } from '../../support/stage.ts';
import { sweep } from '../../support/lane.ts';

const channels = ['board:all', 'board:grid/w-1', 'board:unit/city', 'finish:all', 'flow:grid/w'];
const officer = person('duty');

const plainIndicator: Indicator = {
  id: 'a',
  name: { zh: '甲', en: 'A' },
  domain: 'public-safety',
  formula: '1',
  measure: '',
  decimals: 0,
  better: 'none',
  owner: 'city',
  cadence: 'live',
  version: 1,
};

let world: World;
let projections: Projections;
const faults: unknown[] = [];

function open(more: Partial<Parameters<typeof openReplay>[0]> = {}): Replay & {
  store: ReturnType<typeof memoryReplay>;
} {
  const store = memoryReplay(world.record);
  const replay = openReplay({
    ledger: world.record.ledger,
    store,
    past: silentPast,
    indicators: noIndicators,
    packs: stillPacks([world.pack]),
    clock: world.clock,
    log: openLog('silent'),
    metrics: countingMetrics(),
    numbersOf: async (_, sensors) => Int32Array.from(sensors, (_one, i) => i),
    ...more,
  });
  return Object.assign(replay, { store });
}
async function at(
  replay: Replay,
  asked: Partial<Parameters<Replay['at']>[1]> & { at: number },
): Promise<Replayed> {
  const told = await replay.at(officer, { channels, sensors: 'none', ...asked });
  if (isRefusal(told)) throw new Error(told.reason);
  return told;
}
/** Hashes of all channels now, as a screen that joins gets them. */
function liveHashes(): string[] {
  return channels.map((channel) => {
    const view: View = emptyView();
    projections.openSlice('toy', shownOf(channel), view, (ops) => applyOps(view, ops)).close();
    return viewHash(view);
  });
}
interface Recorded {
  at: number;
  seq: number;
  hashes: string[];
}
/** Days of acts, and what live screens showed at instants between them. */
async function live(seed: number, acts: number): Promise<Recorded[]> {
  const dice = seeded(seed);
  const recorded: Recorded[] = [];
  for (let i = 0; i < acts; i++) {
    // Nobody follows while nothing is recorded, so no timer is missed by the leap.
    const leap = Math.floor(dice() < 0.1 ? dice() * 20 * 60 * minuteMs : dice() * 20 * minuteMs);
    vi.setSystemTime(Date.now() + leap);
    actAtRandom(world, dice, new Set());
    if (dice() > 0.2) continue;
    await vi.advanceTimersByTimeAsync(minuteMs);
    recorded.push({ at: Date.now(), seq: world.record.entries.length, hashes: liveHashes() });
  }
  return recorded;
}

beforeEach(async () => {
  vi.useFakeTimers({
    now: monday9,
    toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'Date'],
  });
  world = openWorld(4, Date.now);
  projections = await openProjections({
    ledger: world.record.ledger,
    records: world.record.records,
    hotLane: world.hotLane,
    packs: stillPacks([world.pack]),
    clock: world.clock,
    log: openLog('silent'),
    onFault: (error) => faults.push(error),
  });
});
afterEach(async () => {
  await projections.stop();
  vi.useRealTimers();
  expect(faults.splice(0)).toEqual([]);
});

describe('an instant of the past', () => {
  // Forty instants a seed: eighty in every run, a thousand in the long lane.
  it.each(Array.from({ length: sweep(2, 25) }, (_, i) => i + 1))(
    'R1 equals what live screens showed then, whichever instant was looked at before and from whatever checkpoint, seed %i',
    async (seed) => {
      const recorded = await live(seed, 120);
      expect(recorded.length).toBeGreaterThan(8);
      expect(must(recorded.at(-1), 'last').at - must(recorded[0], 'first').at).toBeGreaterThan(3 * dayMs);
      const dice = seeded(seed + 100);
      const replay = open();
      for (let i = 0; i < 40; i++) {
        const then = must(recorded[Math.floor(dice() * recorded.length)], 'instant');
        const told = await at(replay, { at: then.at });
        expect([told.seq, told.channels.map(({ hash }) => hash)]).toEqual([then.seq, then.hashes]);
        for (const { ops, hash } of told.channels) {
          const view = emptyView();
          applyOps(view, ops);
          expect(viewHash(view)).toBe(hash);
        }
      }
      // Without any checkpoint and memory it is the ledger folded from its beginning.
      const then = must(recorded.at(-1), 'last');
      const bare = open();
      expect((await at(bare, { at: then.at })).channels.map(({ hash }) => hash)).toEqual(then.hashes);
      expect(bare.store.checkpoints.size).toBeGreaterThan(0);
      // From that checkpoint, with nothing in memory.
      const second = open({ store: bare.store });
      expect((await at(second, { at: then.at })).channels.map(({ hash }) => hash)).toEqual(then.hashes);
      for (const one of [replay, bare, second]) one.stop();
    },
  );

  it('R2 played on, back and by leaps, what leads on ends where the whole begins', async () => {
    const recorded = await live(7, 120);
    const [replay, whole] = [open(), open()];
    const views = new Map(channels.map((channel) => [channel, emptyView()]));
    const dice = seeded(8);
    let from: number | undefined;
    let led = 0;
    for (let i = 0; i < 30; i++) {
      const then = must(recorded[Math.floor(dice() * recorded.length)], 'instant');
      const told = await at(replay, { at: then.at, ...(from === undefined ? {} : { from }) });
      for (const { channel, from: began, ops, hash } of told.channels) {
        if (began === null) views.set(channel, emptyView());
        else led += 1;
        const view = must(views.get(channel), channel);
        applyOps(view, ops);
        expect(viewHash(view)).toBe(hash);
      }
      expect(told.channels.map(({ hash }) => hash)).toEqual(
        (await at(whole, { at: then.at })).channels.map(({ hash }) => hash),
      );
      from = then.at;
    }
    expect(led).toBeGreaterThan(20 * channels.length);
    for (const one of [replay, whole]) one.stop();
  });

  it('R10 a day that was held is near a state in memory at every instant of it, and the states are those of the ledger', async () => {
    const dice = seeded(11);
    for (let i = 0; i < 1_900; i++) {
      vi.setSystemTime(Date.now() + 30_000);
      actAtRandom(world, dice, new Set());
    }
    const { entries, ledger } = world.record;
    expect(entries.length).toBeGreaterThan(1_000);
    let read = 0;
    const counting = {
      ...ledger,
      read: async (...asked: Parameters<typeof ledger.read>) => {
        const page = await ledger.read(...asked);
        read += page.length;
        return page;
      },
    };
    const store = memoryReplay(world.record);
    const held = openCounties({ ledger: counting, store });
    let asks = 0;
    await held.holdDay(world.pack, monday9 + 2 * hourMs, Date.now(), async () => (asks += 1) < 100);
    expect(asks).toBeLessThan(20);
    for (let i = 0; i < 12; i++) {
      const { seq, at: then } = must(entries[Math.floor(dice() * entries.length)], 'an entry');
      read = 0;
      const county = await held.upTo(world.pack, seq, then);
      expect(read).toBeLessThanOrEqual(400);
      const afresh = await openCounties({ ledger, store: memoryReplay(world.record) }).upTo(
        world.pack,
        seq,
        then,
      );
      expect([...county.incidents]).toEqual([...afresh.incidents]);
      const last = ({ acts }: typeof county) => acts.filter(({ row }) => row.seq > seq - actsWindow);
      expect(last(county)).toEqual(last(afresh));
    }
    // Whoever is told to stop does.
    const other = openCounties({ ledger: counting, store });
    read = 0;
    await other.holdDay(world.pack, monday9, Date.now(), async () => false);
    expect(read).toBe(0);
  });

  it('R3 before the first entry there is an empty board, and the future is refused', async () => {
    vi.advanceTimersByTime(minuteMs);
    actAtRandom(world, seeded(1), new Set());
    const replay = open();
    const [board] = (await at(replay, { at: monday9 - dayMs, channels: ['board:all'] })).channels;
    expect(board?.ops.map(([table]) => table).sort()).toEqual(['figure', 'watch']);
    expect(await replay.at(officer, { at: Date.now() + 1, channels, sensors: 'none' })).toMatchObject({
      kind: 'refusal',
      code: 'invalid',
      field: 'at',
    });
    replay.stop();
  });

  it('R4 the past is no wider than the present: channels and readings alike', async () => {
    const replay = open({
      past: {
        ...silentPast,
        readings: async (numbers) =>
          Array.from(numbers, (sensor) => ({ sensor, at: monday9 - 500, value: sensor, quality: 0 })),
      },
    });
    const west = person('field', { grids: ['w'] });
    const asked = { at: monday9, sensors: 'all' as const };
    for (const channel of ['board:all', 'board:grid/e', 'sensing:grid/e', 'board:unit/city'])
      expect(await replay.at(west, { ...asked, channels: [channel] }), channel).toMatchObject({
        code: 'forbidden',
      });
    expect(await replay.at(west, { ...asked, channels: ['board:grid/nowhere'] })).toMatchObject({
      code: 'unknown',
    });
    for (const role of ['auditor', 'citizen', 'source'] as const)
      expect(await replay.at(person(role), { ...asked, channels: ['board:all'] }), role).toMatchObject({
        code: 'forbidden',
      });
    const own = await replay.at(west, { ...asked, channels: ['board:grid/w'] });
    if (isRefusal(own)) throw new Error(own.reason);
    const frame = must(decodeFrame(Buffer.from(own.frame ?? '', 'base64')), 'frame');
    expect([...frame.sensors]).toEqual([0, 2]);
    expect([...frame.ages]).toEqual([500, 500]);
    replay.stop();
  });

  it('R6 indicators stand at what was noted last before the instant, and never at what was noted after it', async () => {
    const spans = { m: 5 * minuteMs, h: hourMs, d: dayMs };
    // Every span that is over holds the instant of its own end, as it is noted while it passes; minutes are kept for three days.
    const asked: string[] = [];
    const past: IndicatorPast = {
      before: async (_, ids, span, until, slackMs) => {
        asked.push(span);
        const offset = 8 * hourMs;
        const start = Math.floor((until + offset) / spans[span]) * spans[span] - offset;
        const isKept = span === 'd' || start > monday9 - (span === 'm' ? 3 : 400) * dayMs;
        return new Map(isKept && start > until - slackMs ? ids.map((one) => [one, start + spans[span]]) : []);
      },
    };
    const indicator = (id: string): Indicator => ({ ...plainIndicator, id, bounds: { low: monday9 } });
    const { pack } = world.pack;
    const loaded = { id: 'toy', pack: { ...pack, indicators: [indicator('a'), indicator('b')] } };
    const dice = seeded(5);
    for (let i = 0; i < 200; i++) {
      const at = monday9 - Math.floor(dice() * 500 * dayMs);
      const values = await indicatorValuesAt(past, loaded, at);
      const age = at - must(values.get('a'), 'a');
      expect(age).toBeGreaterThanOrEqual(0);
      expect(age).toBeLessThan(
        at > monday9 - 2 * dayMs ? 5 * minuteMs : at > monday9 - 399 * dayMs ? hourMs : dayMs,
      );
    }
    const cells = async (at: number) => [...(await indicatorCellsAt(past, loaded, at))];
    expect(await cells(monday9 - 1)).toEqual([['public-safety', '22']]);
    expect(await cells(monday9 + hourMs)).toEqual([['public-safety', '00']]);
    expect([...(await indicatorCellsAt(noIndicators, loaded, monday9))]).toEqual([['public-safety', '--']]);
    asked.length = 0;
    await cells(monday9);
    expect(asked).toEqual(['m']);
  });

  it('R5 looks are taken in turn, and a crowd is told to come again', async () => {
    const turns = openTurns();
    const order: number[] = [];
    const looks = Array.from({ length: 30 }, (_, i) =>
      turns.take('toy', async () => void (await Promise.resolve(), order.push(i))),
    );
    const answers = await Promise.all(looks);
    expect(order).toEqual(Array.from({ length: 24 }, (_, i) => i));
    expect(answers.filter((one) => one !== undefined && isRefusal(one)).length).toBe(6);
    await expect(turns.take('toy', () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    expect(await turns.take('toy', async () => 'still here')).toBe('still here');
  });
});
