import { limitUnits } from '#shared/clock/calendar.ts';
import type { Limit } from '#shared/clock/calendar.ts';
import type { Form, Take } from '#shared/incident/command.ts';
import { entryName, type Evidence, type Incident } from '#shared/incident/incident.ts';
import { shownMissing } from '#shared/incident/shown.ts';
import type { Field } from '#shared/procedure/field.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import { evidenceOf, hindrance, type PickedFile } from '../files/picked-files.ts';
import type { Suggestion } from '#shared/wire/responsibility.ts';

/** What stands in the fields while a person fills them in. Numbers are text until they are sent. */
export interface Draft {
  texts: Record<string, string>;
  lists: Record<string, string[]>;
  limits: Record<string, { amount: string; unit: Limit['unit'] }>;
  files: Record<string, PickedFile[]>;
}

export interface FieldFault {
  field: string;
  why:
    'missing' | 'not-a-number' | 'pattern' | 'too-small' | 'too-large' | 'words-alone' | 'sending' | 'unsent';
}
/** The words of a fault. */
export function faultKey(why: FieldFault['why']): string {
  return why === 'sending' || why === 'unsent' ? `files.fault.${why}` : `seat.form.${why}`;
}

/**
 * An empty draft with a place for every field, so that every field can be bound. Spans are asked for in `unit`: that of the
 * matter, so that more time for what has two hours is not counted in days by an oversight.
 */
export function emptyDraft(fields: readonly Field[], unit: Limit['unit'] = 'work-day'): Draft {
  const draft: Draft = { texts: {}, lists: {}, limits: {}, files: {} };
  for (const field of fields) {
    if (field.kind === 'units' || field.kind === 'checklist') draft.lists[field.id] = [];
    else if (field.kind === 'limit') draft.limits[field.id] = { amount: '', unit };
    else draft.texts[field.id] = '';
    if (field.kind === 'evidence') draft.files[field.id] = [];
  }
  return draft;
}

/** The unit in which the stage that runs now is counted; that of the whole when no stage runs. */
export function stageUnit({ clocks }: Pick<Incident, 'clocks'>): Limit['unit'] | undefined {
  const running = Object.entries(clocks).filter(([, { stoppedAt }]) => stoppedAt === undefined);
  const stages = running.filter(([name]) => name !== 'whole').toSorted((a, b) => a[1].dueAt - b[1].dueAt);
  return (stages[0] ?? running[0])?.[1].limit.unit;
}

/** A draft that says what a form says, so that what was refused can be mended. Evidence is told anew. */
export function draftOf(fields: readonly Field[], form: Form): Draft {
  const draft = emptyDraft(fields);
  for (const { id, kind } of fields) {
    const value = form[id];
    if (value === undefined) continue;
    if (kind === 'units' || kind === 'checklist') draft.lists[id] = [value].flat().map(String);
    else if (kind === 'yes-no') draft.texts[id] = value === true ? 'yes' : 'no';
    else if (typeof value === 'string' || typeof value === 'number') draft.texts[id] = String(value);
    else if (typeof value === 'object' && 'amount' in value)
      draft.limits[id] = { amount: String(value.amount), unit: value.unit };
  }
  return draft;
}

/** Puts chosen units into the first field that takes one unit and the first that takes several, of these as many as it takes. */
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
    lists: many ? { ...draft.lists, [many.id]: co.slice(0, many.max) } : draft.lists,
  };
}

/** Puts what the matter knows already into the fields that demand it, to be confirmed or changed. */
export function withKnown(draft: Draft, fields: readonly Field[], data: Incident['data'] = {}): Draft {
  const texts = { ...draft.texts };
  for (const { id, required, keep, kind } of fields) {
    const known = data[id];
    if (!required || keep !== true || texts[id]) continue;
    if (kind === 'listed') texts[id] = entryName.safeParse(known).data?.id ?? '';
    else if (typeof known === 'string' || typeof known === 'number') texts[id] = String(known);
  }
  return { ...draft, texts };
}

/** Puts the name of what was looked up into the text beside it, unless somebody wrote one. */
export function fillWith(draft: Draft, { fills }: Pick<Field, 'fills'>, name: string): void {
  if (fills !== undefined && !draft.texts[fills]) draft.texts[fills] = name;
}

/** Puts another incident into the first field that takes one. */
export function withIncident(draft: Draft, fields: readonly Field[], id: string | null): Draft {
  const field = fields.find((one) => one.kind === 'incident');
  return field && id !== null ? { ...draft, texts: { ...draft.texts, [field.id]: id } } : draft;
}

