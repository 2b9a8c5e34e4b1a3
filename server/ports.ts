import type { Readable } from 'node:stream';
import type { KnownSource, SourceBounds } from '#shared/access/bounds.ts';
import type { Actor, Person } from '#shared/access/person.ts';
import type { ClockDoubt } from '#shared/clock/doubt.ts';
import type { FileType } from '#shared/evidence/file.ts';
import type { IncidentCommand } from '#shared/incident/command.ts';
import type { Link } from '#shared/dossier/seal.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { Imported, IncidentFact } from '#shared/incident/fact.ts';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { Anchor } from '#shared/ledger/anchor.ts';
import type { PayloadName } from '#shared/sensing/payloads.ts';
import type { BatchAnswer } from '#shared/sensing/reading.ts';
import type { Sightings } from '#shared/sensing/sighting.ts';
import type { WarningCommand, WarningFact, WarningState } from '#shared/warning/warning.ts';
import type { Watch, WatchCommand, WatchFact } from '#shared/watch/watch.ts';
import type * as told from '#shared/wire/alarms.ts';
import type { EvidenceVerdict, KeptFile } from '#shared/wire/evidence.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
export type { Metrics } from './metrics.ts';

/** What the rooms of the server hand each other. Each port is made by one room and joined in `house.ts`. */

/** A committed ledger entry; of one that was `imported`, `at` is the instant of the deed. `hash` = SHA-256 of the entry before and this one's bytes (see `ledger/chain.ts`). */
export interface LedgerEntry {
  jurisdiction: string;
  seq: number;
  at: number;
  /** Incident or warning id, or the number of the watch, and its version after this entry. */
  subject: string;
  version: number;
  by: Actor;
  fact: IncidentFact | WarningFact | WatchFact;
  hash: string;
  imported?: Imported;
}

/** The one door to the ledger (`commands/execute.ts`). Answers after commit. */
export type Execute = (order: Order) => Promise<CommandAnswer | Refusal>;
export interface Order {
  jurisdiction: string;
  /** Scope is checked against it when it is a `Person`; the house's own rules and clocks act as `system`. */
  by: Person | Actor;
  /** Idempotency key; the same key from the same actor is answered with the first answer. */
  key?: string;
  /** SHA-256 of what was sent under the key, where a sender gave one: the same key with other words is refused. */
  digest?: string;
  command: IncidentCommand | WarningCommand | WatchCommand;
}

/** What is in doubt about the clock of this machine in a jurisdiction (`commands/clock-guard.ts`); null while it is followed. */
export type DoubtOf = (jurisdiction: string) => ClockDoubt | null;

export interface Ledger {
  /** Entries after `seq`, in order, at most `limit`. */
  read(jurisdiction: string, after: number, limit: number): Promise<LedgerEntry[]>;
  readSubject(jurisdiction: string, subject: string): Promise<LedgerEntry[]>;
  /** Whole histories of subjects up to an entry, in the order of the ledger. */
  readSubjects(jurisdiction: string, subjects: readonly string[], upTo: number): Promise<LedgerEntry[]>;
  /** The last entries about a subject with a version before `before`, in order, at most `limit`. */
  readLast(jurisdiction: string, subject: string, before: number, limit: number): Promise<LedgerEntry[]>;
  head(jurisdiction: string): Promise<{ seq: number; hash: string }>;
  /** Where the ledger stood at the instants it was anchored, in order. */
  anchors(jurisdiction: string): Promise<{ seq: number; hash: string; at: number }[]>;
  /**
   * Calls `each` with every entry after `after`, in order and without gaps, until stopped. A throw in `each` stops the node:
   * a projection that cannot follow must not lie on a wall.
   */
  follow(
    jurisdiction: string,
    after: number,
    each: (entries: LedgerEntry[]) => void,
  ): Promise<() => Promise<void>>;
  /** Walks the whole chain; the first entry that does not fit, or null. */
  verify(jurisdiction: string): Promise<{ entries: number; bad: { seq: number; why: string } | null }>;
}

/** Holds the ledger against what was taken out of it (`ledger/prove.ts`). */
export interface Proofs {
  subject(jurisdiction: string, subject: string): Promise<SubjectProof>;
  /** How many anchors hold, up to the first that does not. */
  holdAnchors(
    jurisdiction: string,
    anchors: readonly Anchor[],
  ): Promise<{ held: number; lost: LostAnchor | null }>;
}
export interface SubjectProof {
  /** Every entry about the subject, in the order of the ledger. */
  links: Link[];
  /** The first of them whose content or place is not what its hash says. */
  bad: number | null;
  /** The first anchor that covers the last of them. */
  anchor: { seq: number; hash: string; at: number } | null;
}
export interface LostAnchor {
  why: 'cut-off' | 'remade' | 'missing';
  /** The first entry that may be at fault; those up to the anchor's are in doubt. */
  seq: number;
  anchor: { seq: number; hash: string; at: number };
}

