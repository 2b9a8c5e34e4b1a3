import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Person } from '#shared/access/person.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { hourMs, minuteMs } from '#shared/kernel/span.ts';
import { applyOps, emptyView, viewHash } from '#shared/views/view.ts';
import { askedDrill, drillSheet, drillState, type DrillSheet } from '#shared/wire/drill.ts';
import { openDrillCounty } from '../../../server/drill/drill-county.ts';
import { openDrillsAcross } from '../../../server/house/drills-across.ts';
import { joinNodes } from '../../../server/node/join.ts';
import type { NodeLine, NodeMessage } from '../../../server/node/line.ts';
import { openDrills, type Drills } from '../../../server/drill/drills.ts';
import { swellAt, underWeather } from '../../../server/drill/instruments.ts';
import { nothingMeasured } from '../../../server/projections/nothing-measured.ts';
import { openLog } from '../../../server/log.ts';
import type { LedgerEntry } from '../../../server/ports.ts';
import { rooms } from '../../support/rooms.ts';
import { person, testPack, testReport } from '../../support/county.ts';
import { sensingPack } from '../../support/sensing.ts';

const pack = testPack();
const duty = person('duty', { id: 'duty1' });
const other = person('duty', { id: 'duty2' });

/** A past of three reports in twenty minutes, one of them urgent, and what was done about the first. */
function pastOf(begun: number): LedgerEntry[] {
  const then = openDrillCounty(pack);
  for (const [minutes, urgent] of [
    [0, false],
    [10, true],
    [20, false],
  ] as const)
    then.act(person('duty'), testReport({ title: `第 ${minutes} 分钟`, urgent }), begun + minutes * minuteMs);
  then.act(
    person('duty'),
    { kind: 'note', incident: must(then.entries[0], 'a report').subject, text: '看到', evidence: [] },
    begun + 21 * minuteMs,
  );
  return [...then.entries];
}

function rig(now = Date.parse('2026-11-10T10:00:00+08:00')) {
  const begunAt = now;
  const past = pastOf(now - 5 * hourMs);
  const kept = new Map<string, { sheet: DrillSheet; touchedAt: number }>();
  const hand = { now };
  const drills = openDrills({
    clock: () => hand.now,
    log: openLog('silent'),
    reportedIn: async (_, from, to) =>
      past.filter(({ at, fact }) => at >= from && at < to && fact.kind === 'reported'),
    measuredAt: async () => ({ lane: nothingMeasured, cells: new Map([['safety', '21']]) }),
    cellsUnder: (_, _lane, now) => new Map([['safety', `0${now > begunAt ? 2 : 1}`]]),
    store: {
      keep: async (_, sheet, touchedAt) => void kept.set(sheet.head.id, { sheet, touchedAt }),
      list: async () => [...kept.values()],
      find: async (_, id) => kept.get(id) ?? null,
    },
  });
  return { drills, hand, kept, past, begun: now - 5 * hourMs };
}
const good = <T>(answer: T | Refusal): T => {
  if (isRefusal(answer)) throw new Error(answer.reason);
  return answer;
};
const asPast = (begun: number, more: object = {}) =>
  askedDrill.parse({ kind: 'past', name: '汛期演练', from: begun, spanMs: hourMs, ...more });
const look = (channels: string[]) => ({ channels, sensors: 'none' as const });
let key = 0;
const step = (drills: Drills, by: Person, drill: string, incident: string, transition: string, form = {}) => {
  const { incident: state } = good(drills.incident(by, drill, incident));
  return drills.act(by, drill, `key ${(key += 1)}`, {
    kind: 'take',
    incident,
    version: state.version,
    transition,
    form,
  });
};

