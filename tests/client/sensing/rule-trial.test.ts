import { expect, it } from 'vitest';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Rule } from '#shared/sensing/rule.ts';
import { useRuleTrial } from '../../../client/apps/sensing/rule-trial.ts';

const rule = (enter: number): Rule =>
  ({
    id: 'high',
    kind: 'threshold',
    on: { quantity: 'water-level' },
    side: 'above',
    enter,
    leave: enter - 1,
    enterMs: 90_000,
    leaveMs: 5 * minuteMs,
    item: 'flood',
    urgent: false,
  }) as unknown as Rule;

it('a trial begins with a rule, knows whether somebody touched it, and begins anew with the one of then', () => {
  const trial = useRuleTrial(rule(4));
  expect(trial.draft.value).toMatchObject({ enter: 4, leave: 3, enterMs: 1.5, leaveMs: 5 });
  expect([trial.isUntouched(), trial.tried.value]).toEqual([true, rule(4)]);
  trial.draft.value.enter = 6;
  expect([trial.isUntouched(), trial.tried.value]).toEqual([false, { ...rule(4), enter: 6 }]);
  trial.take(rule(5));
  expect([trial.isUntouched(), trial.tried.value]).toEqual([true, rule(5)]);
});
