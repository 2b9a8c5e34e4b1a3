import type { Limit } from '#shared/clock/calendar.ts';
import type { Form } from '#shared/incident/command.ts';
import type { Field } from '#shared/procedure/schema.ts';

/** What stands in the fields while a person fills them in; amounts are text until they are sent. */
export interface StepDraft {
  texts: Record<string, string>;
  amounts: Record<string, string>;
  units: Record<string, Limit['unit']>;
}

/** What supervision asks for. Evidence is shown at the desk, where the files are. */
export function askedFields(fields: readonly Field[]): Field[] {
  return fields.filter(({ kind }) => kind === 'text' || kind === 'choice' || kind === 'limit');
}

/** Whether all that a step asks for can be said here; what needs a unit or a file is for the desk. */
export function canAnswer(fields: readonly Field[]): boolean {
  const asked = askedFields(fields);
  return fields.every((field) => !field.required || asked.includes(field));
}

/** An empty draft with a place for every field. */
export function draftOf(fields: readonly Field[]): StepDraft {
  const draft: StepDraft = { texts: {}, amounts: {}, units: {} };
  for (const { id, kind } of askedFields(fields))
    if (kind === 'limit') {
      draft.amounts[id] = '';
      draft.units[id] = 'work-day';
    } else draft.texts[id] = '';
  return draft;
}

/** What the draft says, or the fields that are missing. */
export function readDraft(
  fields: readonly Field[],
  { texts, amounts, units }: StepDraft,
): { form: Form } | { missing: string[] } {
  const form: Form = {};
  const missing: string[] = [];
  for (const { id, kind, required, min } of askedFields(fields)) {
    if (kind === 'limit') {
      const given = (amounts[id] ?? '').trim();
      const amount = Number(given);
      if (given === '' ? required : !(amount > 0)) missing.push(id);
      else if (given !== '') form[id] = { amount, unit: units[id] ?? 'work-day' };
      continue;
    }
    const text = (texts[id] ?? '').trim();
    const least = kind === 'text' ? (min ?? 1) : 1;
    if (text === '' ? required : text.length < least) missing.push(id);
    else if (text !== '') form[id] = text;
  }
  return missing.length > 0 ? { missing } : { form };
}
