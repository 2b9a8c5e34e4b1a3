import { z } from 'zod';
import { point } from '../geo/point.ts';
import { saneInstant } from '../kernel/instant.ts';
import { purposes, readActs } from '../record/purpose.ts';

/** Records of the world: people, dwellings, firms, assets, as the API tells them. Kinds and fields are those of `GET /records/kinds`. */
const id = z.string().regex(/^[0-9a-z]{8,16}$/, 'the id of a record');
const kindId = z.string().min(1).max(32);
const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
const values = z.record(z.string().max(32), value);
const purpose = z.enum(purposes);
const why = z.string().trim().min(2).max(200);

export const recordsQuery = z.strictObject({
  /** Words, names, numbers, addresses, all of which must be found. */
  q: z.string().trim().max(100).optional(),
  kind: kindId.optional(),
  /** A grid of any level. */
  grid: z.string().max(64).optional(),
  /** Those that point to this record. */
  of: id.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  from: z.coerce.number().int().min(0).max(10_000).default(0),
  /** What people are looked at for; without it none are shown. */
  purpose: purpose.optional(),
});

const named = z.strictObject({ id, kind: kindId, title: z.string().nullable() });
export const fact = z.strictObject({
  field: z.string(),
  /** Null: nothing is kept, or nothing is shown. */
  value: value.nullable(),
  shown: z.enum(['full', 'masked', 'none']),
  /** Whether it is unmasked for a stated reason. */
  mayAsk: z.boolean(),
  /** Of a field that names another record, or several. */
  record: named.optional(),
  records: z.array(named).optional(),
});
export type Fact = z.infer<typeof fact>;
export const recordBrief = z.strictObject({
  id,
  kind: kindId,
  /** Null: not for the eyes of who asks. */
  title: z.string().nullable(),
  beside: z.array(fact),
  /** Names of its grids, widest first. */
  grids: z.array(z.string()),
  place: point.nullable(),
  confirmedAt: z.number().nullable(),
});
export type RecordBrief = z.infer<typeof recordBrief>;
export const recordList = z.strictObject({
  records: z.array(recordBrief),
  /** How many of each kind were found; null: more than are counted. */
  kinds: z.record(z.string(), z.number()).nullable(),
  /** How many were found, or at least so many when `kinds` is null. */
  found: z.number(),
  more: z.boolean(),
  /** People that were found and not shown, because no purpose was given. */
  withheld: z.number(),
});
export type RecordList = z.infer<typeof recordList>;

export const recordAsked = z.strictObject({ purpose: purpose.optional() });
export const recordAct = z.strictObject({
  at: z.number(),
  by: z.string(),
  act: z.enum(['made', 'imported', 'corrected', 'confirmed', 'visited', 'ended']),
  note: z.string().nullable(),
  fields: z.array(z.string()),
  version: z.number(),
});
export const readLine = z.strictObject({
  seq: z.number(),
  at: z.number(),
  by: z.strictObject({ id: z.string(), name: z.string(), role: z.string(), unit: z.string().nullable() }),
  act: z.enum(readActs),
  purpose,
  why: z.string().nullable(),
  fields: z.array(z.string()),
  /** How many records were shown together. */
  records: z.number(),
});
export type ReadLine = z.infer<typeof readLine>;
export const recordMatter = z.strictObject({
  incident: z.string(),
  title: z.string(),
  role: z.string(),
  at: z.number(),
  node: z.string(),
  procedure: z.string(),
  closedAt: z.number().nullable(),
});
export const recordDetail = z.strictObject({
  ...recordBrief.shape,
  version: z.number(),
  facts: z.array(fact),
  /** Ids of its grids, widest first. */
  gridIds: z.array(z.string()),
  source: z.string().nullable(),
  confirmedBy: z.string().nullable(),
  changedAt: z.number(),
  endedAt: z.number().nullable(),
  /** Until when it is to be confirmed again. */
  dueAt: z.number().nullable(),
  mayChange: z.boolean(),
  /** Those that point to it, at most 100. */
  related: z.array(recordBrief),
  acts: z.array(recordAct),
  matters: z.array(recordMatter),
  /** Matters it was part of that are not the asker's to see. */
  hiddenMatters: z.number(),
  /** Who looked at what is personal in it: of thirty days how often, and the last ones. */
  reads: z.strictObject({ days30: z.number(), lines: z.array(readLine) }).nullable(),
});
export type RecordDetail = z.infer<typeof recordDetail>;

