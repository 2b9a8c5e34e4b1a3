import type { Rule } from '#shared/sensing/rule.ts';
import { spanWords } from '../../format/duration.ts';
import { i18n, language } from '../../locales/i18n.ts';

/** A kind with a side has a sentence for each, one that may want all its rules another. A kind without a sentence does not compile. */
type Sentence<R> = R extends { kind: infer K extends string; side: infer S extends string }
  ? `${K}-${S}`
  : R extends { kind: infer K extends string; each: boolean }
    ? K | `${K}-each`
    : R extends { kind: infer K extends string }
      ? K
      : never;

/** A rule in words: the sentence of its kind, in which its numbers stand by their names. `measure`: the unit of its limits. */
export function ruleSentence(rule: Rule, measure: string): string {
  const tail = 'side' in rule ? `-${rule.side}` : 'each' in rule && rule.each ? '-each' : '';
  const sentence = `${rule.kind}${tail}` as Sentence<Rule>;
  const values = Object.entries(rule).map(([name, value]) => [name, worded(name, value, measure)]);
  return i18n.global.t(`sensing.rule.${sentence}`, Object.fromEntries(values) as Record<string, string>);
}

function worded(name: string, value: unknown, measure: string): string {
  if (Array.isArray(value)) return value.join(language() === 'zh' ? '、' : ', ');
  if (typeof value === 'number' && name.endsWith('Ms')) return spanWords(value);
  return name === 'enter' || name === 'leave' || name === 'by' ? `${value} ${measure}` : `${value}`;
}
