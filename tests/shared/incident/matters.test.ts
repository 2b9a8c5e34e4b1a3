import { describe, expect, it } from 'vitest';
import type { Actor } from '#shared/access/person.ts';
import { allowedTransitions } from '#shared/incident/allow.ts';
import { concernOf } from '#shared/incident/concern.ts';
import { decide } from '#shared/incident/decide-incident.ts';
import { drawLots, drawSeed, poolHash } from '#shared/incident/draw.ts';
import { joinOf } from '#shared/incident/join.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { procedure, type Procedure } from '#shared/procedure/schema.ts';
import { calendar, duty, handlerOf, item, monday9 } from '../../support/incident-world.ts';
import type { DecideContext } from '#shared/incident/context.ts';
import { evolve } from '#shared/incident/evolve.ts';
import type { IncidentCommand } from '#shared/incident/command.ts';

/** Matters that open matters, with the smallest procedures that show it. */
const name = { zh: '步', en: 'Step' };
const clocks = [
  { id: 'answer', name },
  { id: 'monthly', name },
  { id: 'whole', name, extends: true, pursued: true },
];
const ends = { id: 'done', name, queue: 'done', end: 'archived' };
const stop = [{ do: 'stop', clock: 'whole' }];
const procedures: Procedure[] = [
  {
    id: 'parent',
    name,
    version: 1,
    family: 'joint',
    start: 'open',
    clocks,
    startClocks: ['whole'],
    form: [
      { id: 'goal', name, kind: 'text', required: true, max: 10 },
      { id: 'way', name, kind: 'text', required: false },
    ],
    nodes: [{ id: 'open', name, queue: 'dispatch' }, { id: 'out', name, queue: 'work' }, ends],
    transitions: [
      {
        id: 'open',
        name,
        from: ['open'],
        to: 'out',
        by: ['duty'],
        effects: [{ do: 'open', item: 'child', for: 'item' }],
      },
      { id: 'join', name, from: ['out'], to: 'done', by: ['system'], when: ['children-done'], effects: stop },
      { id: 'first', name, from: ['out'], by: ['duty'], when: ['any-child-done'] },
    ],
  },
  {
    id: 'child',
    name,
    version: 1,
    family: 'joint',
    start: 'issued',
    clocks,
    startClocks: ['whole'],
    form: [
      { id: 'goal', name, kind: 'text', required: false, keep: true },
      { id: 'way', name, kind: 'choice', required: false, keep: true, choices: [{ id: 'list', name }] },
    ],
    nodes: [{ id: 'issued', name, queue: 'work' }, { id: 'closed', name, queue: 'finish' }, ends],
    transitions: [
      { id: 'close', name, from: ['issued'], to: 'closed', by: ['handler'], effects: stop },
      {
        id: 'again',
        name,
        from: ['closed'],
        to: 'issued',
        by: ['duty'],
        effects: [{ do: 'start', clock: 'whole' }],
      },
      {
        id: 'charge',
        name,
        from: ['closed'],
        to: 'done',
        by: ['duty'],
        effects: [{ do: 'book-above', points: -2, reason: 'late' }],
      },
    ],
  },
  {
    id: 'team',
    name,
    version: 1,
    family: 'whistle',
    start: 'open',
    clocks,
    startClocks: ['whole'],
    nodes: [{ id: 'open', name, queue: 'work' }, ends],
    transitions: [
      {
        id: 'call',
        name,
        from: ['open'],
        by: ['duty'],
        effects: [{ do: 'assign', units: 'item', clock: 'answer' }],
      },
      {
        id: 'answer',
        name,
        from: ['open'],
        by: ['handler'],
        when: ['own-task-unsigned'],
        effects: [{ do: 'sign', stops: 'answer' }],
      },
      {
        id: 'finish',
        name,
        from: ['open'],
        by: ['handler'],
        when: ['own-task-signed'],
        effects: [{ do: 'finish-task' }],
      },
      { id: 'all-in', name, from: ['open'], by: ['duty'], when: ['all-tasks-signed'] },
      { id: 'one-done', name, from: ['open'], by: ['duty'], when: ['any-task-done'] },
      { id: 'end', name, from: ['open'], to: 'done', by: ['duty'], effects: stop },
      {
        id: 'draw',
        name,
        from: ['open'],
        by: ['duty'],
        effects: [{ do: 'draw', from: 'objects', count: 2 }],
      },
      { id: 'monthly', name, from: ['open'], by: ['duty'], effects: [{ do: 'renew', clock: 'monthly' }] },
      { id: 'chief', name, from: ['open'], by: ['duty'], posts: ['duty-chief'] },
    ],
  },
].map((one) => procedure.parse(one));

