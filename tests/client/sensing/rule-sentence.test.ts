// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { ruleSchema, type Rule } from '#shared/sensing/rule.ts';
import { ruleSentence } from '../../../client/apps/sensing/rule-sentence.ts';
import { setLanguage } from '../../../client/locales/i18n.ts';

const own = { id: 'r', on: { quantity: 'level' }, item: 'flood', urgent: false };
const limits = { enter: 4.2, enterMs: 300_000, leave: 4, leaveMs: 600_000 };
const hours = Array.from({ length: 24 }, () => 3);
const rules: Rule[] = [
  ...(['above', 'below'] as const).flatMap((side): Rule[] => [
    { kind: 'threshold', ...own, ...limits, side },
    { kind: 'rate', ...own, ...limits, side, overMs: 3_600_000 },
    { kind: 'deviation', ...own, ...limits, side, hours },
  ]),
  { kind: 'no-data', ...own, afterMs: 900_000 },
  { kind: 'stuck', ...own, forMs: 7_200_000, within: 0 },
  { kind: 'drift', ...own, overMs: 86_400_000, by: 0.4 },
  { kind: 'learned', ...own, beyond: 1.5, leaveMs: 600_000, learnMs: 86_400_000, least: 0 },
  ...[false, true].map((each): Rule => ({
    kind: 'combined',
    ...own,
    rules: ['a', 'b'],
    need: 3,
    each,
    withinM: 2_000,
    withinMs: 600_000,
  })),
];

describe('a rule in words', () => {
  it('is a sentence of its own for each kind and side, all numbers in it, in both languages', async () => {
    expect(new Set(rules.map(({ kind }) => kind)).size).toBe(ruleSchema.options.length);
    for (const language of ['zh', 'en'] as const) {
      await setLanguage(language);
      const said = rules.map((rule) => ruleSentence(rule, 'm'));
      for (const one of said) expect(one).toMatch(/\d/u);
      for (const one of said) expect(one).not.toMatch(/[{}]|undefined|NaN|sensing\.rule/u);
      expect(new Set(said).size).toBe(rules.length);
    }
    await setLanguage('zh');
    const [first] = rules.map((rule) => ruleSentence(rule, 'm'));
    expect(first).toMatch(/^高于 4\.2 m 持续 .*5.* ?报警，低于 4 m 解除$/u);
  });
});
