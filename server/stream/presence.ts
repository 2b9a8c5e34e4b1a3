import { randomUUID } from 'node:crypto';
import { standAlone } from '../node/alone.ts';
import type { NodePort } from '../node/port.ts';
import { overtake, release, type Hall, type Looker, type OpenSlice } from './presence-hall.ts';
import { joinHalls } from './presence-nodes.ts';
import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { maySee } from '#shared/access/scope.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { PresenceRow, SeatRow } from '#shared/views/presence.ts';
import type { Op, View } from '#shared/views/view.ts';
import type { Scope } from '#shared/access/may-join.ts';
import type { Up } from '#shared/wire/up.ts';
import { rowOps } from '../projections/difference.ts';
import type { Slice } from '../projections/projections.ts';
import type { Push } from '../projections/slices.ts';
import { isConcerned } from '../projections/scope.ts';

/** Who has which incident open, and who has claimed it: told to each channel whose scope holds the incident. */
export interface Presence {
  /** A desk that may say what it looks at. */
  seat(person: Person): Seat;
  openSlice(jurisdiction: string, scope: Scope, view: View, push: Push): Slice;
  /** Names of the duty officers at their desks. */
  atDesks(jurisdiction: string): string[];
  stop(): void;
}
export interface Seat {
  /** Replaces what was said before; null when it was taken, a refusal when the person does not see that incident. */
  look(at: Up['looking'], now: number): Refusal | null;
  leave(): void;
}

/** A claim that is not renewed is over after this long. */
const claimMs = 120_000;

/** `expireMs` is two minutes unless told. */
export function openPresence(
  projections: Hall['projections'],
  expireMs = claimMs,
  node: NodePort = standAlone(),
): Presence {
  const hall: Hall = {
    projections,
    lookers: new Map(),
    seats: new Map(),
    slices: new Set(),
    expireMs,
    cross: () => undefined,
  };
  hall.cross = joinHalls(hall, node, (jurisdiction, keys) => show(hall, jurisdiction, keys));
  const { lookers, slices } = hall;
  const unfollow = new Set<() => void>();
  void projections.packs.serve(({ id }) => {
    const end = projections.onTouched(id, (incidents) => recheck(hall, id, incidents));
    unfollow.add(end);
    return () => {
      unfollow.delete(end);
      end();
      for (const [key, { person }] of hall.lookers) if (person.jurisdiction === id) forget(hall, key);
      for (const [key, { person }] of hall.seats) if (person.jurisdiction === id) hall.seats.delete(key);
    };
  });
  return {
    seat(person) {
      const key = randomUUID();
      return {
        look: (at, now) => takeSeat(hall, key, person, at.pass) ?? look(hall, key, person, at, now),
        leave() {
          forget(hall, key);
          if (hall.seats.delete(key)) tell(hall, person.jurisdiction, [key]);
        },
      };
    },
    openSlice(jurisdiction, scope, view, push) {
      const slice: OpenSlice = { jurisdiction, scope, view, push };
      const ops = [...new Set([...lookers.keys(), ...hall.seats.keys()])].flatMap((key) =>
        opsFor(hall, slice, key),
      );
      if (ops.length > 0) push(ops, projections.seq(jurisdiction));
      slices.add(slice);
      return { close: () => void slices.delete(slice) };
    },
    atDesks: (jurisdiction) => namesAtDesks(hall, jurisdiction),
    stop() {
      for (const end of unfollow) end();
      for (const looker of lookers.values()) clearTimeout(looker.expiry);
      lookers.clear();
      hall.seats.clear();
      slices.clear();
    },
  };
}

/** Makes the seat of a duty officer known, with the call that is handed on from it. */
function takeSeat(hall: Hall, key: string, person: Person, pass: Up['looking']['pass']): Refusal | null {
  if (!may(person, 'man-desk')) return null;
  const concern = pass && hall.projections.concern(person.jurisdiction, pass.incident);
  if (pass && !(concern && maySee(person, concern))) return refuse('unknown', 'no-living-incident', 'pass');
  hall.seats.set(key, { node: null, person, passes: pass ?? null });
  tell(hall, person.jurisdiction, [key]);
  return null;
}

