import { z } from 'zod';
import { defineView, type RowOf } from './definition.ts';

/** A desk at which somebody has an incident open. */
const presence = z.strictObject({
  incident: z.string(),
  /** Id and name of the person; `unit` is the one acted for. */
  who: z.string(),
  name: z.string(),
  unit: z.string().nullable(),
  /** Is at work on it and wants others to ask first. At most one an incident, and it binds nobody. */
  claimed: z.boolean(),
  /** Since when it is open there, or claimed. */
  since: z.number(),
});

/**
 * A desk of a duty officer, whatever is open there. `passes` is the urgent call that this officer hands on, and the id of the
 * person it is meant for.
 */
const seat = z.strictObject({
  who: z.string(),
  name: z.string(),
  passes: z.strictObject({ incident: z.string(), to: z.string() }).nullable(),
});

/** Who looks at what; keys are desks' connections. It lives in the memory of the server alone and never in the ledger. */
export const presenceView = defineView({
  remembered: false,
  tables: {
    presence: { row: presence, merge: 'each' },
    // Whether the call that is handed on is named depends on the scope.
    seat: { row: seat, merge: 'first' },
  },
});
export type PresenceRow = RowOf<typeof presenceView, 'presence'>;
export type SeatRow = RowOf<typeof presenceView, 'seat'>;