const units = ['city', 'water'];
const items = ['parent', 'child', 'team'].map((id) => ({
  ...item,
  id,
  procedure: id,
  units,
  limits: {
    answer: { amount: 60, unit: 'urgent-minute' as const },
    monthly: { amount: 30, unit: 'calendar-day' as const },
    whole: { amount: 5, unit: 'work-day' as const },
  },
}));
const pool = ['a', 'b', 'c', 'd'].map((id) => ({ id, weight: 1, name: id }));

function world() {
  const incidents = new Map<string, Incident>();
  let serial = 0;
  const at = { now: monday9 };
  const context = (actor: Actor): DecideContext => ({
    now: at.now,
    actor,
    jurisdiction: 'test',
    calendar,
    centre: 'centre',
    policy: { supervision: { remindAt: 0.5, stepShare: 0.5 } },
    procedure: (id) => procedures.find((one) => one.id === id),
    item: (id) => items.find((one) => one.id === id),
    unitKind: (id) => (units.includes(id) ? 'department' : undefined),
    listed: () => undefined,
    chain: () => ['t', 't-1'],
    cellsIn: () => [],
    area: () => undefined,
    areaOf: () => undefined,
    home: { lng: 120.2, lat: 31.9 },
    isAbove: () => true,
    unitOfPlace: () => 'town',
    responsible: () => undefined,
    newId: () => `n${(serial += 1)}`,
    incident: (id) => incidents.get(id),
    pace: () => 1,
    head: () => 'head',
    pool: () => pool,
    told: (unit) => ({ name: unit, unit }),
    ladder: () => [
      { level: 'supervisor', to: null },
      { level: 'duty-chief', to: { name: '值班长' } },
      { level: 'mayor', to: null },
      { level: 'leader', to: { name: '领导' } },
    ],
  });
  const send = (command: IncidentCommand, by: Actor) => {
    const before = 'incident' in command ? (incidents.get(command.incident) ?? null) : null;
    const decision = decide(before, command, context(by));
    if (isRefusal(decision)) return decision;
    let state = before;
    for (const fact of decision.facts) state = evolve(state, { at: at.now, by, fact });
    const made = must(state ?? undefined, 'state');
    incidents.set(made.id, made);
    for (const child of decision.opens ?? []) incidents.set(child.id, child);
    const join = made.parent && joinOf(before, made, decision.facts);
    if (made.parent && join) {
      const parent = must(incidents.get(made.parent.incident), 'parent');
      incidents.set(parent.id, evolve(parent, { at: at.now, by, fact: join }));
    }
    return made;
  };
  return {
    at,
    incidents,
    send,
    get: (id: string) => must(incidents.get(id), id),
    report: (id: string, form = {}) =>
      send(
        {
          kind: 'report',
          source: 'department',
          item: id,
          title: '事',
          detail: '',
          address: '',
          place: { lng: 120, lat: 31 },
          urgent: false,
          evidence: [],
          form,
        },
        duty,
      ) as Incident,
    take: (id: string, transition: string, by: Actor = duty) =>
      send(
        {
          kind: 'take',
          incident: id,
          transition,
          form: {},
          version: must(incidents.get(id), id).version,
        },
        by,
      ),
  };
}
const system: Actor = { id: 'clock', name: '时钟', role: 'system' };

