import { z } from 'zod';
import { fileTypeNames } from '../evidence/file.ts';

/** POST /evidence: the file is on disk; `ref` is what a piece of evidence names it by. */
export const keptFile = z.strictObject({
  ref: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  type: z.enum(fileTypeNames),
});
export type KeptFile = z.infer<typeof keptFile>;

/** The files that the ledger names, held against their names. */
export const evidenceVerdict = z.strictObject({
  files: z.number().int(),
  missing: z.number().int(),
  /** Their bytes are not those that were named. */
  damaged: z.number().int(),
  /** The first of either, in the order of the ledger. */
  first: z
    .strictObject({
      ref: z.string(),
      why: z.enum(['missing', 'damaged']),
      seq: z.number().int(),
      incident: z.string(),
    })
    .nullable(),
});
export type EvidenceVerdict = z.infer<typeof evidenceVerdict>;