/** Puts a reason into the field that asks for one: the one of that name, else the first text that is required. */
export function withReason(draft: Draft, fields: readonly Field[], reason: string): Draft {
  const texts = fields.filter((field) => field.kind === 'text');
  const field = texts.find(({ id }) => id === 'reason') ?? texts.find(({ required }) => required) ?? texts[0];
  return field ? { ...draft, texts: { ...draft.texts, [field.id]: reason } } : draft;
}

/** What a filled-in form says, or the fields that hinder it. */
export function readForm(
  { form: fields }: Pick<Transition, 'form'>,
  draft: Draft,
  now: number,
): { form: Form } | { faults: FieldFault[] } {
  const form: Form = {};
  const faults: FieldFault[] = [];
  for (const field of fields) {
    const read = readField(field, draft, now);
    if (read === undefined) {
      if (field.required) faults.push({ field: field.id, why: 'missing' });
    } else if ('why' in read) faults.push({ field: field.id, why: read.why });
    else form[field.id] = read.value;
  }
  return faults.length > 0 ? { faults } : { form };
}

/** The command of a filled-in form, or the fields that hinder it. */
export function takeCommand(
  { id, version }: Pick<Incident, 'id' | 'version'>,
  transition: Transition,
  draft: Draft,
  now: number,
): { command: Take } | { faults: FieldFault[] } {
  const read = readForm(transition, draft, now);
  if ('faults' in read) return read;
  return {
    command: { kind: 'take', incident: id, version, transition: transition.id, form: read.form },
  };
}

type Read = { value: Form[string] } | { why: FieldFault['why'] } | undefined;

function readField(field: Field, draft: Draft, now: number): Read {
  if (field.kind === 'limit') return readLimit(draft.limits[field.id]);
  if (field.kind === 'units' || field.kind === 'checklist') {
    const list = draft.lists[field.id] ?? [];
    return list.length > 0 ? sized(field, [...list], list.length) : undefined;
  }
  const text = (draft.texts[field.id] ?? '').trim();
  if (field.kind === 'evidence') return readEvidence(field, text, draft.files[field.id] ?? [], now);
  if (text === '') return undefined;
  switch (field.kind) {
    case 'yes-no':
      return { value: text === 'yes' };
    case 'rating':
      return /^[1-5]$/u.test(text) ? { value: Number(text) } : { why: 'not-a-number' };
    case 'number': {
      const number = Number(text);
      return Number.isFinite(number) ? sized(field, number, number) : { why: 'not-a-number' };
    }
    case 'text':
      if (field.pattern && !new RegExp(`^(?:${field.pattern.match})$`, 'u').test(text))
        return { why: 'pattern' };
      return sized(field, text, [...text].length);
    default:
      return { value: text };
  }
}

/** Files, with the text as their caption; without files the text alone. */
function readEvidence(field: Field, text: string, files: readonly PickedFile[], now: number): Read {
  const why = hindrance(files);
  if (why) return { why };
  const list: Evidence[] = evidenceOf(files, text);
  if (list.length === 0 && text !== '') list.push({ kind: 'text', text: text.slice(0, 500), at: now });
  if (list.length > 0 && shownMissing(field, list) > 0) return { why: 'words-alone' };
  return list.length === 0 ? undefined : sized(field, list, list.length);
}

/** A value within the bounds of its field, or which bound it breaks. */
function sized(field: Field, value: Form[string], size: number): Read {
  if (field.min !== undefined && size < field.min) return { why: 'too-small' };
  if (field.max !== undefined && size > field.max) return { why: 'too-large' };
  return { value };
}

function readLimit(draft: { amount: string; unit: Limit['unit'] } | undefined): Read {
  if (!draft || draft.amount.trim() === '') return undefined;
  const amount = Number(draft.amount);
  if (!Number.isFinite(amount) || amount <= 0 || !limitUnits.includes(draft.unit))
    return { why: 'not-a-number' };
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

/** The choice the suggestions start with: who leads, and the helpers that the matrix or the plan card names. */
export function firstChoice(suggestions: readonly Suggestion[]): Choice {
  const lead = suggestions.find((one) => one.role === 'lead') ?? suggestions[0];
  if (!lead) return {};
  const helpers = suggestions.filter((one) => (one.byMatrix || one.byPlan) && one !== lead);
  return { [lead.unit]: 'lead', ...Object.fromEntries(helpers.map(({ unit }) => [unit, 'co'] as const)) };
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
