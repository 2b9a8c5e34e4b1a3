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
export type Told<Of extends Message> = (answer: Refusal | BatchAnswer | null, message: Of) => void;

/**
 * Takes messages through their doors. One that its sender keeps waits for room: not being acknowledged, and its connection not
 * being read, the sender slows down. One that nobody keeps is shed and counted. Nothing is made for a message beside itself, for
 * tens of thousands wait for one commit.
 */
export function openAdmission<Of extends Message>(
  options: MessageOptions,
  tell: Told<Of>,
): (message: Of) => void {
  const told: Told<Of> = (answer, message) => {
    options.heard?.(message.jurisdiction, message.source, answer === null || !isRefusal(answer));
    tell(answer, message);
  };
  /** What the door said; a message that its sender keeps knocks again when the door was busy. */
  function pass(answer: BatchAnswer | Refusal, message: Of): void {
    const { door, isKept } = message;
    if (!isRefusal(answer))
      return told(answer.refusedCount + answer.warnedCount > 0 ? answer : null, message);
    if (answer.code === 'busy' && isKept)
      return void (door === 'readings' ? options.room() : aWhile()).then(() => knock(message));
    // The readings door leaves it to its caller to count what it had no room for; the others have counted.
    if (answer.code === 'busy' && door === 'readings') countShed(options, message);
    told(answer, message);
  }
  const takeReadings = options.doors.readingsWay(pass);
  function knock(message: Of): void {
    const { door, payload, isKept } = message;
    if (payload.length > maxBytes)
      return told(
        turnAway(options, message, refuse('too-large', 'too-many-bytes', { most: maxBytes })),
        message,
      );
    // Asked before the payload is parsed: what is shed or waits must cost next to nothing.
    if (door === 'readings' && !options.hasRoom(1)) {
      if (isKept) return void options.room().then(() => knock(message));
      countShed(options, message);
      return told(shed, message);
    }
    const read = parseJson(payload.toString());
    if (isRefusal(read)) return told(turnAway(options, message, read), message);
    if (door === 'readings') takeReadings(read.input, message);
    else
      void throughDoor(options, message, door, read.input).then(
        (answer) => pass(answer, message),
        // A door never falls with what knocks at it; the sender may try again.
        () => pass(refuse('busy', 'fault-here'), message),
      );
  }
  return knock;
}

/** Through any other door. */
function throughDoor(
  { doors }: MessageOptions,
  message: Message,
  door: Exclude<PayloadName, 'readings'>,
  input: unknown,
): Promise<BatchAnswer | Refusal> {
  const { jurisdiction, source, frigate } = message;
  if (frigate) return doors.sightings.frigate(frigate, jurisdiction, source, input);
  return doors[door](jurisdiction, source, asOfNow(message, input));
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
function turnAway({ metrics }: MessageOptions, { jurisdiction, door }: Message, refusal: Refusal): Refusal {
  metrics.count('items_refused_total', { jurisdiction, door, code: refusal.code });
  return refusal;
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
