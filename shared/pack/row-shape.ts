import { z } from 'zod';
import { rowFiles, type RowFile } from './parts.ts';
import { packHead } from './schema.ts';

export type Row = Record<string, unknown>;
/** How a field is written: words, both languages, a position, two numbers in order, limits by clock, words one a line, some of a few; the rest as JSON. */
export type FieldKind =
  | 'text'
  | 'number'
  | 'yes-no'
  | 'choice'
  | 'localized'
  | 'point'
  | 'pair'
  | 'limits'
  | 'list'
  | 'several'
  | 'json';
export interface FieldShape {
  name: string;
  kind: FieldKind;
  isOptional: boolean;
  /** Of a `choice` and of `several`: all there are. */
  choices: readonly string[];
}

/** What is used here of a JSON Schema. */
interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  items?: Schema | false;
  prefixItems?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
}

const known = new Map<RowFile, readonly Schema[]>();
/** Rows of most parts have one form; rules have one a kind. */
function formsOf(part: RowFile): readonly Schema[] {
  const before = known.get(part);
  if (before) return before;
  const whole = z.toJSONSchema(rowFiles[part], { io: 'input', unrepresentable: 'any' }) as Schema;
  const made = whole.oneOf ?? whole.anyOf ?? [whole];
  known.set(part, made);
  return made;
}

const kindOfForm = (form: Schema): string => String(form.properties?.['kind']?.const ?? '');

/** The kinds of rows that a part has forms for; empty: all its rows have the same form. */
export function rowKinds(part: RowFile): string[] {
  const forms = formsOf(part);
  return forms.length > 1 ? forms.map(kindOfForm) : [];
}

/** The fields of a row, in the order of the pack's schema; of a part with several forms those of the row's `kind`. */
export function shapeOf(part: RowFile, row: Row = {}): readonly FieldShape[] {
  const forms = formsOf(part);
  const form = forms.find((one) => kindOfForm(one) === row['kind']) ?? forms[0];
  return form ? fieldsOf(form) : [];
}

/** The fields of what a pack has one of: its identity, its calendar, its policy; none of what is a list. */
export function shapeOfHead(key: string): readonly FieldShape[] {
  const schemas: Readonly<Record<string, z.ZodType>> = packHead.shape;
  const schema = schemas[key];
  if (!schema) return [];
  let form = heads.get(key);
  if (!form)
    heads.set(key, (form = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema));
  return fieldsOf(form);
}
const heads = new Map<string, Schema>();

/** The fields of all forms of a part. */
export function allFields(part: RowFile): readonly FieldShape[] {
  const found = new Map<string, FieldShape>();
  for (const form of formsOf(part))
    for (const field of fieldsOf(form)) if (!found.has(field.name)) found.set(field.name, field);
  return [...found.values()];
}

const shapes = new WeakMap<Schema, readonly FieldShape[]>();
function fieldsOf(form: Schema): readonly FieldShape[] {
  let made = shapes.get(form);
  if (!made) {
    made = Object.entries(form.properties ?? {}).map(([name, schema]) => fieldOf(name, schema, form));
    shapes.set(form, made);
  }
  return made;
}

function fieldOf(name: string, schema: Schema, form: Schema): FieldShape {
  const each = schema.type === 'array' && schema.items ? schema.items.enum : undefined;
  const single = typeof schema.const === 'string' ? [schema.const] : [];
  const choices = (schema.enum ?? each ?? single).map(String);
  return { name, kind: kindOf(schema, choices), isOptional: !form.required?.includes(name), choices };
}

function kindOf(schema: Schema, choices: readonly string[]): FieldKind {
  const { type, properties = {}, additionalProperties, items, prefixItems } = schema;
  if (choices.length > 0) return type === 'array' ? 'several' : 'choice';
  if (type === 'string') return 'text';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'boolean') return 'yes-no';
  if (type === 'array' && prefixItems?.length === 2) return 'pair';
  if (type === 'array' && items && items.type === 'string') return 'list';
  const names = Object.keys(properties).join();
  if (names === 'zh,en') return 'localized';
  if (names === 'lng,lat') return 'point';
  const each =
    typeof additionalProperties === 'object' ? Object.keys(additionalProperties.properties ?? {}) : [];
  return each.join() === 'amount,unit' ? 'limits' : 'json';
}

/** A value to begin with; nothing is in it that somebody could take for an answer. */
export function blankOf({ kind, choices }: Pick<FieldShape, 'kind' | 'choices'>): unknown {
  const blanks: Record<FieldKind, () => unknown> = {
    text: () => '',
    number: () => 0,
    'yes-no': () => false,
    choice: () => choices[0] ?? '',
    localized: () => ({ zh: '', en: '' }),
    point: () => ({ lng: 0, lat: 0 }),
    pair: () => [0, 0],
    limits: () => ({ whole: { amount: 1, unit: 'work-day' } }),
    list: () => [],
    several: () => [],
    json: () => null,
  };
  return blanks[kind]();
}

/** A row with what there must be, empty; of a part with several forms one of this kind. */
export function blankRow(part: RowFile, kind?: string): Row {
  const fields = shapeOf(part, kind === undefined ? {} : { kind }).filter((one) => !one.isOptional);
  return Object.fromEntries(fields.map((one) => [one.name, blankOf(one)]));
}
