import { because, type Reason } from '../kernel/reasons.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { readDay } from '../sheet/day.ts';
import type { RecordField, RecordKind, Value, Values } from './kind.ts';
import { extraColumn, type SheetColumn } from './sheet.ts';
import { checkValues } from './values.ts';

/** Why a cell is at fault; `column` is a field, or an extra. */
export interface CellFault {
  column: SheetColumn;
  value: string;
  reason: Reason;
}
/** What a row says: values by field, references by what their cell says, and where it lies. */
export interface SheetRow {
  /** The same key from a sheet is the same record. */
  key: string;
  values: Values;
  /** Fields that name another record: its id, its key, its title or address. */
  refs: { field: RecordField; text: string }[];
  place: { lng: number; lat: number } | null;
  /** Instant of the day on which somebody last made sure of it; null: today. */
  confirmedAt: number | null;
}
export interface SheetGround {
  /** The id of a unit by its name or id. */
  unitOf(text: string): string | undefined;
}

const [yes, no] = [/^(?:是|有|y|yes|true|1|√)$/iu, /^(?:否|无|n|no|false|0|×)$/iu];
const some = (text: string): boolean => text !== '';
const listOf = (text: string): string[] =>
  text
    .split(/[、,，;；/]/u)
    .map((one) => one.trim())
    .filter(some);

/**
 * Reads a row of a sheet. Every faulty cell is named, not the first alone. `cells` are its texts; `columns` says what each is, null:
 * nothing of ours.
 */
export function readSheetRow(
  kind: RecordKind,
  columns: readonly (SheetColumn | null)[],
  cells: readonly string[],
  ground: SheetGround,
): { row: SheetRow | null; faults: CellFault[] } {
  const faults: CellFault[] = [];
  const at = (column: SheetColumn): string => {
    const place = columns.indexOf(column);
    return place < 0 ? '' : (cells[place] ?? '').trim();
  };
  const fault = (column: SheetColumn, reason: Reason): void =>
    void faults.push({ column, value: at(column).slice(0, 80), reason });
  const values: Record<string, Value> = {};
  const refs: SheetRow['refs'] = [];
  for (const field of kind.fields) {
    const text = at(field.id);
    if (!some(text)) {
      if (field.required) fault(field.id, because('record-field-needed'));
    } else if (field.type === 'record') refs.push({ field, text });
    else if (field.type === 'records') refs.push(...listOf(text).map((one) => ({ field, text: one })));
    else {
      const value = valueOf(field, text, ground);
      // One field alone is judged as if it were the whole record: so each cell has its own fault.
      const checked = checkValues({ ...kind, fields: [field] }, { [field.id]: value }, () => true);
      if (value === undefined) fault(field.id, faultOf(field));
      else if (isRefusal(checked))
        fault(field.id, {
          id: checked.reasonId ?? 'record-text',
          ...(checked.values && { values: checked.values }),
        });
      else Object.assign(values, checked);
    }
  }
  const place = placeOf(at(extraColumn('lng')), at(extraColumn('lat')), (column) =>
    fault(column, because('record-place')),
  );
  const day = at(extraColumn('confirmed'));
  const confirmedAt = some(day) ? readDay(day) : null;
  if (some(day) && confirmedAt === null) fault(extraColumn('confirmed'), because('record-date'));
  const key = keyOf(kind, values, refs, at(extraColumn('key')));
  return { row: faults.length > 0 ? null : { key, values, refs, place, confirmedAt }, faults };
}

function valueOf(field: RecordField, text: string, ground: SheetGround): Value | undefined {
  switch (field.type) {
    case 'number': {
      const number = Number(text.normalize('NFKC').replaceAll(/[,\s]/gu, ''));
      return Number.isFinite(number) ? number : undefined;
    }
    case 'date': {
      const day = readDay(text);
      return day === null ? undefined : new Date(day).toISOString().slice(0, 10);
    }
    case 'yes-no':
      return yes.test(text) ? true : no.test(text) ? false : undefined;
    case 'choice':
      return choiceOf(field, text);
    case 'choices': {
      const found = listOf(text).map((one) => choiceOf(field, one));
      return found.every((one) => one !== undefined) ? found : undefined;
    }
    case 'unit':
      return ground.unitOf(text);
    default:
      return text;
  }
}

const choiceOf = (field: RecordField, text: string): string | undefined =>
  field.choices?.find(({ id, name }) => id === text || Object.values(name).includes(text))?.id;

function faultOf({ type }: RecordField): Reason {
  if (type === 'number') return because('record-number');
  if (type === 'date') return because('record-date');
  if (type === 'unit') return because('record-unit-unknown');
  if (type === 'yes-no') return because('record-yes-no');
  return because('record-choice');
}

function placeOf(
  lng: string,
  lat: string,
  fault: (column: SheetColumn) => void,
): { lng: number; lat: number } | null {
  if (!some(lng) && !some(lat)) return null;
  const isWithin = (text: string, most: number): boolean => some(text) && Math.abs(Number(text)) <= most;
  const [isLng, isLat] = [isWithin(lng, 180), isWithin(lat, 90)];
  if (!isLng) fault(extraColumn('lng'));
  if (!isLat) fault(extraColumn('lat'));
  return isLng && isLat ? { lng: Number(lng), lat: Number(lat) } : null;
}

/** What makes a row the same when it comes again: its own key, else its number, else its title with what it lies in. */
function keyOf(kind: RecordKind, values: Values, refs: SheetRow['refs'], given: string): string {
  if (some(given)) return given.slice(0, 100);
  const code = kind.fields.find(({ type, id }) => type === 'code' && values[id] !== undefined);
  if (code) return `${code.id} ${String(values[code.id])}`.slice(0, 100);
  const [lodging] = refs;
  return [String(values[kind.title] ?? ''), lodging?.text ?? ''].filter(some).join(' | ').slice(0, 100);
}
