import { must } from '#shared/kernel/must.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { Rehearsal, RehearsalAsked } from '#shared/wire/alarms.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { AlarmStore } from '../storage/readings/alarm-store.ts';
import { bucketMs, pastMs } from './remember.ts';
import { rehearse } from './rehearse.ts';

/** Lets a rule run over what was measured, before it is switched on. */
export type Rehearse = (
  jurisdiction: string,
  asked: RehearsalAsked,
  sees: (sensor: Sensor) => boolean,
) => Promise<Rehearsal | Refusal>;

/** What one rehearsal goes through at the most, and what of one sensor. */
const mostReadings = 3_000_000;
const mostOfSensor = 500_000;
const shownRaises = 200;
const shownSensors = 20;

/** Opens it; one at a time, so that the readings of the present come first. */
export function openRehearsal(lane: OpenHotLane, store: Pick<AlarmStore, 'happened'>): Rehearse {
  let isBusy = false;
  return async (jurisdiction, asked, sees) => {
    if (isBusy) return refuse('busy', 'rehearsal-busy');
    isBusy = true;
    try {
      return await run(lane, store, jurisdiction, asked, sees);
    } finally {
      isBusy = false;
    }
  };
}

async function run(
  lane: OpenHotLane,
  store: Pick<AlarmStore, 'happened'>,
  jurisdiction: string,
  { rule, from, to }: RehearsalAsked,
  sees: (sensor: Sensor) => boolean,
): Promise<Rehearsal | Refusal> {
  const { base, loaded } = must(lane.sensors.lanes.get(jurisdiction), jurisdiction);
  const offsetMs = loaded.pack.calendar.utcOffsetMinutes * minuteMs;
  const meant = [...loaded.pack.sensors.entries()].filter(
    ([, sensor]) =>
      sees(sensor) &&
      ('quantity' in rule.on ? rule.on.quantity === sensor.quantity : rule.on.sensor === sensor.id),
  );
  if (meant.length === 0) return refuse('unknown', 'no-sensor-in-scope', 'rule');
  const numberOf = (ordinal: number): number => must(lane.sensors.numbers[base + ordinal], 'number');
  const days = Math.ceil((to - from) / dayMs);
  const byDay = Array.from({ length: days }, () => 0);
  const raises: Rehearsal['raises'] = [];
  const bySensor: Rehearsal['bySensor'] = [];
  let [readings, total] = [0, 0];
  for (const [ordinal, sensor] of meant) {
    const rows = await lane.readings.raw(numberOf(ordinal), from, to, mostOfSensor);
    readings += rows.length;
    if (readings > mostReadings || rows.length === mostOfSensor)
      return refuse('too-large', 'rehearsal-too-large', 'from');
    const known = { everyMs: sensor.everyMs, range: sensor.range, rules: loaded.rulesOf(ordinal), offsetMs };
    const past =
      rule.kind === 'learned'
        ? await lane.readings.gathered(numberOf(ordinal), from - pastMs, from, bucketMs)
        : [];
    const told = rehearse(
      rule,
      known,
      rows.map(([at, value]) => ({ at, value })),
      to,
      past,
    );
    total += told.length;
    if (told.length > 0) bySensor.push({ sensor: sensor.id, count: told.length });
    for (const one of told) {
      const day = Math.floor((one.at - from) / dayMs);
      if (day >= 0 && day < days) byDay[day] = (byDay[day] ?? 0) + 1;
      if (raises.length < shownRaises) raises.push({ sensor: sensor.id, ...one });
    }
  }
  const happened = await store.happened(jurisdiction, {
    ...{ sensors: meant.map(([, { id }]) => id), item: rule.item, from, to, days },
  });
  return {
    ...{ sensors: meant.length, readings, count: total, byDay, happened },
    raises: raises.sort((a, b) => b.at - a.at),
    bySensor: bySensor.sort((a, b) => b.count - a.count).slice(0, shownSensors),
  };
}
