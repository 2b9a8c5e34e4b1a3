import type { Values } from '#shared/record/kind.ts';

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

export const foundColumns =
  'id, kind, version, l1, l2, l3, lng, lat, open, sealed, source, confirmed_at, confirmed_by, made_at, changed_at, ended_at';

interface Raw extends Record<string, unknown> {
  id: string;
  kind: string;
  version: number;
  l1: string | null;
  l2: string | null;
  l3: string | null;
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
  const { l1, l2, l3, lng, lat, confirmed_at, confirmed_by, made_at, changed_at, ended_at, ...rest } =
    raw as Raw;
  const { id, kind, version, open, sealed, source } = rest;
  return {
    id,
    kind,
    version,
    open,
    sealed,
    source,
    grids: [l1, l2, l3].filter((grid) => grid !== null),
    place: lng === null || lat === null ? null : { lng, lat },
    confirmedAt: confirmed_at,
    confirmedBy: confirmed_by,
    madeAt: made_at,
    changedAt: changed_at,
    endedAt: ended_at,
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
