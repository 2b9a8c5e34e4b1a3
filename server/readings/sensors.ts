import type { LoadedPack } from '../packs/loaded.ts';
import type { ReadingStore } from '../storage/readings/reading-store.ts';

/**
 * All sensors of all jurisdictions in one row of slots: slot = `base` of the jurisdiction + ordinal of the sensor. Every
 * array of the hot lane is indexed by slot, so a reading costs array writes and nothing else.
 */
export interface Sensors {
  count: number;
  lanes: ReadonlyMap<string, Lane>;
  /** Numbers in the reading tables. */
  numbers: Int32Array;
  low: Float64Array;
  high: Float64Array;
  everyMs: Float64Array;
  /** How long the same value may last before the instrument is taken for stuck; Infinity: for ever. */
  stuckMs: Float64Array;
  laneOf(slot: number): Lane;
  /** The sources that bring readings, numbered as they come; 0 is nobody. */
  gatewayNumber(source: string): number;
  /** By number, who brought the last reading of each slot since the start. */
  gateway: Uint16Array;
  gatewayOf(slot: number): string;
}

/** One jurisdiction's stretch of slots. */
export interface Lane {
  id: string;
  base: number;
  count: number;
  loaded: LoadedPack;
}

const hourMs = 3_600_000;

/** Lays out the slots and fetches the numbers. */
export async function placeSensors(
  packs: readonly LoadedPack[],
  store: Pick<ReadingStore, 'numbersOf'>,
): Promise<Sensors> {
  const lanes = new Map<string, Lane>();
  const order: Lane[] = [];
  let count = 0;
  for (const loaded of packs) {
    const lane = { id: loaded.id, base: count, count: loaded.pack.sensors.length, loaded };
    lanes.set(lane.id, lane);
    order.push(lane);
    count += lane.count;
  }
  const sensors = {
    count,
    lanes,
    numbers: new Int32Array(count),
    low: new Float64Array(count),
    high: new Float64Array(count),
    everyMs: new Float64Array(count),
    stuckMs: new Float64Array(count).fill(Infinity),
    gateway: new Uint16Array(count),
  };
  const gateways = [''];
  const gatewayNumbers = new Map([['', 0]]);
  await Promise.all(
    order.map(async ({ id, base, loaded }) => {
      const ids = loaded.pack.sensors.map((sensor) => sensor.id);
      sensors.numbers.set(await store.numbersOf(id, ids), base);
    }),
  );
  for (const lane of order) {
    const list = lane.loaded.pack.sensors;
    for (const [ordinal, sensor] of list.entries()) {
      const slot = lane.base + ordinal;
      [sensors.low[slot], sensors.high[slot]] = sensor.range;
      sensors.everyMs[slot] = sensor.everyMs;
      // Counters and switches rest for hours; what is read to a tenth or finer never does.
      if (sensor.decimals > 0) sensors.stuckMs[slot] = Math.max(hourMs, 60 * sensor.everyMs);
    }
  }
  return {
    ...sensors,
    gatewayNumber(source) {
      let number = gatewayNumbers.get(source);
      // Sources are tokens that an administrator issued; beyond what a number holds the rest are nobody's.
      if (number === undefined && gateways.length > 65_535) number = 0;
      if (number === undefined) {
        number = gateways.push(source) - 1;
        gatewayNumbers.set(source, number);
      }
      return number;
    },
    gatewayOf: (slot) => gateways[sensors.gateway[slot] ?? 0] ?? '',
    laneOf(slot) {
      for (let i = order.length - 1; i >= 0; i--) {
        const lane = order[i];
        if (lane && lane.base <= slot) return lane;
      }
      throw new RangeError(`no sensor has slot ${slot}`);
    },
  };
}
