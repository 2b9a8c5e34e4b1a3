import { z } from 'zod';
import { point } from '../geo/point.ts';
import { sources } from '../incident/incident.ts';
import { localized } from '../kernel/localized.ts';
import { hashText } from '../ledger/anchor.ts';
import { entry, incidentDetail } from './http.ts';

/** Dossiers on paper and anchors in files: what is taken out of the house, and how it is held against the ledger again. */

const place = z.strictObject({ seq: z.number().int(), hash: hashText, at: z.number().int() });

/** GET /incidents/:id/dossier: all that its printed page tells. */
export const dossier = z.strictObject({
  /** When it was taken. */
  at: z.number().int(),
  ...incidentDetail.shape,
  entries: z.array(entry),
  /** The grid chain by name, widest first. */
  grids: z.array(z.strictObject({ id: z.string(), name: z.string(), level: z.number().int() })),
  seal: z.strictObject({
    jurisdiction: z.string(),
    subject: z.string(),
    entries: z.number().int(),
    first: z.number().int(),
    last: z.number().int(),
    digest: hashText,
  }),
  /** The first entry about it that is not what its hash says; null when all are. */
  bad: z.number().int().nullable(),
  /** The first anchor that covers its last entry. */
  anchor: place.nullable(),
});
export type Dossier = z.infer<typeof dossier>;

/**
 * GET /incidents/:id/earlier: what lay open to see before a matter was reported. `sensors` within `withinM`, nearest first, that were
 * heard of in the hours before; `reports` of the same neighbourhood in the day before, of what the asker may see.
 */
export const earlier = z.strictObject({
  from: z.number().int(),
  to: z.number().int(),
  withinM: z.number().int(),
  sensors: z.array(
    z.strictObject({
      id: z.string(),
      name: localized,
      measure: z.string(),
      decimals: z.number().int(),
      place: point,
      distanceM: z.number().int(),
      normal: z.tuple([z.number(), z.number()]),
      /** When it left its normal values for the first time and stayed out for at least one more reading; null: it did not. */
      first: z.number().int().nullable(),
      /** The value farthest out of normal, or the last one. */
      worst: z.number(),
      /** At most sixty of its readings, ends and extremes among them. */
      points: z.array(z.tuple([z.number().int(), z.number()])),
    }),
  ),
  reports: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      source: z.enum(sources),
      at: z.number().int(),
      place: point,
      distanceM: z.number().int(),
      /** It is of the same item. */
      same: z.boolean(),
    }),
  ),
});
export type Earlier = z.infer<typeof earlier>;

/** POST /ledger/seals: the word in the QR code of a printed dossier. */
export const sealBody = z.strictObject({ seal: z.string().max(300) });
export const sealVerdict = z.strictObject({
  at: z.number().int(),
  subject: z.string(),
  /**
   * `holds`: the ledger still says what was printed. `differs`: it fits in itself but says something else. `broken`: an entry
   * is not what its hash says.
   */
  verdict: z.enum(['holds', 'differs', 'broken']),
  bad: z.number().int().nullable(),
  /** Entries about it that came after the seal. */
  later: z.number().int(),
});
export type SealVerdict = z.infer<typeof sealVerdict>;

/** POST /ledger/anchors/check: lines of anchor files and words of their QR codes. */
export const anchorCheckBody = z.strictObject({ text: z.string().max(240_000) });
export const anchorVerdict = z.strictObject({
  at: z.number().int(),
  /** Anchors of this jurisdiction that were found in the text. */
  given: z.number().int(),
  /** How many of them hold, in the order of the ledger, up to the first that does not. */
  held: z.number().int(),
  /** Cut off from `seq` on; made anew somewhere from `seq` to the anchor's; or missing at `seq`. */
  lost: z
    .strictObject({ why: z.enum(['cut-off', 'remade', 'missing']), seq: z.number().int(), anchor: place })
    .nullable(),
});
export type AnchorVerdict = z.infer<typeof anchorVerdict>;
