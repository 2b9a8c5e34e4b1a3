import { readMeter, type CountedClue } from '#shared/incident/clue-meter.ts';
import { usualMs } from '#shared/incident/clue.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { ClueMeter } from '#shared/sensing/clue-meter.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { ReadMeter } from '../readings/meters.ts';
import type { ClueStore } from '../storage/readings/clue-store.ts';

interface CluePorts {
  clues: Pick<ClueStore, 'topics' | 'within'>;
}
export type Metered = Sensor & { counts: ClueMeter };
const isMeter = (sensor: Sensor): sensor is Metered =>
  sensor.counts !== undefined && 'clues' in sensor.counts && !sensor.retired;
/** Clues of a window that are looked at, the newest first. */
const mostRead = 500;

/** What a meter reads at an instant, and what it rests on. */
export async function readClues(
  { clues }: CluePorts,
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

/** Reads the instruments that count clues. */
export function clueReader(ports: CluePorts): ReadMeter {
  return async (pack, sensor, at) =>
    isMeter(sensor) ? (await readClues(ports, pack, sensor, at)).value : null;
}

const [shownLines, longest] = [8, 500] as const;

/** The clues that a meter's reading rests on, in lines, for the evidence of what was raised; null: it is no meter. */
export function cluesBehind(ports: CluePorts & { packs: Pick<Packs, 'all'> }) {
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
