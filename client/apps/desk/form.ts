import { limitUnits } from '#shared/clock/calendar.ts';
import type { Limit } from '#shared/clock/calendar.ts';
import type { Form, Take } from '#shared/incident/command.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { Field, Transition } from '#shared/procedure/schema.ts';
import type { Suggestion } from '#shared/wire/http.ts';

/** What stands in the fields while a person fills them in. Numbers are text until they are sent. */
export interface Draft {
  texts: Record<string, string>;
  lists: Record<string, string[]>;
  limits: Record<string, { amount: string; unit: Limit['unit'] }>;
}

export interface FieldFault {
  field: string;
  why: 'missing' | 'not-a-number';
}

/** An empty draft with a place for every field, so that every field can be bound. */
export function emptyDraft(fields: readonly Field[]): Draft {
  const draft: Draft = { texts: {}, lists: {}, limits: {} };
  for (const field of fields) {
    if (field.kind === 'units') draft.lists[field.id] = [];
    else if (field.kind === 'limit') draft.limits[field.id] = { amount: '', unit: 'work-day' };
    else draft.texts[field.id] = '';
  }
  return draft;
}

/** Puts chosen units into the first field that takes one unit and the first that takes several. */
export function withUnits(
  draft: Draft,
  fields: readonly Field[],
  lead: string | null,
  co: readonly string[],
): Draft {
  const one = fields.find((field) => field.kind === 'unit');
  const many = fields.find((field) => field.kind === 'units');
  return {
    ...draft,
    texts: one && lead !== null ? { ...draft.texts, [one.id]: lead } : draft.texts,
    lists: many ? { ...draft.lists, [many.id]: [...co] } : draft.lists,
  };
}

/** The command of a filled-in form, or the fields that hinder it. */
export function takeCommand(
  incident: Pick<Incident, 'id' | 'version'>,
  transition: Transition,
  draft: Draft,
  now: number,
): { command: Take } | { faults: FieldFault[] } {
  const form: Form = {};
  const faults: FieldFault[] = [];
  for (const field of transition.form) {
    const read = readField(field, draft, now);
    if (read === undefined) {
      if (field.required) faults.push({ field: field.id, why: 'missing' });
    } else if (read === 'not-a-number') faults.push({ field: field.id, why: 'not-a-number' });
    else form[field.id] = read.value;
  }
  if (faults.length > 0) return { faults };
  return {
    command: {
      kind: 'take',
      incident: incident.id,
      version: incident.version,
      transition: transition.id,
      form,
    },
  };
}

type Read = { value: Form[string] } | 'not-a-number' | undefined;

function readField(field: Field, draft: Draft, now: number): Read {
  if (field.kind === 'units') {
    const units = draft.lists[field.id] ?? [];
    return units.length > 0 ? { value: [...units] } : undefined;
  }
  if (field.kind === 'limit') return readLimit(draft.limits[field.id]);
  const text = (draft.texts[field.id] ?? '').trim();
  if (text === '') return undefined;
  if (field.kind === 'evidence') return { value: [{ kind: 'text', text: text.slice(0, 500), at: now }] };
  if (field.kind !== 'rating') return { value: text };
  const score = Number(text);
  return Number.isInteger(score) && score >= 1 && score <= 5 ? { value: score } : 'not-a-number';
}

function readLimit(draft: { amount: string; unit: Limit['unit'] } | undefined): Read {
  if (!draft || draft.amount.trim() === '') return undefined;
  const amount = Number(draft.amount);
  if (!Number.isFinite(amount) || amount <= 0 || !limitUnits.includes(draft.unit)) return 'not-a-number';
  return { value: { amount, unit: draft.unit } };
}

/** The field a refusal speaks of (`form.lead` → `lead`), when the form has it. */
export function refusedField(path: string | undefined, fields: readonly Field[]): string | null {
  const name = path?.replace(/^(command\.)?form\./u, '').split('.')[0];
  return fields.find((field) => field.id === name)?.id ?? null;
}

/** A transition that needs nothing from the person, so that its button acts at once. A danger is always asked about. */
export function needsForm(transition: Transition): boolean {
  return transition.form.length > 0 || transition.weight === 'danger';
}

/** Whether the chosen units alone fill all that the form demands: then the button sends without a dialog. */
export function filledByUnits(transition: Transition, lead: string | null): boolean {
  if (transition.weight === 'danger' || lead === null) return false;
  const demanded = transition.form.filter((field) => field.required);
  return demanded.length > 0 && demanded.every((field) => field.kind === 'unit');
}

export type Choice = Record<string, 'lead' | 'co'>;

/** The choice the suggestions start with: the first lead, and no other. */
export function firstChoice(suggestions: readonly Suggestion[]): Choice {
  const lead = suggestions.find((one) => one.role === 'lead') ?? suggestions[0];
  return lead ? { [lead.unit]: 'lead' } : {};
}

/** Ticks or unticks a unit: the first ticked leads, the others co-operate; when the leader goes, the next one leads. */
export function toggleUnit(choice: Choice, unit: string): Choice {
  const next = { ...choice };
  if (next[unit] === undefined) {
    next[unit] = Object.values(next).includes('lead') ? 'co' : 'lead';
    return next;
  }
  const led = next[unit] === 'lead';
  delete next[unit];
  const heir = Object.keys(next)[0];
  if (led && heir !== undefined) next[heir] = 'lead';
  return next;
}

/** Makes a unit the leader; the one that led co-operates. */
export function makeLead(choice: Choice, unit: string): Choice {
  const next: Choice = {};
  for (const other of Object.keys(choice)) next[other] = 'co';
  return { ...next, [unit]: 'lead' };
}

export function chosen(choice: Choice): { lead: string | null; co: string[] } {
  const units = Object.keys(choice);
  return {
    lead: units.find((unit) => choice[unit] === 'lead') ?? null,
    co: units.filter((unit) => choice[unit] === 'co'),
  };
}
