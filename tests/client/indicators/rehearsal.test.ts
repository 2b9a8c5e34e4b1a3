import { expect, it } from 'vitest';
import { boundsOf, hindranceOf, sameTrial, trialOf } from '../../../client/apps/indicators/rehearsal.ts';

const seasons = [{ from: '11-01', to: '02-28', high: 90 }];

it('a trial begins with what holds, and keeps what it does not show', () => {
  const trial = trialOf({ formula: 'open()', bounds: { high: 5, seasons } });
  expect(trial).toEqual({ formula: 'open()', low: '', high: 5 });
  expect(boundsOf({ ...trial, low: 1, high: '' }, { high: 5, seasons })).toEqual({ low: 1, seasons });
  expect(boundsOf({ ...trial, high: 0 }, null)).toEqual({ high: 0 });
  expect(boundsOf({ ...trial, high: '' }, { high: 5 })).toBe(null);
});

it('only what was rehearsed just so takes effect, by who may, with a reason', () => {
  const now = trialOf({ formula: 'open()', bounds: { high: 5 } });
  const trial = { ...now, high: 7 };
  const may = { mayChange: true, now, trial, rehearsed: trial, why: '汛期' };
  expect(hindranceOf(may)).toBe(null);
  expect([
    hindranceOf({ ...may, mayChange: false }),
    hindranceOf({ ...may, trial: now }),
    hindranceOf({ ...may, rehearsed: null }),
    hindranceOf({ ...may, rehearsed: { ...trial, high: 8 } }),
    hindranceOf({ ...may, why: ' ' }),
  ]).toEqual(['byAdmin', 'asItIs', 'runFirst', 'runFirst', 'sayWhy']);
  expect(sameTrial({ ...trial, formula: ' open() ' }, trial)).toBe(true);
});
