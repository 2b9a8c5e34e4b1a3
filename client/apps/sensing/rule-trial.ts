import { computed, ref, shallowRef } from 'vue';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Rule } from '#shared/sensing/rule.ts';

/** The figures of a rule that can be tried otherwise; durations in minutes. */
const figures = [
  ...(['enter', 'leave', 'beyond', 'least', 'enterMs', 'leaveMs'] as const),
  ...(['afterMs', 'overMs', 'forMs', 'within', 'by', 'learnMs'] as const),
  ...(['need', 'withinM', 'withinMs'] as const),
];
type Figure = (typeof figures)[number];
type Draft = Partial<Record<Figure, number>>;

const ownOf = (rule: Rule): Figure[] => figures.filter((key) => key in rule);
const perUnit = (key: Figure): number => (key.endsWith('Ms') ? minuteMs : 1);
const draftOf = (rule: Rule): Draft =>
  Object.fromEntries(
    ownOf(rule).map((key) => [key, Number((rule as Record<string, unknown>)[key]) / perUnit(key)]),
  );
const ruleOf = (rule: Rule, draft: Draft): Rule => {
  const told = ownOf(rule).map((key) => {
    const value = (draft[key] ?? 0) * perUnit(key);
    return [key, perUnit(key) === 1 ? value : Math.round(value)];
  });
  return { ...rule, ...(Object.fromEntries(told) as object) };
};

export const sameRule = (a: Rule, b: Rule): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A rule that is tried: what it begins with, and other figures for it. */
export function useRuleTrial(start: Rule) {
  const base = shallowRef(start);
  const draft = ref(draftOf(start));
  return {
    draft,
    own: computed(() => ownOf(base.value)),
    tried: computed(() => ruleOf(base.value, draft.value)),
    /** Nobody has tried anything else yet. */
    isUntouched: (): boolean => sameRule(ruleOf(base.value, draft.value), base.value),
    /** Begins with another one. */
    take(rule: Rule): void {
      base.value = rule;
      draft.value = draftOf(rule);
    },
  };
}
