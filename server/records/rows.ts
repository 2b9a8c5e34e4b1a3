import { createHash, randomBytes } from 'node:crypto';
import type { Point } from '#shared/geo/point.ts';
import { findKeys } from '#shared/record/find.ts';
import type { RecordKind, Values } from '#shared/record/kind.ts';
import { parted } from '#shared/record/values.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { WorldRow } from '../storage/world/world-row.ts';
import type { Sealing } from './sealing.ts';

const signs = '0123456789abcdefghjkmnpqrstvwxyz';
const idLength = 12;

/** Sixty bits in letters that are not taken for others. */
function idOf(bytes: Buffer): string {
  let left = bytes.readBigUInt64BE(0);
  let id = '';
  for (let at = 0; at < idLength; at++, left >>= 5n) id += signs.charAt(Number(left & 31n));
  return id;
}

export const newRecordId = (): string => idOf(randomBytes(8));

/** The same source, kind and key are the same record wherever and whenever they are read. */
export const importedId = (jurisdiction: string, source: string, kind: string, key: string): string =>
  idOf(createHash('sha256').update([jurisdiction, source, kind, key].join('\n')).digest());

/** The name under which a record's personal part is sealed. */
export const sealedName = (jurisdiction: string, id: string): string => `${jurisdiction}/${id}`;

/** What a record without a place of its own lies in or hangs on: a person in a dwelling, a licence at its holder's. */
export interface Lodging {
  grids: readonly string[];
  /** Of a dwelling: who lives there is found by it. */
  address: string | undefined;
}

/** The id of what a record lies in; null: in nothing. */
export function lodgingIdOf(kind: RecordKind, values: Values): string | null {
  const fields = kind.fields.filter(({ type }) => type === 'record');
  const field = fields.find(({ of }) => of?.includes('dwelling')) ?? fields[0];
  const id = field && values[field.id];
  return typeof id === 'string' ? id : null;
}

export function lodgingOf(kind: string, open: Values, grids: readonly string[]): Lodging {
  const address = kind === 'dwelling' ? open['address'] : undefined;
  return { grids, address: typeof address === 'string' ? address : undefined };
}

export interface Made {
  id: string;
  kind: RecordKind;
  values: Values;
  place: Point | null;
  /** Of the dwelling that it lies in. */
  address: string | undefined;
  /** Where it lies when it has no place of its own. */
  gridsOf?: readonly string[] | undefined;
}

export type Content = Pick<
  WorldRow,
  'id' | 'kind' | 'grids' | 'place' | 'open' | 'sealed' | 'keys' | 'digest'
>;

/** What is stored of a record, from its values: grids, the open and the sealed part, what it is found by. */
export function makeContent(
  sealing: Sealing,
  pack: Pick<LoadedPack, 'id' | 'grid'>,
  { id, kind, values, place, address, gridsOf }: Made,
): Content {
  const { open, personal } = parted(kind, values);
  const grids = place ? pack.grid.locate(place).map((cell) => cell.id) : (gridsOf ?? []);
  const keys = findKeys(kind, values, { grids, address }).map((key) => sealing.keyOf(pack.id, key));
  return {
    id,
    kind: kind.id,
    grids,
    place,
    open,
    sealed: sealing.seal(sealedName(pack.id, id), personal),
    keys: [...new Set(keys)],
    digest: sealing.digestOf(JSON.stringify([kind.id, open, personal, place])),
  };
}
