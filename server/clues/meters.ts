import { readMeter, type CountedClue } from '#shared/incident/clue-meter.ts';
import { usualMs } from '#shared/incident/clue.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { secondMs } from '#shared/kernel/span.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import { meterSource, type ClueMeter } from '#shared/sensing/clue-meter.ts';
import type { Log } from '../log.ts';
import type { Works } from '../works.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { DoubtOf, Doors } from '../ports.ts';
import type { ClueStore } from '../storage/readings/clue-store.ts';

export interface MeterPorts {
  packs: Pick<Packs, 'all'>;
  clues: Pick<ClueStore, 'topics' | 'within'>;
  doors: Pick<Doors, 'readings'>;
  clock: () => number;
  /** Whether this node runs the clocks of a county: it alone reads the meters. */
  holds(jurisdiction: string): boolean;
  doubt: DoubtOf;
  log: Log;
  works: Works;
}
export type Metered = Sensor & { counts: ClueMeter };
const isMeter = (sensor: Sensor): sensor is Metered => sensor.counts !== undefined && !sensor.retired;
const what = 'counting clues';
const lookMs = 20 * secondMs;
/** Clues of a window that are looked at, the newest first. */
const mostRead = 500;

/** What a meter reads at an instant, and what it rests on. */
export async function readClues(
  { clues }: Pick<MeterPorts, 'clues'>,
  { id: jurisdiction, grid }: LoadedPack,
  { counts }: Metered,
  at: number,
): Promise<{ value: number; rows: readonly CountedClue[] }> {
  const { clues: kind, topic, withinMs } = counts;
  const area = counts.grid === undefined ? null : [counts.grid];
  const late = at - withinMs;
  const [rows, topics] = await Promise.all([
    clues.within(jurisdiction, area, { kind, topic, from: late, to: at, limit: mostRead }),
    counts.by === 'surge'
      ? clues.topics(jurisdiction, area, { kind, from: late - usualMs, late, to: at })
      : Promise.resolve([]),
  ]);
  const told = topics
    .filter((one) => topic === undefined || one.topic === topic)
    .map((one) => ({ topic: one.topic, n: one.late, before: one.all - one.late }));
  return readMeter(counts, rows, told, levelBelow(grid, counts.grid));
}

/** By which grids areas are told apart: those of the meter's own grid, and in a county of one town its villages. */
function levelBelow({ byId, levels }: LoadedPack['grid'], id: string | undefined): number {
  const own = id === undefined ? undefined : byId.get(id);
  if (own) return levels.findIndex((cells) => cells.some((cell) => cell.id === own.id)) + 1;
  return levels.findIndex((cells) => cells.length > 1);
}

/** Reads every meter at each of its steps and hands that in at the door of readings, under the step's own instant: read twice it is one. */
export function startMeters(ports: MeterPorts): { look(): Promise<void>; stop(): Promise<void> } {
  const { packs, doors, clock, log, works } = ports;
  const readAt = new Map<string, number>();
  let [isOver, work] = [false, Promise.resolve()];
  async function lookAt(pack: LoadedPack): Promise<void> {
    const readings: { sensor: string; at: number; value: number }[] = [];
    for (const sensor of pack.pack.sensors) {
      if (!isMeter(sensor) || isOver) continue;
      const at = Math.floor(clock() / sensor.everyMs) * sensor.everyMs;
      const key = `${pack.id}\0${sensor.id}`;
      if (readAt.get(key) === at) continue;
      readings.push({ sensor: sensor.id, at, value: (await readClues(ports, pack, sensor, at)).value });
      readAt.set(key, at);
    }
    if (readings.length === 0) return;
    const answer = await doors.readings(pack.id, meterSource, { readings });
    if (isRefusal(answer)) log.warn({ jurisdiction: pack.id, answer }, 'readings of clues refused');
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

const [shownLines, longest] = [8, 500] as const;

/** The clues that a meter's reading rests on, in lines, for the evidence of what was raised; null: it is no meter. */
export function cluesBehind(ports: Pick<MeterPorts, 'clues' | 'packs'>) {
  return async (jurisdiction: string, sensor: Sensor, at: number): Promise<string | null> => {
    const pack = ports.packs.all().find(({ id }) => id === jurisdiction);
    if (!isMeter(sensor) || !pack) return null;
    // A clue of the reading's own instant is not in its window.
    const { rows } = await readClues(ports, pack, sensor, at);
    if (rows.length === 0) return null;
    const lines = [...rows]
      .sort((a, b) => b.at - a.at)
      .slice(0, shownLines)
      .map(({ medium, topic, title }) => [medium, topic, title].filter(Boolean).join(' · '));
    return [`线索 ${rows.length} 条`, ...lines].join('\n').slice(0, longest);
  };
}
