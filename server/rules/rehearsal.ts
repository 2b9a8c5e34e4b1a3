import { must } from '#shared/kernel/must.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { CombinedRule, Rule } from '#shared/sensing/rule.ts';
import type { Lane } from '../readings/sensors.ts';
import type { Rehearsal, RehearsalAsked } from '#shared/wire/alarms.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { AlarmStore } from '../storage/readings/alarm-store.ts';
import { bucketMs, pastMs, remembers } from './remember.ts';
import { rehearse, type Rehearsed } from './rehearse.ts';
import { rehearseTogether, type RehearsedPlace } from './rehearse-together.ts';

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

interface RehearsalPorts {
  lane: OpenHotLane;
  store: Pick<AlarmStore, 'happened'>;
  /** Answers with a county's pack as it was at an instant. */
  packs: { of(jurisdiction: string, at: number): Lane['loaded'] | undefined };
}

/** Opens it; one at a time, so that the readings of the present come first. */
export function openRehearsal(ports: RehearsalPorts): Rehearse {
  let isBusy = false;
  return async (jurisdiction, asked, sees) => {
    if (isBusy) return refuse('busy', 'rehearsal-busy');
    isBusy = true;
    try {
      return await run(ports, jurisdiction, asked, sees);
    } finally {
      isBusy = false;
    }
  };
}

/** Sensors, their bounds and the rules beside the one that is tried are those that held when the time ends. */
async function run(
  { lane, store, packs }: RehearsalPorts,
  jurisdiction: string,
  { rule, from, to }: RehearsalAsked,
  sees: (sensor: Sensor) => boolean,
): Promise<Rehearsal | Refusal> {
  const { base, loaded: present } = must(lane.sensors.lanes.get(jurisdiction), jurisdiction);
  const loaded = packs.of(jurisdiction, to) ?? present;
  const time = loaded.pack.calendar;
  const meant = [...loaded.pack.sensors.entries()].filter(
    ([, sensor]) =>
      !sensor.retired &&
      sees(sensor) &&
      ('quantity' in rule.on ? rule.on.quantity === sensor.quantity : rule.on.sensor === sensor.id),
  );
  if (meant.length === 0) return refuse('unknown', 'no-sensor-in-scope', 'rule');
  const numberOf = (ordinal: number): number => must(lane.sensors.numbers[base + ordinal], 'number');
  let readings = 0;
  /** What one rule would have raised at one sensor; null: too many readings. */
  const told = async (
    one: Exclude<Rule, CombinedRule>,
    ordinal: number,
    sensor: Sensor,
  ): Promise<Rehearsed[] | null> => {
    const rows = await lane.readings.raw(numberOf(ordinal), from, to, mostOfSensor);
    readings += rows.length;
    if (readings > mostReadings || rows.length === mostOfSensor) return null;
    const past = remembers(one)
      ? await lane.readings.gathered(numberOf(ordinal), from - pastMs, from, bucketMs)
      : [];
    const known = { everyMs: sensor.everyMs, range: sensor.range, rules: loaded.rulesOf(ordinal), time };
    const heard = rows.map(([at, value]) => ({ at, value }));
    return rehearse(one, known, heard, to, past);
  };
  const found =
    rule.kind === 'combined' ? await together(rule, loaded, meant, told) : await alone(rule, meant, told);
  if (found === null) return refuse('too-large', 'rehearsal-too-large', 'from');
  const days = Math.ceil((to - from) / dayMs);
  const happened = await store.happened(jurisdiction, {
    sensors: meant.map(([, { id }]) => id),
    item: rule.item,
    from,
    to,
    days,
  });
  return { sensors: meant.length, readings, happened, ...summed(found, loaded, from, days) };
}

/** What was raised, by day and by sensor, the newest and the most first. */
function summed(
  found: ReadonlyMap<number, readonly Rehearsed[]>,
  { pack }: Lane['loaded'],
  from: number,
  days: number,
): Pick<Rehearsal, 'count' | 'byDay' | 'raises' | 'bySensor'> {
  const byDay = Array.from({ length: days }, () => 0);
  const raises: Rehearsal['raises'] = [];
  const bySensor: Rehearsal['bySensor'] = [];
  let count = 0;
  for (const [ordinal, list] of found) {
    const { id } = must(pack.sensors[ordinal], 'sensor');
    count += list.length;
    if (list.length > 0) bySensor.push({ sensor: id, count: list.length });
    for (const one of list) {
      const day = Math.floor((one.at - from) / dayMs);
      if (day >= 0 && day < days) byDay[day] = (byDay[day] ?? 0) + 1;
      if (raises.length < shownRaises) raises.push({ sensor: id, ...one });
    }
  }
  return {
    count,
    byDay,
    raises: raises.sort((a, b) => b.at - a.at),
    bySensor: bySensor.sort((a, b) => b.count - a.count).slice(0, shownSensors),
  };
}

type Told = (
  rule: Exclude<Rule, CombinedRule>,
  ordinal: number,
  sensor: Sensor,
) => Promise<Rehearsed[] | null>;
type Meant = readonly [ordinal: number, sensor: Sensor][];

async function alone(
  rule: Exclude<Rule, CombinedRule>,
  meant: Meant,
  told: Told,
): Promise<Map<number, Rehearsed[]> | null> {
  const found = new Map<number, Rehearsed[]>();
  for (const [ordinal, sensor] of meant) {
    const list = await told(rule, ordinal, sensor);
    if (list === null) return null;
    found.set(ordinal, list);
  }
  return found;
}

/** What it is made of is rehearsed on every sensor that has it, whoever may see it: it stands at those that are meant. */
async function together(
  rule: CombinedRule,
  loaded: Lane['loaded'],
  meant: Meant,
  told: Told,
): Promise<Map<number, Rehearsed[]> | null> {
  const isMeant = new Set(meant.map(([ordinal]) => ordinal));
  const places: RehearsedPlace[] = [];
  for (const [ordinal, sensor] of loaded.pack.sensors.entries()) {
    const rules = loaded
      .rulesOf(ordinal)
      .flatMap((one) => (one.kind !== 'combined' && rule.rules.includes(one.id) ? [one] : []));
    const list: { rule: string; raises: Rehearsed[] }[] = [];
    for (const one of rules) {
      const raises = await told(one, ordinal, sensor);
      if (raises === null) return null;
      list.push({ rule: one.id, raises });
    }
    if (list.length > 0)
      places.push({ slot: ordinal, place: sensor.place, isMeant: isMeant.has(ordinal), told: list });
  }
  return rehearseTogether(rule, places);
}
