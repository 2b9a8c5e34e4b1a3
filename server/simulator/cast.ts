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
export const agent = (unit: string): Cast => ({ role: 'handler', post: 'agent', unit });

/** The actor that facts of the past name. */
export function actorOf(cast: Cast, nameOf: (unit: string) => string): Actor {
  const { role, post, unit } = cast;
  if (unit !== undefined) return { id: `sim-${unit}`, name: nameOf(unit), role, unit, ...(post && { post }) };
  const name = { duty: post === 'duty-chief' ? '值班长' : '值班席', leader: '分管领导', field: '网格员' };
  return { id: `sim-${post ?? role}`, name: name[role as keyof typeof name], role, ...(post && { post }) };
}
