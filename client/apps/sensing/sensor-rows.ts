import { inEvery } from '#shared/kernel/localized.ts';
import type { Sensor } from '#shared/pack/schema.ts';

/** A sensor of the own part with what is looked for in it. `ordinal`: its place in `GET /sensors`. */
export interface SensorRow {
  ordinal: number;
  sensor: Sensor;
  /** What the search looks in, in lower case. */
  words: string;
  /** The grids it lies in, widest first. */
  grids: readonly string[];
}
export const sensorStates = ['any', 'online', 'silent', 'raised'] as const;
export type SensorState = (typeof sensorStates)[number];
export interface SensorFilter {
  text: string;
  system: string | null;
  grid: string | null;
  state: SensorState;
}
export const noSensorFilter: SensorFilter = { text: '', system: null, grid: null, state: 'any' };
export const sensorSorts = ['need', 'name', 'value', 'age'] as const;
export type SensorSort = { by: (typeof sensorSorts)[number]; isDown: boolean };

/** What is known of a sensor now; `at` 0: never heard. */
export interface Heard {
  at: number;
  value: number;
  isRaised: boolean;
}

/** Rows of the sensors that the asker has; what lies outside of his part leaves a hole in the list. */
export function rowsOf(
  sensors: readonly (Sensor | null)[],
  gridsOf: (sensor: Sensor) => readonly string[],
): SensorRow[] {
  return sensors.flatMap((sensor, ordinal) =>
    sensor
      ? [
          {
            ordinal,
            sensor,
            grids: gridsOf(sensor),
            words: `${sensor.id} ${inEvery(sensor.name)}`.toLowerCase(),
          },
        ]
      : [],
  );
}

/** A sensor is online when it was heard within three of its intervals. */
export function isOnline(everyMs: number, at: number, now: number): boolean {
  return at > 0 && now - at <= 3 * everyMs;
}

/** What asks for somebody comes first: raised, then fallen silent, then what is well; what was never heard may not be installed yet. */
function needOf({ sensor }: SensorRow, at: number, isRaised: boolean, now: number): number {
  if (isRaised) return 0;
  if (at === 0) return 3;
  return isOnline(sensor.everyMs, at, now) ? 2 : 1;
}

/** The rows that the filter lets through, in their order. One pass, and one sort where another order is asked for. */
export function shownRows(
  rows: readonly SensorRow[],
  filter: SensorFilter,
  sort: SensorSort,
  heardOf: (row: SensorRow) => Heard,
  now: number,
): SensorRow[] {
  const words = filter.text.trim().toLowerCase().split(/\s+/u).filter(Boolean);
  const found = rows.filter((row) => {
    if (filter.system !== null && row.sensor.system !== filter.system) return false;
    if (filter.grid !== null && !row.grids.includes(filter.grid)) return false;
    if (!words.every((word) => row.words.includes(word))) return false;
    if (filter.state === 'any') return true;
    const { at, isRaised } = heardOf(row);
    if (filter.state === 'raised') return isRaised;
    return isOnline(row.sensor.everyMs, at, now) === (filter.state === 'online');
  });
  if (sort.by === 'name') return sort.isDown ? found.reverse() : found;
  const keyOf = (row: SensorRow): number => {
    const { at, value, isRaised } = heardOf(row);
    if (sort.by === 'need') return needOf(row, at, isRaised, now);
    return sort.by === 'value' ? (at === 0 ? -Infinity : value) : at;
  };
  const keys = new Map(found.map((row) => [row, keyOf(row)]));
  const turn = sort.isDown ? -1 : 1;
  return found.sort((a, b) => turn * ((keys.get(a) ?? 0) - (keys.get(b) ?? 0)) || a.ordinal - b.ordinal);
}

/** Rows that are drawn beyond those in sight, at either end. */
const beyond = 4;

/**
 * Which rows of a table of `count` are drawn: always as many where there are so many, wherever it is scrolled, so that each element by the
 * remainder of its row's place is written anew when its row leaves at one end, and none is built. `first`: the uppermost in sight; `inSight`:
 * how many rows the height holds.
 */
export function drawnRows(first: number, inSight: number, count: number): { from: number; many: number } {
  if (inSight <= 0) return { from: 0, many: 0 };
  const many = Math.min(count, Math.ceil(inSight) + 1 + 2 * beyond);
  return { from: Math.max(0, Math.min(first - beyond, count - many)), many };
}
