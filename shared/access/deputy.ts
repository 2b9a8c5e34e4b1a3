import { must } from '../kernel/must.ts';
import { refuse, type Refusal } from '../kernel/refusal.ts';
import { dayMs } from '../kernel/span.ts';
import { whyNotGrant, whyOutside, type GrantGround } from './grant.ts';
import { may, rolesWho, type Role } from './may.ts';
import type { Actor, Person } from './person.ts';
import { isNarrow } from './scope.ts';

/** The longest that one naming of a deputy lasts, and how far ahead it may begin. */
export const deputyDays = 92;
const aheadDays = 366;

/** An account as the rules of deputies look at it. */
export interface Holder {
  id: string;
  role: Role;
  grids: readonly string[];
  unit?: string | null | undefined;
  staff?: string | null | undefined;
}
/** Who shall act for whom: for somebody, or for a unit as one of those who deal with its tasks. */
export interface Deputizing {
  for: Holder | { unit: string };
  deputy: Holder;
  /** [from, until), ms since 1970. */
  from: number;
  until: number;
}

/** What a deputy of a unit holds: the unit's tasks, and no grids. */
export const unitHolder = (unit: string): Omit<Holder, 'id'> => ({ role: forUnits, grids: [], unit });
const forUnits = must(rolesWho('work-for-unit')[0], 'a role that works for units');

/**
 * Why somebody may not name this deputy; null when it is theirs to name. A deputy is given what the one who is away holds then, so
 * nobody hands on more than is held:
 *
 * - for oneself: to somebody who lies in the own area, or in the own unit where the unit's tasks are all one sees;
 * - for others and for units: within what the administrator grants, to somebody of the administrator's area;
 * - between those who watch over administrators and all others there are no deputies (三员分立);
 * - who stands in hands nothing on.
 */
export function whyNotDeputy(
  granter: Person,
  given: Deputizing,
  ground: GrantGround,
  now: number,
): Refusal | null {
  if (granter.actsFor) return refuse('forbidden', 'deputy-hands-on', 'deputy');
  return whyNoPair(granter, given, ground) ?? whyNoTerm(given, now);
}

/** The same without a look at the term: whom one may choose. */
export function whyNoPair(
  granter: Person,
  given: Pick<Deputizing, 'for' | 'deputy'>,
  ground: GrantGround,
): Refusal | null {
  const { deputy } = given;
  const held = 'id' in given.for ? given.for : unitHolder(given.for.unit);
  if ('id' in given.for && given.for.id === deputy.id)
    return refuse('invalid', 'deputy-of-oneself', 'deputy');
  if (may(held, 'read-audit') !== may(deputy, 'read-audit'))
    return refuse('forbidden', 'deputy-of-auditor', 'deputy');
  if ('id' in given.for && given.for.id === granter.id) return whyNoOwn(given.for, deputy, ground);
  if (!may(granter, 'keep-people')) return refuse('forbidden', 'deputy-for-others', 'person');
  const mayNot = whyNotGrant(granter, held, ground);
  if (mayNot) return { ...mayNot, field: 'id' in given.for ? 'person' : 'unit' };
  return whyFar(granter, deputy, ground);
}

function whyNoOwn(own: Holder, deputy: Holder, ground: GrantGround): Refusal | null {
  if (isNarrow(own) && own.grids.length === 0)
    return deputy.unit != null && deputy.unit === own.unit
      ? null
      : refuse('forbidden', 'deputy-outside-area', 'deputy');
  return whyFar({ grids: [...own.grids], ...(own.unit != null && { unit: own.unit }) }, deputy, ground);
}

function whyFar(near: Pick<Person, 'grids' | 'unit'>, deputy: Holder, ground: GrantGround): Refusal | null {
  return whyOutside(near, deputy, ground) ? refuse('forbidden', 'deputy-outside-area', 'deputy') : null;
}

function whyNoTerm({ from, until }: Deputizing, now: number): Refusal | null {
  if (until <= from || until <= now) return refuse('invalid', 'ends-before-begins', 'until');
  if (until - from > deputyDays * dayMs)
    return refuse('invalid', 'deputy-too-long', { days: deputyDays }, 'until');
  return from - now > aheadDays * dayMs
    ? refuse('invalid', 'deputy-too-early', { days: aheadDays }, 'from')
    : null;
}

const longestName = 64;

/**
 * The one who acts for another: with the role, part, unit and post of the other, under the own id, and under a name that says so
 * wherever the record is read.
 */
export function standingIn(deputy: Person, held: Omit<Person, 'id'> & { id: string }): Person {
  const { role, jurisdiction, grids, unit, post, countyRole, holds } = held;
  const half = (longestName - 3) / 2;
  return {
    id: deputy.id,
    name: `${deputy.name.slice(0, half)}（代${held.name.slice(0, half)}）`,
    role,
    jurisdiction,
    grids,
    ...(unit !== undefined && { unit }),
    ...(post !== undefined && { post }),
    ...(holds && { countyRole, holds }),
    actsFor: { id: held.id, name: held.name },
  };
}

/** Whether an act of this one would be an act of `id`: the own, or of the one that is stood in for. */
export function hasHandsOf(
  { id, actsFor }: Pick<Actor, 'id' | 'actsFor'>,
  other: string | undefined,
): boolean {
  return other !== undefined && (other === id || other === actsFor?.id);
}
