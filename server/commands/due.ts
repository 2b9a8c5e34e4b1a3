import type { Actor } from '#shared/access/person.ts';
import { allowedTransitions } from '#shared/incident/allow.ts';
import type { IncidentCommand } from '#shared/incident/command.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { clockNames, type Procedure } from '#shared/procedure/schema.ts';

/** Who acts when time itself does. */
export const clockActor: Actor = { id: 'clock', name: '时钟', role: 'system' };

export interface Due {
  at: number;
  command: IncidentCommand;
}

/** What time alone will do to an incident as it is now: running clocks lapse, and some transitions take themselves. */
export function dueCommands(incident: Incident, procedure: Procedure): Due[] {
  const due: Due[] = [];
  for (const clock of clockNames) {
    const state = incident.clocks[clock];
    if (!state || state.stoppedAt !== undefined || state.pausedAt !== undefined) continue;
    if (state.lapsedAt !== undefined) continue;
    due.push({ at: state.dueAt, command: { kind: 'lapse', incident: incident.id, clock } });
  }
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
