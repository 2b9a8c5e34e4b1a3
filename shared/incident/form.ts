import { limit, type Limit } from '../clock/calendar.ts';
import { endOfDay } from '../clock/deadline.ts';
import { because, type Reason } from '../kernel/reasons.ts';
import { refuse, type Refusal } from '../kernel/refusal.ts';
import { z } from 'zod';
import type { ListedItem } from '../procedure/listed.ts';
import type { UnitKind } from '../procedure/unit-kind.ts';
import type { Field } from '../procedure/field.ts';
import type { Transition } from '../procedure/schema.ts';
import type { Form } from './command.ts';
import type { DecideContext } from './context.ts';
import { entryName, givenEvidence, kept, type Evidence, type Incident } from './incident.ts';
import { shownAsked, shownMissing } from './shown.ts';

type Kept = NonNullable<Incident['data']>;

/** A checked form: every value has the kind its field asks for; missing optional values read as empty. */
export interface CheckedForm {
  text(field: string): string;
  unit(field: string): string;
  units(field: string): string[];
  rating(): number;
  limit(field: string): Limit | undefined;
  evidence(): Evidence[];
  /** The value of a field as a matter may keep it. */
  kept(field: string): Kept[string] | undefined;
  /** What stays with the matter: the fields marked so, those of `unit` under its name, or all. */
  keep(all?: boolean, unit?: string): Kept;
}

interface Known {
  unitKind(id: string): UnitKind | undefined;
  listed(id: string): ListedItem | undefined;
}

// Made once: making a schema costs more than its check.
const evidenceList = z.array(givenEvidence);
const score = z.number().int().min(1).max(5);
const day = z.iso.date();
/** More than any sum, number of people or area that a county writes down. */
const greatestNumber = 1e15;
const mostDays = 3_660;
const recordId = /^[0-9a-z]{8,16}$/;
const dayShare: Record<Limit['unit'], number> = {
  'urgent-minute': 1 / 1_440,
  'work-hour': 1 / 8,
  'work-day': 1,
  'calendar-day': 1,
  'day-end': 1,
};

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

/** Checks a form against the fields of its transition; the refusal names the field as `form.<id>`. */
export function checkForm(
  { id: name, form: fields }: Pick<Transition, 'id' | 'form'>,
  form: Form,
  known: Known & Pick<DecideContext, 'now' | 'calendar'>,
  /** What the matter keeps already. */
  data: Kept = {},
): CheckedForm | Refusal {
  for (const key of Object.keys(form)) {
    if (!fields.some(({ id }) => id === key))
      return refuse('invalid', 'field-unknown', { form: name, field: key }, `form.${key}`);
  }
  for (const field of fields) {
    const value = form[field.id];
    if (isEmpty(value)) {
      if (field.required) return refuse('invalid', 'field-needed', { field: field.id }, `form.${field.id}`);
      continue;
    }
    const fault =
      faultOf(choicesIn(field, data), value, known) ??
      (field.ahead && endOfDay(known.calendar, String(value)) <= known.now ? because('day-over') : null);
    if (fault) return refuse('invalid', fault, `form.${field.id}`);
  }
  const unusual = fields.find((field) => isUnusual(field, form, data));
  if (unusual && isEmpty(form['reason']))
    return refuse('invalid', 'field-needs-reason', { field: unusual.id }, 'form.reason');
  const text = (field: string): string => (typeof form[field] === 'string' ? form[field].trim() : '');
  const keptOf = (field: string): Kept[string] | undefined => {
    if (isEmpty(form[field])) return undefined;
    if (fields.find(({ id }) => id === field)?.kind !== 'listed') return kept.safeParse(form[field]).data;
    const entry = known.listed(text(field));
    return entry && { id: entry.id, name: entry.name };
  };
  return {
    text,
    unit: text,
    units: (field) =>
      Array.isArray(form[field]) ? form[field].filter((item) => typeof item === 'string') : [],
    rating: () => Number(form['rating']),
    limit: (field) => limit.safeParse(form[field]).data,
    evidence: () => evidenceList.safeParse(form['evidence']).data ?? [],
    kept: keptOf,
    keep(all = false, unit = '') {
      const data: Kept = {};
      for (const { id, keep, kind } of fields) {
        const value = (keep || all) && kind !== 'evidence' ? keptOf(id) : undefined;
        if (value !== undefined) data[keep === 'unit' && unit !== '' ? `${id}@${unit}` : id] = value;
      }
      return data;
    },
  };
}

/** What an older matter did not write down cannot be looked up: any word is taken. */
function isChoice({ of, choices }: Field, one: string): boolean {
  return (of !== undefined && !choices) || !!choices?.some(({ id }) => id === one);
}