describe('M matters that open matters', () => {
  it('M1 opens one matter for each unit, with a task, the form kept, and the way back', () => {
    const w = world();
    const parent = w.report('parent', { goal: '办成' });
    expect(parent.data).toEqual({ goal: '办成' });
    w.take(parent.id, 'open');
    const children = w.get(parent.id).children ?? [];
    expect(children.map(({ unit }) => unit)).toEqual(units);
    for (const { id, unit } of children) {
      expect(w.get(id)).toMatchObject({
        parent: { incident: parent.id, by: 'open' },
        data: { goal: '办成' },
      });
      expect(w.get(id).tasks).toMatchObject([{ unit, role: 'lead', state: 'issued' }]);
    }
    expect(concernOf(w.get(parent.id)).units).toEqual(units);
  });

  it.each([
    ['post', { goal: '办成' }],
    ['list', { goal: '办成', way: 'list' }],
  ])('M1 takes %s from the matter above only where it fits the field', (way, data) => {
    const w = world();
    const parent = w.report('parent', { goal: '办成', way });
    w.take(parent.id, 'open');
    expect(w.get(must(w.get(parent.id).children?.[0], 'a child').id).data).toEqual(data);
  });

  it('M2 joins on all, or on any, and waits again for one that went back to work', () => {
    const w = world();
    const parent = w.report('parent', { goal: '办成' });
    w.take(parent.id, 'open');
    const [first, second] = (w.get(parent.id).children ?? []).map(({ id }) => id) as [string, string];
    const open = (by: Actor) =>
      allowedTransitions(w.get(parent.id), must(procedures[0], 'parent'), by).map(({ id }) => id);
    expect([open(duty), open(system)]).toEqual([[], []]);
    w.take(first, 'close', handlerOf('city'));
    expect([open(duty), open(system)]).toEqual([['first'], []]);
    w.take(second, 'close', handlerOf('water'));
    expect(open(system)).toEqual(['join']);
    w.take(first, 'again');
    expect(open(system)).toEqual([]);
    expect(w.get(parent.id).children?.[0]).not.toHaveProperty('joinedAt');
  });

  it('M3 points booked above arrive in the matter that opened it, and the join stays', () => {
    const w = world();
    const parent = w.report('parent', { goal: '办成' });
    w.take(parent.id, 'open');
    const first = must(w.get(parent.id).children?.[0], 'child').id;
    w.take(first, 'close', handlerOf('city'));
    const joinedAt = w.get(parent.id).children?.[0]?.joinedAt;
    w.at.now += 1;
    w.take(first, 'charge');
    expect(w.get(parent.id).points).toEqual([{ unit: 'city', points: -2, reason: 'late' }]);
    expect(w.get(parent.id).children?.[0]).toMatchObject({ joinedAt, outcome: 'closed' });
  });

  it('M4 a report tells what its procedure asks for, and the refusal names the field', () => {
    const w = world();
    expect(w.report('parent')).toMatchObject({ code: 'invalid', field: 'form.goal' });
    expect(w.report('parent', { goal: '一二三四五六七八九十一' })).toMatchObject({ field: 'form.goal' });
    expect(w.report('parent', { goal: '好', other: '?' })).toMatchObject({ field: 'form.other' });
  });
});

describe('T tasks with clocks of their own', () => {
  it('T1 each unit has its clock; its answer stops it, and the end of the matter stops the rest', () => {
    const w = world();
    const { id } = w.report('team');
    w.take(id, 'call');
    w.at.now += 1_000;
    w.take(id, 'answer', handlerOf('city'));
    expect(w.get(id).clocks['answer@city']?.stoppedAt).toBe(w.at.now);
    expect(w.get(id).clocks['answer@water']?.stoppedAt).toBeUndefined();
    w.at.now += 1_000;
    w.take(id, 'end');
    expect(w.get(id).clocks['answer@water']?.stoppedAt).toBe(w.at.now);
  });

  it('T2 joins on all answers, and on one task done', () => {
    const w = world();
    const { id } = w.report('team');
    w.take(id, 'call');
    const may = (step: string) => !isRefusal(w.take(id, step));
    w.take(id, 'answer', handlerOf('city'));
    expect([may('all-in'), may('one-done')]).toEqual([false, false]);
    w.take(id, 'finish', handlerOf('city'));
    expect([may('all-in'), may('one-done')]).toEqual([false, true]);
    w.take(id, 'answer', handlerOf('water'));
    expect(may('all-in')).toBe(true);
  });

  it('T3 a step for a post is for its holders only', () => {
    const w = world();
    const { id } = w.report('team');
    expect(w.take(id, 'chief')).toMatchObject({ code: 'forbidden' });
    expect(w.take(id, 'chief', { ...duty, post: 'duty-chief' })).not.toHaveProperty('code');
  });

  it('T4 a clock that comes round goes on from its deadline: late is counted, and no period grows', () => {
    const w = world();
    const { id } = w.report('team');
    w.take(id, 'monthly');
    const first = must(w.get(id).clocks['monthly'], 'clock');
    w.at.now = first.dueAt - 10;
    w.take(id, 'monthly');
    const second = must(w.get(id).clocks['monthly'], 'clock');
    expect(second.startedAt).toBe(first.dueAt);
    expect(w.get(id).counts['late-report']).toBeUndefined();
    w.at.now = second.dueAt + 86_400_000;
    w.take(id, 'monthly');
    expect(w.get(id).clocks['monthly']?.startedAt).toBe(second.dueAt);
    expect(w.get(id).counts['late-report']).toBe(1);
  });
});

