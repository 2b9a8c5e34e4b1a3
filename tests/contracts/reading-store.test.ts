import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { makeRows, type ReadingRows } from '../../server/storage/copy-rows.ts';
import type { ReadingLine } from '../../server/storage/readings/reading-line.ts';
import { openReadingStore, type ReadingStore } from '../../server/storage/readings/reading-store.ts';
import {
  deleteBefore,
  dropPartitions,
  foldMinutes,
  makePartitions,
  partitionsOf,
  rollMinutes,
} from '../../server/storage/readings/reading-upkeep.ts';
import { openPastMinutes } from '../../server/storage/readings/past-minutes.ts';
import { must } from '#shared/kernel/must.ts';
import { testDatabase } from '../support/postgres.ts';

const day = Date.UTC(2026, 10, 22);
const noon = day + 12 * hourMs;
let made: Awaited<ReturnType<typeof testDatabase>>;
let store: ReadingStore;
let line: ReadingLine;

beforeAll(async () => {
  made = await testDatabase();
  store = openReadingStore(made.database);
  await makePartitions(made.database, 'reading', day - 2 * dayMs, day + dayMs);
  await makePartitions(made.database, 'reading_minute', day - 2 * dayMs, day + dayMs);
  line = await store.openLine(1_000);
});
afterAll(async () => {
  line.close();
  await made.stop();
});
beforeEach(() => made.database.pool.query('truncate reading, reading_minute, reading_dirty, reading_rolled'));

function rowsOf(...list: [sensor: number, at: number, value: number][]): ReadingRows {
  const rows = makeRows(list.length);
  rows.count = list.length;
  list.forEach(([sensor, at, value], i) => {
    rows.sensor[i] = sensor;
    rows.at[i] = at;
    rows.value[i] = value;
  });
  return rows;
}
const none = rowsOf();
const stored = async (): Promise<number> =>
  must((await made.database.pool.query<{ n: number }>('select count(*) as n from reading')).rows[0], 'count')
    .n;

describe('numbers', () => {
  test('are kept when a pack is reordered, and given to new sensors', async () => {
    const first = await store.numbersOf('a', ['x', 'y']);
    const again = await store.numbersOf('a', ['z', 'y', 'x']);
    expect([again[2], again[1]]).toEqual([...first]);
    expect(new Set([...again, ...(await store.numbersOf('b', ['x']))]).size).toBe(4);
  });
});

describe('writing', () => {
  test('rows come back bit by bit, whatever batch came before', async () => {
    const odd: [number, number, number][] = [
      [1, noon, -0],
      [1, noon + 1, Number.MIN_VALUE],
      [2_000_000_000, noon, 1 / 3],
      [3, noon, 4_294_967_296.5],
    ];
    await line.write(rowsOf(...odd), none, 0);
    await line.write(rowsOf([9, noon, 1]), none, 0);
    await line.write(rowsOf([10, noon, 1], [11, noon, 2], [12, noon, 3]), none, 0);
    expect(await store.raw(1, noon, noon + 2, 10)).toEqual([
      [noon, -0],
      [noon + 1, Number.MIN_VALUE],
    ]);
    expect(await store.recent(2_000_000_000, noon, 5)).toEqual([[noon, 1 / 3]]);
    expect(await store.recent(3, noon, 5)).toEqual([[noon, 4_294_967_296.5]]);
    expect(await stored()).toBe(8);
  });

  test('a late row is stored once and its duplicates are told, those within the batch too', async () => {
    await line.write(rowsOf([1, noon, 1]), none, 0);
    const late = rowsOf([1, noon, 9], [1, noon - 1, 2], [1, noon - 1, 3], [2, noon, 4]);
    const written = await line.write(none, late, 0);
    expect([...written.late]).toEqual([2, 1, 2, 1]);
    const again = await line.write(none, rowsOf([1, noon, 1], [1, noon - 1, 2], [1, noon - 1, 2.5]), 0);
    expect([...again.late]).toEqual([0, 0, 2]);
    expect(await store.raw(1, noon - 5, noon + 5, 10)).toEqual([
      [noon - 1, 2],
      [noon, 1],
    ]);
  });

  test('rows another node wrote first are told instead of lost', async () => {
    await line.write(rowsOf([1, noon, 1], [1, noon + 10, 1]), none, 0);
    const other = await store.openLine(10);
    const written = await other.write(rowsOf([1, noon, 1], [1, noon + 20, 2]), rowsOf([5, noon, 5]), 0);
    expect([...must(written.rows, 'rows')]).toEqual([0, 1]);
    expect([...written.late]).toEqual([1]);
    other.close();
    expect(await stored()).toBe(4);
  });

  test('a batch into a day that does not exist is not stored at all', async () => {
    await expect(line.write(rowsOf([1, noon, 1], [1, noon + 9 * dayMs, 1]), none, 0)).rejects.toThrow(
      /no partition/,
    );
    expect(await stored()).toBe(0);
    await line.write(rowsOf([1, noon, 1]), none, 0);
    expect(await stored()).toBe(1);
  });

  test('the newest of each sensor across days', async () => {
    const [a = 0, b = 0] = await store.numbersOf('newest', ['a', 'b', 'never']);
    await line.write(rowsOf([a, noon - dayMs, 1], [a, noon, 2], [b, noon - dayMs, 3]), none, 0);
    const rows = await store.newest(await store.numbersOf('newest', ['a', 'b', 'never']));
    expect(rows.map(({ sensor, at, value }) => [sensor, at, value]).sort()).toEqual(
      [
        [a, noon, 2],
        [b, noon - dayMs, 3],
      ].sort(),
    );
  });
});

