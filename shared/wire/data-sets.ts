import { z } from 'zod';
import { posts } from '../access/post.ts';
import { localized } from '../kernel/localized.ts';

/** Sets of data that are kept here: what is in them, who uses them, who asked to. */
const setId = z.string().min(1).max(32);
const why = z.string().trim().min(2).max(200);
const dataField = z.strictObject({
  id: z.string(),
  name: localized,
  /** Personal fields leave by files with a second person's word, never by this door. */
  isOpen: z.boolean(),
});
export const dataSet = z.strictObject({
  id: setId,
  name: localized,
  /** Who is the source of truth. */
  owner: localized.nullable(),
  fields: z.array(dataField),
  /** So often each of them is made sure of; null: when it changes. */
  rhythmDays: z.number().nullable(),
  count: z.number(),
  /** When anything in it changed last; null: nothing is there. */
  changedAt: z.number().nullable(),
});
export type DataSet = z.infer<typeof dataSet>;

/** A system that asked for a set. */
export const dataRequest = z.strictObject({
  id: z.string(),
  set: setId,
  system: z.string(),
  fields: z.array(z.string()),
  /** Calls a day. */
  perDay: z.number(),
  why: z.string(),
  askedAt: z.number(),
  state: z.enum(['waits', 'granted', 'refused', 'ended']),
  decided: z.strictObject({ at: z.number(), by: z.string(), why: z.string().nullable() }).nullable(),
  /** Of today, and of the past thirty days. */
  today: z.strictObject({ calls: z.number(), refused: z.number() }),
  month: z.strictObject({ calls: z.number(), refused: z.number(), rows: z.number() }),
  lastAt: z.number().nullable(),
});
export type DataRequest = z.infer<typeof dataRequest>;

/** Another system that is let in: which way data go, when last, how many calls were refused, and whether it has gone silent. */
export const dataSystem = z.strictObject({
  name: z.string(),
  doors: z.array(z.string()),
  direction: z.enum(['in', 'out', 'both']),
  lastAt: z.number().nullable(),
  /** Calls of thirty days and those of them that were refused, by whatever door. */
  calls: z.number().nullable(),
  refused: z.number().nullable(),
  /** It came before, and not within its rhythm; a day where it stands in no register. */
  isSilent: z.boolean(),
  /** As the register of the county has it; missing: it has a token and stands in none. */
  registered: z
    .strictObject({
      id: z.string(),
      name: localized,
      kind: z.enum(['platform', 'application']),
      /** Made up for a demonstration. */
      demo: z.boolean(),
      everyMs: z.number(),
      /** Who answers for it. */
      unit: localized,
      post: z.enum(posts),
    })
    .optional(),
  /** A silence that lasts: when it came last, when the post was told, who of it has read that, and the matter where nobody did. */
  silence: z
    .strictObject({
      since: z.number(),
      toldAt: z.number(),
      incident: z.string().nullable(),
      readBy: z.array(z.strictObject({ name: z.string(), at: z.number() })),
    })
    .optional(),
});
export type DataSystem = z.infer<typeof dataSystem>;

/** GET /data-sets: the catalogue as people see it. */
export const dataCatalogue = z.strictObject({
  sets: z.array(dataSet),
  requests: z.array(dataRequest),
  systems: z.array(dataSystem),
  mayDecide: z.boolean(),
});
export type DataCatalogue = z.infer<typeof dataCatalogue>;
/** POST /data-requests/:id/decisions. A request that was granted is ended by `granted: false`. */
export const dataDecision = z.strictObject({
  granted: z.boolean(),
  perDay: z.number().int().min(1).max(100_000).optional(),
  why: z.string().trim().max(200).optional(),
});
/** POST /data/requests, by the system itself. */
export const newDataRequest = z.strictObject({
  set: setId,
  fields: z.array(z.string().max(32)).min(1).max(60),
  perDay: z.number().int().min(1).max(100_000),
  why,
});
export const dataSets = z.strictObject({ sets: z.array(dataSet) });
export const dataRequests = z.strictObject({ requests: z.array(dataRequest) });
/** GET /data/sets/:id/rows: the records of a narrow grid, behind an id. */
export const dataRowsQuery = z.strictObject({
  grid: z.string().min(1).max(64),
  after: z.string().max(16).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const dataRows = z.strictObject({
  rows: z.array(
    z.strictObject({
      id: z.string(),
      changedAt: z.number(),
      confirmedAt: z.number().nullable(),
      values: z.record(z.string(), z.unknown()),
    }),
  ),
  /** The id behind which there are more; null: there are none. */
  next: z.string().nullable(),
  /** Calls that are left today. */
  left: z.number(),
});
/** POST /signs. */
export const signTaken = z.strictObject({ at: z.number() });
