import type { Actor, Person } from '#shared/access/person.ts';

/** What of a person is stored with a fact. */
export function actorOf({ id, name, role, unit, post, actsFor }: Actor): Actor {
  return {
    id,
    name,
    role,
    ...(unit !== undefined && { unit }),
    ...(post !== undefined && { post }),
    ...(actsFor && { actsFor }),
  };
}

export const isPerson = (by: Person | Actor): by is Person => 'jurisdiction' in by;
