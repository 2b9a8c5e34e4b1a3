import { affairKinds, organisationKinds } from './kinds-affairs.ts';
import { groupKinds } from './kinds-groups.ts';
import { peopleKinds } from './kinds-people.ts';
import { placeKinds } from './kinds-places.ts';
import { thingKinds } from './kinds-things.ts';
import type { RecordField, RecordKind } from './kind.ts';

/** The kinds of records that every jurisdiction keeps, in the order of screens: 人、地、物、事、组织. */
export const recordKinds: readonly RecordKind[] = [
  ...peopleKinds,
  ...placeKinds,
  ...organisationKinds,
  ...groupKinds,
  ...thingKinds,
  ...affairKinds,
];

const byId = new Map(recordKinds.map((kind) => [kind.id, kind]));

export const kindOf = (id: string): RecordKind | undefined => byId.get(id);
export const fieldOf = (kind: RecordKind, id: string): RecordField | undefined =>
  kind.fields.find((field) => field.id === id);
