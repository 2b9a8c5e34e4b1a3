import { standingIn, unitHolder } from '#shared/access/deputy.ts';
import type { Person } from '#shared/access/person.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { FoundSeat, SeatRow, SeatStore } from '../storage/access/seat-store.ts';
import { isOpen, type AsPerson } from './people.ts';
import { makeId } from './token.ts';

/** How long a sign-in lasts at most, and without use. An open page is use. */
export interface SeatTerms {
  longestMs: number;
  idleMs: number;
}
export interface Sitting {
  person: Person;
  /** Of the own sign-in; null: a screen's, which has none. */
  seat: string | null;
  /** The person has a second factor, or came in by that of an identity provider. */
  hasFactor: boolean;
}
/** Where a sign-in came from. */
export interface SeatFrom {
  address: string;
  agent: string;
  isStrong: boolean;
  /** Of the identity provider that it came by: who, and which sign-in there. */
  there?: { sub: string; sid: string | null } | undefined;
  /** The password was the directory's, which is asked again of who sits here. */
  byDirectory?: boolean | undefined;
}
export type Seating = ReturnType<typeof openSeating>;

/** What a unit is called in the record. */
export type UnitName = (jurisdiction: string, unit: string) => string;

/** Kept no finer than this, so that not every request writes. */
const renewMs = minuteMs;

/** Sign-ins of people: each ends at its term, when it is not used, when somebody ends it, and with the password it was made by. */
export function openSeating(ports: {
  store: SeatStore;
  terms: SeatTerms;
  now: () => number;
  unitName: UnitName;
  asPerson: AsPerson;
}) {
  const { store, terms, now } = ports;
  const isOver = ({ ends_at, used_at }: SeatRow): boolean =>
    now() >= ends_at || now() - used_at >= terms.idleMs;
  return {
    terms,
    async take(person: Person, from: SeatFrom): Promise<string> {
      const at = now();
      const id = makeId('seat');
      await store.take({
        id,
        jurisdiction: person.jurisdiction,
        person: person.id,
        made_at: at,
        used_at: at,
        ends_at: at + terms.longestMs,
        address: from.address,
        agent: from.agent.slice(0, 300),
        strong: from.isStrong,
        provider_sub: from.there?.sub ?? null,
        provider_sid: from.there?.sid ?? null,
        directory_at: from.byDirectory ? at : null,
      });
      await store.sweep(at);
      return id;
    },
    /** Who sits there; null when the sign-in is over, or the person was shut out. */
    async find(jurisdiction: string, id: string): Promise<Sitting | null> {
      const found = await store.find(jurisdiction, id, now());
      if (!found || !isOpen(found.person, now()) || isOver(found.seat)) return null;
      if (now() - found.seat.used_at > renewMs) await store.use(id, now());
      return {
        person: whoSits(found, ports, now()),
        seat: id,
        hasFactor: found.person.totp !== null || found.seat.strong,
      };
    },
    async list(jurisdiction: string, person: string): Promise<SeatRow[]> {
      return (await store.list(jurisdiction, person)).filter((seat) => !isOver(seat));
    },
    standIn: store.standIn,
    /** The naming of a deputy by which somebody sits there. */
    actsBy: async (jurisdiction: string, id: string): Promise<string | null> =>
      (await store.find(jurisdiction, id, now()))?.seat.acts_for ?? null,
    end: store.end,
    endAll: store.endAll,
    endOfProvider: store.endOfProvider,
    /** Tells every node that something of this id is not what it was. */
    tell: store.tell,
  };
}

/** Who sits at a seat: the own person, or whom that one stands in for as long as both accounts are open. */
function whoSits(
  { person: row, for: held }: FoundSeat,
  { unitName, asPerson }: { unitName: UnitName; asPerson: AsPerson },
  now: number,
): Person {
  const own = asPerson(row);
  if (!held) return own;
  if (held.unit === null) return isOpen(held.person, now) ? standingIn(own, asPerson(held.person)) : own;
  const { role, unit } = unitHolder(held.unit);
  const as = {
    id: held.unit,
    name: unitName(own.jurisdiction, held.unit),
    role,
    grids: [],
    post: 'handler',
  } as const;
  return standingIn(own, { ...as, grids: [], jurisdiction: own.jurisdiction, unit: unit ?? held.unit });
}
