import { expect, it } from 'vitest';
import { boundsOf, hindranceOf, sameTrial, trialOf } from '../../../client/apps/indicators/rehearsal.ts';

const seasons = [{ from: '11-01', to: '02-28', high: 90 }];

it('a trial begins with what holds, and keeps what it does not show', () => {
  const trial = trialOf({ formula: 'open()', bounds: { high: 5, seasons } });
  const none = { low: '', high: '' } as const;
  expect(trial.edges).toEqual([
    { low: '', high: 5 },
    { low: '', high: 90 },
  ]);
  expect(boundsOf({ ...trial, edges: [{ low: 1, high: '' }, none] }, { high: 5, seasons })).toEqual({
    low: 1,
    seasons: [{ from: '11-01', to: '02-28' }],
  });
  expect(boundsOf(trial, { high: 5, seasons })).toEqual({ high: 5, seasons });
  expect(boundsOf({ ...trial, edges: [{ low: '', high: 0 }] }, null)).toEqual({ high: 0 });
  expect(boundsOf({ ...trial, edges: [none] }, { high: 5 })).toBe(null);
});

it('only what was rehearsed just so takes effect, by who may, with a reason', () => {
  const now = trialOf({ formula: 'open()', bounds: { high: 5 } });
  const raised = (high: number) => ({ ...now, edges: [{ low: '' as const, high }] });
  const trial = raised(7);
  const may = { mayChange: true, now, trial, rehearsed: trial, why: '汛期' };
  expect(hindranceOf(may)).toBe(null);
  expect([
    hindranceOf({ ...may, mayChange: false }),
    hindranceOf({ ...may, trial: now }),
    hindranceOf({ ...may, rehearsed: null }),
    hindranceOf({ ...may, rehearsed: raised(8) }),
    hindranceOf({ ...may, why: ' ' }),
  ]).toEqual(['byAdmin', 'asItIs', 'runFirst', 'runFirst', 'sayWhy']);
  expect(sameTrial({ ...trial, formula: ' open() ' }, trial)).toBe(true);
});
