import { narrowCells } from '#shared/grid/tree.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import mqtt, { type MqttClient } from 'mqtt';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { CameraStateIn, DetectionIn, PositionIn, ReadingIn } from '#shared/sensing/reading.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { itemOfModel } from './past-alarms.ts';
import { busyness } from './rhythm.ts';
import { stormsOf, type StormOf } from './storms.ts';
import { valueAt, type SignalWorld } from './signals.ts';

/** Everything of a county that speaks MQTT: sensors, camera boxes with their models, and the phones of its field staff. */
export interface DevicePlan {
  pack: LoadedPack;
  mqttUrl: string;
  /** Tokens of the sources, by source name. */
  tokens: Record<string, string>;
  seed: number;
  scale: number;
  log: Log;
}

const batch = 500;
const stepMs = 1_000;
const awakeMs = 15 * minuteMs;

/** What is published in a step, by source and door. */
type Publish = (door: string, items: readonly unknown[]) => void;

/** Connects and publishes until stopped. A lost broker is found again by the client; what was not acknowledged is sent again. */
export function startDevices(plan: DevicePlan): { stop(): Promise<void> } {
  const { pack } = plan;
  // What speaks every few minutes speaks once at the start, as devices do that are switched on.
  let since = 0;
  const sensors = startSource(plan, 'sim-devices', (publish, from, to) => {
    publish('readings', readingsDue(plan, since === 0 ? from - awakeMs : from, to));
    since = to;
    publish('positions', [...positionsDue(plan, from, to), ...vehiclesDue(plan, from, to)]);
  });
  let fresh = true;
  const cameras = startSource(plan, 'camera-box', (publish, from, to) => {
    publish('cameras', fresh ? cameraStates(pack, plan.seed, to) : cameraChanges(plan, from, to));
    publish('detections', detectionsDue(plan, from, to));
    fresh = false;
  });
  return { stop: async () => void (await Promise.all([sensors.stop(), cameras.stop()])) };
}

function startSource(
  plan: DevicePlan,
  source: string,
  step: (publish: Publish, from: number, to: number) => void,
): { stop(): Promise<void> } {
  const { pack, log } = plan;
  const clientId = `${source}-${pack.id}-${process.pid}`;
  const client = mqtt.connect(plan.mqttUrl, {
    username: source,
    password: plan.tokens[source] ?? '',
    clientId,
    reconnectPeriod: 1_000,
  });
  client.on('error', (error) =>
    log.warn({ source, jurisdiction: pack.id, error: error.message }, 'simulator: MQTT broker refuses'),
  );
  client.on('connect', () => client.subscribe(`jh/${pack.id}/errors/${clientId}`));
  client.on('message', (_, payload) =>
    log.warn(
      { source, jurisdiction: pack.id, refused: payload.toString().slice(0, 300) },
      'simulator: reading refused',
    ),
  );
  const publish: Publish = (door, items) => publishAll(client, pack, door, items);
  let last = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    // Behind a slow broker the pretend devices skip, as real ones with a full buffer do.
    if (client.connected && client.queue.length < 50) step(publish, last, now);
    last = now;
  }, stepMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await client.endAsync(true);
    },
  };
}

function publishAll(client: MqttClient, pack: LoadedPack, door: string, items: readonly unknown[]): void {
  for (let start = 0; start < items.length; start += batch) {
    client.publish(`jh/${pack.id}/${door}`, JSON.stringify(items.slice(start, start + batch)), { qos: 1 });
  }
}

/** Whether something that happens every `everyMs`, with its own phase, falls into (from, to]. */
function isDue(everyMs: number, phase: number, from: number, to: number): boolean {
  return Math.floor((to - phase) / everyMs) > Math.floor((from - phase) / everyMs);
}

/** The storms of a pack, made once. */
const storms = new WeakMap<LoadedPack, StormOf>();
function stormsIn(pack: LoadedPack, seed: number): StormOf {
  const known = storms.get(pack) ?? stormsOf(pack, seed);
  storms.set(pack, known);
  return known;
}

/** The readings of a county that fall into (from, to]. */
export function readingsDue(
  { pack, seed, scale }: Pick<DevicePlan, 'pack' | 'seed' | 'scale'>,
  from: number,
  to: number,
): ReadingIn[] {
  const world: SignalWorld = {
    seed,
    utcOffsetMinutes: pack.pack.calendar.utcOffsetMinutes,
    episodes: 0.003,
    silences: 0.008,
  };
  const storm = stormsIn(pack, seed);
  const readings: ReadingIn[] = [];
  pack.pack.sensors.forEach((sensor, ordinal) => {
    // The house reads it itself.
    if (sensor.counts) return;
    const every = sensor.everyMs / scale;
    if (!isDue(every, seedOf(sensor.id) % every, from, to)) return;
    const value = valueAt(sensor, pack.rulesOf(ordinal), to, world, storm(ordinal, to));
    if (value !== null) readings.push({ sensor: sensor.id, at: to, value });
  });
  return readings;
}

