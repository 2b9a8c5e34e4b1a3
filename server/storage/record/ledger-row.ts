/** One entry of the ledger as its table keeps it; `body` is the canonical JSON that `hash` covers. */
export interface LedgerRow {
  seq: number;
  at: number;
  subject: string;
  version: number;
  body: string;
  hash: string;
}
