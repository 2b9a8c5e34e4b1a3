import { z } from 'zod';
import { report } from '../incident/command.ts';

/**
 * Who calls, as an officer writes it down: how to call back, and the number under which another office keeps the call. It lies
 * apart from the ledger and can be forgotten.
 */
const telephone = z
  .string()
  .trim()
  .max(30)
  .regex(/^[0-9+*# ()-]*$/u);
export const caller = z.strictObject({
  name: z.string().trim().max(40).default(''),
  phone: telephone.default(''),
  /** Another number to call back, when it is not the one that called. */
  callBack: telephone.default(''),
  outside: z.string().trim().max(64).default(''),
});
export type Caller = z.infer<typeof caller>;
/** A report as a desk sends it. */
export const calledReport = z.strictObject({ ...report.shape, caller: caller.optional() });
export type CalledReport = z.infer<typeof calledReport>;
