import type { Localized } from '#shared/kernel/localized.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { Field } from '#shared/procedure/field.ts';
import type { Procedure } from '#shared/procedure/schema.ts';
import { limitText, type Say } from './say.ts';

type Value = NonNullable<Incident['data']>[string];

/** What a form kept, as its own fields call it. */
export interface KeptWords {
  key: string;
  field: string;
  value: string;
  /** The record that it names. */
  record?: string;
}

/**
 * The values that forms kept with a matter, by the names of the procedure's fields in the order of its forms; a value of one
 * unit (`opinion@dept-market`) names it. A field that no form knows any more stands by its id.
 */
export function keptWords(
  data: NonNullable<Incident['data']>,
  procedure: Pick<Procedure, 'form' | 'transitions'> | undefined,
  words: { say: Say; name: (text: Localized) => string; unit: (id: string) => string },
): KeptWords[] {
  const fields = procedure ? [...procedure.form, ...procedure.transitions.flatMap(({ form }) => form)] : [];
  const placeOf = (key: string): number => {
    const at = fields.findIndex(({ id }) => id === key.split('@')[0]);
    return at < 0 ? fields.length : at;
  };
  // What there was to choose from is told by what was chosen of it, and what was left.
  const shown = ([key]: [string, Value]): boolean => !fields.some(({ of }) => of === key);
  return Object.entries(data)
    .filter(shown)
    .toSorted(([a], [b]) => placeOf(a) - placeOf(b))
    .map(([key, value]) => {
      const [id = key, unit] = key.split('@');
      // Steps may share a field's id; the one that knows the value says how to read it.
      const known = fields.filter((one) => one.id === id);
      const field = known.find((one) => knows(one, value)) ?? known[0];
      const name = field ? words.name(field.name) : id;
      return {
        key,
        field: unit === undefined ? name : `${name} · ${words.unit(unit)}`,
        value: valueWords(value, field, words) + leftWords(value, field, data, words.say),
        ...(field?.kind === 'record' && typeof value === 'string' && { record: value }),
      };
    });
}

/** What of a list was not done. */
function leftWords(value: Value, field: Field | undefined, data: Record<string, Value>, say: Say): string {
  const all = field?.of === undefined ? undefined : data[field.of];
  if (!Array.isArray(all) || !Array.isArray(value)) return '';
  const left = all.filter((one) => !value.includes(one));
  return left.length > 0
    ? ` ${say('flow.related.left', { n: left.length, items: left.join(say('flow.and')) })}`
    : '';
}

function knows({ choices }: Field, value: Value): boolean {
  if (!choices) return true;
  const ids = Array.isArray(value) ? value : [value];
  return ids.every((one) => choices.some(({ id }) => id === one));
}

function valueWords(
  value: Value,
  field: Field | undefined,
  { say, name, unit }: Parameters<typeof keptWords>[2],
): string {
  const one = (text: string): string => {
    if (field?.kind === 'unit' || field?.kind === 'units') return unit(text);
    // A name of a person stands in no matter: the record says it, to whom it may.
    if (field?.kind === 'record') return say('records.onRecord');
    const choice = field?.choices?.find(({ id }) => id === text);
    return choice ? name(choice.name) : text;
  };
  if (typeof value === 'boolean') return say(value ? 'flow.related.yes' : 'flow.related.no');
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return one(value);
  if ('name' in value) return name(value.name);
  return Array.isArray(value) ? value.map(one).join(say('flow.and')) : limitText(value, say);
}