function look(
  hall: Hall,
  key: string,
  person: Person,
  { incident, claim: claims }: Up['looking'],
  now: number,
): Refusal | null {
  const before = hall.lookers.get(key);
  if (before && before.incident !== incident) forget(hall, key);
  if (incident === null) return null;
  const concern = hall.projections.concern(person.jurisdiction, incident);
  // The same answer for both: whether there is one is not told.
  if (!concern || !maySee(person, concern)) return refuse('unknown', 'no-living-incident', 'incident');
  const looker: Looker =
    before?.incident === incident
      ? before
      : { key, node: null, person, incident, openedAt: now, claimedAt: null, overtaken: false };
  hall.lookers.set(key, looker);
  if (!claims) {
    release(looker);
    looker.overtaken = false;
  }
  tell(hall, person.jurisdiction, claims && !looker.overtaken ? claim(hall, looker, now) : [key]);
  return null;
}

/** Gives the claim to one desk and takes it from the one that had it; returns the desks this changes. */
function claim(hall: Hall, looker: Looker, now: number): string[] {
  const others = overtake(hall, looker);
  looker.claimedAt ??= now;
  clearTimeout(looker.expiry);
  looker.expiry = setTimeout(() => {
    release(looker);
    tell(hall, looker.person.jurisdiction, [looker.key]);
  }, hall.expireMs);
  return [looker.key, ...others];
}

function forget(hall: Hall, key: string): void {
  const looker = hall.lookers.get(key);
  if (!looker) return;
  hall.lookers.delete(key);
  release(looker);
  tell(hall, looker.person.jurisdiction, [key]);
}

/** Who loses sight of an incident, because its task went elsewhere, is not named at it any longer. */
function recheck(hall: Hall, jurisdiction: string, incidents: ReadonlySet<string>): void {
  const touched = [...hall.lookers.values()].filter(
    ({ person, incident }) => person.jurisdiction === jurisdiction && incidents.has(incident),
  );
  for (const { key, node, person, incident } of touched) {
    const concern = hall.projections.concern(jurisdiction, incident);
    // Of a desk elsewhere its own node says so.
    if (node === null && (!concern || !maySee(person, concern))) forget(hall, key);
  }
  tell(
    hall,
    jurisdiction,
    touched.map(({ key }) => key),
  );
}

/** Shows desks as they stand now to the screens of this node, and tells the other nodes. */
function tell(hall: Hall, jurisdiction: string, keys: readonly string[]): void {
  show(hall, jurisdiction, keys);
  hall.cross(keys);
}

function show(hall: Hall, jurisdiction: string, keys: readonly string[]): void {
  for (const slice of hall.slices) {
    if (slice.jurisdiction !== jurisdiction) continue;
    const ops: Op[] = keys.flatMap((key) => opsFor(hall, slice, key));
    if (ops.length > 0) slice.push(ops, hall.projections.seq(jurisdiction));
  }
}

function opsFor(hall: Hall, slice: OpenSlice, key: string): Op[] {
  return [
    ...rowOps(slice.view, 'presence', key, rowFor(hall, slice, key)),
    ...rowOps(slice.view, 'seat', key, seatFor(hall, slice, key)),
  ];
}

/** The officers of a part know each other and those above; a call is named where it is seen. */
function seatFor(
  { seats, projections }: Hall,
  { jurisdiction, scope }: OpenSlice,
  key: string,
): SeatRow | null {
  const seat = seats.get(key);
  if (seat?.person.jurisdiction !== jurisdiction || scope.kind === 'unit') return null;
  const { id: who, name, grids } = seat.person;
  if (scope.kind === 'grid' && grids.length > 0 && !grids.includes(scope.id)) return null;
  const concern = seat.passes && projections.concern(jurisdiction, seat.passes.incident);
  return { who, name, passes: concern && isConcerned(scope, concern) ? seat.passes : null };
}

/** What a slice shows of a desk: nothing while the incident that is open there lies outside. */
function rowFor(hall: Hall, { jurisdiction, scope }: OpenSlice, key: string): PresenceRow | null {
  const looker = hall.lookers.get(key);
  if (looker?.person.jurisdiction !== jurisdiction) return null;
  const concern = hall.projections.concern(jurisdiction, looker.incident);
  if (!concern || !isConcerned(scope, concern)) return null;
  const { person, incident, openedAt, claimedAt } = looker;
  const { id, name, unit = null } = person;
  return { incident, who: id, name, unit, claimed: claimedAt !== null, since: claimedAt ?? openedAt };
}

function namesAtDesks(hall: Hall, jurisdiction: string): string[] {
  const here = [...hall.seats.values()].filter(({ person }) => person.jurisdiction === jurisdiction);
  return [...new Set(here.map(({ person }) => person.name))];
}
