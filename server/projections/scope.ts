import type { Concern } from '#shared/access/scope.ts';
import { accountOf, concernOf } from '#shared/incident/concern.ts';
import { isOpen } from '#shared/incident/columns.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { Scope } from '#shared/access/may-join.ts';

/** Whether what concerns these grids and units belongs to a scope. */
export function isConcerned(scope: Scope, concern: Concern): boolean {
  switch (scope.kind) {
    case 'all':
      return true;
    case 'grid':
      return concern.grids.includes(scope.id);
    case 'unit':
      return concern.units.includes(scope.id);
  }
}

export const isInScope = (scope: Scope, incident: Incident): boolean =>
  scope.kind === 'all' || isConcerned(scope, concernOf(incident));

/** Whether the figures of this scope count the incident. */
export const isInAccount = (scope: Scope, incident: Incident): boolean =>
  scope.kind === 'all' || isConcerned(scope, accountOf(incident));

/** Whether a board of this scope lists the incident. */
export const isListed = (scope: Scope, incident: Incident): boolean =>
  isOpen(incident) && isInScope(scope, incident);
