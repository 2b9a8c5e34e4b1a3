import { dayMs, hourMs } from '#shared/kernel/span.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Trend } from '#shared/wire/http.ts';
import type { OpenHotLane } from './lane.ts';

/** Below this span a trend is made of raw readings, above of minutes and what they are gathered to. */
const rawBelowMs = 6 * hourMs;
const mostRaw = 21_600;
/** Above these spans minutes are gathered to hours, and to days. */
const minuteBelowMs = 3 * dayMs;
const hourBelowMs = 62 * dayMs;
const mostMs = 400 * dayMs;

/** The course of one sensor in [from, to): points [at, mean, min, max], oldest first. */
export async function readTrend(
  lane: Pick<OpenHotLane, 'sensors' | 'readings'>,
  jurisdiction: string,
  sensor: string,
  from: number,
  to: number,
): Promise<Trend | Refusal> {
  const place = lane.sensors.lanes.get(jurisdiction);
  const ordinal = place?.loaded.sensorOrdinals.get(sensor);
  if (!place || ordinal === undefined) return refuse('unknown', 'no-sensor', { sensor }, 'sensor');
  if (!(from < to)) return refuse('invalid', 'from-before-to', 'from');
  if (to - from > mostMs) return refuse('too-large', 'days-at-once', 'from');
  const number = lane.sensors.numbers[place.base + ordinal] ?? 0;
  if (to - from < rawBelowMs) {
    const rows = await lane.readings.raw(number, from, to, mostRaw);
    return { sensor, step: 'raw', points: rows.map(([at, value]) => [at, value, value, value]) };
  }
  if (to - from >= minuteBelowMs) {
    const step = to - from < hourBelowMs ? 'hour' : 'day';
    const rows = await lane.readings.gathered(number, from, to, step === 'hour' ? hourMs : dayMs);
    return { sensor, step, points: rows.map((row) => [row.minute, row.mean, row.min, row.max]) };
  }
  const rows = await lane.readings.minutes(number, from, to);
  return { sensor, step: 'minute', points: rows.map((row) => [row.minute, row.mean, row.min, row.max]) };
}
