import { describe, expect, it } from 'vitest';
import type { Actor } from '#shared/access/person.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { decideWatch, type WatchContext } from '#shared/watch/decide-watch.ts';
import { evolveWatch, sheetsOf, type WatchEvent } from '#shared/watch/evolve.ts';
import { paceOf } from '#shared/watch/pace.ts';
import { quietWatch, watchCommand, watchFact, type WatchCommand } from '#shared/watch/watch.ts';
import { testPlan, testWatchPolicy } from '../../support/watch-world.ts';

const chief: Actor = { id: 'chief', name: '值班长', role: 'duty' };
const leader: Actor = { id: 'leader', name: '分管领导', role: 'leader' };
const relief: Actor = { id: 'duty2', name: '值班席 02', role: 'duty' };
const storm = testPlan({ id: 'typhoon', type: 'typhoon', items: ['tree'] });
const plans = [testPlan(), storm];
const matters = { open: 3, urgent: 1, overdue: 0, supervised: 0, queues: [], warnings: ['w'] };

/** A watch that is told commands one after another, each a minute later. */
function watching() {
  let state = quietWatch('toy', '320281');
  const events: (WatchEvent & { version: number })[] = [];
  let now = Date.parse('2026-11-22T01:00:00Z');
  const tell = (command: WatchCommand, actor = chief) => {
    now += 60_000;
    const context: WatchContext = {
      now,
      actor,
      policy: testWatchPolicy,
      matters: () => matters,
      plan: (id) => plans.find((plan) => plan.id === id),
      hasStaff: (id) => ['a', 'b', 'c'].includes(id),
    };
    const decision = decideWatch(state, watchCommand.parse(command), context);
    if (isRefusal(decision)) return decision.code;
    for (const fact of decision.facts) {
      state = evolveWatch(state, { at: now, by: actor, fact: watchFact.parse(fact) });
      events.push({ at: now, by: actor, fact, version: state.version });
    }
    return 'done';
  };
  const version = () => state.version;
  return {
    tell,
    events,
    version,
    state: () => state,
    now: () => now,
    toEmergency: (plan = 'flood', level: 'II' | 'IV' = 'II', at = state.version) =>
      tell({ kind: 'switch-mode', version: at, to: { mode: 'emergency', plan, level }, reason: '水位超警' }),
    toPeace: (actor = chief) =>
      tell({ kind: 'switch-mode', version: state.version, to: { mode: 'peace' }, reason: '水位回落' }, actor),
    handOver: (actor = chief, text = '正常') =>
      tell(
        { kind: 'hand-over', version: state.version, day: '2026-11-22', shift: 'day', text, lookOut: '' },
        actor,
      ),
    takeOver: (actor = relief, sheet = state.sheet?.number ?? 0) =>
      tell({ kind: 'take-over', version: state.version, sheet, note: '' }, actor),
  };
}

describe('the mode', () => {
  it('W1 is for duty officers and leaders; a known post must be that of the chief', () => {
    const watch = watching();
    const command: WatchCommand = {
      kind: 'switch-mode',
      version: 0,
      reason: '水位超警',
      to: { mode: 'emergency', plan: 'flood', level: 'II' },
    };
    for (const role of ['handler', 'field', 'admin', 'citizen', 'source', 'wall', 'system'] as const)
      expect(watch.tell(command, { ...chief, role }), role).toBe('forbidden');
    expect(watch.tell(command, { ...chief, post: 'duty-officer' })).toBe('forbidden');
    expect(watch.version()).toBe(0);
    expect(watch.tell(command, { ...chief, post: 'duty-chief' })).toBe('done');
    expect(watch.toPeace(leader)).toBe('done');
    expect(watch.handOver({ ...relief, post: 'duty-officer' })).toBe('done');
  });

  it('W2 names a plan, a level and a reason', () => {
    const watch = watching();
    expect(watch.toPeace()).toBe('duplicate');
    expect(watch.toEmergency('war')).toBe('unknown');
    expect(
      watch.tell({
        kind: 'switch-mode',
        version: 0,
        reason: '水位超警',
        to: { mode: 'emergency', plan: 'flood', level: 'I' },
      }),
    ).toBe('unknown');
    expect(
      watchCommand.safeParse({ kind: 'switch-mode', version: 0, to: { mode: 'peace' }, reason: ' ' }).success,
    ).toBe(false);
    expect(watch.toEmergency()).toBe('done');
    expect(watch.toEmergency()).toBe('duplicate');
    expect(watch.state().emergency).toMatchObject({
      plan: 'flood',
      level: 'II',
      reason: '水位超警',
      by: chief,
    });
  });

  it('W3 another level keeps the beginning and the steps, another plan the beginning alone', () => {
    const watch = watching();
    watch.toEmergency('flood', 'IV');
    const since = watch.now();
    watch.tell({ kind: 'complete-step', since, step: 'confirm' });
    watch.toEmergency('flood', 'II');
    expect(watch.state().emergency).toMatchObject({ since, level: 'II', done: [{ step: 'confirm' }] });
    watch.toEmergency('typhoon', 'II');
    expect(watch.state().emergency).toMatchObject({ since, plan: 'typhoon', done: [] });
    watch.toPeace();
    expect(watch.state()).toMatchObject({ emergency: null, peace: { by: chief, reason: '水位回落' } });
    watch.toEmergency();
    expect(watch.state().emergency?.since).toBe(watch.now());
  });

  it('W4 an older act is a conflict, a step done is none', () => {
    const watch = watching();
    watch.toEmergency('flood', 'IV');
    const seen = watch.version();
    watch.tell({ kind: 'complete-step', since: watch.now(), step: 'confirm' });
    expect(watch.toEmergency('flood', 'II', seen)).toBe('done');
    expect(watch.toEmergency('flood', 'IV', seen)).toBe('conflict');
    expect(watch.toEmergency('flood', 'IV', 99)).toBe('invalid');
  });

  it('W5 a step is done once, of this plan, level and emergency', () => {
    const watch = watching();
    const step = (id: string, since: number) => watch.tell({ kind: 'complete-step', since, step: id });
    expect(step('confirm', 0)).toBe('not-now');
    watch.toEmergency('flood', 'IV');
    const since = watch.now();
    expect(step('confirm', since - 1)).toBe('not-now');
    expect(step('evacuate', since)).toBe('unknown');
    expect(step('confirm', since)).toBe('done');
    expect(step('confirm', since)).toBe('duplicate');
  });
});

