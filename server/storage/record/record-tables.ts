import { hourMs } from '#shared/kernel/span.ts';
import type { IncidentColumns } from '#shared/incident/columns.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { WarningState } from '#shared/warning/warning.ts';
import type { Watch } from '#shared/watch/watch.ts';

/** Points are added up by days as China counts them; a window that begins or ends elsewhere adds single bookings at its ends. */
export const scoreDayOffsetMs = 8 * hourMs;

/** The tables of the record lane (`migrations/001-record.ts`). Instants are epoch ms UTC. */
export interface RecordTables {
  jurisdiction: {
    id: string;
    /** Number of the jurisdiction in the tables of the hot lane. */
    ordinal: number;
    seq: number;
    hash: string;
    at: number;
    day: string;
    serial: number;
  };
  ledger: {
    jurisdiction: string;
    seq: number;
    at: number;
    subject: string;
    version: number;
    /** `{ by, fact }` as JSON: the very bytes that were hashed. */
    body: string;
    hash: string;
  };
  /** Points as the ledger books them, one row a booking. */
  score: {
    jurisdiction: string;
    at: number;
    seq: number;
    incident: string;
    unit: string;
    points: number;
    reason: string;
  };
  /** The same by day, unit, reason, and whether points were given or taken: what a month is added up from. */
  score_day: {
    jurisdiction: string;
    /** Days since 1970 in China: `scoreDayOffsetMs`. */
    day: number;
    unit: string;
    reason: string;
    taken: boolean;
    count: number;
    points: number;
  };
  command_key: {
    jurisdiction: string;
    actor: string;
    key: string;
    answer: unknown;
    at: number;
    digest: string | null;
  };
  anchor: { jurisdiction: string; seq: number; hash: string; at: number };
  /** `released`: nothing more becomes of it, a rejected proposal as well. */
  warning: { jurisdiction: string; id: string; version: number; state: WarningState; released: boolean };
  watch: { jurisdiction: string; version: number; state: Watch };
  incident: IncidentColumns & { jurisdiction: string; id: string; version: number; state: Incident };
}
