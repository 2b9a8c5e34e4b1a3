import type { LampLine } from '#shared/wire/lamps.ts';
import { lampStanding, type LampStanding } from '#shared/watch/lamps.ts';

/** A controller that tells nothing for so long counts as out of touch; it tells every five minutes. */
const quietMs = 15 * 60_000;

export interface LampRow extends LampLine {
  standing: LampStanding;
  /** Whether its controller has not been heard of late. */
  lost: boolean;
}
const weight: Record<LampStanding, number> = { waiting: 0, silent: 1, partly: 2, done: 4, quiet: 4 };

/** What needs somebody stands first: what is waited for, who did not answer, who did it in part, who is out of touch. */
export function lampRows(groups: readonly LampLine[], now: number): LampRow[] {
  const weigh = ({ standing, lost }: LampRow): number =>
    lost ? Math.min(3, weight[standing]) : weight[standing];
  return groups
    .map((group) => ({
      ...group,
      standing: lampStanding(group.last ?? undefined, now),
      lost: group.told === null || now - group.told.at > quietMs,
    }))
    .toSorted((a, b) => weigh(a) - weigh(b) || (a.id < b.id ? -1 : 1));
}

/** Every word has to be in the name, the number or a grid. */
export function foundLamps(
  rows: readonly LampRow[],
  text: string,
  gridName: (id: string) => string,
): LampRow[] {
  const words = text.trim().toLowerCase().split(/\s+/u).filter(Boolean);
  return rows.filter(({ id, name, grids }) => {
    const said = `${id} ${name} ${grids.map(gridName).join(' ')}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
}