export const newRecord = z.strictObject({
  kind: kindId,
  values,
  place: point.optional(),
  purpose: purpose.optional(),
});
export const recordChange = z.strictObject({
  /** The version that was read: when somebody was faster it is refused. */
  version: z.number().int().min(1),
  /** Fields to change; null empties one. All others stay. */
  values: z.record(z.string().max(32), value.nullable()).optional(),
  place: point.nullable().optional(),
  why,
  /** The record holds no more: moved away, closed, pulled down. */
  ended: z.boolean().optional(),
  purpose: purpose.optional(),
});
export const recordChanged = z.strictObject({ id, version: z.number() });
export const recordConfirmation = z.strictObject({
  act: z.enum(['confirmed', 'visited']),
  /** When it was done, where it was written down without a line; the same said again is said once. */
  at: saneInstant.optional(),
  note: z.string().trim().max(200).optional(),
});
export const recordUnmasking = z.strictObject({
  fields: z.array(z.string().max(32)).min(1).max(5),
  purpose,
  why,
});
export const unmasked = z.strictObject({ facts: z.array(fact) });
export const recordLink = z.strictObject({
  incident: z.string().min(1).max(64),
  role: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
});

export const recordVersion = z.strictObject({
  version: z.number(),
  until: z.number(),
  by: z.string(),
  act: z.string(),
  note: z.string().nullable(),
  facts: z.array(fact),
});
export const recordVersions = z.strictObject({ versions: z.array(recordVersion) });

export const recordCountsQuery = z.strictObject({ grid: z.string().max(64).optional() });
export const recordCounts = z.strictObject({
  grid: z.string().nullable(),
  kinds: z.record(z.string(), z.number()),
  /** The grids inside it that hold records. */
  inside: z.array(
    z.strictObject({ id: z.string(), name: z.string(), kinds: z.record(z.string(), z.number()) }),
  ),
});
export type RecordCounts = z.infer<typeof recordCounts>;

export const recordsDueQuery = z.strictObject({
  grid: z.string().max(64),
  kind: kindId.default('dwelling'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  purpose: purpose.optional(),
});
export const recordsDue = z.strictObject({
  /** Of the kind in the grid, and of those the ones that are due. */
  all: z.number(),
  due: z.number(),
  rhythmDays: z.number().nullable(),
  records: z.array(recordBrief),
});

export const coverageQuery = z.strictObject({
  grid: z.string().max(64).optional(),
  kind: kindId.default('dwelling'),
});
const covered = z.strictObject({ all: z.number(), due: z.number() });
/** How far what is kept was made sure of, by place and by item; nobody is named. */
export const recordCoverage = z.strictObject({
  grid: z.string().nullable(),
  kind: kindId,
  rhythmDays: z.number().nullable(),
  /** Of each kind with a rhythm, and the items of collection lists that ask for it. */
  kinds: z.array(z.strictObject({ kind: kindId, ...covered.shape, items: z.array(z.string()) })),
  inside: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      ...covered.shape,
      households: z.number(),
      people: z.number(),
      /** Of a narrow grid: how it stands against the measure. */
      size: z.enum(['empty', 'small', 'right', 'large']).nullable(),
      parts: z.number(),
    }),
  ),
});
export type RecordCoverage = z.infer<typeof recordCoverage>;
export const gridSplitQuery = z.strictObject({
  grid: z.string().max(64),
  parts: z.coerce.number().int().min(2).max(8).optional(),
});
export const gridSplit = z.strictObject({
  grid: z.string(),
  households: z.number(),
  people: z.number(),
  size: z.enum(['empty', 'small', 'right', 'large']),
  parts: z.array(z.strictObject({ households: z.number(), people: z.number(), outline: z.array(point) })),
});
export type GridSplit = z.infer<typeof gridSplit>;

/** One record of another register. `key` is its number there: the same source and key are the same record. */
export const importedRecord = z.strictObject({
  kind: kindId,
  key: z.string().min(1).max(100),
  values,
  /** Fields that name another record of the same source, by its key. */
  refs: z
    .record(z.string().max(32), z.strictObject({ kind: kindId, key: z.string().min(1).max(100) }))
    .optional(),
  lng: z.number().min(-180).max(180).optional(),
  lat: z.number().min(-90).max(90).optional(),
  /** When somebody last made sure of it. */
  confirmedAt: saneInstant.optional(),
});
export type ImportedRecord = z.infer<typeof importedRecord>;
export const mostImported = 2_000;
export const importedBatch = z.array(importedRecord).max(mostImported);
export const importAnswer = z.strictObject({
  added: z.number(),
  changed: z.number(),
  same: z.number(),
  refused: z.array(z.strictObject({ index: z.number(), reason: z.string(), field: z.string().optional() })),
});
export type ImportAnswer = z.infer<typeof importAnswer>;

export const readsQuery = z.strictObject({
  record: id.optional(),
  by: z.string().max(64).optional(),
  act: z.enum(readActs).optional(),
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
  before: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const readList = z.strictObject({ rows: z.array(readLine), next: z.number().nullable() });

const two = z.strictObject({ zh: z.string(), en: z.string() });
export const recordKindList = z.array(
  z.looseObject({
    id: kindId,
    realm: z.string(),
    name: two,
    fields: z.array(z.looseObject({ id: z.string(), name: two })),
  }),
);
