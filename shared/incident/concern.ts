import type { Concern } from '../access/scope.ts';
import type { Incident } from './incident.ts';

/** What an incident concerns. A withdrawn task no longer does; a unit that has a matter opened by it sees the whole. */
export function concernOf(incident: Incident): Concern {
  const tasks = incident.tasks.filter(({ state }) => state !== 'withdrawn');
  const below = (incident.children ?? []).flatMap(({ unit }) => unit ?? []);
  return {
    grids: incident.grids,
    units: [...tasks.map(({ unit }) => unit), ...below],
    reporter: incident.reporter.id,
  };
}
