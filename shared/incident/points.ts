import type { Incident, Points } from './incident.ts';

/**
 * Points booked to units when an incident is assessed. A unit that led: +1 handled on time, −1 late, −0.5 a rework.
 * A co-unit: +0.5 when it had done its part before the handling deadline, −0.5 otherwise. Self-handled incidents book nothing.
 */
export function pointsOf(incident: Incident): Points[] {
  const handling = incident.clocks.handling;
  const reworks = incident.counts.rework ?? 0;
  return incident.tasks
    .filter((task) => task.state === 'done')
    .map((task) => {
      const onTime = handling === undefined || (task.doneAt ?? Infinity) <= handling.dueAt;
      if (task.role === 'co')
        return { unit: task.unit, points: onTime ? 0.5 : -0.5, reason: onTime ? 'on-time' : 'late' };
      const points = (onTime ? 1 : -1) - 0.5 * reworks;
      return {
        unit: task.unit,
        points,
        reason: reworks > 0 ? `${onTime ? 'on-time' : 'late'}, reworked` : onTime ? 'on-time' : 'late',
      };
    });
}
