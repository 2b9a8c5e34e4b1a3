import { localOf } from '#shared/clock/zone.ts';
import type { Actor } from '#shared/access/person.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import { isOpen } from '#shared/incident/columns.ts';
import { filesOf } from '#shared/incident/refs.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { CreditGrade } from '#shared/record/credit.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { WarningFact, WarningState } from '#shared/warning/warning.ts';
import { isWatchCommand, quietWatch, watchNumber, type Watch, type WatchFact } from '#shared/watch/watch.ts';
import { hashOf } from '../ledger/chain.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Order } from '../ports.ts';
import type { LedgerRow } from '../storage/record/ledger-row.ts';
import type { Head, KeyRow, Names, Sight } from '../storage/record/record-store.ts';
import type { OpenMatters } from '../storage/record/watch-store.ts';

/**
 * The working set of one transaction: all that its orders may look at, read once, and all that they add. Orders are judged
 * against it one after another, so the second sees what the first did though nothing is written yet.
 */
export interface Desk {
  readonly jurisdiction: string;
  readonly now: number;
  head: Head;
  /** The last serial given out for the local day of `now`, whenever that was. */
  given: { day: string; serial: number };
  incidents: Map<string, Incident>;
  openByOrigin: Map<string, string>;
  /** Those named, and those that stand for a cause that is named. */
  warnings: Map<string, WarningState>;
  watch: Watch;
  /** Read only when an order asks for it. */
  matters: OpenMatters | null;
  /** Who did what, by `subject\0version`, for telling a loser who won. */
  acts: Map<string, Act>;
  keys: Map<string, KeyRow>;
  /** Who brought the files that orders name, by ref. */
  uploaders: Map<string, Set<string>>;
  entries: LedgerRow[];
  newKeys: KeyRow[];
  links: { ref: string; incident: string }[];
  newIncidents: Set<string>;
  changedIncidents: Set<string>;
  changedWarnings: Set<string>;
  watchChanged: boolean;
  /** Of what may be drawn for an inspection, by its id; read only when an order draws. */
  grades: Grades;
}
export type Grades = ReadonlyMap<string, { record: string; grade: CreditGrade }>;
export interface Act {
  by: Actor;
  fact: IncidentFact | WarningFact | WatchFact;
  at: number;
}

/** Clocks of nodes may differ; an instant goes back only when the last one cannot be right. */
const clockToleranceMs = minuteMs;

/** The instant of a transaction: that of the clock, or of the last entry when the clock is a little behind it. */
export function instantAfter({ at }: Pick<Head, 'at'>, clock: number): number {
  return at > clock && at - clock < clockToleranceMs ? at : clock;
}

/** Lays out what was read for some orders that are carried out at `now`. */
export function layDesk(
  { id: jurisdiction, pack }: LoadedPack,
  sight: Sight,
  now: number,
  given: Desk['given'],
): Desk {
  const { head } = sight;
  const incidents = new Map(sight.incidents.map((state) => [state.id, state]));
  const open = sight.incidents.filter(isOpen);
  const acts = sight.acts.map(({ subject, version, body, at }): [string, Act] => {
    const { by, fact } = JSON.parse(body) as Pick<Act, 'by' | 'fact'>;
    return [`${subject}\0${version}`, { by, fact, at }];
  });
  return {
    jurisdiction,
    now,
    head,
    given,
    incidents,
    openByOrigin: new Map(open.flatMap(({ id, origin }) => (origin === undefined ? [] : [[origin, id]]))),
    warnings: new Map(sight.warnings.map((state) => [state.id, state])),
    watch: sight.watch ?? quietWatch(jurisdiction, pack.identity.code),
    matters: sight.matters,
    acts: new Map(acts),
    keys: new Map(sight.keys.map((row) => [keyOf(row.actor, row.key), row])),
    uploaders: groupUploads(sight.uploads),
    entries: [],
    newKeys: [],
    links: [],
    newIncidents: new Set(),
    changedIncidents: new Set(),
    changedWarnings: new Set(),
    watchChanged: false,
    grades: new Map(),
  };
}

function groupUploads(uploads: Sight['uploads']): Desk['uploaders'] {
  const uploaders: Desk['uploaders'] = new Map();
  for (const { ref, by } of uploads) uploaders.set(ref, (uploaders.get(ref) ?? new Set()).add(by));
  return uploaders;
}

export const keyOf = (actor: string, key: string): string => `${actor}\0${key}`;

/** All that some orders speak of. */
export function namesOf(pack: LoadedPack, orders: readonly Order[]): Omit<Names, 'doubt'> {
  const incidents = new Set<string>();
  const origins = new Set<string>();
  const warnings = new Set<string>();
  const causes = new Set<string>();
  const refs = new Set<string>();
  let matters = false;
  const keys: { actor: string; key: string }[] = [];
  const seen: { subject: string; version: number }[] = [];
  for (const { by, key, command } of orders) {
    if (key !== undefined) keys.push({ actor: by.id, key });
    if ('incident' in command && command.incident !== undefined) incidents.add(command.incident);
    if (command.kind === 'report' && command.origin !== undefined) origins.add(command.origin);
    if ('evidence' in command || 'form' in command) for (const { ref } of filesOf(command)) refs.add(ref);
    if ('cause' in command && command.cause !== undefined) causes.add(command.cause);
    if ('rests' in command)
      for (const rest of command.rests ?? []) if (rest.kind === 'incident') incidents.add(rest.incident);
    if ('warning' in command) {
      warnings.add(command.warning);
      if ('version' in command) seen.push({ subject: command.warning, version: command.version });
    }
    if (isWatchCommand(command)) {
      matters ||= command.kind === 'hand-over';
      if ('version' in command)
        seen.push({ subject: watchNumber(pack.pack.identity.code), version: command.version });
    }
    if (command.kind === 'take') {
      seen.push({ subject: command.incident, version: command.version });
      for (const field of incidentFieldsOf(pack, command.transition)) {
        const other = command.form[field];
        if (typeof other === 'string') incidents.add(other);
      }
    }
  }
  return {
    incidents: [...incidents],
    origins: [...origins],
    warnings: [...warnings],
    refs: [...refs],
    causes: [...causes],
    matters,
    keys,
    seen,
  };
}

/** The form fields of a transition that name another incident, whatever procedure it belongs to. */
function incidentFieldsOf({ procedures }: LoadedPack, transition: string): string[] {
  return [...procedures.values()].flatMap(({ transitions }) =>
    transitions
      .filter(({ id }) => id === transition)
      .flatMap(({ form }) => form.filter(({ kind }) => kind === 'incident').map(({ id }) => id)),
  );
}

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
export function nextSerial(desk: Desk): { day: string; serial: number } {
  desk.given = { ...desk.given, serial: desk.given.serial + 1 };
  desk.head = { ...desk.head, ...desk.given };
  return desk.given;
}

/** `yyyyMMdd` where the jurisdiction lies. */
export function localDay(at: number, calendar: Parameters<typeof localOf>[0]): string {
  return new Date(localOf(calendar, at)).toISOString().slice(0, 10).replaceAll('-', '');
}
