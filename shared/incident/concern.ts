import type { Concern } from '../access/scope.ts';
import type { Incident } from './incident.ts';

/**
 * What an incident concerns. A withdrawn task no longer does; a unit that has a matter opened by it sees the whole, and one that
 * opened a matter for another sees how it goes. What has no place is seen by the unit that brought it as well. A unit that was spoken
 * to by name sees what it was spoken to about: an order that its reader may not open has reached nobody.
 */
export function concernOf(incident: Incident): Concern {
  const account = accountOf(incident);
  return { ...account, units: [...account.units, ...spokenTo(incident)] };
}

/**
 * Whom figures count an incident for: those who act in it, and those whom a step asked to. Who was merely spoken to sees it and
 * answers for nothing.
 */
export function accountOf(incident: Incident): Concern {
  const tasks = incident.tasks.filter(({ state }) => state !== 'withdrawn');
  const below = (incident.children ?? []).flatMap(({ unit }) => unit ?? []);
  return {
    grids: incident.grids,
    units: [...tasks.map(({ unit }) => unit), ...below, ...beginners(incident)],
    reporter: incident.reporter.id,
  };
}

/** Units that see an incident and are not counted with it. */
export function onlookersOf(incident: Incident): string[] {
  const { units } = accountOf(incident);
  return spokenTo(incident).filter((unit) => !units.includes(unit));
}

function beginners({ parent, placeless, reporter }: Incident): string[] {
  return [parent?.unit, placeless && reporter.unit].filter((unit) => typeof unit === 'string');
}

function spokenTo({ messages = [] }: Incident): string[] {
  return [...new Set(messages.flatMap(({ to }) => to))];
}