describe('a drill', () => {
  it('plays what was reported in at its own pace, and its clock goes on second by second from then', async () => {
    const { drills, hand, begun } = rig();
    const head = good(await drills.open(pack, duty, asPast(begun, { pace: 10 })));
    expect(head).toMatchObject({ state: 'running', matters: 3, from: begun, mine: true, score: null });
    const came = (): number => good(drills.state(duty, head.id, look(['board:all']))).head.came;
    expect(came()).toBe(1);
    hand.now += minuteMs - 1;
    expect(came()).toBe(1);
    hand.now += 1;
    expect(came()).toBe(2);
    expect(good(drills.state(duty, head.id, look(['board:all']))).told.at).toBe(begun + minuteMs);
    hand.now += minuteMs;
    expect(came()).toBe(3);
    await drills.stop();
  });

  it('times and scores what officers answer, and hands out no number of the day that it plays', async () => {
    const { drills, hand, begun } = rig();
    const { id } = good(await drills.open(pack, duty, asPast(begun)));
    const [first] = good(await drills.sheet(pack, duty, id)).matters;
    const number = must(first, 'a matter').id;
    expect(number).toMatch(/9\d{4}$/);
    hand.now += minuteMs;
    good(step(drills, duty, id, number, 'accept'));
    hand.now += minuteMs;
    good(step(drills, other, id, number, 'file'));
    hand.now += 8 * minuteMs;
    good(step(drills, other, id, number, 'dispatch', { lead: 'water' }));
    const sheet = drillSheet.parse(good(await drills.sheet(pack, duty, id)));
    expect(sheet.matters[0]).toMatchObject({
      takenAt: begun + minuteMs,
      takenBy: duty.name,
      dispatchedAt: begun + 10 * minuteMs,
      dispatchedBy: other.name,
      lead: 'water',
      named: 'city',
      score: { take: { got: 30, of: 30 }, dispatch: { got: 20, of: 40 }, unit: { got: 0, of: 30 } },
    });
    expect(sheet).toMatchObject({ rightUnit: { right: 0, of: 1 }, takeMs: minuteMs, missed: 0 });
    // The urgent one came at this very minute; nobody looks at it.
    hand.now += 20 * minuteMs;
    const late = good(await drills.end(duty, id));
    expect(late.head).toMatchObject({ state: 'ended', mayEnd: true });
    expect(late.missed).toBe(2);
    expect(late.head.score).toBeLessThan(50);
    expect(await drills.sheet(pack, other, id)).toMatchObject({ head: { state: 'ended', mayEnd: false } });
    expect(
      drills.act(duty, id, 'k', { kind: 'note', incident: number, text: '晚', evidence: [] }),
    ).toMatchObject({
      reasonId: 'drill-not-running',
    });
    await drills.stop();
  });

  it('what screens are told leads from what they hold to the same hash as a whole look', async () => {
    const { drills, hand, begun } = rig();
    const { id } = good(await drills.open(pack, duty, asPast(begun)));
    const view = emptyView();
    let from: number | undefined;
    for (let minute = 0; minute < 25; minute += 1) {
      const { told } = drillState.parse(
        good(drills.state(duty, id, { channels: ['board:all'], from, sensors: 'none' })),
      );
      const [board] = told.channels;
      expect(must(board, 'board').from).toBe(from ?? null);
      applyOps(view, must(board, 'board').ops);
      expect(viewHash(view)).toBe(must(board, 'board').hash);
      const whole = good(drills.state(other, id, look(['board:all']))).told.channels[0];
      expect(must(whole, 'whole').hash).toBe(viewHash(view));
      from = told.at;
      hand.now += minuteMs;
    }
    expect(view.tables.get('incident')?.size).toBe(3);
    await drills.stop();
  });

  it('shows what indicators stood at then', async () => {
    const { drills, begun } = rig();
    const { id } = good(await drills.open(pack, duty, asPast(begun)));
    const [sensing] = good(drills.state(duty, id, look(['sensing:all']))).told.channels;
    const view = emptyView();
    applyOps(view, must(sensing, 'sensing').ops);
    expect(view.tables.get('indicator')?.get('safety')).toEqual({ domain: 'safety', cells: '21' });
    await drills.stop();
  });

  it('time does its part: clocks run out by the instants of the drill', async () => {
    const { drills, hand, begun } = rig();
    const { id } = good(await drills.open(pack, duty, asPast(begun)));
    const number = must(good(await drills.sheet(pack, duty, id)).matters[0], 'a matter').id;
    hand.now += 75 * minuteMs;
    const { entries } = good(drills.incident(duty, id, number));
    const lapsed = entries.filter(({ fact }) => fact.kind === 'lapsed' || fact.kind === 'reminded');
    expect(lapsed.length).toBeGreaterThan(0);
    expect(lapsed.every(({ at }) => at >= begun && at <= begun + 75 * minuteMs)).toBe(true);
    await drills.stop();
  });

  it('an act sent again is answered again and done once', async () => {
    const { drills, begun } = rig();
    const { id } = good(await drills.open(pack, duty, asPast(begun)));
    const number = must(good(await drills.sheet(pack, duty, id)).matters[0], 'a matter').id;
    const note = { kind: 'note' as const, incident: number, text: '现场有人', evidence: [] };
    expect(drills.act(duty, id, 'once', note)).toEqual(drills.act(duty, id, 'once', note));
    expect(good(drills.incident(duty, id, number)).entries).toHaveLength(2);
    await drills.stop();
  });

  it('a plan of the county comes in by dice: the same drill again is thrown anew, and all of it lies in the county', async () => {
    const { drills, hand } = rig();
    const plan = {
      id: 'flood',
      name: { zh: '防汛', en: 'Flood' },
      items: [pack.pack.catalogue[0]?.id ?? ''],
      urgentItems: [],
    };
    const withPlan = { ...pack, pack: { ...pack.pack, plans: [plan as never] } };
    const asked = askedDrill.parse({
      kind: 'plan',
      name: '台风',
      plan: 'flood',
      spanMs: 600_000,
      matters: 20,
    });
    const { id, from } = good(await drills.open(withPlan, duty, asked));
    expect(from).toBe(hand.now);
    hand.now += 300_000;
    const half = good(await drills.sheet(pack, duty, id)).matters.length;
    expect(half).toBeGreaterThan(3);
    expect(half).toBeLessThan(17);
    const [sensing] = good(drills.state(duty, id, look(['sensing:all']))).told.channels;
    const view = emptyView();
    applyOps(view, must(sensing, 'sensing').ops);
    expect(view.tables.get('indicator')?.get('safety')).toEqual({ domain: 'safety', cells: '02' });
    hand.now += 300_000;
    expect(good(await drills.sheet(pack, duty, id)).matters).toHaveLength(20);
    expect(await drills.open(pack, duty, asked)).toMatchObject({ reasonId: 'drill-no-plan', field: 'plan' });
    await drills.stop();
  });

  it('ends by itself; one whose server stopped counts as broken', async () => {
    const { drills, hand, kept, begun } = rig();
    const head = good(await drills.open(pack, duty, asPast(begun, { spanMs: 600_000 })));
    hand.now = head.endsAt;
    await expect
      .poll(async () => (await drills.list(pack, duty))[0]?.state, { timeout: 3_000 })
      .toBe('ended');
    const lost = must(kept.get(head.id), 'a sheet');
    kept.set('lost', {
      touchedAt: hand.now - hourMs,
      sheet: { ...lost.sheet, head: { ...lost.sheet.head, id: 'lost', state: 'running' } },
    });
    expect(await drills.sheet(pack, duty, 'lost')).toMatchObject({ head: { state: 'broken' } });
    await drills.stop();
  });
});

