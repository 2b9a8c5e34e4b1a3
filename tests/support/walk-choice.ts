import type { Incident } from '#shared/incident/incident.ts';
import type { Dice } from '#shared/kernel/dice.ts';
import type { Procedure, Transition } from '#shared/procedure/schema.ts';
import { distancesTo, isHuman } from './http-walk.ts';

/** A step and the role that takes it: `sign handler`. */
export type Pair = `${string} ${string}`;
export const pairOf = (transition: string, role: string): Pair => `${transition} ${role}`;

/** Every step of a procedure with each role that it names, as far as somebody can be that role for it. */
export function pairsOf({ transitions }: Procedure): Pair[] {
  return transitions.flatMap(({ id, by, autoAfterMs, when }) =>
    by
      .filter(
        (role) => isHuman(role) || (role === 'system' && (autoAfterMs !== undefined || when.length > 0)),
      )
      .map((role) => pairOf(id, role)),
  );
}

export interface Way {
  login: string | null;
  role: string;
  transition: Transition;
}

/** Steps from each node to the nearest one where something is left. */
function distancesToLeft(procedure: Procedure, left: ReadonlySet<Pair>): Map<string, number> {
  const wanted = procedure.transitions.flatMap(({ id, from, by }) =>
    by.some((role) => left.has(pairOf(id, role))) ? from : [],
  );
  return distancesTo(procedure, new Set(wanted));
}

/** Whether time has a step here that is left, or that leads nearer to what is left: where rules alone take it, nobody else can. */
export function waitsForTime(procedure: Procedure, node: string, left: ReadonlySet<Pair>): boolean {
  const far = distancesToLeft(procedure, left);
  const isNearer = (to: string): boolean => (far.get(to) ?? Infinity) < (far.get(node) ?? Infinity);
  return procedure.transitions.some(({ id, from, to = node, by }) => {
    if (!from.includes(node) || !by.includes('system')) return false;
    return left.has(pairOf(id, 'system')) || (by.every((role) => role === 'system') && isNearer(to));
  });
}

/** The best that can be done now; undefined when nobody can do anything. */
export function bestWays(
  procedure: Procedure,
  { node }: Incident,
  ways: Way[],
  { left, roll, tried }: { left: ReadonlySet<Pair>; roll: Dice; tried: ReadonlySet<string> },
): Way[] | undefined {
  const fresh = ways.filter(({ transition, role }) => left.has(pairOf(transition.id, role)));
  const far = distancesToLeft(procedure, left);
  const at = (one: string): number => far.get(one) ?? Infinity;
  const moving = ways.flatMap((way) =>
    way.transition.to === undefined ? [] : [[way, way.transition.to] as const],
  );
  const nearer = moving.filter(([, to]) => at(to) < at(node)).map(([way]) => way);
  const alive = moving.filter(([, to]) => at(to) < Infinity).map(([way]) => way);
  const freshAlive = fresh.filter(({ transition }) => at(transition.to ?? node) < Infinity);
  const staying = fresh.filter(({ transition }) => transition.to === undefined);
  const stay = ways.filter(({ transition: { id, to = node } }) => to === node && !tried.has(id));
  const main = ways.filter(({ transition }) => transition.weight === 'main');
  // Where something is left that nobody can do yet, what stays here may open the way to it: an extension asked for.
  const random = at(node) === 0 && roll.chance(0.6) ? stay : roll.chance(0.5) ? nearer : alive;
  return [staying, freshAlive, fresh, random, nearer, main, alive, stay].find((list) => list.length > 0);
}
