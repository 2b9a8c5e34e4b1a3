import type { Actor } from '#shared/access/person.ts';
import type { Calendar } from '#shared/clock/calendar.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import { isOpen } from '#shared/incident/columns.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Warning, WarningFact } from '#shared/warning/warning.ts';
import { makeHasher } from '../ledger/chain.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Order } from '../ports.ts';
import type { Head, KeyRow, LedgerRow, RecordTransaction } from '../storage/record-store.ts';

/**
 * The working set of one transaction: all that its orders may look at, read once, and all that they add. Orders are judged
 * against it one after another, so the second sees what the first did though nothing is written yet.
 */
export interface Desk {
  readonly jurisdiction: string;
  readonly now: number;
  head: Head;
  incidents: Map<string, Incident>;
  openByOrigin: Map<string, string>;
  warnings: Map<string, Warning>;
  /** Who did what, by `subject\0version`, for telling a loser who won. */
  acts: Map<string, Act>;
  keys: Map<string, KeyRow>;
  entries: LedgerRow[];
  newKeys: KeyRow[];
  changedIncidents: Set<string>;
  changedWarnings: Set<string>;
}
export interface Act {
  by: Actor;
  fact: IncidentFact | WarningFact;
  at: number;
}

/** Clocks of nodes may differ; an instant goes back only when the last one cannot be right. */
const clockToleranceMs = minuteMs;

/** Takes the jurisdiction's lock and reads all that the orders name. */
export async function layDesk(
  transaction: RecordTransaction,
  pack: LoadedPack,
  head: Head,
  orders: readonly Order[],
  clock: number,
): Promise<Desk> {
  const now = head.at > clock && head.at - clock < clockToleranceMs ? head.at : clock;
  const named = namesOf(pack, orders);
  const incidents = new Map<string, Incident>();
  const openByOrigin = new Map<string, string>();
  const keep = (states: readonly Incident[]): void => {
    for (const state of states) {
      incidents.set(state.id, state);
      if (state.origin !== undefined && isOpen(state)) openByOrigin.set(state.origin, state.id);
    }
  };
  keep(await transaction.incidents(named.incidents));
  // A closed incident that comes back must find the open one its condition may have got since.
  const origins = new Set(named.origins);
  for (const { origin } of incidents.values()) if (origin !== undefined) origins.add(origin);
  keep(await transaction.incidentsByOrigin([...origins].filter((origin) => !openByOrigin.has(origin))));
  const warnings = new Map((await transaction.warnings(named.warnings)).map((state) => [state.id, state]));
  const acts = new Map<string, Act>();
  for (const { subject, version, body, at } of await transaction.entriesAt(
    stalePlaces(orders, incidents, warnings),
  )) {
    const { by, fact } = JSON.parse(body) as Pick<Act, 'by' | 'fact'>;
    acts.set(`${subject}\0${version}`, { by, fact, at });
  }
  const keys = new Map((await transaction.keys(named.keys)).map((row) => [keyOf(row.actor, row.key), row]));
  return {
    jurisdiction: pack.id,
    now,
    head: { ...head },
    ...{ incidents, openByOrigin, warnings, acts, keys },
    entries: [],
    newKeys: [],
    changedIncidents: new Set(),
    changedWarnings: new Set(),
  };
}

export const keyOf = (actor: string, key: string): string => `${actor}\0${key}`;

function namesOf(pack: LoadedPack, orders: readonly Order[]) {
  const incidents = new Set<string>();
  const origins = new Set<string>();
  const warnings = new Set<string>();
  const keys: { actor: string; key: string }[] = [];
  for (const { by, key, command } of orders) {
    if (key !== undefined) keys.push({ actor: by.id, key });
    if ('warning' in command) warnings.add(command.warning);
    if ('incident' in command && command.incident !== undefined) incidents.add(command.incident);
    if (command.kind === 'report' && command.origin !== undefined) origins.add(command.origin);
    if (command.kind === 'take') {
      for (const field of incidentFieldsOf(pack, command.transition)) {
        const other = command.form[field];
        if (typeof other === 'string') incidents.add(other);
      }
    }
  }
  return { incidents: [...incidents], origins: [...origins], warnings: [...warnings], keys };
}

/** The form fields of a transition that name another incident, whatever procedure it belongs to. */
function incidentFieldsOf({ procedures }: LoadedPack, transition: string): string[] {
  return [...procedures.values()].flatMap(({ transitions }) =>
    transitions
      .filter(({ id }) => id === transition)
      .flatMap(({ form }) => form.filter(({ kind }) => kind === 'incident').map(({ id }) => id)),
  );
}

/** The entries that orders with an old version have lost against. */
function stalePlaces(
  orders: readonly Order[],
  incidents: ReadonlyMap<string, Incident>,
  warnings: ReadonlyMap<string, Warning>,
): { subject: string; version: number }[] {
  const places = new Map<string, number>();
  for (const { command } of orders) {
    if (command.kind === 'take') {
      const state = incidents.get(command.incident);
      if (state && command.version < state.actedVersion) places.set(state.id, state.actedVersion);
    }
    if ('warning' in command) {
      const state = warnings.get(command.warning);
      if (state && command.version !== state.version) places.set(state.id, state.version);
    }
  }
  return [...places].map(([subject, version]) => ({ subject, version }));
}

const hashOf = makeHasher();

/** Appends an entry to the desk's part of the chain. */
export function addEntry(
  desk: Desk,
  { subject, version, by, fact }: { subject: string; version: number } & Omit<Act, 'at'>,
): void {
  const seq = desk.head.seq + 1;
  const body = JSON.stringify({ by, fact });
  const link = { jurisdiction: desk.jurisdiction, seq, at: desk.now, subject, version, body };
  const hash = hashOf(desk.head.hash, link);
  desk.entries.push({ seq, at: desk.now, subject, version, body, hash });
  desk.acts.set(`${subject}\0${version}`, { by, fact, at: desk.now });
  desk.head = { ...desk.head, seq, hash, at: desk.now };
}

/** The next incident number of the local day. */
export function nextSerial(desk: Desk, { utcOffsetMinutes }: Calendar): { day: string; serial: number } {
  const day = localDay(desk.now, utcOffsetMinutes);
  const serial = desk.head.day === day ? desk.head.serial + 1 : 1;
  desk.head = { ...desk.head, day, serial };
  return { day, serial };
}

/** `yyyyMMdd` where the jurisdiction lies. */
export function localDay(at: number, utcOffsetMinutes: number): string {
  return new Date(at + utcOffsetMinutes * minuteMs).toISOString().slice(0, 10).replaceAll('-', '');
}