/** Share of the field staff that is out at an hour. */
const onDutyShare = (at: number, utcOffsetMinutes: number): number =>
  Math.min(0.93, 0.22 + 0.38 * busyness(at, utcOffsetMinutes));

/** Where somebody goes about: in the own grid; officers with body recorders have none, and a cell for each four hours. */
function beatOf(
  { grid }: LoadedPack,
  { id, post, grid: own }: LoadedPack['pack']['staff'][number],
  seed: number,
  at: number,
) {
  if (own !== undefined) return grid.byId.get(own);
  const cells = narrowCells(grid);
  return post === 'patroller'
    ? cells[seedOf(`${seed}:${id}:beat:${Math.floor(at / (4 * hourMs))}`) % cells.length]
    : undefined;
}

function positionsDue({ pack, seed }: DevicePlan, from: number, to: number): PositionIn[] {
  const out = onDutyShare(to, pack.pack.calendar.utcOffsetMinutes);
  const positions: PositionIn[] = [];
  for (const person of pack.pack.staff) {
    const cell = beatOf(pack, person, seed, to);
    if (!cell || !isDue(2 * minuteMs, seedOf(person.id) % (2 * minuteMs), from, to)) continue;
    const own = seedOf(`${seed}:${person.id}:${Math.floor(to / (4 * hourMs))}`);
    if (dice(own).roll() > out) continue;
    const angle = (to / (20 * minuteMs)) * 2 * Math.PI + (own % 628) / 100;
    positions.push({
      staff: person.id,
      at: to,
      lng: Number((cell.centre.lng + 0.0015 * Math.cos(angle)).toFixed(6)),
      lat: Number((cell.centre.lat + 0.0015 * Math.sin(angle)).toFixed(6)),
    });
  }
  return positions;
}

/** Vehicles go from cell to cell, twenty minutes each way. */
function vehiclesDue({ pack, seed }: DevicePlan, from: number, to: number): PositionIn[] {
  const cells = narrowCells(pack.grid);
  const leg = 20 * minuteMs;
  return (pack.pack.vehicles ?? []).flatMap(({ id }): PositionIn[] => {
    if (!isDue(minuteMs, seedOf(id) % minuteMs, from, to)) return [];
    const phase = to + (seedOf(id) % leg);
    const nth = Math.floor(phase / leg);
    const [start, end] = [nth, nth + 1].map(
      (n) => cells[seedOf(`${seed}:${id}:${n}`) % cells.length]?.centre,
    );
    if (!start || !end) return [];
    const part = (phase - nth * leg) / leg;
    const between = (a: number, b: number): number => Number((a + (b - a) * part).toFixed(6));
    return [{ staff: id, at: to, lng: between(start.lng, end.lng), lat: between(start.lat, end.lat) }];
  });
}

const cameraOnline = (id: string, seed: number, at: number): boolean =>
  dice(seedOf(`${seed}:${id}:${Math.floor(at / (8 * hourMs))}`)).roll() > 0.012;

function cameraStates(pack: LoadedPack, seed: number, at: number): CameraStateIn[] {
  return pack.pack.cameras.map(({ id }) => ({ camera: id, at, online: cameraOnline(id, seed, at) }));
}

function cameraChanges({ pack, seed }: DevicePlan, from: number, to: number): CameraStateIn[] {
  if (Math.floor(from / minuteMs) === Math.floor(to / minuteMs)) return [];
  return pack.pack.cameras
    .filter(({ id }) => cameraOnline(id, seed, from) !== cameraOnline(id, seed, to))
    .map(({ id }) => ({ camera: id, at: to, online: cameraOnline(id, seed, to) }));
}

/** Detections of the camera models: a few in a hundred of the county's incidents. */
function detectionsDue({ pack, seed, scale }: DevicePlan, from: number, to: number): DetectionIn[] {
  const models = pack.pack.cameras.filter((camera) => camera.models.length > 0);
  const perDay = (pack.pack.demo?.incidentsPerDay ?? 0) * 0.04 * scale;
  const roll = dice(seedOf(`${seed}:${pack.id}:${Math.floor(to / stepMs)}`));
  const rate = (perDay / dayMs) * (to - from) * busyness(to, pack.pack.calendar.utcOffsetMinutes);
  if (models.length === 0 || !roll.chance(rate)) return [];
  const camera = roll.pick(models);
  const model = roll.pick(camera.models);
  const item = itemOfModel(pack, model, roll);
  if (!item) return [];
  return [
    {
      camera: camera.id,
      at: to,
      model,
      item: item.id,
      confidence: Number((0.8 + 0.19 * roll.roll()).toFixed(2)),
      text: `${camera.name} ${inRecord(item.name)}`,
    },
  ];
}
