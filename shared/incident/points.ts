import type { Family } from '../procedure/schema.ts';
import type { Incident, Points } from './incident.ts';

/**
 * Points booked to units when a matter is assessed. A unit that led: +1 handled on time, −1 late, −0.5 a rework. A co-unit:
 * +0.5 when it had done its part before the handling deadline, −0.5 otherwise. A supervision order costs the unit it was given
 * to 0.5, and 1 more when the answer came late. Without a clock `handling` the whole deadline counts. Self-handled incidents book nothing.
 */
export function pointsOf(incident: Incident, family: Family): Points[] {
  const deadline = (incident.clocks['handling'] ?? incident.clocks['whole'])?.dueAt ?? Infinity;
  const reworks = incident.counts.rework ?? 0;
  const { lead, co } = family === 'supervision' ? supervised : ordinary;
  return incident.tasks
    .filter((task) => task.state === 'done')
    .map(({ unit, role, doneAt }) => {
      const onTime = (doneAt ?? Infinity) <= deadline;
      const kept = onTime ? 'on-time' : 'late';
      if (role === 'co') return { unit, points: co[onTime ? 0 : 1], reason: kept };
      const points = lead[onTime ? 0 : 1] - 0.5 * reworks;
      return { unit, points, reason: reworks > 0 ? `${kept}, reworked` : kept };
    });
}

/** On time, late. */
type Pair = readonly [number, number];
const ordinary: Record<'lead' | 'co', Pair> = { lead: [1, -1], co: [0.5, -0.5] };
const supervised: Record<'lead' | 'co', Pair> = { lead: [-0.5, -1.5], co: [0, -0.5] };