/** Reads of the record lane's tables. */
export interface Records {
  incident(jurisdiction: string, id: string): Promise<Incident | null>;
  /**
   * Open incidents, those that were reported, closed or due since `since`, and those closed since `finishingSince` that are
   * not at their end; with the ledger seq they are up to.
   */
  living(
    jurisdiction: string,
    since: number,
    finishingSince: number,
  ): Promise<{ seq: number; incidents: Incident[]; warnings: WarningState[]; watch: Watch | null }>;
}

/** The totals that figures are made of (`figures/`). They follow the ledger; figures that are asked for sooner have them catch up first. */
export interface FigureTotals {
  /** Brings them up to the ledger. Refused while they are made for the first time and cannot be waited for. */
  freshen(jurisdiction: string): Promise<Refusal | null>;
  /** Makes them anew from the incidents; answers when they are whole. */
  remake(jurisdiction: string): Promise<void>;
}

/** The newest reading of every sensor of a jurisdiction, by ordinal. `at` 0: never heard. */
export interface Latest {
  at: Float64Array;
  value: Float64Array;
  quality: Uint8Array;
  /** When it reached us. */
  receivedAt: Float64Array;
}

/** The hot lane as other rooms see it. */
export interface HotLane {
  latest(jurisdiction: string): Latest;
  /** Ordinals of sensors with a newer value since the last call; for the stream alone. */
  takeChanged(jurisdiction: string): Uint32Array;
  /** Sensors heard within three of their intervals. */
  isOnline(jurisdiction: string, ordinal: number, now: number): boolean;
  raised(jurisdiction: string): readonly RaisedRule[];
  /** What stands before the operators, what needs somebody most first, and how much came of late; the past has none. */
  standing?(jurisdiction: string, now: number): Standing;
  /** Of those named, or of all. */
  cameras(jurisdiction: string, among: readonly string[] | null): { total: number; online: number };
  staff(
    jurisdiction: string,
    now: number,
    among: readonly string[] | null,
  ): { total: number; online: number };
}
/** By domain, a character an indicator in pack order (`shared/indicator/cell.ts`). */
export type CellsOf = (jurisdiction: string) => ReadonlyMap<string, string>;
export interface RaisedRule {
  sensor: number;
  rule: string;
  since: number;
  incident: string | null;
}

export interface Standing {
  alarms: readonly StandingAlarm[];
  /** New alarms of the last ten minutes by the officer whose turn they were; null: nobody was at a desk. */
  load: readonly { seat: number; operator: string | null; fresh: number }[];
}
/** An alarm with the ordinals of the sensors in it: those that are raised now, and all. */
export interface StandingAlarm extends Omit<told.AlarmState, 'raised' | 'sensors'> {
  raised: readonly number[];
  sensors: readonly number[];
  seat: number | null;
}

/** What people do about alarms (`alarms/desk.ts`). Whether the asker may see an alarm is for who asks. */
export interface AlarmRoom {
  standing(jurisdiction: string): Standing;
  story(jurisdiction: string, id: string): Promise<told.AlarmStory | Refusal>;
  acknowledge(by: Person, id: string): Promise<Refusal | null>;
  /** Puts it aside until then, or takes it back with null. */
  shelve(by: Person, id: string, until: number | null, reason: string): Promise<Refusal | null>;
  /** Makes a matter of it, or of one sensor in it; answers its number. */
  promote(by: Person, id: string, sensor: string | null): Promise<string | Refusal>;
  suppressions(jurisdiction: string): readonly told.Suppression[];
  askSuppression(by: Person, asked: told.AskedSuppression): Promise<told.Suppression | Refusal>;
  settleSuppression(by: Person, id: string, verdict: 'approve' | 'end'): Promise<told.Suppression | Refusal>;
  raisesOf(jurisdiction: string, sensor: string): Promise<told.AlarmRaise[]>;
  performance(jurisdiction: string, from: number, to: number): Promise<told.AlarmPerformance>;
  rehearse(
    jurisdiction: string,
    asked: told.RehearsalAsked,
    sees: (sensor: Sensor) => boolean,
  ): Promise<told.Rehearsal | Refusal>;
}

