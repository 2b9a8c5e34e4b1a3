import type { Actor } from '#shared/access/person.ts';
import type { Calendar } from '#shared/clock/calendar.ts';
import { allowedTransitions } from '#shared/incident/allow.ts';
import type { IncidentCommand } from '#shared/incident/command.ts';
import type { Incident } from '#shared/incident/incident.ts';
import {
  escalateAt,
  isRunning,
  pursuedClocks,
  remindAt,
  type Supervision,
} from '#shared/incident/pursuit.ts';
import type { Procedure } from '#shared/procedure/schema.ts';

/** Who acts when time itself does. */
export const clockActor: Actor = { id: 'clock', name: '时钟', role: 'system' };

export interface Due {
  at: number;
  command: IncidentCommand;
}
/** What time does in a jurisdiction hangs on these. */
export interface DueGround {
  calendar: Calendar;
  supervision: Supervision | undefined;
}

/**
 * What time alone will do to an incident as it is now: running clocks are reminded of, lapse, and are brought before the next
 * level, and some transitions take themselves.
 */
export function dueCommands(incident: Incident, procedure: Procedure, ground: DueGround): Due[] {
  const due: Due[] = [];
  for (const [clock, state] of Object.entries(incident.clocks)) {
    if (!isRunning(state) || state.lapsedAt !== undefined) continue;
    due.push({ at: state.dueAt, command: { kind: 'lapse', incident: incident.id, clock } });
  }
  if (ground.supervision) due.push(...pursuit(incident, procedure, ground.calendar, ground.supervision));
  for (const { id, autoAfterMs } of allowedTransitions(incident, procedure, clockActor)) {
    if (autoAfterMs === undefined) continue;
    const command = {
      kind: 'take',
      incident: incident.id,
      version: incident.version,
      transition: id,
      form: {},
    } as const;
    due.push({ at: incident.nodeSince + autoAfterMs, command });
  }
  return due;
}

/** Reminders of clocks that will run out; of those that have, the one first due is brought before the next level. */
function pursuit(
  incident: Incident,
  procedure: Procedure,
  calendar: Calendar,
  supervision: Supervision,
): Due[] {
  const due: Due[] = [];
  const late: Due[] = [];
  const rung = (incident.escalation?.rung ?? 0) + 1;
  for (const [name, clock] of pursuedClocks(incident, procedure)) {
    const about = { incident: incident.id, clock: name };
    if (clock.lapsedAt === undefined) {
      if (clock.remindedAt === undefined)
        due.push({
          at: remindAt(clock, calendar, supervision.remindAt),
          command: { kind: 'remind', ...about },
        });
    } else if (!incident.escalation?.last) {
      late.push({
        at: escalateAt(clock, calendar, rung, supervision.stepShare),
        command: { kind: 'escalate', ...about },
      });
    }
  }
  const [first] = late.toSorted((a, b) => a.at - b.at);
  return first ? [...due, first] : due;
}
