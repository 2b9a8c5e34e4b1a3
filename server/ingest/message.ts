import type { HearSystem } from '#shared/record/silence.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { itemsOf, parseJson } from '#shared/sensing/parse-batch.ts';
import { maxBytes, type BatchAnswer } from '#shared/sensing/reading.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import type { Metrics } from '../ports.ts';
import type { PayloadName } from '#shared/sensing/payloads.ts';
import type { FrigateForm } from '#shared/sensing/sighting.ts';
import type { OpenDoors } from './doors.ts';

/** One MQTT message through a door, for the broker inside and the one outside alike. */
export interface Message {
  jurisdiction: string;
  source: string;
  door: PayloadName;
  /** Of a detector that speaks its own way. */
  frigate?: FrigateForm | undefined;
  payload: Buffer;
  /** Whether the sender keeps the message until it is acknowledged. */
  isKept: boolean;
  /** Written when its sender came, spoken when it was gone: what it says of a camera counts from now. */
  isWill?: boolean;
}
export interface MessageOptions {
  doors: OpenDoors;
  /** Resolves when a refused `busy` may be tried again. */
  room(): Promise<void>;
  hasRoom(n: number): boolean;
  metrics: Metrics;
  /** Told of every message, taken or refused. */
  heard?: HearSystem | undefined;
}

/** Told what became of a message; null when there is nothing to tell. */
export type Told = (answer: Refusal | BatchAnswer | null) => void;

/**
 * Takes a message through its door. A message that its sender keeps waits for room: not being acknowledged, and its
 * connection not being read, the sender slows down. One that nobody keeps is shed and counted.
 */
export function admit(options: MessageOptions, message: Message, told: Told): void {
  const { jurisdiction, source } = message;
  knock(options, message, (answer) => {
    options.heard?.(jurisdiction, source, answer === null || !isRefusal(answer));
    told(answer);
  });
}

function knock(options: MessageOptions, message: Message, told: Told): void {
  const { door, payload, isKept } = message;
  if (payload.length > maxBytes)
    return turnAway(options, message, refuse('too-large', 'too-many-bytes', { most: maxBytes }), told);
  // Asked before the payload is parsed: what is shed or waits must cost next to nothing.
  if (door === 'readings' && !options.hasRoom(1)) {
    if (isKept) return void options.room().then(() => knock(options, message, told));
    countShed(options, message);
    return told(shed);
  }
  const read = parseJson(payload.toString());
  if (isRefusal(read)) return turnAway(options, message, read, told);
  if (door === 'readings')
    options.doors.takeReadings(message.jurisdiction, message.source, read.input, (answer) =>
      pass(options, message, answer, told),
    );
  else if (message.frigate)
    void options.doors.sightings
      .frigate(message.frigate, message.jurisdiction, message.source, read.input)
      .then(
        (answer) => pass(options, message, answer, told),
        // A door never falls with what knocks at it; the sender may try again.
        () => pass(options, message, refuse('busy', 'fault-here'), told),
      );
  else
    void options.doors[door](message.jurisdiction, message.source, asOfNow(message, read.input)).then(
      (answer) => pass(options, message, answer, told),
    );
}

/** The states of a last will, without the instants at which it was written. */
function asOfNow({ isWill, door }: Message, input: unknown): unknown {
  if (!isWill || door !== 'cameraStates') return input;
  const items = itemsOf(input, 'cameras');
  if (isRefusal(items)) return input;
  return items.map((item) => {
    if (typeof item !== 'object' || item === null) return item;
    const { at: _, ...rest } = item as Record<string, unknown>;
    return rest;
  });
}

/** A message refused as a whole before it reached its door. */
function turnAway(options: MessageOptions, message: Message, refusal: Refusal, told: Told): void {
  const { jurisdiction, door } = message;
  options.metrics.count('items_refused_total', { jurisdiction, door, code: refusal.code });
  told(refusal);
}

/** What the door said; a message that its sender keeps knocks again when the door was busy. */
function pass(options: MessageOptions, message: Message, answer: BatchAnswer | Refusal, told: Told): void {
  const { door, isKept } = message;
  if (!isRefusal(answer)) return told(answer.refusedCount + answer.warnedCount > 0 ? answer : null);
  if (answer.code === 'busy' && isKept)
    return void (door === 'readings' ? options.room() : aWhile()).then(() => knock(options, message, told));
  // The readings door leaves it to its caller to count what it had no room for; the others have counted.
  if (answer.code === 'busy' && door === 'readings') countShed(options, message);
  told(answer);
}

const shed = refuse('busy', 'more-not-taken');
const aWhile = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 250));
const sensorKey = Buffer.from('"sensor"');

/** Counts the readings of a message that is not taken, without the cost of parsing it. */
function countShed({ metrics }: MessageOptions, { payload, jurisdiction, door }: Message): void {
  let n = 0;
  for (let at = payload.indexOf(sensorKey); at !== -1; at = payload.indexOf(sensorKey, at + sensorKey.length))
    n++;
  metrics.count('items_refused_total', { jurisdiction, door, code: shed.code }, Math.max(n, 1));
}
