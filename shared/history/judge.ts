import type { Point } from '../geo/point.ts';
import { broughtSteps, type Brought } from '../incident/bring.ts';
import { sources, type Source } from '../incident/incident.ts';
import { inRecord } from '../kernel/localized.ts';
import { because, type Reason } from '../kernel/reasons.ts';
import { toldOf, type Refusal, type Told } from '../kernel/refusal.ts';
import type { CatalogueItem } from '../pack/schema.ts';
import { openNames, type Names } from '../staffing/names.ts';
import { readInstant } from './instant.ts';
import { historyFields, sourceWords, stateWords, urgentWords, type HistoryField } from './words.ts';

/** Why a cell is at fault, told as refusals are. */
export interface HistoryFault extends Told {
  field: HistoryField;
  value: string;
}
export type HistoryVerdict = 'new' | 'same' | 'refused';
export interface JudgedHistory {
  verdict: HistoryVerdict;
  /** What the matter was called where it comes from. */
  outsideId: string;
  matter: Brought | null;
  faults: HistoryFault[];
  /** What is strange and goes through. */
  doubts: HistoryFault[];
}
/** What a history is held against. */
export interface HistoryGround {
  item: Names;
  itemOf(id: string): CatalogueItem | undefined;
  unit: Names;
  grid: Names;
  /** A point inside of a cell. */
  centreOf(grid: string): Point | undefined;
  isInside(place: Point): boolean;
  /** The instant of a clock on the wall of the county. */
  instantOf(local: number): number;
  now: number;
  /** The number here of a matter that was brought before. */
  here(outsideId: string): string | undefined;
  /** Whether the engine takes such a matter; the refusal names the column. */
  whyNot(matter: Brought): Refusal | null;
}
type Cell = (field: HistoryField) => string;
type Tell = (field: HistoryField, why: Reason | Told) => void;

const sourceNamed = openNames(sources.map((id) => ({ id, names: sourceWords[id] })));
const stateNamed = openNames(Object.entries(stateWords).map(([id, names]) => ({ id, names })));
const urgent = new Set(urgentWords);

/** Judges rows in their order: it remembers which numbers earlier rows have. `fields`: what each column is. */
export function openHistoryJudge(fields: readonly (HistoryField | null)[], ground: HistoryGround) {
  const rows = new Map<string, number>();
  return (no: number, cells: readonly string[]): JudgedHistory => {
    const faults: HistoryFault[] = [];
    const doubts: HistoryFault[] = [];
    const nothing = { verdict: 'same', outsideId: '', matter: null, faults, doubts } as const;
    if (cells.every((one) => one.trim() === '')) return nothing;
    const cell: Cell = (field) => cells[fields.indexOf(field)]?.trim() ?? '';
    const fault = (field: HistoryField, why: Reason | Told): void => {
      const told = 'reason' in why ? why : toldOf(why);
      faults.push({ field, value: cell(field).slice(0, 80), ...told });
    };
    const outsideId = cell('id').slice(0, 100);
    if (outsideId === '') fault('id', because('history-id-missing'));
    const before = rows.get(outsideId);
    if (before !== undefined) fault('id', because('history-id-twice', { row: before }));
    else if (outsideId !== '') rows.set(outsideId, no);
    const known = ground.here(outsideId);
    if (known !== undefined && faults.length === 0) {
      doubts.push({ field: 'id', value: outsideId, ...toldOf(because('history-here', { id: known })) });
      return { ...nothing, outsideId };
    }
    const matter = readMatter(cell, ground, fault);
    const mayNot = matter && faults.length === 0 ? ground.whyNot(matter) : null;
    if (mayNot) fault(columnOf(mayNot.field), toldAgain(mayNot));
    if (!matter || faults.length > 0) return { verdict: 'refused', outsideId, matter: null, faults, doubts };
    return { verdict: 'new', outsideId, matter, faults, doubts };
  };
}

function readMatter(cell: Cell, ground: HistoryGround, fault: Tell): Brought | null {
  const item = ground.itemOf(meant('item', cell('item'), ground.item, fault) ?? '');
  const place = readPlace(cell, ground, fault);
  const source = cell('source') === '' ? 'hotline' : meant('source', cell('source'), sourceNamed, fault);
  const unit = cell('unit') === '' ? item?.units[0] : meant('unit', cell('unit'), ground.unit, fault);
  const life = readLife(cell, ground, fault);
  if (!item || !place || !source || !life || unit === null || unit === undefined) return null;
  return {
    item,
    place,
    unit,
    source: source as Source,
    title: (cell('title') || inRecord(item.name)).slice(0, 120),
    detail: cell('detail').slice(0, 2000),
    address: cell('address').slice(0, 200),
    urgent: urgent.has(cell('urgent').toLowerCase()),
    ...life,
  };
}