describe('minutes', () => {
  test('are closed with min, max, mean, last and count; a late row rolls its minute again', async () => {
    const [sensor = 0] = await store.numbersOf('minutes', ['a']);
    await line.write(
      rowsOf([sensor, noon, 1], [sensor, noon + 30_000, 5], [sensor, noon + 50_000, 3]),
      none,
      0,
    );
    await line.write(rowsOf([sensor, noon + minuteMs, 7], [sensor, noon + 2 * minuteMs, 8]), none, 0);
    await rollMinutes(made.database, noon + 2 * minuteMs, noon - hourMs);
    expect(await store.minutes(sensor, noon, noon + hourMs)).toEqual([
      { minute: noon, min: 1, max: 5, mean: 3, last: 3, count: 3 },
      { minute: noon + minuteMs, min: 7, max: 7, mean: 7, last: 7, count: 1 },
    ]);
    await line.write(none, rowsOf([sensor, noon + 55_000, -1]), noon + 2 * minuteMs);
    await rollMinutes(made.database, noon + 2 * minuteMs, noon - hourMs);
    expect(must((await store.minutes(sensor, noon, noon + 1))[0], 'minute')).toMatchObject({
      min: -1,
      mean: 2,
      last: -1,
      count: 4,
    });
  });

  test('what no sensor can have measured is in no mean, and stops no rollup of others', async () => {
    const [mad = 0, well = 0] = await store.numbersOf('minutes', ['mad', 'well']);
    const rows = rowsOf([mad, noon, 1e308], [mad, noon + 1, 1e308], [mad, noon + 2, 999], [mad, noon + 3, 4]);
    // Beyond the range of its sensor.
    rows.quality[2] = 4;
    await line.write(rows, rowsOf([well, noon, 2]), 0);
    await line.write(none, rowsOf([mad, noon + minuteMs, -1e308], [mad, noon + minuteMs + 1, -1e308]), 0);
    await rollMinutes(made.database, noon + hourMs, noon);
    await line.write(none, rowsOf([mad, noon + 4, 1e308]), noon + hourMs);
    await rollMinutes(made.database, noon + hourMs, noon);
    expect(await store.minutes(mad, noon, noon + hourMs)).toEqual([
      { minute: noon, min: 4, max: 4, mean: 4, last: 4, count: 1 },
    ]);
    expect(await store.minutes(well, noon, noon + hourMs)).toMatchObject([{ minute: noon, mean: 2 }]);
  });

  test('a row behind the closing mark is rolled though it was the newest of its sensor', async () => {
    const [sensor = 0] = await store.numbersOf('minutes', ['b']);
    await rollMinutes(made.database, noon + hourMs, noon);
    await line.write(rowsOf([sensor, noon + minuteMs, 4]), none, noon + hourMs);
    await rollMinutes(made.database, noon + hourMs, noon);
    expect(await store.minutes(sensor, noon, noon + hourMs)).toMatchObject([
      { minute: noon + minuteMs, count: 1 },
    ]);
  });
});

