import { ofHouse } from '../access/outsiders.ts';
import { takesPart } from '../access/may.ts';
import type { Actor } from '../access/person.ts';
import { inGoodTime } from './allow.ts';
import { hindranceOf } from './hindrance.ts';
import type { IncidentCommand } from './command.ts';
import type { DecideContext } from './context.ts';
import type { Incident } from './incident.ts';
import { levelAbove } from './overdue.ts';
import { escalateAt, isRunning, pursuedClocks, remindAt, type Supervision } from './pursuit.ts';
import { clockSpecOf, type Procedure, type Transition } from '../procedure/schema.ts';

/** Who acts when time itself does. */
export const clockActor: Actor = ofHouse('clock');

export interface Due {
  at: number;
  command: IncidentCommand;
}
/** What time does in a jurisdiction hangs on these. */
export interface DueGround extends Pick<DecideContext, 'calendar' | 'ladder'> {
  supervision: Supervision | undefined;
}

/**
 * What time alone will do to an incident as it is now: running clocks are reminded of, lapse, and are brought before the next
 * level, and some transitions take themselves.
 */
export function dueCommands(incident: Incident, procedure: Procedure, ground: DueGround): Due[] {
  const due: Due[] = [];
  // A history that is being brought in is told deed by deed: time does nothing to what lies before it was brought.
  const since = incident.outside?.at ?? -Infinity;
  for (const [clock, state] of Object.entries(incident.clocks)) {
    if (state.dueAt < since) continue;
    if (!isRunning(state) || state.lapsedAt !== undefined || clockSpecOf(procedure, clock)?.term) continue;
    due.push({ at: state.dueAt, command: { kind: 'lapse', incident: incident.id, clock } });
  }
  if (ground.supervision) due.push(...pursuit(incident, procedure, ground, ground.supervision));
  for (const transition of automaticSteps(procedure)) {
    const { id, from, needs, autoAfterMs = 0 } = transition;
    if (incident.nodeSince < since && incident.node !== procedure.start) continue;
    if (!from.includes(incident.node) || hindranceOf(incident, transition, clockActor, inGoodTime)) continue;
    const command = {
      kind: 'take',
      incident: incident.id,
      version: incident.version,
      transition: id,
      form: {},
    } as const;
    // What waits for the end of a term is not tried before.
    const terms = needs.flatMap((one) =>
      one.is === 'term-over' ? (incident.clocks[one.clock]?.dueAt ?? []) : [],
    );
    due.push({ at: Math.max(incident.nodeSince + autoAfterMs, ...terms), command });
  }
  return due;
}

const automatic = new WeakMap<Procedure, readonly Transition[]>();

/** The steps that take themselves. Asked for after every act, so each procedure is looked through once. */
function automaticSteps(procedure: Procedure): readonly Transition[] {
  const known = automatic.get(procedure);
  if (known) return known;
  const found = procedure.transitions.filter(
    ({ autoAfterMs, by }) => autoAfterMs !== undefined && takesPart(clockActor, by),
  );
  automatic.set(procedure, found);
  return found;
}

/** Reminders of clocks that will run out; of those that have, the one first due is brought before the next level. */
function pursuit(
  incident: Incident,
  procedure: Procedure,
  { calendar, ladder }: DueGround,
  supervision: Supervision,
): Due[] {
  const due: Due[] = [];
  const late: Due[] = [];
  const rung = (incident.escalation?.rung ?? 0) + 1;
  // What ran out in a history that was brought in was somebody's care then: nobody is told of it now.
  const since = incident.outside?.at ?? -Infinity;
  for (const [name, clock] of pursuedClocks(incident, procedure)) {
    if (clock.dueAt < since) continue;
    const about = { incident: incident.id, clock: name };
    if (clock.lapsedAt === undefined) {
      const at = remindAt(clock, calendar, supervision.remindAt);
      if (clock.remindedAt === undefined && at >= since)
        due.push({ at, command: { kind: 'remind', ...about } });
    } else if (!incident.escalation?.last) {
      late.push({
        at: escalateAt(clock, calendar, rung, supervision.stepShare),
        command: { kind: 'escalate', ...about },
      });
    }
  }
  const [first] = late.toSorted((a, b) => a.at - b.at);
  // Where nobody is above, there is nobody to tell.
  return first && levelAbove(ladder(incident), rung - 1) >= 0 ? [...due, first] : due;
}
