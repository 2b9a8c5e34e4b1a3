import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { parseJson } from '#shared/sensing/parse-batch.ts';
import { maxBytes, type BatchAnswer } from '#shared/sensing/reading.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import type { Metrics } from '../ports.ts';
import type { DoorName, OpenDoors } from './doors.ts';

/** One MQTT message through a door, for the broker inside and the one outside alike. */
export interface Message {
  jurisdiction: string;
  source: string;
  door: DoorName;
  payload: Buffer;
  /** Whether the sender keeps the message until it is acknowledged. */
  isKept: boolean;
}
export interface MessageOptions {
  doors: OpenDoors;
  /** Resolves when a refused `busy` may be tried again. */
  room(): Promise<void>;
  hasRoom(n: number): boolean;
  metrics: Metrics;
}

/**
 * What became of the message; null when there is nothing to tell. A message that its sender keeps waits for room: not being
 * acknowledged, and its connection not being read, the sender slows down. One that nobody keeps is shed and counted.
 */
export async function admit(
  options: MessageOptions,
  message: Message,
): Promise<Refusal | BatchAnswer | null> {
  const { doors, metrics } = options;
  const { jurisdiction, door, source, payload, isKept } = message;
  const countRefusal = (refusal: Refusal, by = 1): Refusal => {
    metrics.count('items_refused_total', { jurisdiction, door, code: refusal.code }, by);
    return refusal;
  };
  if (payload.length > maxBytes)
    return countRefusal(refuse('too-large', `at most ${maxBytes} bytes at once`));
  if (door === 'readings' && !options.hasRoom(1)) {
    if (!isKept) return countRefusal(shed, countReadings(payload));
    await options.room();
  }
  const read = parseJson(payload.toString());
  if (isRefusal(read)) return countRefusal(read);
  for (;;) {
    const answer = await doors[door](jurisdiction, source, read.input);
    if (isRefusal(answer) && answer.code === 'busy' && isKept) {
      await (door === 'readings' ? options.room() : aWhile());
      continue;
    }
    return isRefusal(answer) || answer.refusedCount > 0 ? answer : null;
  }
}

const shed = refuse('busy', 'more readings than can be stored now; not taken');
const aWhile = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 250));
const sensorKey = Buffer.from('"sensor"');

/** How many readings a payload holds, without the cost of parsing what will be shed. */
function countReadings(payload: Buffer): number {
  let n = 0;
  for (let at = payload.indexOf(sensorKey); at !== -1; at = payload.indexOf(sensorKey, at + sensorKey.length))
    n++;
  return Math.max(n, 1);
}
