import type { Actor, Role } from '#shared/access/person.ts';
import type { Post } from '#shared/access/post.ts';

/** Who of the pretend people acts: a seat of the centre, or somebody of a unit. */
export interface Cast {
  role: Extract<Role, 'duty' | 'leader' | 'handler' | 'field'>;
  post?: Post;
  /** For handlers. */
  unit?: string;
  /** Which of the handlers of a unit, from 2 on, where one must not look at the own work. */
  seat?: number;
}

export const officer: Cast = { role: 'duty', post: 'duty-officer' };
export const chief: Cast = { role: 'duty', post: 'duty-chief' };
export const leader: Cast = { role: 'leader', post: 'leader' };
export const member: Cast = { role: 'field', post: 'grid-member' };
export const handler = (unit: string): Cast => ({ role: 'handler', post: 'handler', unit });
export const agent: Cast = { role: 'field', post: 'agent' };

/** Handlers of one unit: so many different ones may be needed for one matter. */
export const seatsOf = (unit: string): Cast[] =>
  [1, 2, 3, 4].map((seat) => (seat === 1 ? handler(unit) : { ...handler(unit), seat }));

/** What stands behind the name of a seat that is not the first. */
export const seatMark = (seat: number | undefined): string => (seat === undefined ? '' : `-${seat}`);

/** Somebody of a unit. */
export const of = (cast: Cast, unit: string | undefined): Cast =>
  unit === undefined ? cast : { ...cast, unit };

/** The actor that facts of the past name. */
export function actorOf({ role, post, unit, seat }: Cast, nameOf: (unit: string) => string): Actor {
  const more = { ...(post && { post }), ...(unit !== undefined && { unit }) };
  if (role === 'handler')
    return { id: `sim-${unit ?? ''}${seatMark(seat)}`, name: nameOf(unit ?? ''), role, ...more };
  const field = post === 'agent' ? '代办员' : '网格员';
  const name = { duty: post === 'duty-chief' ? '值班长' : '值班席', leader: '分管领导', field }[role];
  return { id: `sim-${post ?? role}`, name, role, ...more };
}
