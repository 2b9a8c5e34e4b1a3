import { describe, expect, test } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { quality } from '#shared/sensing/reading.ts';
import { judgeLate, judgeNewer, makeTrack } from '../../../server/readings/quality.ts';
import { placeSensors, roomFor, roomForCounties } from '../../../server/readings/sensors.ts';
import { stillPacks } from '../../../server/packs/port.ts';
import { sensingPack } from '../../support/sensing.ts';

const hour = 3_600_000;
const packs = [sensingPack({ id: 'first', sensors: 2 }), sensingPack({ id: 'second', sensors: 3 })];
const numbersOf = (_id: string, list: readonly string[]) =>
  Promise.resolve(Int32Array.from(list, (_, i) => i + 1));
const sensors = await placeSensors(stillPacks(packs), { numbersOf });

describe('quality', () => {
  test('a good reading has no flag; one ahead of our clock is skewed; one outside of the range is told', () => {
    const track = makeTrack(sensors.count);
    expect(judgeNewer(track, sensors, 0, 1_000, 5, 1_000)).toBe(0);
    expect(judgeNewer(track, sensors, 0, 2_000, 5.1, 1_999)).toBe(quality.skewed);
    expect(judgeNewer(track, sensors, 0, 3_000, 100.01, 3_000)).toBe(quality.outOfRange);
    expect(judgeNewer(track, sensors, 0, 4_000, -11, 3_000)).toBe(quality.outOfRange | quality.skewed);
    expect(judgeLate(sensors, 0, 7)).toBe(quality.late);
    expect(judgeLate(sensors, 0, 700)).toBe(quality.late | quality.outOfRange);
  });

  test('stuck is the very same value for an hour, not for less, and not at rest', () => {
    const run = (values: readonly number[], everyMs: number): number[] => {
      const track = makeTrack(sensors.count);
      return values.map((value, i) => judgeNewer(track, sensors, 1, 1 + i * everyMs, value, Infinity));
    };
    expect(run([4.2, 4.2, 4.2], hour / 2)).toEqual([0, 0, quality.stuck]);
    expect(run([4.2, 4.2, 4.2, 4.21], hour / 2 - 1)).toEqual([0, 0, 0, 0]);
    expect(run([0, 0, 0, 0], hour)).toEqual([0, 0, 0, 0]);
    expect(run([-10, -10, -10], hour)).toEqual([0, 0, 0]);
  });
});

test('slots of several jurisdictions lie behind each other, each with room; a sensor that comes stands behind what there was', async () => {
  const made = await placeSensors(stillPacks(packs), { numbersOf });
  const second = roomFor(2);
  const ends = second + roomFor(3);
  expect(made.count).toBe(ends + roomForCounties);
  expect([0, 1, second, second + 2].map((slot) => made.laneOf(slot).id)).toEqual([
    ...['first', 'first', 'second', 'second'],
  ]);
  expect([...made.numbers].filter((number) => number > 0)).toEqual([1, 2, 1, 2, 3]);

  const more = sensingPack({ id: 'first', sensors: 4, everyMs: 5_000 });
  expect([...(await made.place(more))]).toEqual([1, 2]);
  const lane = must(made.lanes.get('first'), 'lane');
  expect([lane.count, lane.base, lane.loaded === more]).toEqual([4, 0, true]);
  expect([...made.everyMs.subarray(0, 5)]).toEqual([5_000, 5_000, 5_000, 5_000, 0]);
  await expect(made.place(sensingPack({ id: 'first', sensors: second + 1 }))).rejects.toThrow(/room/);

  // A county that opens later lies behind all others, as long as there is room.
  expect(made.addLane(sensingPack({ id: 'third', sensors: 1 }))).toMatchObject({ base: ends, count: 0 });
  const large = sensingPack({ id: 'large', sensors: roomForCounties });
  expect(() => made.addLane(large)).toThrow(/next start/);
});
