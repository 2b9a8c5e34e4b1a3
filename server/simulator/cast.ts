import type { Actor, Role } from '#shared/access/person.ts';
import type { Post } from '#shared/access/post.ts';

/** Who of the pretend people acts: a seat of the centre, or somebody of a unit. */
export interface Cast {
  role: Extract<Role, 'duty' | 'leader' | 'handler' | 'field'>;
  post?: Post;
  /** For handlers. */
  unit?: string;
}

export const officer: Cast = { role: 'duty', post: 'duty-officer' };
export const chief: Cast = { role: 'duty', post: 'duty-chief' };
export const leader: Cast = { role: 'leader', post: 'leader' };
export const member: Cast = { role: 'field', post: 'grid-member' };
export const handler = (unit: string): Cast => ({ role: 'handler', post: 'handler', unit });
export const agent: Cast = { role: 'field', post: 'agent' };

/** Somebody of a unit. */
export const of = (cast: Cast, unit: string | undefined): Cast =>
  unit === undefined ? cast : { ...cast, unit };

/** The actor that facts of the past name. */
export function actorOf({ role, post, unit }: Cast, nameOf: (unit: string) => string): Actor {
  const more = { ...(post && { post }), ...(unit !== undefined && { unit }) };
  if (role === 'handler') return { id: `sim-${unit ?? ''}`, name: nameOf(unit ?? ''), role, ...more };
  const field = post === 'agent' ? '代办员' : '网格员';
  const name = { duty: post === 'duty-chief' ? '值班长' : '值班席', leader: '分管领导', field }[role];
  return { id: `sim-${post ?? role}`, name, role, ...more };
}
