import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { applyOps, emptyView, viewHash, type View } from '#shared/views/view.ts';
import { openExecute } from '../../server/commands/execute.ts';
import { openLog } from '../../server/log.ts';
import type { Execute, HotLane, Order } from '../../server/ports.ts';
import { emptyCounty } from '../../server/projections/open-county.ts';
import { wholeViews } from '../../server/projections/slices.ts';
import { hotLaneAt } from '../../server/replay/hot-lane-at.ts';
import { openReadingStore } from '../../server/storage/readings/reading-store.ts';
import { openHotPast } from '../../server/storage/replay/hot-past.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { countingMetrics, person } from '../support/county.ts';
import { openHotHouse, type HotHouse } from '../support/hot-house.ts';
import { item } from '../support/incident-world.ts';
import { testDatabase } from '../support/postgres.ts';
import { sensingPack } from '../support/sensing.ts';

const start = Date.UTC(2026, 10, 22, 8);
const on = { quantity: 'level' };
const high = {
  kind: 'threshold',
  id: 'high',
  on,
  item: item.id,
  urgent: true,
  side: 'above',
  enter: 4,
  enterMs: 5_000,
  leave: 3,
  leaveMs: 2_000,
};
const silent = { kind: 'no-data', id: 'silent', on, item: item.id, afterMs: 10_000 };
const models = [{ id: 'rubbish', items: [item.id, 'litter'], floor: 0.5 }];
const slow = { ...high, id: 'slow', urgent: false, enter: 50, leave: 40, enterMs: 0, leaveMs: 0 };
const unusual = {
  kind: 'learned',
  id: 'unusual',
  on,
  item: item.id,
  urgent: true,
  beyond: 2,
  leaveMs: 3_600_000,
  learnMs: 3_600_000,
  least: 0.5,
};
const county = sensingPack({ rules: [high, silent, slow], models, sensors: 400 });
const pack = { ...county, items: new Map([...county.items, ['litter', { ...item, id: 'litter' }]]) };

let made: Awaited<ReturnType<typeof testDatabase>>;
let record: Awaited<ReturnType<typeof openExecute>>;
let house: HotHouse;
let now = start;
let orders: Order[] = [];
let isLedgerAway = false;
const execute: Execute = (order) => {
  if (isLedgerAway) return Promise.reject(new Error('away'));
  orders.push(order);
  return record.execute(order);
};
const open = (): Promise<HotHouse> =>
  openHotHouse({ database: made.database, packs: [pack], execute, clock: () => now });

beforeEach(async () => {
  now = start;
  orders = [];
  isLedgerAway = false;
  made = await testDatabase();
  const options = {
    database: made.database,
    packs: stillPacks([pack]),
    clock: () => now,
    metrics: countingMetrics(),
  };
  record = await openExecute({ ...options, log: openLog('silent') });
  house = await open();
});
afterEach(async () => {
  await house.stop();
  await record.stop();
  await made.stop();
});

/** Sends one value a second. */
async function feed(values: readonly number[], sensor = 's-0'): Promise<void> {
  for (const value of values) {
    now += 1_000;
    const answer = await house.doors.readings('toy', 'box', { sensor, at: now, value });
    expect(isRefusal(answer) ? answer : answer.taken).toBe(1);
  }
  await house.watchman.idle();
}
interface Row {
  origin: string;
  occurrences: number;
  state: {
    id: string;
    ended?: string;
    title: string;
    detail: string;
    evidence: { sensor?: string; series?: [number, number][] }[];
    urgent: boolean;
  };
}
const incidents = async (): Promise<Row[]> =>
  (await made.database.pool.query<Row>('select origin, occurrences, state from incident order by origin, id'))
    .rows;

