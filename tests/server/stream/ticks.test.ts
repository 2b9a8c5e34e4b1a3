import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toldOf } from '#shared/kernel/refusal.ts';
import { decodeFrame, type Frame } from '#shared/wire/frame.ts';
import { must } from '#shared/kernel/must.ts';
import type { LoadedPack } from '../../../server/packs/loaded.ts';
import { openInterests, type Interests } from '../../../server/stream/interest.ts';
import type { ScreenLine } from '../../../server/stream/screen-line.ts';
import { openTicks, type Ticks } from '../../../server/stream/ticks.ts';
import { countingMetrics } from '../../support/county.ts';
import { memoryHotLane, type MemoryHotLane } from '../../support/memory-hot-lane.ts';

const everything = { key: 'all', ordinals: [0, 1, 2, 3] };
let hotLane: MemoryHotLane;
let ticks: Ticks;
let interests: Interests;
let metrics: ReturnType<typeof countingMetrics>;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  hotLane = memoryHotLane(4);
  interests = openInterests(() => 4);
  metrics = countingMetrics();
  ticks = openTicks({
    hotLane,
    packs: { serve: async (open) => void (await open({ id: 'toy' } as LoadedPack)) },
    clock: Date.now,
    metrics,
    tickMs: 250,
    cutBytes: 1_000_000,
  });
});
afterEach(() => {
  ticks.stop();
  vi.useRealTimers();
});

interface FakeLine extends ScreenLine {
  packets: Buffer[];
  pending: number;
  shed: number;
  reason: string | null;
}
function openLine(sensors: 'all' | number[] | null): FakeLine {
  const line: FakeLine = {
    jurisdiction: 'toy',
    interest: null,
    packets: [],
    pending: 0,
    shed: 0,
    reason: null,
    write: (packet) => void line.packets.push(packet),
    pendingBytes: () => line.pending,
    tellShed: (count) => void (line.shed += count),
    cut(why) {
      line.reason = toldOf(why).reason;
      ticks.remove(line);
    },
  };
  ticks.add(line);
  if (sensors) ticks.setInterest(line, interests.of(sensors, everything));
  return line;
}
/** The frame in the WebSocket bytes: after the text that announces it and a binary header of two or four bytes. */
function frameOf(packet: Buffer): Frame {
  const start = 2 + must(packet[1], 'length');
  expect(packet[start]).toBe(0x82);
  return must(decodeFrame(packet.subarray(start + (packet[start + 1] === 126 ? 4 : 2))), 'frame');
}
const sent = (line: FakeLine): [number, number][][] =>
  line.packets.map((packet) => {
    const { sensors, values } = frameOf(packet);
    return [...sensors].map((sensor, i): [number, number] => [sensor, values[i] ?? NaN]);
  });
const measure = (ordinal: number, value: number): void => hotLane.measure(ordinal, value, Date.now());
const tick = (count = 1): void => void vi.advanceTimersByTime(250 * count);

describe('ticks', () => {
  it('T1 one frame a tick, the same bytes for the same interest, only what changed and is shown', () => {
    const [one, two, some] = [openLine('all'), openLine('all'), openLine([1, 3])];
    measure(0, 10);
    measure(1, 11);
    measure(1, 12);
    tick();
    expect([sent(one), sent(some)]).toEqual([
      [
        [
          [0, 10],
          [1, 12],
        ],
      ],
      [[[1, 12]]],
    ]);
    expect(two.packets[0]).toBe(one.packets[0]);
    measure(0, 13);
    tick();
    expect([sent(one).at(-1), some.packets.length]).toEqual([[[0, 13]], 1]);
  });

  it('T2 a screen that begins gets the newest value of all it shows', () => {
    for (let ordinal = 0; ordinal < 3; ordinal++) measure(ordinal, ordinal);
    tick();
    const line = openLine('all');
    tick();
    expect(sent(line)).toEqual([
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    ]);
  });

  it('T3 ages lead back to the instant of measurement', () => {
    const line = openLine('all');
    const at = Date.now();
    measure(2, 5);
    tick();
    const frame = frameOf(must(line.packets[0], 'packet'));
    expect(frame.at - must(frame.ages[0], 'age')).toBe(at);
  });

  it('T4 a silent server still speaks once a second, also to screens without readings', () => {
    const [line, plain] = [openLine('all'), openLine(null)];
    tick(16);
    expect([sent(line), sent(plain)]).toEqual([
      [[], [], [], []],
      [[], [], [], []],
    ]);
  });

  it('T5 a slow line gets the newest values later and is told how many it missed', () => {
    const [slow, fast] = [openLine('all'), openLine('all')];
    slow.pending = 100_000;
    for (let i = 0; i < 5; i++) {
      measure(0, i);
      if (i < 2) measure(1, i);
      tick();
    }
    expect([slow.packets.length, fast.packets.length]).toEqual([0, 5]);
    slow.pending = 0;
    measure(0, 9);
    tick();
    expect(sent(slow)).toEqual([
      [
        [0, 9],
        [1, 1],
      ],
    ]);
    // 6 values of sensor 0 and 2 of sensor 1 were due; one of each went out.
    expect([slow.shed, metrics.counts.get('stream_shed_total'), fast.shed]).toEqual([6, 6, 0]);
    measure(0, 10);
    tick();
    expect(slow.packets[1]).toBe(fast.packets.at(-1));
  });

  it('T6 what the network hides the screen’s own word shows: far behind, it is only probed', () => {
    const line = openLine('all');
    const run = (count: number): number => {
      const before = line.packets.length;
      for (let i = 0; i < count; i++) {
        measure(0, i);
        tick();
      }
      return line.packets.length - before;
    };
    expect(run(4)).toBe(4);
    ticks.seen(line, 2);
    expect(run(60)).toBeLessThan(30);
    const { tick: last } = frameOf(must(line.packets.at(-1), 'packet'));
    ticks.seen(line, last);
    expect(run(8)).toBe(8);
  });

  it('T7 a line that holds too much is cut off, with the reason; the others go on', () => {
    const [dead, well] = [openLine('all'), openLine('all')];
    dead.pending = 1_000_001;
    measure(0, 1);
    tick();
    expect([dead.reason, well.reason]).toEqual([expect.stringContaining('1000001 bytes'), null]);
    expect([dead.packets.length, well.packets.length]).toEqual([0, 1]);
  });

  it('T8 interests are the same object while somebody holds them, bounded by what is allowed', () => {
    const some = interests.of([3, 0, 99], everything);
    expect([...some.ordinals]).toEqual([0, 3]);
    expect(interests.of([0, 3], everything)).toBe(some);
    const bounded = { key: 'w', ordinals: [0, 2] };
    expect([...interests.of('all', bounded).ordinals]).toEqual([0, 2]);
    expect([...interests.of([1, 2], bounded).ordinals]).toEqual([2]);
  });
});
