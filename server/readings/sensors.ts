import { must } from '#shared/kernel/must.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { ReadingStore } from '../storage/readings/reading-store.ts';

/**
 * All sensors of all jurisdictions in one row of slots: slot = `base` of the jurisdiction + ordinal of the sensor. Every
 * array of the hot lane is indexed by slot, so a reading costs array writes and nothing else.
 */
export interface Sensors {
  /** Slots there are, those that wait for sensors that come while the house runs included. */
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
  /**
   * Lays out a jurisdiction as its pack is now, and answers with the numbers of sensors that are new. An ordinal never changes
   * while the house runs: what comes stands behind what there was.
   */
  place(loaded: LoadedPack): Promise<Int32Array>;
  /** Gives a county that comes a stretch of the slots that wait for such; throws when too few are left. */
  addLane(loaded: LoadedPack): Lane;
  /** Its slots stay its own: it gets them again when it comes back. */
  dropLane(jurisdiction: string): void;
}

/** One jurisdiction's stretch of slots. */
export interface Lane {
  id: string;
  base: number;
  count: number;
  /** Sensors that fit before the house must start again. */
  room: number;
  loaded: LoadedPack;
}

const hourMs = 3_600_000;

/** Room for sensors that are added while the house runs: a slot costs some hundred bytes. */
export const roomFor = (count: number): number => count + Math.max(4_096, count);

/** Slots that wait for counties that open while the house runs. */
export const roomForCounties = 32_768;

/** Lays out the slots and fetches the numbers. */
export async function placeSensors(
  packs: Pick<Packs, 'all'>,
  store: Pick<ReadingStore, 'numbersOf'>,
): Promise<Sensors> {
  const { order, count, ...lanes } = layLanes(packs.all());
  const slots: Slots = {
    numbers: new Int32Array(count),
    low: new Float64Array(count),
    high: new Float64Array(count),
    everyMs: new Float64Array(count),
    stuckMs: new Float64Array(count).fill(Infinity),
  };
  const place = (loaded: LoadedPack): Promise<Int32Array> =>
    layOut(slots, must(lanes.lanes.get(loaded.id), loaded.id), loaded, store);
  await Promise.all(order.map(({ loaded }) => place(loaded)));
  return { count, ...slots, ...lanes, ...openGateways(count), place };
}

type Slots = Pick<Sensors, 'numbers' | 'low' | 'high' | 'everyMs' | 'stuckMs'>;

/** Stretches of slots, in the order in which their counties came. */
function layLanes(packs: readonly LoadedPack[]) {
  const lanes = new Map<string, Lane>();
  const order: Lane[] = [];
  let taken = 0;
  const before = (id: string): Lane | undefined => order.find((lane) => lane.id === id);
  function lay(loaded: LoadedPack): Lane {
    const { id } = loaded;
    const room = roomFor(loaded.pack.sensors.length);
    const lane: Lane = { id, base: taken, count: 0, loaded, room };
    lanes.set(id, lane);
    order.push(lane);
    taken += room;
    return lane;
  }
  for (const loaded of packs) lay(loaded);
  const count = taken + roomForCounties;
  return {
    lanes,
    order,
    count,
    addLane(loaded: LoadedPack): Lane {
      const known = before(loaded.id);
      if (known) lanes.set(known.id, known);
      else if (taken + roomFor(loaded.pack.sensors.length) > count)
        throw new RangeError(`no room for the sensors of ${loaded.id}: it opens at the next start`);
      return known ?? lay(loaded);
    },
    dropLane: (jurisdiction: string): void => void lanes.delete(jurisdiction),
    laneOf(slot: number): Lane {
      for (let i = order.length - 1; i >= 0; i--) {
        const lane = order[i];
        if (lane && lane.base <= slot) return lane;
      }
      throw new RangeError(`no sensor has slot ${slot}`);
    },
  };
}

/** Who brings readings, by numbers that fit beside each slot. */
function openGateways(count: number): Pick<Sensors, 'gateway' | 'gatewayNumber' | 'gatewayOf'> {
  const gateway = new Uint16Array(count);
  const gateways = [''];
  const numbers = new Map([['', 0]]);
  return {
    gateway,
    gatewayNumber(source) {
      let number = numbers.get(source);
      // Sources are tokens that an administrator issued; beyond what a number holds the rest are nobody's.
      if (number === undefined && gateways.length > 65_535) number = 0;
      if (number === undefined) {
        number = gateways.push(source) - 1;
        numbers.set(source, number);
      }
      return number;
    },
    gatewayOf: (slot) => gateways[gateway[slot] ?? 0] ?? '',
  };
}

/** Gives each sensor of a pack its slot, and answers with the numbers of those that are new. */
async function layOut(
  slots: Slots,
  lane: Lane,
  loaded: LoadedPack,
  store: Pick<ReadingStore, 'numbersOf'>,
): Promise<Int32Array> {
  const list = loaded.pack.sensors;
  if (list.length > lane.room) throw new RangeError(`${loaded.id} has room for ${lane.room} sensors`);
  const ids = list.slice(lane.count).map((sensor) => sensor.id);
  const numbers = ids.length > 0 ? await store.numbersOf(lane.id, ids) : new Int32Array(0);
  slots.numbers.set(numbers, lane.base + lane.count);
  for (const [ordinal, sensor] of list.entries()) {
    const slot = lane.base + ordinal;
    [slots.low[slot], slots.high[slot]] = sensor.range;
    slots.everyMs[slot] = sensor.everyMs;
    // Counters and switches rest for hours; what is read to a tenth or finer never does.
    slots.stuckMs[slot] = sensor.decimals > 0 ? Math.max(hourMs, 60 * sensor.everyMs) : Infinity;
  }
  lane.count = list.length;
  lane.loaded = loaded;
  return numbers;
}
