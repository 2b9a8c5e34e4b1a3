/**
 * Row of the channel `presence`: a desk at which somebody has an incident open. Key: the desk's connection. It lives in the
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