describe('watchman', () => {
  test('W1 a raise becomes one incident with its evidence; the next one counts as an occurrence', async () => {
    await feed([1, 5, 5, 5, 5, 5, 5.5]);
    const [made1, ...more] = await incidents();
    expect(more).toEqual([]);
    expect(made1).toMatchObject({ origin: 'sensor:s-0:high', occurrences: 1, state: { urgent: true } });
    const series = must(made1?.state.evidence[0]?.series, 'series');
    expect(series.map(([, value]) => value)).toEqual([1, 5, 5, 5, 5, 5, 5.5]);
    const [raised] = house.lane.raised('toy');
    expect(raised).toMatchObject({ sensor: 0, rule: 'high', since: start + 2_000 });
    expect(raised?.incident).toBe(await idOf('sensor:s-0:high'));
    expect(orders.map(({ key }) => key)).toEqual([`rule:s-0:high:${start + 2_000}`]);

    await feed([9, 9, 2, 2, 2]);
    expect(house.lane.raised('toy')).toEqual([]);
    await feed([5, 5, 5, 5, 5, 5]);
    expect(await incidents()).toMatchObject([{ origin: 'sensor:s-0:high', occurrences: 2 }]);
  });

  test('H1 an instant of the hot lane is told afterwards as live screens had it', async () => {
    const moments: { at: number; hash: string; rows: number }[] = [];
    const sensingOf = (hotLane: HotLane, at: number): View => {
      const view = emptyView();
      const ground = { county: emptyCounty(pack), hotLane };
      applyOps(view, wholeViews.sensing(ground, { kind: 'all' }, view, at));
      return view;
    };
    const live = (): void => {
      const view = sensingOf(house.lane, now);
      moments.push({ at: now, hash: viewHash(view), rows: view.tables.get('abnormal')?.size ?? 0 });
      now += 1;
    };
    const [staff = ''] = pack.staff.keys();
    const place = { lng: 119.5, lat: 31 };
    const taken = async (answer: Promise<unknown>): Promise<void> =>
      expect(await answer).toMatchObject({ taken: 1 });
    live();
    await feed([1]);
    live();
    await taken(house.doors.positions('toy', 'box', { staff, at: now, ...place }));
    await taken(house.doors.cameraStates('toy', 'box', { camera: 'c-0', at: now, online: true }));
    live();
    await feed([5, 5, 5, 5, 5, 5, 5.5]);
    live();
    await feed([2, 2, 2, 2]);
    live();
    await taken(house.doors.cameraStates('toy', 'box', { camera: 'c-0', at: now, online: false }));
    live();
    await feed([6, 6, 6, 6, 6, 6], 's-7');
    live();
    now += 16 * 60_000;
    live();
    await house.watchman.idle();
    await house.stop();
    house = await open();
    expect(moments.map(({ rows }) => rows)).toEqual([0, 0, 0, 1, 0, 0, 1, 1]);
    const [past, store] = [openHotPast(made.database), openReadingStore(made.database)];
    const numbersOf = (id: string, { sensors }: typeof pack.pack): Promise<Int32Array> =>
      store.numbersOf(
        id,
        sensors.map((sensor) => sensor.id),
      );
    for (const { at, hash } of moments.toReversed())
      expect(viewHash(sensingOf(await hotLaneAt(past, numbersOf, pack, at), at)), String(at - start)).toBe(
        hash,
      );
  });

  test('T6 what the sensor cannot measure raises nothing', async () => {
    await feed([1, 999, 999, 999, 999, 999, 999, 999]);
    expect(await incidents()).toEqual([]);
  });

  test('N1 N4 N5 a sensor that falls silent is noticed, and cleared by the next reading', async () => {
    await feed([1]);
    now += 9_000;
    house.watchman.listen();
    expect(house.lane.raised('toy')).toEqual([]);
    now += 1_000;
    house.watchman.listen();
    await house.watchman.idle();
    expect(house.lane.raised('toy')).toMatchObject([{ sensor: 0, rule: 'silent', since: start + 1_000 }]);
    expect(await incidents()).toMatchObject([{ origin: 'sensor:s-0:silent' }]);
    await feed([1]);
    expect(house.lane.raised('toy')).toEqual([]);
  });

  test('N1 G5 what arrives is heard, whatever its clock says; a silence that is over is withdrawn, unless somebody has acted', async () => {
    await feed([1]);
    for (let i = 0; i < 30; i++) {
      now += 1_000;
      await house.doors.readings('toy', 'box', { sensor: 's-0', at: now - 8 * 3_600_000, value: 1 });
      house.watchman.listen();
    }
    await house.watchman.idle();
    expect(house.lane.raised('toy')).toEqual([]);
    for (const isTaken of [false, true]) {
      now += 10_000;
      house.watchman.listen();
      await house.watchman.idle();
      const [open] = (await incidents()).slice(-1);
      expect(open?.state).toMatchObject({ node: 'reported' });
      if (isTaken) await accept(must(open, 'an incident').state.id);
      await feed([1]);
    }
    const [first, second, ...more] = await incidents();
    expect([first?.state.ended, second?.state.ended, more]).toEqual(['void', undefined, []]);
    const noted = await made.database.pool.query<{ kind: string }>(
      "select body::json->'fact'->>'kind' as kind from ledger where subject = $1 order by seq desc limit 1",
      [second?.state.id],
    );
    expect(noted.rows).toEqual([{ kind: 'noted' }]);
  });

  test('C1 C2 a device that sends with a wrong clock is told as that, and no longer when it is mended', async () => {
    await feed([1]);
    for (let i = 0; i <= 120; i++) {
      now += 5_000;
      await house.doors.readings('toy', 'box', { sensor: 's-0', at: now - 8 * 3_600_000, value: 1 });
    }
    await house.watchman.idle();
    expect((await incidents()).map(({ state }) => state.title)).toEqual(['水位站0 设备时钟不准']);
    expect((await incidents())[0]?.state.detail).toContain('设备时钟慢约 8 小时');
    await feed([1]);
    await house.watchman.idle();
    expect((await incidents()).map(({ state }) => state.ended)).toEqual(['void']);
  });

  test('G1 G3 an outage of many is one incident, lives through a restart, and goes when the last is back', async () => {
    const all = (at: number) => Array.from({ length: 300 }, (_, i) => ({ sensor: `s-${i}`, at, value: 1 }));
    await house.doors.readings('toy', 'box', all(now));
    now += 10_000;
    house.watchman.listen();
    await house.watchman.idle();
    const [made1, ...more] = await incidents();
    expect(more).toEqual([]);
    expect(made1).toMatchObject({
      origin: 'outage:box',
      state: { title: '来源 box 中断：300 个监测点无数据' },
    });
    expect(house.lane.raised('toy')).toHaveLength(300);
    await house.stop();
    house = await open();
    now += 1_000;
    await house.doors.readings('toy', 'box', all(now).slice(1));
    await house.watchman.idle();
    expect((await incidents())[0]?.state.ended).toBeUndefined();
    await house.doors.readings('toy', 'box', all(now).slice(0, 1));
    await house.watchman.idle();
    expect((await incidents()).map(({ state }) => state.ended)).toEqual(['void']);
    expect(house.lane.raised('toy')).toEqual([]);
  });

  test('Q1 L1 an urgent raise passes 350 ordinary ones that came before it, which are few matters', async () => {
    isLedgerAway = true;
    now += 1_000;
    const flood = Array.from({ length: 350 }, (_, i) => ({ sensor: `s-${i + 10}`, at: now, value: 60 }));
    for (let s = 0; s < 7; s++) {
      now += 1_000;
      await house.doors.readings('toy', 'box', [
        ...(s === 0 ? flood : []),
        { sensor: 's-0', at: now, value: 5 },
      ]);
    }
    isLedgerAway = false;
    await expect.poll(() => orders.length, { timeout: 15_000 }).toBeGreaterThan(2);
    await house.watchman.idle();
    const told = orders.map(({ key }) => key?.split(':').slice(0, 3).join(':'));
    expect(told.indexOf('rule:s-0:high')).toBeLessThanOrEqual(1);
    expect(new Set(told)).toEqual(
      new Set([
        ...[10, 11, 12].map((i) => `rule:s-${i}:slow`),
        'flood:slow:' + told.at(-1)?.split(':')[2],
        'rule:s-0:high',
      ]),
    );
    const many = (await incidents()).find(({ origin }) => origin === 'flood:slow');
    expect(many?.state.title).toContain('347 处');
  });

  test('L1 R1 10,000 raises in a minute of 50 that flicker: every one is in the record, people see ten at most, the 20 true ones all', async () => {
    const isTrue = (i: number): boolean => i >= 50 && i < 70;
    for (let tick = 0; tick < 200; tick++) {
      now += 300;
      const batch = [];
      for (let bad = 0; bad < 50; bad++)
        batch.push(
          { sensor: `s-${bad}`, at: now - 200, value: 60 },
          { sensor: `s-${bad}`, at: now - 50, value: 1 },
        );
      if (tick % 10 === 5) batch.push({ sensor: `s-${50 + (tick - 5) / 10}`, at: now, value: 60 });
      const answer = await house.doors.readings('toy', 'box', batch);
      expect(isRefusal(answer) ? answer : answer.refusedCount).toBe(0);
    }
    await house.watchman.idle();
    const { pool } = made.database;
    const raises = await pool.query<{ sensor: string; n: number }>(
      "select sensor, count(*)::int as n from rule_raise where rule = 'slow' group by sensor order by sensor",
    );
    const numberOf = (sensor: string): number => Number(sensor.slice(2));
    expect(raises.rows.filter(({ sensor }) => !isTrue(numberOf(sensor))).map(({ n }) => n)).toEqual(
      Array.from({ length: 50 }, () => 200),
    );
    expect(raises.rows.filter(({ sensor }) => isTrue(numberOf(sensor))).map(({ n }) => n)).toEqual(
      Array.from({ length: 20 }, () => 1),
    );
    const alarms = await pool.query<{ id: string; kind: string }>('select id, kind from alarm');
    expect(alarms.rows.length).toBeLessThanOrEqual(10);
    expect((await incidents()).length).toBeLessThanOrEqual(9);
    const of = await pool.query<{ sensor: string; kind: string }>(
      `select r.sensor, a.kind from rule_raise r join alarm a on a.id = r.alarm where r.ended_at is null and r.rule = 'slow'`,
    );
    expect(
      of.rows
        .filter(({ kind }) => kind !== 'chatter')
        .map(({ sensor }) => numberOf(sensor))
        .toSorted((a, b) => a - b),
    ).toEqual(Array.from({ length: 20 }, (_, i) => 50 + i));
  });

  test('O3 late data takes back what was not so', async () => {
    now += 1_000;
    const send = (at: number, value: number) =>
      house.doors.readings('toy', 'box', { sensor: 's-0', at: start + at, value });
    now = start + 60_000;
    await send(0, 60);
    await house.watchman.idle();
    expect((await incidents()).map(({ origin }) => origin)).toEqual(['sensor:s-0:slow']);
    await house.doors.readings(
      'toy',
      'box',
      [8, 4, 2, 6].map((s) => ({ sensor: 's-1', at: start + s * 1_000, value: 5 })),
    );
    await house.watchman.idle();
    expect(house.lane.raised('toy').map(({ rule }) => rule)).toEqual(['slow', 'high']);
    await house.doors.readings('toy', 'box', { sensor: 's-1', at: start + 5_000, value: 1 });
    await house.watchman.idle();
    expect(house.lane.raised('toy').map(({ rule }) => rule)).toEqual(['slow']);
    // It is urgent: people judge it.
    expect((await incidents()).map(({ state }) => state.ended)).toEqual([undefined, undefined]);
  });

  test('N6 what another node of the house hears is not silent, and silence that both notice is one matter', async () => {
    await feed([1]);
    const other = await open();
    // Only this node hears it from now on.
    for (let i = 0; i < 3; i++) await feed([1, 1, 1, 1, 1, 1]);
    other.watchman.listen();
    await other.watchman.idle();
    expect(other.lane.raised('toy')).toEqual([]);
    now += 20_000;
    for (const one of [house, other]) {
      one.watchman.listen();
      await one.watchman.idle();
      expect(one.lane.raised('toy')).toMatchObject([
        { rule: 'silent', incident: await idOf('sensor:s-0:silent') },
      ]);
    }
    expect(await incidents()).toMatchObject([{ origin: 'sensor:s-0:silent', occurrences: 1 }]);
    await feed([1]);
    now += 9_000;
    other.watchman.listen();
    await other.watchman.idle();
    expect(other.lane.raised('toy')).toEqual([]);
    await other.stop();
  });

  test('W5 a stretch under way and what is raised live through a restart', async () => {
    await feed([5, 5, 5]);
    await feed([5, 5, 5, 5, 5, 5, 5], 's-1');
    await house.stop();
    house = await open();
    expect(house.lane.raised('toy')).toMatchObject([
      { sensor: 1, rule: 'high', incident: await idOf('sensor:s-1:high') },
    ]);
    now -= 6_000;
    await feed([5, 5, 5]);
    expect((await incidents()).map(({ origin, occurrences }) => [origin, occurrences])).toEqual([
      ['sensor:s-0:high', 1],
      ['sensor:s-1:high', 1],
    ]);
  });

  test('W2 what was raised and is over before a restart is not raised by it a second time', async () => {
    const raises = async (): Promise<unknown[]> =>
      (
        await made.database.pool.query(
          'select sensor, rule, since, alarm, ended_at from rule_raise order by since',
        )
      ).rows;
    await feed([5, 5, 5, 5, 5, 5, 5, 1, 1, 1, 1]);
    expect(house.lane.raised('toy')).toEqual([]);
    const before = await raises();
    expect(before).toHaveLength(1);
    for (let i = 0; i < 2; i++) {
      await house.stop();
      house = await open();
      await house.watchman.idle();
    }
    expect(await raises()).toEqual(before);
    expect((await made.database.pool.query('select id from alarm')).rows).toHaveLength(1);
    expect((await incidents()).map(({ occurrences }) => occurrences)).toEqual([1]);
    // And another one is.
    await feed([5, 5, 5, 5, 5, 5, 5]);
    expect(house.lane.raised('toy')).toMatchObject([{ rule: 'high' }]);
  });

  test('U4 U6 what a rule has learnt lives through a restart, and the alarm says what would have been usual', async () => {
    const learning = sensingPack({ rules: [high, unusual], sensors: 8 });
    const openLearning = (): Promise<HotHouse> =>
      openHotHouse({ database: made.database, packs: [learning], execute, clock: () => now });
    await house.stop();
    house = await openLearning();
    for (let i = 0; i < 40; i++) {
      now += 300_000;
      await house.doors.readings('toy', 'box', { sensor: 's-7', at: now, value: 1 + (i % 3) / 10 });
    }
    await house.stop();
    house = await openLearning();
    orders = [];
    await feed([3.8], 's-7');
    const report = orders.find(({ command }) => JSON.stringify(command).includes(':unusual'));
    expect(JSON.stringify(report)).toMatch(/实测 3\.80 m，异常：此时通常在 0\.\d\d–1\.\d\d m/u);
  });

  test('K1 K2 K4 what several sensors raise together is one alarm that names them, also after a restart', async () => {
    const many = { kind: 'combined', id: 'many', on, item: item.id, urgent: true, rules: ['high'] };
    const around = { ...many, need: 2, each: false, withinM: 500, withinMs: 0 };
    const both = sensingPack({ rules: [high, around], sensors: 3 });
    const openBoth = (): Promise<HotHouse> =>
      openHotHouse({ database: made.database, packs: [both], execute, clock: () => now });
    await house.stop();
    house = await openBoth();
    const raised = (): string[] => house.lane.raised('toy').map(({ rule }) => rule);
    await feed([5, 5, 5, 5, 5, 5, 5]);
    expect(raised()).toEqual(['high']);
    await house.stop();
    house = await openBoth();
    await feed([5, 5, 5, 5, 5, 5, 5], 's-1');
    expect(raised().toSorted()).toEqual(['high', 'high', 'many']);
    expect(JSON.stringify(orders)).toContain('500 米 2 个监测点同时报警：水位站0、水位站1');
    await feed([1, 1, 1, 1]);
    expect(raised()).toEqual(['high']);
  });

  test('W2 W3 a raise that could not be reported is reported after the restart, though it cleared meanwhile', async () => {
    isLedgerAway = true;
    for (const value of [5, 5, 5, 5, 5, 5, 2, 2, 2]) {
      now += 1_000;
      await house.doors.readings('toy', 'box', { sensor: 's-0', at: now, value });
    }
    // Nobody else would tell that an alarm reaches nobody.
    await expect
      .poll(() => house.works.failing())
      .toMatchObject([{ work: 'reporting alarms', jurisdiction: 'toy' }]);
    await house.stop();
    expect(await incidents()).toEqual([]);
    isLedgerAway = false;
    house = await open();
    await house.watchman.idle();
    expect(await incidents()).toMatchObject([{ origin: 'sensor:s-0:high', occurrences: 1 }]);
    expect(house.works.failing()).toEqual([]);
  });

  test('a camera model that keeps seeing the same thing makes one incident, and its flood few entries', async () => {
    const seen = { camera: 'c-0', model: 'rubbish', item: item.id, confidence: 0.9, text: '路面有垃圾' };
    for (let i = 0; i < 50; i++) {
      now += 2_000;
      expect(await house.doors.detections('toy', 'cams', { ...seen, at: now })).toMatchObject({ taken: 1 });
    }
    const origin = `camera:c-0:rubbish:${item.id}`;
    expect(await incidents()).toMatchObject([{ origin, occurrences: 2 }]);
    expect(await house.doors.detections('toy', 'cams', { ...seen, at: now })).toMatchObject({
      refused: [{ code: 'duplicate' }],
    });
    expect(await house.doors.detections('toy', 'cams', { ...seen, camera: 'c-9', at: now })).toMatchObject({
      refused: [{ code: 'unknown', field: 'camera' }],
    });
  });

  test('each class of a frame is a matter of its own; what its camera or model cannot say is refused by its field', async () => {
    now += 1_000;
    const seen = { camera: 'c-0', at: now, model: 'rubbish', confidence: 0.9, text: '路面有垃圾' };
    const frame = [
      { ...seen, item: item.id },
      { ...seen, item: 'litter' },
      { ...seen, item: item.id, model: 'unheard-of' },
      { ...seen, item: item.id, confidence: 0.49 },
      { ...seen, item: item.id, camera: 'c-1' },
      { ...seen, item: 'appeal' },
    ];
    expect(await house.doors.detections('toy', 'cams', frame)).toMatchObject({
      taken: 2,
      refused: [
        { index: 2, code: 'unknown', field: 'model' },
        { index: 3, code: 'invalid', field: 'confidence' },
        { index: 4, code: 'invalid', field: 'model' },
        { index: 5, code: 'invalid', field: 'item' },
      ],
    });
    expect((await incidents()).map(({ origin }) => origin).sort()).toEqual(
      [`camera:c-0:rubbish:${item.id}`, 'camera:c-0:rubbish:litter'].sort(),
    );
  });
});

async function accept(incident: string): Promise<void> {
  const command = { kind: 'take', incident, version: 1, transition: 'accept', form: {} } as const;
  const done = await record.execute({ jurisdiction: 'toy', by: person('duty'), command });
  expect(done).toMatchObject({ kind: 'done' });
}

async function idOf(origin: string): Promise<string> {
  const found = await made.database.pool.query<{ id: string }>('select id from incident where origin = $1', [
    origin,
  ]);
  return must(found.rows[0], origin).id;
}
