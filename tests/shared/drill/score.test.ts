import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { middleOf, scoreOf, totalOf, type Answered } from '#shared/drill/score.ts';

const goals = { takeMs: 180_000, dispatchMs: 480_000 };
const minute = 60_000;
const matter = (more: Partial<Answered> = {}): Answered => ({
  urgent: false,
  reportedAt: 0,
  takenAt: null,
  dispatchedAt: null,
  lead: null,
  named: 'city',
  helpers: ['water'],
  ended: false,
  ...more,
});
const nothing = { got: 0, of: 0 };

describe('what an answer in a drill is worth', () => {
  it.each([
    ['in time', 2 * minute, { got: 30, of: 30 }],
    ['at the goal', 3 * minute, { got: 30, of: 30 }],
    ['late by less than the goal', 5 * minute, { got: 15, of: 30 }],
    ['at twice the goal', 6 * minute, { got: 15, of: 30 }],
    ['later', 6 * minute + 1, { got: 0, of: 30 }],
  ])('taken %s', (_, takenAt, take) =>
    expect(scoreOf(matter({ takenAt }), goals, 60 * minute).take).toEqual(take),
  );
  it('an urgent one has half the time and weighs double', () => {
    const late = matter({ urgent: true, takenAt: 2 * minute });
    expect(scoreOf(late, goals, 2 * minute).take).toEqual({ got: 15, of: 30 });
    const [good, bad] = [matter({ takenAt: minute }), late].map((one) => ({
      ...one,
      score: scoreOf(one, goals, 2 * minute),
    }));
    // (30 + 2 × 15) of (30 + 2 × 30)
    expect(totalOf([good, bad].flatMap((one) => one ?? []))).toBe(67);
  });
  it.each([
    ['whom the matrix names', 'city', { got: 30, of: 30 }],
    ['who only helps', 'water', { got: 15, of: 30 }],
    ['somebody else', 'police', { got: 0, of: 30 }],
  ])('sent to %s', (_, lead, unit) =>
    expect(scoreOf(matter({ takenAt: 1, dispatchedAt: 1, lead }), goals, 1).unit).toEqual(unit),
  );
  it('where the matrix names nobody the unit does not count', () =>
    expect(scoreOf(matter({ dispatchedAt: 1, lead: 'city', named: null }), goals, 1).unit).toEqual(nothing));
  it('what is within its goal and waits counts neither way; beyond twice the goal it is missed', () => {
    expect(scoreOf(matter(), goals, 2 * minute)).toEqual({
      take: nothing,
      dispatch: nothing,
      unit: nothing,
      missed: false,
    });
    expect(scoreOf(matter(), goals, 7 * minute)).toMatchObject({ take: { got: 0, of: 30 }, missed: true });
    expect(totalOf([])).toBeNull();
  });
  it('what ended without a unit is worth its taking alone', () => {
    const { take, dispatch, missed } = scoreOf(matter({ takenAt: minute, ended: true }), goals, 90 * minute);
    expect([take, dispatch, missed]).toEqual([{ got: 30, of: 30 }, nothing, false]);
  });
  it('a total is of a hundred, and answering earlier never costs', () =>
    fc.assert(
      fc.property(
        fc.nat({ max: 30 }),
        fc.nat({ max: 30 }),
        fc.nat({ max: 10 }),
        fc.boolean(),
        (taken, sent, sooner, urgent) => {
          const at = (minutes: number): number => minutes * minute;
          const total = (takenAt: number, dispatchedAt: number): number => {
            const one = matter({ urgent, takenAt, dispatchedAt, lead: 'city' });
            return totalOf([{ ...one, score: scoreOf(one, goals, at(60)) }]) ?? -1;
          };
          const later = total(at(taken + sooner), at(taken + sent + sooner));
          expect(total(at(taken), at(taken + sent))).toBeGreaterThanOrEqual(later);
          expect(later).toBeGreaterThanOrEqual(0);
          expect(later).toBeLessThanOrEqual(100);
        },
      ),
    ));
  it('the middle of spans is one of them', () => {
    expect([middleOf([]), middleOf([5]), middleOf([9, 1, 5]), middleOf([4, 2])]).toEqual([null, 5, 5, 2]);
  });
});
