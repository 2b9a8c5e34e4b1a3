import { limit, type Limit } from '../clock/calendar.ts';
import { refuse, type Refusal } from '../kernel/refusal.ts';
import { z } from 'zod';
import type { Field, Transition } from '../procedure/schema.ts';
import type { Form } from './command.ts';
import { evidence, type Evidence } from './incident.ts';

/** A checked form: every value has the kind its field asks for; missing optional values read as empty. */
export interface CheckedForm {
  text(field: string): string;
  unit(field: string): string;
  units(field: string): string[];
  rating(): number;
  limit(field: string): Limit | undefined;
  evidence(): Evidence[];
}

interface Known {
  hasUnit(id: string): boolean;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

/** Checks a form against the fields of its transition; the refusal names the field as `form.<id>`. */
export function checkForm(transition: Transition, form: Form, known: Known): CheckedForm | Refusal {
  for (const key of Object.keys(form)) {
    if (!transition.form.some(({ id }) => id === key))
      return refuse('invalid', `${transition.id} has no field ${key}`, `form.${key}`);
  }
  for (const field of transition.form) {
    const value = form[field.id];
    if (isEmpty(value)) {
      if (field.required) return refuse('invalid', `${field.id} is needed`, `form.${field.id}`);
      continue;
    }
    const fault = faultOf(field, value, known);
    if (fault) return refuse('invalid', fault, `form.${field.id}`);
  }
  const text = (field: string): string => (typeof form[field] === 'string' ? form[field].trim() : '');
  return {
    text,
    unit: text,
    units: (field) =>
      Array.isArray(form[field]) ? form[field].filter((item) => typeof item === 'string') : [],
    rating: () => Number(form['rating']),
    limit: (field) => limit.safeParse(form[field]).data,
    evidence: () => z.array(evidence).safeParse(form['evidence']).data ?? [],
  };
}

function faultOf(field: Field, value: unknown, known: Known): string | null {
  switch (field.kind) {
    case 'text':
    case 'incident':
      return typeof value === 'string' ? null : 'a text is needed';
    case 'choice':
      return field.choices?.some(({ id }) => id === value) ? null : 'not one of the choices';
    case 'unit':
      return typeof value === 'string' && known.hasUnit(value) ? null : `no unit ${String(value)}`;
    case 'units': {
      if (!Array.isArray(value)) return 'a list of units is needed';
      if (new Set(value).size !== value.length) return 'a unit is named twice';
      const wrong = value.find((unit) => typeof unit !== 'string' || !known.hasUnit(unit));
      return wrong === undefined ? null : `no unit ${String(wrong)}`;
    }
    case 'rating':
      return z.number().int().min(1).max(5).safeParse(value).success
        ? null
        : 'a whole number from 1 to 5 is needed';
    case 'limit':
      return limit.safeParse(value).success ? null : 'an amount above 0 and its unit are needed';
    case 'evidence':
      return z.array(evidence).safeParse(value).success ? null : 'a list of evidence is needed';
  }
}
