import type { BeyondBound } from '#shared/warning/policy.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { Rule } from '#shared/sensing/rule.ts';
import { decideWarning } from '#shared/warning/decide-warning.ts';
import { evolveWarning } from '#shared/warning/evolve.ts';
import type { Warning, WarningCommand, WarningState } from '#shared/warning/warning.ts';
import { describe, expect, it } from 'vitest';
import type { LoadedPack } from '../../../server/packs/loaded.ts';
import type { RaisedRule } from '../../../server/ports.ts';
import { dueCommands } from '../../../server/warnings/keeper.ts';
import { causesOf, proposalsOf } from '../../../server/warnings/proposing.ts';
import { stormsOf } from '../../../server/simulator/storms.ts';
import { valueAt } from '../../../server/simulator/signals.ts';
import { testPack } from '../../support/county.ts';
import { runningIndicator } from '../../support/running.ts';

const rule: Rule = {
  kind: 'threshold',
  id: 'flood-high',
  on: { quantity: 'flood-level' },
  item: 'x',
  urgent: true,
  side: 'above',
  enter: 15,
  enterMs: 60_000,
  leave: 8,
  leaveMs: 60_000,
};
const gauge = (id: string, lng: number): Sensor => ({
  id,
  name: { zh: `水位 ${id}`, en: id },
  system: 'water-farm',
  quantity: 'flood-level',
  measure: 'cm',
  place: { lng, lat: 31 },
  range: [0, 200],
  normal: [0, 5],
  decimals: 1,
  everyMs: 60_000,
});
const line = { kind: 'waterlogging', rule: rule.id, title: '内涝', level: 1, measures: '绕行' };
const air = {
  kind: 'air',
  indicator: 'pm',
  forMs: 3_600_000,
  least: 1,
  title: '重污染',
  level: 0,
  measures: '少出门',
};
function county(): LoadedPack {
  const made = testPack();
  const sensors = [gauge('w1', 119.2), gauge('w2', 119.4), gauge('e1', 120.5)];
  const proposes = [
    { ...line, least: 1, colour: 'blue' as const },
    { ...line, least: 2, colour: 'orange' as const },
    { ...air, by: 0, colour: 'blue' as const },
    { ...air, by: 30, colour: 'yellow' as const },
  ];
  made.pack.indicators.push({
    ...runningIndicator('pm', '1'),
    name: { zh: '细颗粒物', en: 'PM' },
    measure: 'µg',
  });
  return {
    ...made,
    pack: { ...made.pack, sensors, rules: [rule], policy: { ...made.pack.policy, warning: { proposes } } },
    sensorOrdinals: new Map(sensors.map(({ id }, i) => [id, i])),
    rulesOf: () => [rule],
  };
}
const pack = county();
const raise = (sensor: number, since: number): RaisedRule => ({
  sensor,
  rule: rule.id,
  since,
  incident: null,
});
const latest = { at: Float64Array.from([90, 91, 92]), value: Float64Array.from([21.5, 30, 3]) };
const house = { id: 'warning-keeper', name: '预警值守', role: 'system' } as const;
const chief = { id: 'c', name: '值班长', role: 'duty', post: 'duty-chief' } as const;

/** The county's warnings, to which the house and the chief do what they do. */
function world() {
  const states = new Map<string, WarningState>();
  let serial = 0;
  const at = (
    now: number,
    raised: readonly RaisedRule[],
    beyond: readonly BeyondBound[] = [],
  ): WarningCommand[] =>
    proposalsOf({
      pack,
      raised,
      beyond,
      latest,
      now,
      standing: [...states.values()].filter((one) => !('rejected' in one)),
      ofCause: (cause) => [...states.values()].filter((one) => one.cause === cause),
    });
  function send(
    command: WarningCommand,
    now: number,
    actor: typeof house | typeof chief = house,
  ): WarningState {
    const before = 'warning' in command ? (states.get(command.warning) ?? null) : null;
    const decision = decideWarning(before, command, {
      now,
      actor,
      jurisdiction: 'toy',
      newId: () => `W${(serial += 1)}`,
    });
    if (isRefusal(decision)) throw new Error(decision.reason);
    const after = decision.facts.reduce<WarningState | null>(
      (s, f) => evolveWarning(s, f, now, actor.name),
      before,
    );
    if (!after) throw new Error('nothing');
    states.set(after.id, after);
    return after;
  }
  return { at, send };
}