/** The doors of the hot lane, one a payload, shared by MQTT and HTTP. They answer after commit. */
export interface Doors extends Record<
  PayloadName,
  (jurisdiction: string, source: string, items: unknown) => Promise<BatchAnswer | Refusal>
> {
  /** What the token of a source may write, from now on; told by whoever has looked at the token. */
  bind(jurisdiction: string, source: string, bounds: SourceBounds | null): void;
  /** What detectors of other makers saw, through the door of detections. */
  sightings: Sightings;
}

/** Who stands behind a credential (`access/`). */
export interface Access {
  signIn(jurisdiction: string, login: string, password: string): Promise<Person | Refusal>;
  /** A wall's device token. */
  device(jurisdiction: string, token: string): Promise<Person | Refusal>;
  /** An integrator's token, over HTTP (`Bearer`) or MQTT (user name = source id, password = token). */
  source(token: string): Promise<KnownSource | Refusal>;
  /** Whether a token that was good still is. */
  sourceStands(id: string): Promise<boolean>;
}
export type { KnownSource };

/** Tells who listens that a system has something new about its matters (`outgoing/`). */
export interface OutgoingRoom {
  /** Called when a source has something new, which it reads by itself; the answer ends it. */
  listen(jurisdiction: string, source: string, each: () => void): () => void;
}

/** Photos and papers (`evidence/`). */
export interface EvidenceRoom {
  /**
   * Keeps the file that streams in; answers when file, folder and row are on the disk. `by` is the id of the actor who may name
   * it in commands, for a day. What is refused is read on to nowhere, so that the sender gets to hear why. */
  keep(jurisdiction: string, given: GivenFile): Promise<KeptFile | Refusal>;
  /** The file, when this person may see it. */
  find(person: Person, ref: string): Promise<FoundFile | Refusal>;
  /** The file, for a route that has made sure of the right itself. */
  open(jurisdiction: string, ref: string): Promise<FoundFile | Refusal>;
  /** The same without what a camera wrote beside a picture: for those who are no colleagues. */
  openBare(jurisdiction: string, ref: string): Promise<(FoundFile & { bytes: Buffer }) | Refusal>;
  /** Holds the files against the ledger that names them. */
  check(jurisdiction: string): Promise<EvidenceVerdict>;
}
export interface GivenFile {
  /** Without what a camera wrote beside a picture, such as place and time; all others stay bit by bit as they came. */
  bare?: boolean;
  body: Readable;
  /** As the sender calls it; the bytes are held against it, and their number where it says that. */
  type: string;
  bytes?: number | undefined;
  by: string;
}
export interface FoundFile {
  ref: string;
  type: FileType;
  place: string;
}

/** Where files lie, by content. Names are given once the bytes are whole and on the disk. */
export interface EvidenceFiles {
  /** Removes what was on its way when a house fell, an hour ago or longer: another may share the place. */
  clear(): Promise<void>;
  /** Reads the stream to its end, or as far as it is taken; the stream is left to its owner. */
  receive(body: Readable, maxBytes: number): Promise<IncomingFile | Refusal>;
  /** Gives it its name, for good; it replaces a file of that name. */
  settle(file: IncomingFile, jurisdiction: string, ref: string): Promise<void>;
  /** Its place in the file system, or null. */
  locate(jurisdiction: string, ref: string): Promise<string | null>;
  /** The SHA-256 of the bytes as they are now, or null. */
  digest(jurisdiction: string, ref: string): Promise<string | null>;
  remove(jurisdiction: string, ref: string): Promise<void>;
  /** Names that were given before an instant. */
  olderThan(jurisdiction: string, before: number): AsyncIterable<string>;
  /** Of the disk they lie on. */
  room(): Promise<{ freeBytes: number; allBytes: number }>;
}
export interface IncomingFile {
  bytes: number;
  sha256: string;
  place: string;
  /** Removes it, unless it has got its name. */
  discard(): Promise<void>;
}

/** Sends short messages to telephones, by whatever means the county has. */
export interface Messages {
  /** Returns at once; a message that cannot be sent is told in the log, because who waits for it must not learn whether there was one. */
  send(message: Message): void;
}
export interface Message {
  jurisdiction: string;
  /** What it is for: providers of messages know templates by it. */
  kind: 'lost-code';
  /** Digits, with a leading + where the number was left with one. */
  to: string;
  /** Chinese, ready to be sent. */
  text: string;
  /** What stands in the text, for providers that fill a template of their own. */
  values: Readonly<Record<string, string>>;
}