function meant(field: HistoryField, text: string, names: Names, fault: Tell): string | null {
  const found = names(text);
  if ('id' in found) return found.id;
  if ('many' in found) fault(field, because('cell-many-named', { count: found.many }));
  else
    fault(field, found.near === null ? because('cell-no-such') : because('cell-near', { near: found.near }));
  return null;
}

function readPlace(cell: Cell, ground: HistoryGround, fault: Tell): Point | null {
  const [east, north] = [cell('lng'), cell('lat')];
  if (east === '' && north === '') {
    if (cell('grid') === '') return none('lng', because('history-place-missing'), fault);
    const grid = meant('grid', cell('grid'), ground.grid, fault);
    return grid === null ? null : (ground.centreOf(grid) ?? none('grid', because('cell-no-such'), fault));
  }
  const [lng, lat] = [Number(east), Number(north)];
  if (east === '' || !Number.isFinite(lng)) return none('lng', because('history-no-number'), fault);
  if (north === '' || !Number.isFinite(lat)) return none('lat', because('history-no-number'), fault);
  const place = { lng, lat };
  return ground.isInside(place) ? place : none('lng', because('place-outside'), fault);
}

function none(field: HistoryField, why: Reason, fault: Tell): null {
  fault(field, why);
  return null;
}

type Life = Pick<Brought, 'reportedAt' | 'steps' | 'state' | 'closedAt' | 'rating'>;

/** Instants never go back, and none lies ahead; a closing makes a matter closed unless the sheet says otherwise. */
function readLife(cell: Cell, ground: HistoryGround, fault: Tell): Life | null {
  let last = -Infinity;
  let isWhole = true;
  const at = (field: 'reported' | 'closed' | (typeof broughtSteps)[number]): number | null => {
    if (cell(field) === '') return null;
    const read = readInstant(cell(field));
    const bad = (why: Reason): null => {
      isWhole = false;
      return none(field, why, fault);
    };
    if ('fault' in read)
      return bad(because(read.fault === 'none' ? 'history-no-instant' : 'history-day-month'));
    const instant = 'instant' in read ? read.instant : ground.instantOf(read.local);
    if (instant > ground.now) return bad(because('history-ahead'));
    if (instant < last) return bad(because('history-backwards'));
    return (last = instant);
  };
  const reportedAt = at('reported');
  if (reportedAt === null && isWhole) none('reported', because('history-no-instant'), fault);
  const steps = broughtSteps.flatMap((step) => {
    const when = at(step);
    return when === null ? [] : [{ step, at: when }];
  });
  const closedAt = at('closed');
  const said = cell('state') === '' ? null : meantState(cell('state'), fault);
  const state = said ?? (closedAt === null ? 'open' : 'closed');
  if (state === 'closed' && closedAt === null && cell('closed') === '') {
    isWhole = false;
    fault('closed', because('history-no-closing'));
  }
  const rating = readRating(cell('rating'), fault);
  if (reportedAt === null || !isWhole) return null;
  return { reportedAt, steps, state, closedAt: state === 'open' ? null : closedAt, rating };
}

function meantState(text: string, fault: Tell): Life['state'] | null {
  const found = stateNamed(text);
  const state = (['open', 'closed', 'void'] as const).find((one) => 'id' in found && found.id === one);
  if (state === undefined) fault('state', because('history-no-state'));
  return state ?? null;
}

function readRating(text: string, fault: Tell): number | null {
  if (text === '') return null;
  if (/^[1-5]$/u.test(text)) return Number(text);
  return none('rating', because('history-no-rating'), fault);
}

const columnOf = (field: string | undefined): HistoryField =>
  field === 'place' ? 'lng' : (historyFields.find((one) => one === field) ?? 'item');

/** The reason of a refusal without the rest of it. */
function toldAgain({ reason, reasonId, values }: Refusal): Told {
  return { reason, ...(reasonId !== undefined && { reasonId }), ...(values !== undefined && { values }) };
}