describe('rules propose', () => {
  it('with what was measured, for the area of the instruments, by the gravest line that holds', () => {
    const { at } = world();
    expect(at(100, [raise(0, 50)])).toEqual([
      {
        kind: 'propose-warning',
        colour: 'blue',
        cause: 'rule:waterlogging:w',
        measures: '绕行',
        title: 'w内涝',
        grids: ['w'],
        basis: '水位 w1达到“内涝”界限',
        rests: [
          { kind: 'reading', sensor: 'w1', at: 90, value: 21.5, name: '水位 w1', measure: 'cm', limit: 15 },
        ],
      },
    ]);
    const two = at(100, [raise(0, 50), raise(1, 60), raise(2, 70)]);
    expect(two.map((one) => 'colour' in one && [one.colour, 'grids' in one && one.grids])).toEqual([
      ['orange', ['w']],
      ['blue', ['e']],
    ]);
    expect(causesOf(pack, { raised: [raise(0, 50)], beyond: [], now: 100 })).toEqual(['rule:waterlogging:w']);
    expect(at(100, [])).toEqual([]);
  });

  it('L7 once a cause: not while one stands, not again of raises from before it ended', () => {
    const { at, send } = world();
    const first = at(100, [raise(0, 50)]);
    const made = send(first[0] as WarningCommand, 100);
    expect(at(101, [raise(0, 50)])).toEqual([]);
    send({ kind: 'reject-warning', warning: made.id, version: 1, reason: '仪表误报' }, 200, chief);
    expect(at(201, [raise(0, 50)])).toEqual([]);
    expect(at(300, [raise(0, 250)])).toHaveLength(1);
  });

  it('L8 asks for a graver colour and, when all is calm, for the end; what was declined rests', () => {
    const { at, send } = world();
    const made = send(at(100, [raise(0, 50)])[0] as WarningCommand, 100);
    const signed = send({ kind: 'sign-warning', warning: made.id, version: 1 }, 110, chief) as Warning;
    expect(at(120, [raise(0, 50)])).toEqual([]);
    const more = [raise(0, 50), raise(1, 115)];
    expect(at(120, more)).toMatchObject([{ kind: 'ask-warning', warning: signed.id, colour: 'orange' }]);
    const asked = send(at(120, more)[0] as WarningCommand, 120) as Warning;
    expect(at(121, more)).toEqual([]);
    send({ kind: 'decline-warning', warning: asked.id, version: asked.version, reason: '观察' }, 130, chief);
    expect(at(140, more)).toEqual([]);
    expect(at(130 + 31 * minuteMs, more)).toHaveLength(1);
    expect(at(110 + 9 * minuteMs, [])).toEqual([]);
    expect(at(130 + 31 * minuteMs, [])).toMatchObject([{ kind: 'ask-warning', colour: null }]);
  });
});

