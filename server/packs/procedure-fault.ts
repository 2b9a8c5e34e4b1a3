import type { Reason } from '#shared/kernel/reasons.ts';

/** What is wrong with a procedure, with keys inside it. */
export interface ProcedureFault {
  keys: (string | number)[];
  reason: Reason;
}