it('P1 the plan in force sets the pace of what it is about, and of nothing else', () => {
  const watch = watching();
  const pace = () => paceOf(watch.state(), [testPlan({ urgentItems: ['drain'] }), storm], testWatchPolicy);
  expect(['rubbish', 'drain', 'tree'].map((item) => pace()(item))).toEqual([1, 1, 1]);
  watch.toEmergency();
  expect(['rubbish', 'drain', 'tree'].map((item) => pace()(item))).toEqual([0.5, 0.5, 1]);
  watch.toPeace();
  expect(pace()('rubbish')).toBe(1);
});

describe('the hand-over', () => {
  it('H1 carries what is open and the mode', () => {
    const watch = watching();
    watch.toEmergency();
    watch.handOver(chief, '两处险段在守');
    expect(sheetsOf(watch.events)).toMatchObject([
      { text: '两处险段在守', matters, emergency: { plan: 'flood', level: 'II' }, by: chief, signed: null },
    ]);
    expect(
      watch.tell({
        kind: 'hand-over',
        version: watch.version(),
        day: '2026-11-22',
        shift: 'noon',
        text: 'x',
        lookOut: '',
      }),
    ).toBe('unknown');
  });

  it('H2 one sheet waits, and only its writer writes it anew', () => {
    const watch = watching();
    watch.handOver(chief, '一');
    expect(watch.handOver(leader)).toBe('not-now');
    watch.handOver(chief, '二');
    expect(sheetsOf(watch.events).map(({ text, replaced }) => [text, replaced])).toEqual([
      ['一', true],
      ['二', false],
    ]);
  });

  it('H3 another person signs, once, the sheet that waits', () => {
    const watch = watching();
    expect(watch.takeOver()).toBe('not-now');
    watch.handOver(chief);
    const first = watch.version();
    watch.handOver(chief);
    expect(watch.takeOver(chief)).toBe('forbidden');
    expect(watch.takeOver(relief, first)).toBe('not-now');
    expect(watch.takeOver(relief)).toBe('done');
    const signedAt = watch.now();
    expect(watch.takeOver(leader, first + 1)).toBe('not-now');
    expect(watch.state()).toMatchObject({ sheet: null, keeper: { by: relief, since: signedAt } });
    const [, sheet] = sheetsOf(watch.events);
    expect(sheet).toMatchObject({ by: chief, signed: { by: relief, at: signedAt } });
    expect(sheet?.at).toBeLessThan(signedAt);
  });
});

describe('the roster', () => {
  const set = (watch: ReturnType<typeof watching>, more: object) =>
    watch.tell({ kind: 'set-roster', version: watch.version(), roster: [], posts: [], ...more });

  it('S2 names known shifts, posts and staff, nobody twice', () => {
    const watch = watching();
    const line = { day: '2026-11-22', shift: 'day', people: ['a'] };
    expect(set(watch, {})).toBe('invalid');
    expect(set(watch, { roster: [{ ...line, shift: 'noon' }] })).toBe('unknown');
    expect(set(watch, { roster: [{ ...line, people: ['nobody'] }] })).toBe('unknown');
    expect(set(watch, { roster: [{ ...line, people: ['a', 'a'] }] })).toBe('invalid');
    expect(set(watch, { posts: [{ plan: 'flood', post: 'cook', people: ['a'] }] })).toBe('unknown');
    expect(set(watch, { posts: [{ plan: 'flood', post: 'duty', people: ['b'] }], roster: [line] })).toBe(
      'done',
    );
    expect(watch.state()).toMatchObject({ roster: [line], posts: [{ people: ['b'] }] });
  });

  it('S2 a line replaces the one of the same shift, nobody gives it back, and old ones go', () => {
    const watch = watching();
    const on = (day: string, people: string[]) => set(watch, { roster: [{ day, shift: 'day', people }] });
    on('2026-09-01', ['a']);
    on('2026-11-23', ['a']);
    on('2026-11-23', ['b']);
    on('2026-11-24', ['c']);
    expect(watch.state().roster.map(({ day, people }) => [day, ...people])).toEqual([
      ['2026-11-23', 'b'],
      ['2026-11-24', 'c'],
    ]);
    on('2026-11-23', []);
    expect(watch.state().roster.map(({ day }) => day)).toEqual(['2026-11-24']);
  });
});

it('R1 the facts alone give the watch, through JSON as well', () => {
  const watch = watching();
  watch.toEmergency();
  watch.tell({ kind: 'complete-step', since: watch.now(), step: 'patrol' });
  watch.handOver();
  watch.takeOver();
  watch.toPeace(leader);
  const again = (JSON.parse(JSON.stringify(watch.events)) as WatchEvent[]).reduce(
    evolveWatch,
    quietWatch('toy', '320281'),
  );
  expect(again).toEqual(watch.state());
});