describe('hours', () => {
  const month = 30 * dayMs;
  const long = Math.floor(day / month) * month - 2 * month;
  const minutesOf = async (): Promise<number> =>
    must(
      (await made.database.pool.query<{ n: number }>('select count(*) as n from reading_minute')).rows[0],
      'n',
    ).n;

  test('stand for minutes of long ago, with the same sums, and what is folded counts once', async () => {
    const { database } = made;
    await makePartitions(database, 'reading_minute', long, day);
    const [sensor = 0] = await store.numbersOf('hours', ['a']);
    // Over the seam between what is folded and what is not.
    const first = long + month - 3 * hourMs;
    for (let n = 0; n < 6 * 60; n += 7)
      await database.pool.query(
        'insert into reading_minute (sensor, minute, min, max, mean, last, count) values ($1, $2, $3, $4, $5, $6, $7)',
        [...[sensor, first + n * minuteMs, (n % 11) - 5, (n % 13) + 9, n / 60, n, 1 + (n % 3)]],
      );
    const read = () => store.gathered(sensor, first, first + 6 * hourMs, hourMs);
    const before = await read();
    expect(before).toHaveLength(6);
    const whole = await minutesOf();
    expect(await foldMinutes(database, long + month + 1)).toBe(long + month);
    // Folded, and not yet dropped.
    expect(await minutesOf()).toBe(whole);
    const near = (rows: typeof before): unknown =>
      rows.map(({ mean, ...row }) => ({ ...row, mean: Number(mean.toFixed(9)) }));
    expect(near(await read())).toEqual(near(before));
    await foldMinutes(database, long + month + 1);
    expect(await dropPartitions(database, 'reading_minute', long + month)).toBeGreaterThan(0);
    expect(await minutesOf()).toBeLessThan(whole);
    expect(near(await read())).toEqual(near(before));
    const hours = await store.minutes(sensor, first, long + month);
    expect(hours.map(({ minute, last }) => [minute, last])).toEqual([
      [first, 56],
      [first + hourMs, 119],
      [first + 2 * hourMs, 175],
    ]);
  });

  test('what is told of a past before the seam stands as hours', async () => {
    await foldMinutes(made.database, long + month);
    const past = openPastMinutes(made.database);
    const [sensor = 0] = await store.numbersOf('hours', ['told']);
    await past.room(long, day);
    await past.put(long + hourMs, [{ sensor, value: 3 }]);
    await past.put(day, [{ sensor, value: 4 }]);
    expect((await store.minutes(sensor, long, noon)).map(({ mean }) => mean)).toEqual([3, 4]);
    expect(await past.oldest(Int32Array.of(sensor))).toBe(long + hourMs);
  });
});

describe('partitions', () => {
  test('are made once, and dropped with what is too old', async () => {
    await makePartitions(made.database, 'reading', day - 2 * dayMs, day + dayMs);
    const before = await partitionsOf(made.database, 'reading');
    expect(before.map(({ from }) => from)).toEqual([-2, -1, 0, 1].map((n) => day + n * dayMs));
    await line.write(rowsOf([1, noon - 2 * dayMs, 1], [1, noon, 1]), none, 0);
    expect(await dropPartitions(made.database, 'reading', day - dayMs)).toBe(1);
    expect(await stored()).toBe(1);
  });

  test('a shorter retention of one jurisdiction leaves the others alone', async () => {
    const [mine = 0] = await store.numbersOf('short', ['a']);
    const [other = 0] = await store.numbersOf('long', ['a']);
    await line.write(rowsOf([mine, day - 1, 1], [mine, noon, 1], [other, day - 1, 1]), none, 0);
    await deleteBefore(made.database, 'short', day, day);
    expect(await store.raw(mine, 0, noon * 2, 9)).toEqual([[noon, 1]]);
    expect(await stored()).toBe(2);
  });
});

describe('a restless sensor', () => {
  const band = { since: noon, low: 2, high: 4 };
  const asked = (
    ...watched: { sensor: number; since: number; low: number; high: number }[]
  ): Promise<number[][]> =>
    store.restless(watched).then((rows) => rows.map(({ sensor, at, value }) => [sensor, at - noon, value]));

  test('is read from its instant on when it left its band since, and only then', async () => {
    await line.write(
      rowsOf(
        [1, noon, 3],
        [1, noon + 1, 4.5],
        [1, noon + 2, 3],
        [2, noon, 2],
        [2, noon + 1, 4],
        [3, noon - 1, 9],
      ),
      none,
      0,
    );
    expect(await asked({ sensor: 1, ...band }, { sensor: 2, ...band }, { sensor: 3, ...band })).toEqual([
      [1, 0, 3],
      [1, 1, 4.5],
      [1, 2, 3],
    ]);
    expect(await asked({ sensor: 1, ...band, since: noon + 2 })).toEqual([]);
    expect(await asked({ sensor: 2, ...band, low: 3 })).toHaveLength(2);
  });

  test('is read whatever its values when nothing lies within its band', async () => {
    await line.write(rowsOf([1, noon, 3]), none, 0);
    expect(await asked({ sensor: 1, since: noon, low: Infinity, high: -Infinity })).toEqual([[1, 0, 3]]);
  });
});
