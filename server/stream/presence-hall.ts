import type { Person } from '#shared/access/person.ts';
import type { Scope } from '#shared/access/may-join.ts';
import type { SeatRow } from '#shared/views/presence.ts';
import type { View } from '#shared/views/view.ts';
import type { Projections } from '../projections/projections.ts';
import type { Push } from '../projections/slices.ts';

/** A desk that has an incident open. */
export interface Looker {
  key: string;
  /** The node that its desk is at; null: this one. */
  node: string | null;
  person: Person;
  incident: string;
  openedAt: number;
  claimedAt: number | null;
  /** Somebody took over: a renewal that was on its way must not take it back. Ends when the desk says so itself. */
  overtaken: boolean;
  expiry?: ReturnType<typeof setTimeout> | undefined;
}
/** A desk of a duty officer that has spoken. */
export interface SeatAt {
  node: string | null;
  person: Person;
  passes: SeatRow['passes'];
}
/** A channel of a scope that somebody follows. */
export interface OpenSlice {
  jurisdiction: string;
  scope: Scope;
  view: View;
  push: Push;
}
/** All that is known of who looks at what: one row a connection at most, so it is bounded by the screens there are. */
export interface Hall {
  projections: Pick<Projections, 'packs' | 'seq' | 'concern' | 'onTouched'>;
  lookers: Map<string, Looker>;
  seats: Map<string, SeatAt>;
  slices: Set<OpenSlice>;
  expireMs: number;
  /** Tells other nodes how desks of this one stand now. */
  cross(keys: readonly string[]): void;
}

/** Takes the claim of the same incident from every other desk; returns those. */
export function overtake(hall: Hall, looker: Looker): string[] {
  const others = [...hall.lookers.values()].filter(
    (one) =>
      one !== looker &&
      one.claimedAt !== null &&
      one.incident === looker.incident &&
      one.person.jurisdiction === looker.person.jurisdiction,
  );
  for (const other of others) {
    release(other);
    other.overtaken = true;
  }
  return others.map(({ key }) => key);
}

/** Ends the claim of a desk. */
export function release(looker: Looker): void {
  clearTimeout(looker.expiry);
  looker.claimedAt = null;
}
