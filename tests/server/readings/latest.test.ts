import { expect, test } from 'vitest';
import { quality } from '#shared/sensing/reading.ts';
import { makeBatch, putLine } from '../../../server/readings/batch.ts';
import { makeLatest } from '../../../server/readings/latest.ts';
import { placeSensors } from '../../../server/readings/sensors.ts';
import { stillPacks } from '../../../server/packs/port.ts';
import { sensingPack } from '../../support/sensing.ts';
import { must } from '#shared/kernel/must.ts';

const pack = sensingPack({ sensors: 1, everyMs: 10_000 });
const sensors = await placeSensors(stillPacks([pack]), {
  numbersOf: () => Promise.resolve(Int32Array.of(1)),
});
const start = 1_800_000_000_000;

function desk() {
  const latest = makeLatest(sensors);
  const view = latest.of(must(sensors.lanes.get('toy'), 'lane'));
  let newest = 0;
  return {
    hear(at: number, value: number, now: number, stored = 1): void {
      const { fresh, late } = makeBatch(1);
      putLine(at > newest ? fresh : late, 0, 1, at, value, at > newest ? 0 : quality.late, 0);
      newest = Math.max(newest, at);
      latest.take(fresh, late, { late: Uint8Array.of(stored) }, now);
    },
    value: () => view.value[0],
    isClockWrong: () => ((view.quality[0] ?? 0) & quality.skewed) !== 0,
    storedAt: () => latest.stored.at[0],
  };
}

test('one stamp ahead of time hides nothing that comes after it', () => {
  const made = desk();
  made.hear(start + 120_000, 1, start);
  for (let s = 10_000; s <= 110_000; s += 10_000) {
    made.hear(start + s, s, start + s);
    expect(made.value()).toBe(s);
  }
  made.hear(start + 130_000, 7, start + 130_000);
  expect([made.value(), made.storedAt()]).toEqual([7, start + 130_000]);
});

test('a replaced device with a slow clock is shown once its forerunner is quiet, and told as such', () => {
  const made = desk();
  made.hear(start, 1, start);
  made.hear(start - 7_200_000 + 10_000, 60, start + 10_000);
  expect(made.value()).toBe(1);
  for (let s = 40_000; s <= 60_000; s += 10_000) {
    made.hear(start - 7_200_000 + s, s, start + s);
    expect([made.value(), made.isClockWrong()]).toEqual([s, true]);
  }
  // What it sent before, once more, and what it sends again are no news.
  made.hear(start - 7_200_000 + 20_000, 5, start + 61_000);
  made.hear(start - 7_200_000 + 90_000, 6, start + 62_000, 0);
  expect(made.value()).toBe(60_000);
  made.hear(start + 70_000, 2, start + 70_000);
  expect([made.value(), made.isClockWrong()]).toEqual([2, false]);
});

test('late data of a sensor that is heard stays behind its newest', () => {
  const made = desk();
  made.hear(start, 1, start);
  made.hear(start - 60_000, 9, start + 5_000);
  expect(made.value()).toBe(1);
});