describe('who may what in a drill', () => {
  it('those named take part, and nobody else; who sees a part of the county opens none and reads no sheet', async () => {
    const { drills, begun } = rig();
    const { id } = good(await drills.open(pack, duty, asPast(begun, { seats: ['duty2'] })));
    expect(isRefusal(drills.state(other, id, look(['board:all'])))).toBe(false);
    const third = person('duty', { id: 'duty3' });
    expect(drills.state(third, id, look(['board:all']))).toMatchObject({ reasonId: 'drill-not-yours' });
    expect(await drills.end(other, id)).toMatchObject({ reasonId: 'drill-not-opener' });
    expect(drills.state({ ...duty, jurisdiction: 'else' }, id, look(['board:all']))).toMatchObject({
      reasonId: 'drill-not-running',
    });
    const ofTown = person('duty', { id: 'duty2', grids: ['w'] });
    expect(await drills.open(pack, ofTown, asPast(begun))).toMatchObject({ reasonId: 'drill-whole-only' });
    expect(await drills.sheet(pack, ofTown, id)).toMatchObject({ reasonId: 'drill-whole-only' });
    // The channels of a drill are no wider than those of the live county.
    expect(drills.state(ofTown, id, look(['board:all']))).toMatchObject({ reasonId: 'scope-not-yours' });
    expect(isRefusal(drills.state(ofTown, id, look(['board:grid/w'])))).toBe(false);
    await drills.stop();
  });

  it('an instant ahead and an empty span are refused with the field', async () => {
    const { drills, hand, begun } = rig();
    expect(await drills.open(pack, duty, asPast(hand.now - minuteMs))).toMatchObject({
      reasonId: 'instant-ahead',
      field: 'from',
    });
    expect(await drills.open(pack, duty, asPast(begun - 3 * hourMs))).toMatchObject({
      reasonId: 'drill-nothing-then',
    });
    await drills.stop();
  });

  it('walls and phones that it names go into it by themselves, and out when it ends; nobody else does', async () => {
    const { drills, begun } = rig();
    const told: string[] = [];
    const deaf = drills.onChange((id) => void told.push(id));
    const wall = person('wall', { id: 'hall' });
    const [near, far] = [
      person('field', { id: 'g1', grids: ['w-1'] }),
      person('field', { id: 'g2', grids: ['e'] }),
    ];
    const asked = asPast(begun, { walls: ['hall'], phones: ['w'] });
    const { id } = good(await drills.open(pack, duty, asked));
    const called = (all: Person[]) => all.map((one) => drills.calls(one));
    expect(called([wall, near])).toEqual([id, id]);
    expect(called([person('wall', { id: 'lobby' }), far, duty, { ...wall, jurisdiction: 'else' }])).toEqual(
      Array.from({ length: 4 }, () => null),
    );
    expect(isRefusal(drills.state(wall, id, look(['board:all'])))).toBe(false);
    expect(drills.state(far, id, look(['board:grid/e']))).toMatchObject({ reasonId: 'drill-not-yours' });
    // A wall is shown what happens and takes no part; a phone answers, and names photos that lie nowhere.
    const [first] = good(await drills.sheet(pack, duty, id)).matters;
    const note = { kind: 'note' as const, incident: must(first, 'a matter').id, text: '到场', evidence: [] };
    const photo = { kind: 'photo', text: '', ref: `${'a'.repeat(64)}.jpg`, at: begun } as const;
    expect(drills.act(wall, id, 'w', note)).toMatchObject({ reasonId: 'role-may-not-act' });
    expect(drills.act(duty, id, 'p', { ...note, evidence: [photo] })).toMatchObject({ kind: 'done' });
    // Who answers is not for a screen that everybody walks past.
    expect(good(await drills.sheet(pack, wall, id)).head.by.name).toBe('');
    await drills.end(duty, id);
    expect(called([wall, near])).toEqual([null, null]);
    expect(told).toEqual(['toy', 'toy']);
    deaf();
    expect(await drills.open(pack, duty, asPast(begun, { phones: ['nowhere'] }))).toMatchObject({
      reasonId: 'unknown-grid',
      field: 'phones',
    });
    await drills.stop();
  });

  it('reach walls, phones and seats of every server of the house, are answered there, and end with the server that runs them', async () => {
    const ears = new Set<(message: NodeMessage) => void>();
    const line = (): NodeLine => {
      let own: (message: NodeMessage) => void = () => undefined;
      return {
        name: 'memory',
        mostBytes: 2_000,
        isUp: () => true,
        async send(messages) {
          await setImmediate();
          for (const one of messages) for (const hear of ears) hear(one);
        },
        listen: async (heard) => void ears.add((own = heard)),
        stop: async () => void ears.delete(own),
      };
    };
    const join = async (drills: Drills) => {
      const node = await joinNodes({ lines: [line()], clock: Date.now, log: openLog('silent'), beatMs: 50 });
      return { node, drills: openDrillsAcross(drills, { node, packs: { of: () => pack } }) };
    };
    const [one, two] = [rig(), rig()];
    const [a, b] = [await join(one.drills), await join(two.drills)];
    const heard: string[] = [];
    b.drills.onChange((id) => void heard.push(id));
    const [wall, phone] = [person('wall', { id: 'hall' }), person('field', { id: 'g1', grids: ['w-1'] })];
    const asked = asPast(one.begun, { walls: ['hall'], phones: ['w'] });
    const { id } = good(await a.drills.open(pack, duty, asked));
    await expect.poll(() => b.drills.calls(wall)).toBe(id);
    expect([b.drills.calls(phone), b.drills.calls(person('wall', { id: 'lobby' }))]).toEqual([id, null]);
    expect(heard).toEqual(['toy']);
    // Whoever comes later is told as well.
    const c = await join(rig().drills);
    await expect.poll(() => c.drills.calls(wall)).toBe(id);
    const told = good(await b.drills.state(wall, id, look(['board:all'])));
    const known = good(await a.drills.state(wall, id, look(['board:all'])));
    expect(told.told.channels).toEqual(known.told.channels);
    const [first] = good(await b.drills.sheet(pack, duty, id)).matters;
    const incident = must(first, 'a matter').id;
    const note = { kind: 'note' as const, incident, text: '到场', evidence: [] };
    expect(await b.drills.act(phone, id, 'x', note)).toEqual(await a.drills.act(phone, id, 'x', note));
    expect(good(await c.drills.incident(duty, id, incident)).entries).toHaveLength(2);
    // Who may what is asked where it runs.
    expect(await b.drills.act(wall, id, 'w', note)).toMatchObject({ reasonId: 'role-may-not-act' });
    expect(await b.drills.end(other, id)).toMatchObject({ reasonId: 'drill-not-opener' });
    expect(good(await b.drills.end(duty, id)).head.state).toBe('ended');
    await expect.poll(() => [b.drills.calls(wall), c.drills.calls(wall)]).toEqual([null, null]);
    expect(await b.drills.state(wall, id, look(['board:all']))).toMatchObject({
      reasonId: 'drill-not-running',
    });
    // A server that is gone takes its drills along.
    const again = good(await a.drills.open(pack, duty, asked));
    await expect.poll(() => b.drills.calls(wall)).toBe(again.id);
    await a.node.stop();
    await expect.poll(() => b.drills.calls(wall)).toBe(null);
    await Promise.all([b.node.stop(), c.node.stop(), one.drills.stop(), two.drills.stop()]);
  });

  it('its room knows no room that writes the record', () => {
    const known = must(rooms['server/drill'], 'the row of the drill');
    for (const writer of ['commands', 'ledger', 'storage', 'alarms', 'house'])
      expect(known).not.toContain(`server/${writer}`);
  });
});

