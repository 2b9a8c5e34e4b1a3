import { describe, expect, test } from 'vitest';
import { noDataRule } from '#shared/sensing/rule.ts';
import type { Raise } from '../../../server/alarms/alarm.ts';
import { makeOutages, type Outages } from '../../../server/alarms/outages.ts';
import { groupWords, titleOf } from '../../../server/alarms/words.ts';
import { sensingPack } from '../../support/sensing.ts';

const rule = noDataRule.parse({
  kind: 'no-data',
  id: 'silent',
  on: { quantity: 'level' },
  item: 'x',
  afterMs: 900_000,
});
const raise = (index: number): Raise => ({
  sentry: { index, slot: index, rule },
  since: index,
  at: index,
  shown: { sensor: index, rule: rule.id, since: index, incident: null },
});
const settings = { holdMs: 60_000, least: 5 };
function hold(outages: Outages, cause: string, from: number, count: number, now: number): void {
  for (let i = from; i < from + count; i++) outages.hold('toy', cause, raise(i), now);
}
const due = (outages: Outages, now: number): { single: number[]; told: [string, number][] } => {
  const { single, untold } = outages.due(now);
  for (const outage of untold) outage.told = outage.members.size;
  return {
    single: single.map(({ sentry }) => sentry.index),
    told: untold.map(({ cause, members }) => [cause, members.size]),
  };
};

describe('silences', () => {
  test('G1 many of one source are one outage after a minute, few are their own; other sources are other causes', () => {
    const outages = makeOutages(settings);
    hold(outages, 'a', 0, 4, 0);
    hold(outages, 'b', 10, 1_164, 30_000);
    expect(due(outages, 59_999)).toEqual({ single: [], told: [] });
    expect(due(outages, 60_000)).toEqual({ single: [0, 1, 2, 3], told: [] });
    expect(due(outages, 90_000)).toEqual({ single: [], told: [['b', 1_164]] });
  });

  test('G2 more of the same source join while it is open, and are told when it has doubled', () => {
    const outages = makeOutages(settings);
    hold(outages, 'a', 0, 5, 0);
    expect(due(outages, 60_000).told).toEqual([['a', 5]]);
    hold(outages, 'a', 5, 1, 60_000);
    expect(due(outages, 120_000)).toEqual({ single: [], told: [] });
    hold(outages, 'a', 6, 4, 120_000);
    expect(due(outages, 180_000)).toEqual({ single: [], told: [['a', 10]] });
  });

  test('G3 G4 the last that is heard ends it; one that is only held is told to nobody', () => {
    const outages = makeOutages(settings);
    hold(outages, 'a', 0, 6, 0);
    expect(outages.end(5)).toEqual({ wasHeld: true, outage: null, isOver: false });
    expect(due(outages, 60_000).told).toEqual([['a', 5]]);
    for (const index of [0, 1, 2, 3]) expect(outages.end(index)).toMatchObject({ isOver: false });
    expect(outages.end(4)).toMatchObject({ wasHeld: false, isOver: true, outage: { cause: 'a' } });
    hold(outages, 'a', 0, 1, 100_000);
    expect(due(outages, 160_000).single).toEqual([0]);
  });

  test('G3 members found at start belong to their outage', () => {
    const outages = makeOutages(settings);
    for (let i = 0; i < 3; i++) outages.resume('toy', 'a', raise(i), '42');
    hold(outages, 'a', 3, 1, 0);
    expect(due(outages, 60_000)).toEqual({ single: [], told: [] });
    expect([0, 1, 2, 3].map((index) => outages.end(index).isOver)).toEqual([false, false, false, true]);
  });

  test('G6 few of each source that lie in one area are one outage of the area; of one system, else, one of the system', () => {
    const outages = makeOutages(settings);
    for (let i = 0; i < 6; i++)
      outages.hold('toy', `s${i}`, raise(i), i * 1_000, ['outage:grid:a', 'outage:water']);
    for (let i = 10; i < 14; i++)
      outages.hold('toy', `s${i}`, raise(i), 0, ['outage:grid:b', 'outage:water']);
    const first = due(outages, 60_000);
    expect(first.told).toEqual([['outage:grid:a', 6]]);
    expect(first.single).toEqual([10, 11, 12, 13]);
    outages.hold('toy', 's20', raise(20), 70_000, ['outage:grid:a', 'outage:water']);
    expect(due(outages, 130_000)).toEqual({ single: [], told: [] });
    for (let i = 30; i < 36; i++)
      outages.hold('toy', `s${i}`, raise(i), 200_000, [`outage:grid:${i}`, 'outage:water']);
    expect(due(outages, 260_000).told).toEqual([['outage:water', 6]]);
  });

  test('L4 an outage that has no place before the operators is silences of their own', () => {
    const outages = makeOutages(settings);
    hold(outages, 'a', 0, 6, 0);
    const { single, untold } = outages.due(60_000, () => false);
    expect([single.length, untold]).toEqual([6, []]);
    expect(outages.end(0)).toEqual({ wasHeld: false, outage: null, isOver: false });
  });

  test('a clock that was set back holds nothing for longer', () => {
    const outages = makeOutages(settings);
    hold(outages, 'a', 0, 1, 1_000_000);
    expect(due(outages, 0).single).toEqual([0]);
  });

  test('the words of an outage fit their fields and count all of it', () => {
    const { sensors } = sensingPack({ sensors: 2_000 }).pack;
    const { title, detail, list } = groupWords('outage:x', sensors, 'gateway-'.repeat(20));
    expect([title.length <= 120, detail.length <= 2_000, list.length <= 500]).toEqual([true, true, true]);
    expect(groupWords('outage:box', sensors, 'box')).toMatchObject({
      title: '来源 box 中断：2000 个监测点无数据',
      list: expect.stringContaining('等 2000 处') as string,
    });
    expect(groupWords('clock:box', sensors, 'box').title).toBe('来源 box 时钟不准：2000 个监测点时钟不准');
  });
});

describe('how a raised rule is called', () => {
  test.each([
    ['西郊社区 河道水位', '河道水位超警', '西郊社区 河道水位超警'],
    ['新街村 企业周边无人巡查', '企业安全隐患', '新街村 企业周边无人巡查 企业安全隐患'],
    ['水位', '水位超警', '水位 水位超警'],
    ['长江 3 号点', undefined, '长江 3 号点'],
  ])('%s that raises %s: %s', (name, item, title) => {
    const named = (zh: string) => ({ name: { zh, en: zh } });
    expect(titleOf(named(name) as never, item === undefined ? item : (named(item) as never))).toBe(title);
  });
});
