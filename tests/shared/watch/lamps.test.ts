import { describe, expect, it } from 'vitest';
import type { Actor } from '#shared/access/person.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { lampPatienceMs } from '#shared/sensing/lamp.ts';
import { decideWatch } from '#shared/watch/decide-watch.ts';
import { evolveWatch } from '#shared/watch/evolve.ts';
import { lampStanding } from '#shared/watch/lamps.ts';
import { quietWatch, watchCommand, watchFact, type Watch, type WatchCommand } from '#shared/watch/watch.ts';
import { testWatchPolicy } from '../../support/watch-world.ts';

const duty: Actor = { id: 'duty', name: '值班席', role: 'duty' };
const box: Actor = { id: 'lamp-control', name: 'lamp-control', role: 'source' };
const place = { lng: 120, lat: 31 };
const lamps = ['a', 'b', 'far'].map((id) => ({ id, name: id, place, source: 'lamp-control', lamps: 40 }));
const start = Date.parse('2026-11-22T12:00:00Z');

function telling() {
  let state: Watch = quietWatch('toy', '320281');
  const tell = (command: WatchCommand, actor = duty, at = start) => {
    const decision = decideWatch(state, command, {
      now: at,
      actor,
      policy: testWatchPolicy,
      matters: () => ({ open: 0, urgent: 0, overdue: 0, supervised: 0, queues: [], warnings: [] }),
      plan: () => undefined,
      hasStaff: () => true,
      lamps: (id) => lamps.find((group) => group.id === id),
      maySwitch: ({ id }) => id !== 'far',
    });
    if (isRefusal(decision)) return decision.reasonId ?? decision.code;
    for (const fact of decision.facts)
      state = evolveWatch(state, { at, by: actor, fact: watchFact.parse(fact) });
    return 'done';
  };
  const order = (groups: string[], level = 60, actor = duty) =>
    tell({ kind: 'order-lamps', groups, level, reason: '暴雨' }, actor);
  const answer = (more: Partial<Extract<WatchCommand, { kind: 'answer-lamps' }>> = {}, actor = box) =>
    tell(
      { kind: 'answer-lamps', group: 'a', order: 1, level: 60, lit: 40, dark: 0, ...more },
      actor,
      start + 2_000,
    );
  return { order, answer, state: () => state };
}

describe('street lamps', () => {
  it('L1 are switched by duty officers and leaders, each group of their part once, and by nobody else', () => {
    const { order, state } = telling();
    for (const role of ['field', 'handler', 'admin', 'wall', 'source', 'citizen', 'auditor'] as const)
      expect(order(['a'], 60, { ...duty, role }), role).toBe('role-switches-no-lamps');
    expect(order(['a', 'a'])).toBe('lamps-twice');
    expect(order(['a', 'nowhere'])).toBe('no-lamp-group');
    // Of another part: as if it were not there, and the rest of the order is not done either.
    expect(order(['a', 'far'])).toBe('no-lamp-group');
    expect(state().version).toBe(0);
    expect(order(['a', 'b'])).toBe('done');
    expect(order(['b'], 0, { ...duty, role: 'leader' })).toBe('done');
    expect(state().lamps).toMatchObject({ a: { order: 1, level: 60 }, b: { order: 2, level: 0 } });
    // An officer who hands over meanwhile has seen all acts that count against it.
    expect(state().actedVersion).toBe(0);
  });
  it('L2 an answer counts once, from the controller of the group, for the order that stands', () => {
    const { order, answer, state } = telling();
    expect(answer()).toBe('lamp-order-over');
    order(['a', 'b']);
    expect(answer({}, { ...box, id: 'another-box' })).toBe('lamps-of-another');
    expect(answer({}, duty)).toBe('lamps-of-another');
    expect(answer({ order: 7 })).toBe('lamp-order-over');
    expect(answer({ lit: 38, dark: 2 })).toBe('done');
    expect(answer()).toBe('lamps-answered-already');
    expect(state().lamps?.['a']?.answer).toEqual({ at: start + 2_000, level: 60, lit: 38, dark: 2 });
    expect(state().lamps?.['b']?.answer).toBeNull();
    order(['a'], 0);
    expect(answer({ order: 1 })).toBe('lamp-order-over');
  });
  it('no screen and no system can say for a controller what its lamps do', () => {
    const told = { kind: 'answer-lamps', group: 'a', order: 1, level: 60, lit: 40, dark: 0 };
    expect(watchCommand.safeParse(told).success).toBe(false);
  });
  it.each([
    ['quiet', undefined, 0],
    ['waiting', null, lampPatienceMs - 1],
    ['silent', null, lampPatienceMs],
    ['done', { at: start, level: 60, lit: 40, dark: 0 }, 1e9],
    ['partly', { at: start, level: 60, lit: 39, dark: 1 }, 0],
    ['partly', { at: start, level: 100, lit: 40, dark: 0 }, 0],
  ] as const)('L3 a group is %s', (standing, answer, after) => {
    const last = answer === undefined ? undefined : { at: start, level: 60, answer };
    expect(lampStanding(last, start + after)).toBe(standing);
  });
});
