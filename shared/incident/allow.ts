import type { Actor } from '../access/person.ts';
import type { Procedure, Transition } from '../procedure/schema.ts';
import { offeredSteps, type GuardGround } from './hindrance.ts';
import type { Incident } from './incident.ts';

/** For whoever plans ahead: every time has passed, and nobody stands too low. */
export const inGoodTime: GuardGround = { now: Number.MAX_SAFE_INTEGER, isAbove: () => true };

/** What an actor may do with an incident now. */
export function allowedTransitions(
  incident: Incident,
  procedure: Procedure,
  actor: Actor,
  ground: GuardGround = inGoodTime,
): Transition[] {
  return offeredSteps(incident, procedure, actor, ground).flatMap(({ transition, hindrance }) =>
    hindrance ? [] : [transition],
  );
}
