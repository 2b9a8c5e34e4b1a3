import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gridTree } from '#shared/grid/locate.ts';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import type { Trend } from '#shared/wire/http.ts';
import { expect, vi } from 'vitest';
import { readTopology } from './grids.ts';
import { signIn, type TestHouse } from './house.ts';

/** What instruments, cameras and people of a shipped county said up to `at`, at which its clock stands. The same each time. */
export async function letDevicesSpeak(house: TestHouse, county: string, at: number): Promise<void> {
  const send = senderOf(house, county);
  const sensors = await part<Sensor>(county, 'sensors');
  for (const items of readingsOfDay(sensors, at)) await send('readings', items);
  const cameras = await part<{ id: string }>(county, 'cameras');
  await send(
    'camera-states',
    cameras.map(({ id }, i) => ({ camera: id, at, online: i % 83 !== 7 })),
  );
  await send('positions', await positionsAt(county, at));
  await coursesStand(house, county, sensors, at);
}

/** Minutes are gathered behind the readings, of all at once: until then a wall has no curve of them. */
async function coursesStand(house: TestHouse, county: string, sensors: Sensor[], at: number): Promise<void> {
  const cookie = await signIn(house, county, 'chief');
  const some = sensors.filter((_, i) => i % beyondEvery === 0);
  const points = async ({ id }: Sensor): Promise<number> => {
    const address = `${house.url}/api/${county}/readings/${id}?from=${at - dayMs}&to=${at + 1}`;
    return ((await (await fetch(address, { headers: { cookie } })).json()) as Trend).points.length;
  };
  await vi.waitFor(
    async () => expect(Math.max(...(await Promise.all(some.map(points))))).toBeGreaterThan(40),
    { timeout: 90_000, interval: 1_000 },
  );
}

interface Sensor {
  id: string;
  normal: readonly [number, number];
  decimals: number;
}
/** A curve of a day in half hours; one sensor in so many has been beyond what is usual for forty minutes. */
const [everyMs, beyondEvery, beyondMs] = [30 * minuteMs, 170, 40 * minuteMs];

function* readingsOfDay(sensors: readonly Sensor[], at: number): Generator<object[]> {
  const beyond = sensors.filter((_, i) => i % beyondEvery === 11);
  // In the order of their instants: what is late is judged when it comes, which is not the same each time.
  for (let ago = dayMs; ago >= 0; ago -= 2 * minuteMs)
    if (ago % everyMs === 0)
      yield sensors.map((sensor, i) => readingOf(sensor, at - ago, 0.5 + wave(sensor, i, ago)));
    else if (ago < beyondMs && ago % (4 * minuteMs) === 0)
      yield beyond.map((sensor) => readingOf(sensor, at - ago, 1.55));
}

/** Off the middle of what is usual: the course of a day with its own hour, and what no two hours share. */
function wave({ id }: Sensor, i: number, ago: number): number {
  if (i % beyondEvery === 11 && ago < beyondMs) return 1.05;
  const roll = dice(seedOf(`${id} ${ago}`));
  return 0.26 * Math.sin((ago / dayMs) * 2 * Math.PI + i) + 0.09 * (roll.roll() - 0.5);
}

function readingOf({ id, normal: [low, high], decimals }: Sensor, at: number, share: number): object {
  return { sensor: id, at, value: Number((low + (high - low) * share).toFixed(decimals)) };
}

/** Two of three members of the field are out, each in the middle of the grid. */
async function positionsAt(county: string, at: number): Promise<object[]> {
  const grids = gridTree(readTopology(county) as Parameters<typeof gridTree>[0]);
  const staff = await part<{ id: string; grid?: string }>(county, 'staff');
  return staff.flatMap(({ id, grid = '' }, i) => {
    const cell = grids.byId.get(grid);
    return cell && i % 3 !== 0 ? [{ staff: id, at, ...cell.centre }] : [];
  });
}

async function part<T>(county: string, name: string): Promise<T[]> {
  const file = new URL(`../../server/packs/${county}/${name}.json`, import.meta.url);
  return JSON.parse(await readFile(file, 'utf8')) as T[];
}

/** A door of the county, as its pretend devices knock at it. */
function senderOf(
  { url, demo }: TestHouse,
  county: string,
): (door: string, items: object[]) => Promise<void> {
  const token = must(demo.jurisdictions[county]?.sources['sim-devices'], 'token of the devices');
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const most = 4_000;
  return async (door, items) => {
    for (let from = 0; from < items.length; from += most) {
      const answer = await fetch(`${url}/api/${county}/${door}`, {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': randomUUID() },
        body: JSON.stringify(items.slice(from, from + most)),
      });
      if (!answer.ok) throw new Error(`${door}: ${answer.status} ${await answer.text()}`);
    }
  };
}
