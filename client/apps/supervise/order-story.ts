import type { Incident } from '#shared/incident/incident.ts';
import { textIn, type Language } from '#shared/kernel/localized.ts';
import type { Procedure } from '#shared/procedure/schema.ts';
import type { IncidentDetail } from '#shared/wire/http.ts';
import { formatDayTime } from '../../format/instant.ts';

export interface OrderStory {
  /** What its forms keep: level, duty, way, finding. */
  asked: { name: string; text: string }[];
  /** Its steps, oldest first. */
  acts: { seq: number; when: string; by: string; step: string; note: string }[];
}

/** What an order or an appeal asks, and what was answered and found so far. */
export function storyOf(
  { incident, entries }: IncidentDetail,
  procedure: Procedure | undefined,
  language: Language,
): OrderStory {
  const fields = [
    ...(procedure?.form ?? []),
    ...(procedure?.transitions ?? []).flatMap(({ form }) => form),
  ].filter(({ keep }) => keep);
  const asked = fields.flatMap(({ id, name, choices }) => {
    const value = incident.data?.[id];
    if (value === undefined) return [];
    const choice = choices?.find((one) => one.id === value);
    return [{ name: textIn(name, language), text: textIn(choice?.name, language) ?? plain(value) }];
  });
  const acts = entries.flatMap(({ seq, at, by, fact }) => {
    if (fact.kind !== 'advanced') return [];
    const step = textIn(procedure?.transitions.find(({ id }) => id === fact.transition)?.name, language);
    return [
      { seq, when: formatDayTime(at, language), by: by.name, step: step ?? fact.transition, note: fact.note },
    ];
  });
  return { asked, acts };
}

const plain = (value: NonNullable<Incident['data']>[string]): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);