describe('indicators propose by their bounds', () => {
  const hour = 60 * minuteMs;
  const beyond = (line: number, since: number, now: number): BeyondBound => ({
    ...{ line, indicator: 'pm', since, at: now, value: 112.3, limit: 90 },
  });

  it('for the whole county, once they have lain beyond for so long, by the gravest line that holds', () => {
    const { at } = world();
    const first = 2;
    expect(at(hour + 1, [], [beyond(first, 2, hour + 1)])).toEqual([]);
    expect(at(hour + 1, [], [beyond(first, 1, hour + 1)])).toEqual([
      {
        kind: 'propose-warning',
        colour: 'blue',
        cause: 'rule:air:all',
        measures: '少出门',
        title: '重污染',
        grids: [],
        basis: '细颗粒物 112.3µg，高于上限 90µg，已持续 60 分钟',
        rests: [
          {
            kind: 'figure',
            indicator: 'pm',
            at: hour + 1,
            value: 112.3,
            name: '细颗粒物',
            measure: 'µg',
            limit: 90,
          },
        ],
      },
    ]);
    const both = [beyond(first, 1, hour), beyond(first + 1, 1, hour)];
    expect(at(hour + 1, [], both).map((one) => 'colour' in one && one.colour)).toEqual(['yellow']);
  });

  it('apart for each grid by its own value, and the end of one when its own lies within again', () => {
    const { at, send } = world();
    const of = (area: string): BeyondBound => ({ ...beyond(2, 1, hour + 1), area });
    const two = at(hour + 1, [], [of('w'), of('e')]);
    expect(two).toMatchObject([
      { cause: 'rule:air:w', grids: ['w'] },
      { cause: 'rule:air:e', grids: ['e'] },
    ]);
    const [first = never()] = two;
    const { title, basis } = first as Extract<WarningCommand, { kind: 'propose-warning' }>;
    expect(title.endsWith('重污染') && title.length > '重污染'.length).toBe(true);
    expect(basis).toContain('细颗粒物 112.3µg');
    const made = send(first, hour);
    const signed = send({ kind: 'sign-warning', warning: made.id, version: 1 }, hour + 3, chief) as Warning;
    expect(at(2 * hour, [], [of('w')])).toEqual([]);
    // What lies beyond elsewhere keeps none.
    expect(at(2 * hour, [], [of('e')])).toMatchObject([
      { warning: signed.id, colour: null },
      { cause: 'rule:air:e' },
    ]);
  });

  it('once a cause, a graver colour when it is reached, and the end when it lies within again', () => {
    const { at, send } = world();
    const made = send(at(hour + 1, [], [beyond(2, 1, hour + 1)])[0] ?? never(), hour);
    const since = { first: [beyond(2, 1, hour)], both: [beyond(2, 1, hour), beyond(3, 1, hour)] };
    expect(at(hour + 2, [], since.first)).toEqual([]);
    const signed = send({ kind: 'sign-warning', warning: made.id, version: 1 }, hour + 3, chief) as Warning;
    expect(at(hour + 4, [], since.both)).toMatchObject([{ kind: 'ask-warning', colour: 'yellow' }]);
    expect(at(2 * hour, [], since.first)).toEqual([]);
    expect(at(2 * hour, [], [])).toMatchObject([{ warning: signed.id, colour: null }]);
    send({ kind: 'release-warning', warning: signed.id, version: 2, basis: '转好' }, 2 * hour, chief);
    // The stretch from before its release is settled, a later one is not.
    expect(at(3 * hour, [], since.first)).toEqual([]);
    expect(at(4 * hour, [], [beyond(2, 3 * hour, 4 * hour)])).toHaveLength(1);
  });
});
const never = (): never => {
  throw new Error('nothing was proposed');
};

it('R3 T1 time asks for the end and for those who are silent, once', () => {
  const base: Warning = {
    id: 'W1',
    jurisdiction: 'toy',
    version: 1,
    colour: 'red',
    title: 't',
    basis: 'b',
    measures: '',
    grids: [],
    signer: chief,
    issuedAt: 0,
    sent: ['unit:a', 'unit:b'],
    read: {},
    readDueAt: 100,
  };
  const receipt = { by: 'x', at: 1 };
  const table: [more: Partial<Warning>, now: number, kinds: string[]][] = [
    [{}, 99, []],
    [{}, 100, ['escalate-warning']],
    [{ escalatedAt: 100 }, 200, []],
    [{ read: { 'unit:a': receipt, 'unit:b': receipt } }, 200, []],
    [{ until: 150 }, 150, ['expire-warning']],
    [{ releasedAt: 50 }, 200, []],
  ];
  for (const [more, now, kinds] of table)
    expect([more, now, dueCommands([{ ...base, ...more }], now).map(({ kind }) => kind)]).toEqual([
      more,
      now,
      kinds,
    ]);
});

it('the rain of the demo takes gauges of one town beyond their limit, one after the other, and no other', () => {
  const storm = stormsOf(pack, 7);
  const wet = new Set<number>();
  for (let at = 0; at < 48 * 60 * minuteMs; at += 5 * minuteMs) {
    const reached = [0, 1, 2].filter((ordinal) => storm(ordinal, at) === 1);
    expect(reached.includes(2) && reached.length > 1).toBe(false);
    for (const ordinal of reached) {
      wet.add(ordinal);
      const sensor = pack.pack.sensors[ordinal];
      const signal = { seed: 7, utcOffsetMinutes: 480, episodes: 0, silences: 0 };
      if (sensor) expect(valueAt(sensor, [rule], at, signal, storm(ordinal, at))).toBeGreaterThan(rule.enter);
    }
  }
  expect([...wet].sort()).toEqual([0, 1, 2]);
});
