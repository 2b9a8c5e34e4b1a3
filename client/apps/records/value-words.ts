import { fieldOf, kindOf } from '#shared/record/kinds.ts';
import type { RecordField } from '#shared/record/kind.ts';
import type { Fact } from '#shared/wire/records.ts';
import { formatCount } from '../../format/number.ts';
import { language, say } from '../../locales/i18n.ts';
import type { PackIndex } from '../../telling/names.ts';

/** The field of a kind that a fact is about. */
export const fieldOfFact = (kind: string, { field }: Fact): RecordField | undefined => {
  const found = kindOf(kind);
  return found && fieldOf(found, field);
};

/** What a fact says, in the language of the screen; empty when it says nothing. */
export function factWords(kind: string, fact: Fact, { units }: Pick<PackIndex, 'units'>): string {
  const field = fieldOfFact(kind, fact);
  const { value, record, records } = fact;
  if (value === null || !field) return '';
  if (record) return record.title ?? '';
  if (records) return `${formatCount(records.length)}${field.unit ? ` ${say(field.unit)}` : ''}`;
  const choiceOf = (id: string): string => {
    const choice = field.choices?.find((one) => one.id === id);
    return choice ? say(choice.name) : id;
  };
  switch (field.type) {
    case 'choice':
      return choiceOf(String(value));
    case 'choices':
      return Array.isArray(value)
        ? value.map(choiceOf).join(language() === 'zh' ? '、' : ', ')
        : String(value);
    case 'number': {
      // A year is no amount.
      const amount = field.unit ? formatCount(Number(value)) : String(value);
      return field.unit ? `${amount} ${say(field.unit)}` : amount;
    }
    case 'unit': {
      const unit = units.get(String(value));
      return unit ? say(unit.name) : String(value);
    }
    case 'phone':
      return spaced(String(value));
    default:
      return String(value);
  }
}

/** 139 0000 5046: eleven digits are read in three parts. */
const spaced = (text: string): string => text.replace(/^(\d{3})(\d{4})(\d{4})$/u, '$1 $2 $3');

/** Whole days since an instant. */
export const daysSince = (at: number, now: number): number =>
  Math.max(0, Math.floor((now - at) / 86_400_000));