/** A checklist whose choices the matter keeps. */
function choicesIn(field: Field, data: Kept): Field {
  if (field.of === undefined) return field;
  const ids = data[field.of];
  return Array.isArray(ids)
    ? { ...field, choices: ids.map((id) => ({ id, name: { zh: id, en: id } })) }
    : field;
}

/** Whether a value departs from what its field expects. */
function isUnusual(field: Field, form: Form, data: Kept): boolean {
  const value = form[field.id];
  if (field.expects === 'rise') {
    const before = data[field.id];
    return typeof value === 'number' && typeof before === 'number' && value < before;
  }
  if (field.expects !== 'all') return false;
  return (Array.isArray(value) ? value.length : 0) < (choicesIn(field, data).choices ?? []).length;
}

/** Whether a value is one that a field could have been given. */
export function fits(field: Field, value: unknown, known: Known): boolean {
  const entry = entryName.safeParse(value).data;
  return faultOf(field, entry?.id ?? value, known) === null;
}

/** What is wrong with a value, or null. */
function faultOf(field: Field, value: unknown, known: Known): Reason | null {
  switch (field.kind) {
    case 'text':
      return faultOfText(field, value);
    case 'incident':
      return typeof value === 'string' ? null : because('text-needed');
    case 'record':
      return typeof value === 'string' && recordId.test(value) ? null : because('record-needed');
    case 'number':
      return typeof value === 'number' && Math.abs(value) <= greatestNumber
        ? faultOfSize(field, value)
        : because('number-needed');
    case 'date':
      return day.safeParse(value).success ? null : because('day-needed');
    case 'yes-no':
      return typeof value === 'boolean' ? null : because('yes-no-needed');
    case 'choice':
      return field.choices?.some(({ id }) => id === value) ? null : because('not-a-choice');
    case 'listed':
      return typeof value === 'string' &&
        !!field.lists?.some((list) => list === known.listed(value.trim())?.list)
        ? null
        : because('not-a-choice');
    case 'list':
      return faultOfList(value, () => true, 'word') ?? faultOfSize(field, lengthOf(value));
    case 'checklist':
      return (
        faultOfList(value, (one) => isChoice(field, one), 'choice') ?? faultOfSize(field, lengthOf(value))
      );
    case 'unit':
      return typeof value === 'string' && known.unitKind(value) !== undefined
        ? faultOfKinds(field, [value], known)
        : because('no-unit', { unit: String(value) });
    case 'units':
      return (
        faultOfList(value, (one) => known.unitKind(one) !== undefined, 'unit') ??
        faultOfKinds(field, value as string[], known) ??
        faultOfSize(field, lengthOf(value))
      );
    case 'rating':
      return score.safeParse(value).success ? null : because('rating-needed');
    case 'limit':
      return faultOfLimit(limit.safeParse(value).data);
    case 'evidence': {
      const parsed = evidenceList.safeParse(value);
      if (!parsed.success) return because('evidence-needed');
      return shownMissing(field, parsed.data) > 0
        ? because('words-alone', { least: shownAsked(field) })
        : faultOfSize(field, parsed.data.length);
    }
  }
}

function faultOfLimit(given: Limit | undefined): Reason | null {
  if (!given) return because('limit-form');
  return given.amount * dayShare[given.unit] <= mostDays ? null : because('limit-too-long');
}

function faultOfText(field: Field, value: unknown): Reason | null {
  if (typeof value !== 'string') return because('text-needed');
  const text = value.trim();
  if (field.pattern && !new RegExp(`^(?:${field.pattern.match})$`, 'u').test(text))
    return because('as-pattern-says', field.pattern.says);
  return faultOfSize(field, [...text].length);
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

/** A unit of another kind than the field asks for: a department where communities are asked. */
function faultOfKinds({ kinds }: Field, units: readonly string[], known: Known): Reason | null {
  const wrong = units.find((unit) => !(kinds?.some((kind) => kind === known.unitKind(unit)) ?? true));
  return wrong === undefined ? null : because('wrong-unit-kind', { unit: wrong });
}

function faultOfList(
  value: unknown,
  isKnown: (one: string) => boolean,
  what: 'word' | 'choice' | 'unit',
): Reason | null {
  if (!Array.isArray(value)) return because(`${what}s-needed`);
  if (new Set(value).size !== value.length) return because(`${what}-twice`);
  const wrong: unknown = value.find((one) => typeof one !== 'string' || !isKnown(one));
  if (wrong === undefined) return null;
  return what === 'unit'
    ? because('no-unit', { unit: String(wrong) })
    : because(`no-${what}`, { value: String(wrong) });
}

function faultOfSize({ min, max }: Field, size: number): Reason | null {
  if (min !== undefined && size < min) return because('at-least', { least: min });
  return max !== undefined && size > max ? because('at-most', { most: max }) : null;
}
