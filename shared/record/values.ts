import { because, type Reason } from '../kernel/reasons.ts';
import { refuse, type Refusal } from '../kernel/refusal.ts';
import { bareNumber } from './find.ts';
import type { RecordField, RecordKind, Value, Values } from './kind.ts';

const longest = 300;
/** A group of neighbours is no bigger. */
const mostNamed = 200;
const isRecordId = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-z]{8,16}$/.test(value);
const isDate = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

/**
 * What was sent for a record, as it is kept: unknown fields, missing ones and wrong forms are refused by name. Empty ones are left out.
 * `isUnit` says whether the pack has a unit.
 */
export function checkValues(
  kind: RecordKind,
  sent: Readonly<Record<string, unknown>>,
  isUnit: (id: string) => boolean = () => true,
): Values | Refusal {
  const known = new Map(kind.fields.map((field) => [field.id, field]));
  const stranger = Object.keys(sent).find((id) => !known.has(id));
  if (stranger !== undefined)
    return refuse('invalid', 'record-kind-no-field', { kind: kind.id }, `values.${stranger.slice(0, 60)}`);
  const values: Record<string, Value> = {};
  for (const field of kind.fields) {
    const value = sent[field.id];
    if (value === undefined || value === null || value === '') {
      if (field.required) return refuse('invalid', 'record-field-needed', `values.${field.id}`);
      continue;
    }
    const fault = faultOf(field, value, isUnit);
    if (fault !== null) return refuse('invalid', fault, `values.${field.id}`);
    values[field.id] = kept(field, value as Value);
  }
  return values;
}

function kept(field: RecordField, value: Value): Value {
  if (typeof value !== 'string') return value;
  return field.find === 'number'
    ? value.normalize('NFKC').trim().toUpperCase()
    : value.normalize('NFC').trim();
}

function faultOf(field: RecordField, value: unknown, isUnit: (id: string) => boolean): Reason | null {
  switch (field.type) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? null : because('record-number');
    case 'yes-no':
      return typeof value === 'boolean' ? null : because('record-yes-no');
    case 'choices':
      return Array.isArray(value) && value.every((one) => isChoice(field, one))
        ? null
        : because('record-choices');
    case 'choice':
      return isChoice(field, value) ? null : because('record-choice');
    case 'date':
      return typeof value === 'string' && isDate(value) ? null : because('record-date');
    case 'unit':
      return typeof value === 'string' && isUnit(value) ? null : because('record-unit-unknown');
    case 'records':
      return Array.isArray(value) && value.length <= mostNamed && value.every(isRecordId)
        ? null
        : because('record-refs', { most: mostNamed });
    case 'record':
      return isRecordId(value) ? null : because('record-ref');
    default:
      return faultOfText(field, value);
  }
}

function faultOfText(field: RecordField, value: unknown): Reason | null {
  if (typeof value !== 'string') return because('record-text');
  // What no database keeps: a null sign, half of a pair.
  if (/[\0\p{Surrogate}]/u.test(value)) return because('bad-character');
  if (value.length > longest) return because('record-too-long', { most: longest });
  if (value.trim() === '') return because('record-field-needed');
  if (field.id === 'identity') return reasonOfIdentity(value);
  if (field.type === 'phone')
    return /^\+?[\d\s()-]{5,20}$/u.test(value.normalize('NFKC')) ? null : because('record-phone');
  return field.find === 'number' && bareNumber(value) === '' ? because('record-code') : null;
}

function reasonOfIdentity(value: string): Reason | null {
  const fault = identityFault(value);
  return fault && because(fault);
}

const isChoice = (field: RecordField, value: unknown): boolean =>
  field.choices?.some(({ id }) => id === value) ?? false;

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Whether the last sign of an 18-digit identity number is that of the others (GB 11643: ISO 7064, MOD 11-2). */
export function identityFault(text: string): 'identity-form' | 'identity-check' | null {
  const bare = text.normalize('NFKC').trim().toUpperCase();
  if (!/^\d{17}[\dX]$/.test(bare)) return /^[A-Z0-9]{5,17}$/.test(bare) ? null : 'identity-form';
  return bare.endsWith(identityCheck(bare)) ? null : 'identity-check';
}

/** The check sign of the first 17 digits of an identity number. */
export function identityCheck(digits: string): string {
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  return '10X98765432'.charAt(sum % 11);
}

/** What is personal of a record and what is not: the two are kept apart. */
export function parted(kind: RecordKind, values: Values): { open: Values; personal: Values } {
  const [open, personal]: Record<string, Value>[] = [{}, {}] as const;
  for (const { id, personal: how } of kind.fields) {
    const value = values[id];
    if (value !== undefined) (how === undefined ? open : personal)[id] = value;
  }
  return { open: open as Values, personal: personal as Values };
}
