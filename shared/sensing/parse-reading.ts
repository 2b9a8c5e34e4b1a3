import { greatestValue } from './reading.ts';
import { instantFault, instantOf, type Fault, type Window } from './fault.ts';

/**
 * Checks one reading by hand: at the rate of the doors a schema library would take most of a core. It must refuse exactly
 * what `readingIn` refuses; a property test holds the two together.
 */

/** Where a good reading is put: one object used again and again, so that a reading costs no allocation. */
export interface Slot {
  sensor: string;
  at: number;
  value: number;
}

const notObject: Fault = { code: 'invalid', reason: 'a reading is an object {sensor, at, value}' };
const badSensor: Fault = {
  code: 'invalid',
  reason: 'sensor is a text of 1 to 64 characters',
  field: 'sensor',
};
const badAt: Fault = { code: 'invalid', reason: 'at is epoch ms or ISO 8601 with an offset', field: 'at' };
const badValue: Fault = { code: 'invalid', reason: 'value is a number', field: 'value' };
const absurdValue: Fault = { code: 'absurd', reason: 'no instrument measures this', field: 'value' };

/** Puts the reading into `into` and answers null, or answers what is wrong with it. */
export function parseReading(item: unknown, window: Window, into: Slot): Fault | null {
  if (typeof item !== 'object' || item === null) return notObject;
  for (const key in item)
    if (key !== 'sensor' && key !== 'at' && key !== 'value')
      return { code: 'invalid', reason: 'not a field of a reading', field: key.slice(0, 64) };
  const { sensor, at, value } = item as { sensor?: unknown; at?: unknown; value?: unknown };
  if (typeof sensor !== 'string' || sensor.length === 0 || sensor.length > 64) return badSensor;
  const instant = typeof at === 'number' ? at : instantOf(at);
  if (instant === null || !Number.isSafeInteger(instant)) return badAt;
  if (typeof value !== 'number') return badValue;
  // NaN compares false as well.
  if (!(value >= -greatestValue && value <= greatestValue)) return absurdValue;
  into.sensor = sensor;
  into.at = instant;
  into.value = value;
  return instant >= window.oldest && instant <= window.newest ? null : instantFault(instant, window);
}
