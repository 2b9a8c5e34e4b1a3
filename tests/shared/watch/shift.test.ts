import { describe, expect, it } from 'vitest';
import { keepersOf, mannedBy, shiftAt, shiftsOfDay } from '#shared/watch/shift.ts';
import { testPlan, testWatchPolicy } from '../../support/watch-world.ts';
import { calendar } from '../../support/incident-world.ts';

const at = (local: string): number => Date.parse(`${local}+08:00`);

describe('S1 shifts', () => {
  it.each([
    ['2026-11-22T08:00:00', '2026-11-22', 'day'],
    ['2026-11-22T19:59:59', '2026-11-22', 'day'],
    ['2026-11-22T20:00:00', '2026-11-22', 'night'],
    ['2026-11-23T00:30:00', '2026-11-22', 'night'],
    ['2026-11-23T07:59:59', '2026-11-22', 'night'],
    ['2027-01-01T03:00:00', '2026-12-31', 'night'],
  ])('at %s it is %s %s', (local, day, shift) => {
    expect(shiftAt(testWatchPolicy, calendar, at(local))).toMatchObject({ day, shift });
  });

  it('follow on each other without a gap', () => {
    const days = ['2026-11-22', '2026-11-23'].flatMap((day) =>
      shiftsOfDay(testWatchPolicy, calendar, at(`${day}T12:00:00`)),
    );
    days.slice(1).forEach((one, i) => expect(one.from).toBe(days[i]?.to));
  });

  it('are kept by the crews in turn, unless the roster names somebody', () => {
    const on = (day: string, shift: string, roster = [{ day: '2026-11-23', shift: 'day', people: ['x'] }]) =>
      keepersOf({ roster }, testWatchPolicy, { day, shift }).people;
    const turns = ['2026-11-24', '2026-11-25'].flatMap((day) => [...on(day, 'day'), ...on(day, 'night')]);
    expect(new Set(turns.slice(0, 3))).toEqual(new Set(['a', 'b', 'c']));
    expect(turns[3]).toBe(turns[0]);
    expect(on('2026-11-23', 'day')).toEqual(['x']);
    expect(
      keepersOf({ roster: [] }, { ...testWatchPolicy, crews: [] }, { day: '2026-11-23', shift: 'day' }),
    ).toEqual({
      people: [],
      named: false,
    });
  });
});

it('S2 a post is manned by those of the plan, unless the watch names others', () => {
  const plan = testPlan();
  expect(mannedBy({ posts: [] }, plan, 'duty')).toEqual(['s-w-1-1']);
  expect(mannedBy({ posts: [{ plan: 'flood', post: 'duty', people: ['y'] }] }, plan, 'duty')).toEqual(['y']);
});
