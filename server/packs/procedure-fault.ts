/** What is wrong with a procedure, with keys inside it. */
export interface ProcedureFault {
  keys: (string | number)[];
  reason: string;
}
