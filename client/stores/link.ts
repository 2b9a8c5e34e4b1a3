/**
 * What a screen may say about itself.
 * - connecting: nothing has arrived yet
 * - live: the server was heard within `lateMs`
 * - late: connected, but silent for longer
 * - lost: not connected; what is shown is as old as `ageMs`
 * - refused: the server does not let this screen in, and says why in `reason`
 */
export type Link = 'connecting' | 'live' | 'late' | 'lost' | 'refused';

export interface Freshness {
  link: Link;
  /** ms since the server was last heard; null before the first word. */
  ageMs: number | null;
  /** 数据一致: every joined channel is at the server's own hash. */
  consistent: boolean;
  /** Ledger entry the shown board is up to. */
  seq: number;
  /** State hash of the first channel. */
  hash: string;
  /** ms from the base instant of the last frame of readings to its arrival, by the server's clock. */
  lagMs: number | null;
  /** Gauge values the server skipped because this line was slow. */
  shed: number;
  /** How often a fresh snapshot was asked for after a gap or a wrong hash. */
  resyncs: number;
  /** How often what was held did not have the server's hash. Anything but 0 is a fault of the program. */
  mismatches: number;
  /** Why the server refused or ended the connection, as it said. */
  reason: string | null;
  /** Server's clock minus this one's. */
  offsetMs: number;
}

export const lateMs = 3_000;

export const unheard: Freshness = {
  link: 'connecting',
  ageMs: null,
  consistent: false,
  seq: 0,
  hash: '',
  lagMs: null,
  shed: 0,
  resyncs: 0,
  mismatches: 0,
  reason: null,
  offsetMs: 0,
};

/** The state of the link from what is known of it. */
export function linkOf(known: {
  connected: boolean;
  refused: boolean;
  heardAt: number | null;
  now: number;
}): Link {
  if (known.refused) return 'refused';
  if (known.heardAt === null) return 'connecting';
  if (!known.connected) return 'lost';
  return known.now - known.heardAt > lateMs ? 'late' : 'live';
}
