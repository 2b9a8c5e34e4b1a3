import type { Told } from '#shared/kernel/refusal.ts';

/**
 * What a screen may say about itself.
 * - connecting: nothing has arrived yet; or this page itself stood still for so long that its line was ended, and takes it up again
 * - live: the server was heard within `lateMs`
 * - late: connected, but silent for longer
 * - lost: not connected; what is shown is as old as `ageMs`
 * - past: another instant is shown, on purpose
 * - refused: the server does not let this screen in, and says why in `reason`
 */
export type Link = 'connecting' | 'live' | 'late' | 'lost' | 'refused' | 'past';

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
  /** Gauge values the server skipped in the last minute because this line was slow. */
  shed: number;
  /** ms for which this page itself did nothing, when that ended less than `stallShownMs` ago; else 0. */
  stalledMs: number;
  /** How often a fresh snapshot was asked for after a gap or a wrong hash. */
  resyncs: number;
  /** How often what was held did not have the server's hash. Anything but 0 is a fault of the program. */
  mismatches: number;
  /** Why the server refused or ended the connection, as it said; or why the network does not let this screen through. */
  reason: Told | null;
  /** Server's clock minus this one's. */
  offsetMs: number;
  /** The edition of the pack that holds at the server; null before it was told. */
  edition: number | null;
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
  stalledMs: 0,
  resyncs: 0,
  mismatches: 0,
  reason: null,
  offsetMs: 0,
  edition: null,
};

/**
 * The state of the link from what is known of it. `silentMs` is the silence that this page was awake to hear; `stalledMs` its own stall a
 * short while ago, during which it answered nobody: that its line was ended says nothing of the network yet.
 */
export function linkOf(known: {
  connected: boolean;
  refused: boolean;
  heardAt: number | null;
  silentMs: number;
  stalledMs: number;
}): Link {
  if (known.refused) return 'refused';
  if (known.heardAt === null) return 'connecting';
  if (!known.connected) return known.stalledMs > 0 && known.silentMs <= lateMs ? 'connecting' : 'lost';
  return known.silentMs > lateMs ? 'late' : 'live';
}

/** What a screen says of itself in one word; keys of `ui.state`. Green is `live` alone. */
export type Health = 'live' | 'joining' | 'late' | 'lost' | 'refused' | 'mismatch' | 'past';

export function healthOf({ link, consistent }: Pick<Freshness, 'link' | 'consistent'>): Health {
  if (link === 'live') return consistent ? 'live' : 'mismatch';
  return link === 'connecting' ? 'joining' : link;
}

/** Whether what is shown may be old: the whole screen says so, not a word in its corner. */
export function isOld(health: Health): health is 'late' | 'lost' | 'refused' {
  return health === 'late' || health === 'lost' || health === 'refused';
}

/** So long after its end a stall of the page is still told. */
export const stallShownMs = 10_000;
/** A timer that is late by less is no stall. */
const stallMs = 2_000;

/**
 * Measures silence by a timer's ticks. A page that was blocked could not hear: what a tick is late by is its own stall,
 * not the line's silence, and what came meanwhile is read right after.
 */
export function listenFor(everyMs: number, now: () => number) {
  let tickedAt = now();
  let silentMs = 0;
  let stall = { ms: 0, endedAt: -Infinity };
  /** What comes in after a stall may come before the tick that is late by it. */
  const measure = (): void => {
    const stalled = now() - tickedAt - everyMs;
    if (stalled >= stallMs) stall = { ms: stalled, endedAt: now() };
  };
  return {
    heard: (): void => void (silentMs = 0),
    tick(): void {
      measure();
      silentMs += Math.min(Math.max(0, now() - tickedAt), everyMs);
      tickedAt = now();
    },
    silentMs: (): number => silentMs,
    stalledMs(): number {
      measure();
      return now() - stall.endedAt < stallShownMs ? stall.ms : 0;
    },
  };
}

/** Sums of the last `spanMs`, in slices of a second: a count that never ends says nothing of now. */
export function sumOfLast(spanMs: number, now: () => number) {
  let slices: { at: number; count: number }[] = [];
  const recent = (): { at: number; count: number }[] =>
    (slices = slices.filter(({ at }) => now() - at < spanMs));
  return {
    add(count: number): void {
      const last = slices.at(-1);
      if (last && now() - last.at < 1_000) last.count += count;
      else recent().push({ at: now(), count });
    },
    sum: (): number => recent().reduce((total, { count }) => total + count, 0),
  };
}
