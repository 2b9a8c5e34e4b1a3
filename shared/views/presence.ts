/**
 * Row of the channel `presence`, table `presence`: a desk at which somebody has an incident open. Key: the desk's connection. It lives in the
 * memory of the server alone and never in the ledger.
 */
export type PresenceRow = {
  incident: string;
  /** Id and name of the person; `unit` is the one acted for. */
  who: string;
  name: string;
  unit: string | null;
  /** Is at work on it and wants others to ask first. At most one an incident, and it binds nobody. */
  claimed: boolean;
  /** Since when it is open there, or claimed. */
  since: number;
};

/**
 * Row of the same channel, table `seat`: a desk of a duty officer, whatever is open there. Key: the desk's connection.
 * `passes` is the urgent call that this officer hands on, and the id of the person it is meant for.
 */
export type SeatRow = {
  who: string;
  name: string;
  passes: { incident: string; to: string } | null;
};