describe('instruments of a made weather', () => {
  const level = { kind: 'threshold', id: 'high', on: { quantity: 'level' }, item: 'flood', side: 'above' };
  const limits = { enter: 4, enterMs: 0, leave: 3, leaveMs: 0 };
  const ground = sensingPack({ sensors: 200, rules: [{ ...level, ...limits }] });
  const lane = {
    ...nothingMeasured,
    latest: () => ({
      at: new Float64Array(200).fill(1).fill(0, 0, 1),
      value: new Float64Array(200).fill(1),
      quality: new Uint8Array(200),
      receivedAt: new Float64Array(200).fill(1),
    }),
  };
  const at = (share: number, item = 'flood') =>
    underWeather(lane, ground, { items: new Set([item]), from: 0, spanMs: 1_000, seed: 'x' }, share * 1_000);

  it('go beyond their limits in the middle and are back at the end; what was silent is silent', () => {
    expect([swellAt(0), swellAt(0.5), swellAt(1)]).toEqual([0, 1, 0]);
    expect(Math.max(...at(0).latest('toy').value)).toBe(1);
    const middle = at(0.5);
    const values = [...middle.latest('toy').value];
    const beyond = values.flatMap((value, sensor) => (value > 4 ? [sensor] : []));
    expect(beyond.length).toBeGreaterThan(10);
    expect(beyond.length).toBeLessThan(60);
    expect(middle.raised('toy').map(({ sensor }) => sensor)).toEqual(beyond);
    expect(values[0]).toBe(1);
    expect(Math.max(...at(1).latest('toy').value)).toBe(1);
    expect(at(1).raised('toy')).toEqual([]);
  });

  it('a raise stands since the instant at which its limit was passed, whenever it is looked at', () => {
    for (const { sensor, since } of at(0.5).raised('toy')) {
      const value = (share: number): number => at(share).latest('toy').value[sensor] ?? 0;
      expect(value((since - 2) / 1_000)).toBeLessThanOrEqual(4);
      expect(value((since + 2) / 1_000)).toBeGreaterThanOrEqual(4);
    }
  });

  it('what the plan is not about stays as it was', () => {
    expect([...at(0.5, 'fire').latest('toy').value]).toEqual([...lane.latest().value]);
  });
});
