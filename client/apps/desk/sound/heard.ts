import type { IncidentRow } from '#shared/views/board.ts';
import type { Op } from '#shared/views/view.ts';

/** What of a board is worth a sound: what came to be taken here, and what ran out of time. */
export interface Heard {
  arrived: number;
  overdue: number;
}
interface Known {
  waits: boolean;
  overdue: boolean;
}

/** Listens to a board. The first words are what was there before: they make no sound. */
export function openEars(waitsHere: (row: IncidentRow) => boolean) {
  const known = new Map<string, Known>();
  let listening = false;
  return (ops: readonly Op[]): Heard => {
    const heard: Heard = { arrived: 0, overdue: 0 };
    for (const [table, id, row] of ops) {
      if (table !== 'incident') continue;
      if (row === null) {
        known.delete(id);
        continue;
      }
      const incident = row as IncidentRow;
      const before = known.get(id);
      const after: Known = { waits: waitsHere(incident), overdue: incident.overdue };
      known.set(id, after);
      if (after.waits && !before?.waits) heard.arrived += 1;
      if (after.overdue && before?.overdue === false) heard.overdue += 1;
    }
    if (listening) return heard;
    listening = ops.length > 0;
    return { arrived: 0, overdue: 0 };
  };
}
