import { z } from 'zod';
import { auditActs } from '../audit/act.ts';
import { roles } from '../access/person.ts';

/** What people do with their own account, and what auditors read, below `/api/:jurisdiction`. */

/** GET /account: the own sign-ins, newest use first, and the second factor. */
export const account = z.strictObject({
  login: z.string(),
  name: z.string(),
  role: z.enum(roles),
  /** A second factor: there, and whether there has to be one. */
  factor: z.strictObject({ on: z.boolean(), needed: z.boolean(), recoveryLeft: z.number().int() }),
  sessions: z.array(
    z.strictObject({
      id: z.string(),
      madeAt: z.number(),
      usedAt: z.number(),
      endsAt: z.number(),
      address: z.string(),
      agent: z.string(),
      /** The one that asks. */
      own: z.boolean(),
    }),
  ),
});
export type Account = z.infer<typeof account>;
/** POST /account/factor: the own password. The secret is told once; `offer` goes back with a code of it within ten minutes. */
export const ownPassword = z.strictObject({ password: z.string().min(1).max(200) });
export const factorOffer = z.strictObject({ secret: z.string(), uri: z.string(), offer: z.string() });
export type FactorOffer = z.infer<typeof factorOffer>;
/** POST /account/factor/confirmation */
export const factorProof = z.strictObject({
  offer: z.string().max(2_000),
  code: z.string().regex(/^\d{6}$/, 'six digits'),
});
/** Ten codes for when the phone is lost, each good once; told once. */
export const recoveryCodes = z.strictObject({ recovery: z.array(z.string()) });
/** POST /account/factor/removal */
export const factorRemoval = z.strictObject({
  password: z.string().min(1).max(200),
  code: z.string().min(6).max(20),
});

/** GET /audit, for auditors: newest first; `before` is the number of the last line seen. */
export const auditQuery = z.strictObject({
  act: z.enum(auditActs).optional(),
  word: z.string().max(100).optional(),
  from: z.coerce.number().int().min(0).optional(),
  to: z.coerce.number().int().min(0).optional(),
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const auditLine = z.strictObject({
  seq: z.number().int(),
  at: z.number(),
  act: z.enum(auditActs),
  by: z.strictObject({ id: z.string(), name: z.string().optional(), role: z.string().optional() }),
  about: z.string().optional(),
  address: z.string().optional(),
  detail: z.string().optional(),
  hash: z.string(),
});
export type AuditLine = z.infer<typeof auditLine>;
export const auditList = z.strictObject({ rows: z.array(auditLine), next: z.number().int().nullable() });
/** POST /audit/verification: lines that fit, up to the first that does not. */
export const auditVerdict = z.strictObject({
  at: z.number(),
  entries: z.number().int(),
  bad: z.strictObject({ seq: z.number().int(), why: z.string() }).nullable(),
});
export type AuditVerdict = z.infer<typeof auditVerdict>;
