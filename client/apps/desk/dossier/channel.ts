import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';

/**
 * The channels of a desk: the boards of the person's slice and who else is there; for those who oversee, also what waits to
 * be finished in it and its alarms.
 */
export function channelsOf({ role }: Pick<Person, 'role'>, scopes: readonly string[]): string[] {
  const views = may({ role }, 'see-alarms')
    ? ['board', 'finish', 'sensing', 'presence']
    : ['board', 'presence'];
  return views.flatMap((view) => scopes.map((scope) => `${view}:${scope}`));
}
