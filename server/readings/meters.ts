import { isRefusal } from '#shared/kernel/refusal.ts';
import { secondMs } from '#shared/kernel/span.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import { meterSource } from '#shared/sensing/clue-meter.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { DoubtOf, Doors } from '../ports.ts';
import type { Works } from '../works.ts';

/** What a meter reads at an instant; null: it is none of this reader's. */
export type ReadMeter = (pack: LoadedPack, sensor: Sensor, at: number) => Promise<number | null>;

export interface MeterPorts {
  packs: Pick<Packs, 'all'>;
  doors: Pick<Doors, 'readings'>;
  /** The first that knows a meter reads it. */
  readers: readonly ReadMeter[];
  clock: () => number;
  /** Whether this node runs the clocks of a county: it alone reads the meters. */
  holds(jurisdiction: string): boolean;
  doubt: DoubtOf;
  log: Log;
  works: Works;
}
const what = 'reading meters';
const lookMs = 20 * secondMs;

/**
 * Reads every instrument that is no device at each of its steps and hands that in at the door of readings, under the step's own
 * instant: read twice it is one.
 */
export function startMeters(ports: MeterPorts): { look(): Promise<void>; stop(): Promise<void> } {
  const { packs, doors, clock, log, works } = ports;
  const readAt = new Map<string, number>();
  let [isOver, work] = [false, Promise.resolve()];
  async function read(pack: LoadedPack, sensor: Sensor, at: number): Promise<number | null> {
    for (const reader of ports.readers) {
      const value = await reader(pack, sensor, at);
      if (value !== null) return value;
    }
    return null;
  }
  async function lookAt(pack: LoadedPack): Promise<void> {
    const readings: { sensor: string; at: number; value: number }[] = [];
    for (const sensor of pack.pack.sensors) {
      if (!sensor.counts || sensor.retired || isOver) continue;
      const at = Math.floor(clock() / sensor.everyMs) * sensor.everyMs;
      const key = `${pack.id}\0${sensor.id}`;
      if (readAt.get(key) === at) continue;
      const value = await read(pack, sensor, at);
      if (value !== null) readings.push({ sensor: sensor.id, at, value });
      readAt.set(key, at);
    }
    if (readings.length === 0) return;
    const answer = await doors.readings(pack.id, meterSource, { readings });
    if (isRefusal(answer)) log.warn({ jurisdiction: pack.id, answer }, 'readings of meters refused');
  }
  async function lookAtAll(): Promise<void> {
    for (const pack of packs.all()) {
      if (ports.doubt(pack.id)) continue;
      if (!ports.holds(pack.id)) works.forget(pack.id, what);
      else await works.round(what, () => lookAt(pack), pack.id);
    }
  }
  const look = (): Promise<void> => (work = work.then(lookAtAll));
  const timer = setInterval(() => void look(), lookMs);
  void look();
  return {
    look,
    async stop() {
      isOver = true;
      clearInterval(timer);
      await work;
    },
  };
}