describe('D draws by lot', () => {
  it('D1 anybody draws the same from the recorded seed; what is drawn is drawn once', () => {
    const w = world();
    const { id } = w.report('team');
    w.take(id, 'draw');
    const [draw] = w.get(id).draws ?? [];
    expect(draw?.seed).toBe(drawSeed('head', id, 'objects'));
    expect(draw?.pool).toEqual({ size: 4, hash: poolHash(pool.toReversed()), weights: {} });
    expect(draw?.picked.map((one) => one.id)).toEqual(
      drawLots(pool.toReversed(), 2, must(draw, 'draw').seed),
    );
    expect(w.take(id, 'draw')).toMatchObject({ code: 'duplicate' });
  });

  it('D2 every lot has its chance, by its weight', () => {
    const lots = [
      { id: 'a', weight: 1 },
      { id: 'b', weight: 3 },
    ];
    const times = Array.from({ length: 4_000 }, (_, i) => drawLots(lots, 1, `seed ${i}`)[0]);
    const share = times.filter((one) => one === 'b').length / times.length;
    // Four standard deviations of a fair draw.
    expect(Math.abs(share - 0.75)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25) / 4_000));
  });
});

describe('E reminders and escalation', () => {
  const about = (incident: string, kind: 'lapse' | 'remind' | 'escalate') =>
    ({ kind, incident, clock: 'whole' }) as const;

  it('E1 reminds once, not before its share of the time, and tells who is at work', () => {
    const w = world();
    const { id } = w.report('team');
    w.take(id, 'call');
    expect(w.send(about(id, 'remind'), system)).toMatchObject({ code: 'not-now' });
    w.at.now = monday9 + 3 * 86_400_000;
    expect(w.send(about(id, 'remind'), system)).toMatchObject({ counts: { reminder: 1 } });
    expect(w.send(about(id, 'remind'), system)).toMatchObject({ code: 'not-now' });
  });

  it('E2 climbs one level at a time, skips empty posts, and stops at the top', () => {
    const w = world();
    const { id } = w.report('team');
    expect(w.send(about(id, 'escalate'), system)).toMatchObject({ code: 'not-now' });
    const due = must(w.get(id).clocks['whole'], 'whole').dueAt;
    w.at.now = due;
    w.send(about(id, 'lapse'), system);
    expect(w.send(about(id, 'escalate'), system)).toMatchObject({
      escalation: { rung: 2, to: { name: '值班长' }, last: false },
      flags: ['escalated'],
    });
    expect(w.send(about(id, 'escalate'), system)).toMatchObject({ code: 'not-now' });
    w.at.now = due + 21 * 86_400_000;
    expect(w.send(about(id, 'escalate'), system)).toMatchObject({ escalation: { rung: 4, last: true } });
    expect(w.send(about(id, 'escalate'), system)).toMatchObject({ code: 'not-now' });
  });
});

describe('S what is said', () => {
  const say = (incident: string, more = {}): IncidentCommand =>
    ({
      kind: 'say',
      incident,
      text: '请到场',
      to: ['city'],
      order: true,
      evidence: [],
      ...more,
    }) as IncidentCommand;

  it('S1 an order names units that exist; handlers give none; a reply answers a message that is there', () => {
    const w = world();
    const { id } = w.report('team');
    expect(w.send(say(id, { to: ['city', 'moon'] }), duty)).toMatchObject({ field: 'to.1' });
    expect(w.send(say(id), handlerOf('city'))).toMatchObject({ code: 'forbidden', field: 'order' });
    expect(w.send(say(id, { replyTo: 'm9' }), duty)).toMatchObject({ field: 'replyTo' });
    expect(w.send(say(id), duty)).toMatchObject({ messages: [{ id: 'm2', order: true, seen: [] }] });
  });

  it('S2 a receipt is given once, and not for what one said oneself; words are no acts', () => {
    const w = world();
    const { id, actedVersion } = w.report('team');
    w.send(say(id), duty);
    const see: IncidentCommand = { kind: 'see', incident: id, messages: ['m2'] };
    expect(w.send(see, duty)).toMatchObject({ code: 'duplicate' });
    w.at.now += 5;
    const state = w.send(see, handlerOf('city')) as Incident;
    expect(state.messages?.[0]?.seen).toEqual([{ by: handlerOf('city'), at: w.at.now }]);
    expect(w.send(see, handlerOf('city'))).toMatchObject({ code: 'duplicate' });
    expect(state.actedVersion).toBe(actedVersion);
  });
});
