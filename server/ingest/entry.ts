import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { itemsOf } from '#shared/sensing/parse-batch.ts';
import type { DoubtOf } from '../ports.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { Lane } from '../readings/sensors.ts';

export interface EntryOptions {
  lane: OpenHotLane;
  /** While a clock is in doubt nobody can say what is old and what is to come. */
  doubt?: DoubtOf | undefined;
  /** Counties that are looked at only. */
  resting?: ReadonlySet<string> | undefined;
}
export interface Entry {
  lane: Lane;
  items: readonly unknown[];
}

const clockInDoubt = refuse('busy', 'clock-doubt-later');
const readOnly = refuse('not-now', 'county-read-only');

/** The items of a message and the lane they are for. */
export function enter(
  { lane: { sensors }, resting, doubt }: EntryOptions,
  jurisdiction: string,
  input: unknown,
  name: string,
): Entry | Refusal {
  const lane = sensors.lanes.get(jurisdiction);
  if (!lane) return refuse('unknown', 'no-such-jurisdiction');
  if (resting?.has(jurisdiction)) return readOnly;
  if (doubt?.(jurisdiction)) return clockInDoubt;
  const items = itemsOf(input, name);
  return isRefusal(items) ? items : { lane, items };
}

/** Labels are bounded: a stranger's word is none. */
export function known({ sensors }: OpenHotLane, jurisdiction: string): string {
  return sensors.lanes.has(jurisdiction) ? jurisdiction : 'unknown';
}
