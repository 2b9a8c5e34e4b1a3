import type { Actor, Person } from '#shared/access/person.ts';

/**
 * What of a person is stored with a fact. What a role of the county's own holds goes along unwritten, for the engine that asks what its
 * actor may: the record keeps the role.
 */
export function actorOf(by: Actor | Person): Actor {
  const { id, name, role, unit, post, actsFor } = by;
  const actor: Actor = {
    id,
    name,
    role,
    ...(unit !== undefined && { unit }),
    ...(post !== undefined && { post }),
    ...(actsFor && { actsFor }),
  };
  return 'holds' in by && by.holds ? Object.defineProperty(actor, 'holds', { value: by.holds }) : actor;
}

export const isPerson = (by: Person | Actor): by is Person => 'jurisdiction' in by;
