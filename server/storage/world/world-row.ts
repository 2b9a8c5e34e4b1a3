import { chainOfColumns, type ChainColumns } from '#shared/grid/levels.ts';
import type { Values } from '#shared/record/kind.ts';
import { chainColumnNames } from '../grid-columns.ts';

/** A record of the world as it is stored. */
export interface WorldRow {
  id: string;
  kind: string;
  version: number;
  /** Its grid chain, widest first; empty: in none. */
  grids: readonly string[];
  place: { lng: number; lat: number } | null;
  open: Values;
  sealed: Buffer | null;
  keys: readonly number[];
  digest: Buffer;
  source: string | null;
  confirmedAt: number | null;
  confirmedBy: string | null;
  madeAt: number;
  changedAt: number;
  endedAt: number | null;
}

/** As it is read: what it is found by stays in the database. */
export type FoundRow = Omit<WorldRow, 'keys' | 'digest'>;

export const foundColumns = `id, kind, version, ${chainColumnNames()}, lng, lat, open, sealed, source, confirmed_at, confirmed_by, made_at,
  changed_at, ended_at`;

interface Raw extends ChainColumns {
  id: string;
  kind: string;
  version: number;
  lng: number | null;
  lat: number | null;
  open: Values;
  sealed: Buffer | null;
  source: string | null;
  confirmed_at: number | null;
  confirmed_by: string | null;
  made_at: number;
  changed_at: number;
  ended_at: number | null;
}

export function rowOf(raw: unknown): FoundRow {
  const found = raw as Raw;
  const { id, kind, version, open, sealed, source, lng, lat } = found;
  return {
    id,
    kind,
    version,
    open,
    sealed,
    source,
    grids: chainOfColumns(found),
    place: lng === null || lat === null ? null : { lng, lat },
    confirmedAt: found.confirmed_at,
    confirmedBy: found.confirmed_by,
    madeAt: found.made_at,
    changedAt: found.changed_at,
    endedAt: found.ended_at,
  };
}

/** Who did something to a record, and what. */
export interface WorldAct {
  at: number;
  byId: string;
  byName: string;
  act: 'made' | 'imported' | 'corrected' | 'confirmed' | 'visited' | 'ended';
  note: string | null;
  fields: readonly string[];
  version: number;
}
