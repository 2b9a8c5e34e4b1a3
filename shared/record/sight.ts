import { may } from '../access/may.ts';
import type { Person } from '../access/person.ts';
import { seesAll } from '../access/scope.ts';
import type { RecordField, RecordKind, Sensitivity, Value } from './kind.ts';

/** How much of a field somebody sees, and whether the rest is shown for a stated reason. */
export interface Sight {
  shown: 'full' | 'masked' | 'none';
  mayAsk: boolean;
}

const full: Sight = { shown: 'full', mayAsk: false };
const masked: Sight = { shown: 'masked', mayAsk: false };
const asked: Sight = { shown: 'masked', mayAsk: true };
const none: Sight = { shown: 'none', mayAsk: false };

/**
 * Who sees how much. Those who deal with people see who it is; numbers are masked and unmasked one by one, for a reason. Others need
 * nobody's name to lead or to administer: it is masked for them. `number` and `contact` are nothing to them at all.
 */
const atWork: Readonly<Record<Sensitivity, Sight>> = {
  name: full,
  basic: full,
  number: masked,
  contact: masked,
  health: none,
  aid: none,
};
const above: Readonly<Record<Sensitivity, Sight>> = {
  name: masked,
  basic: masked,
  number: none,
  contact: none,
  health: none,
  aid: none,
};

/** Departments that know what others must not: health by the health commission, aid by civil affairs. */
const own: Readonly<Partial<Record<Sensitivity, readonly string[]>>> = {
  health: ['dept-health'],
  aid: ['dept-civil'],
};

export function sightOf(person: Pick<Person, 'role' | 'unit'>, { personal }: RecordField): Sight {
  if (personal === undefined) return full;
  if (!may(person, 'see-records')) return none;
  if (!may(person, 'see-people')) return above[personal];
  if (person.unit !== undefined && own[personal]?.includes(person.unit)) return full;
  const sight = atWork[personal];
  return sight === masked && may(person, 'unmask-people') ? asked : sight;
}

/** Which department may see what is hidden from others. */
export const unitsThatSee = (field: RecordField): readonly string[] =>
  field.personal === undefined ? [] : (own[field.personal] ?? []);

/**
 * Whether somebody may see a record of a kind that lies in these grids. Wider than matters in one way: departments without an area
 * see what is about no person, because a firm, a road sign or a licence is no secret among offices.
 */
export function maySeeRecord(person: Person, kind: RecordKind, grids: readonly string[]): boolean {
  if (!may(person, 'see-records')) return false;
  if (seesAll(person) || grids.some((grid) => person.grids.includes(grid))) return true;
  return person.grids.length === 0 && may(person, 'see-open-records') && !isOfPeople(kind);
}

/** People, and what says who lives where. */
export const isOfPeople = (kind: RecordKind): boolean => kind.realm === 'people' || kind.id === 'dwelling';

/** A value with its middle hidden: 陶*华, 3202 **** **** 0026, 139 **** 5046. */
export function maskOf(field: RecordField, value: Value): Value {
  const text = String(value);
  switch (field.personal) {
    case undefined:
      return value;
    case 'name':
      return text.length <= 2
        ? `${text.slice(0, 1)}*`
        : text.slice(0, 1) + '*'.repeat(text.length - 2) + text.slice(-1);
    case 'number':
      return text.length < 9 ? '****' : `${text.slice(0, 4)} **** **** ${text.slice(-4)}`;
    case 'contact':
      return text.length < 8 ? '****' : `${text.slice(0, 3)} **** ${text.slice(-4)}`;
    case 'basic':
      return field.type === 'date' ? `${text.slice(0, 4)}` : '***';
    default:
      return '***';
  }
}
