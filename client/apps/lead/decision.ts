import type { Figures } from '#shared/wire/http.ts';
import { spanWords } from '../../format/duration.ts';
import { formatShare } from '../../format/number.ts';
import type { Language } from '#shared/kernel/localized.ts';
import type { Say } from './figure-cards.ts';

export type Decision = Figures['decide'][number];

/** A thing to decide in words: what it is, what it rests on, and what the button does. */
export function decisionWords(
  decision: Decision,
  unitName: (id: string) => string,
  language: Language,
  say: Say,
): { title: string; detail: string; button: string } {
  const { id, unit, count, ms, series } = decision;
  const name = unit === null ? '' : unitName(unit);
  const params = { unit: name, n: count, span: spanWords(ms, language) };
  const course = series.map((share) => formatShare(share)).join(' → ');
  const parts = [
    unit !== null && id !== 'rework-rising' && id !== 'overdue-worst' ? say('lead.decide.most', params) : '',
    ms === null ? '' : say('lead.decide.longest', params),
    id === 'rework-rising' ? course : '',
  ];
  return {
    title: say(`lead.decide.${id}`, params),
    detail: parts.filter(Boolean).join(say('lead.comma')),
    button: say('lead.decide.open', params),
  };
}
