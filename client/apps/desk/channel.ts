import type { Person } from '#shared/access/person.ts';
import { scopesOf } from '#shared/access/slice.ts';

/** The channels of a desk: the boards of the person's slice, what waits to be finished in it, and who else is there. */
export function channelsOf(person: Person): string[] {
  const scopes = scopesOf(person);
  return (['board', 'finish', 'presence'] as const).flatMap((view) =>
    scopes.map((scope) => `${view}:${scope}`),
  );
}
