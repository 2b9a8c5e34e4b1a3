import { whyOutside } from '#shared/access/grant.ts';
import type { Person } from '#shared/access/person.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { AccessRoom } from '../../access/access.ts';
import type { Listed } from '../../access/people.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { grantGround } from '../../queries/scope-of-pack.ts';

/** An account of the own area. Whoever lies outside of it is as if not there. */
export async function mine(
  { people }: Pick<AccessRoom, 'people'>,
  pack: LoadedPack,
  person: Person,
  login = '',
): Promise<Listed | Refusal> {
  const one = await people.named(pack.id, login);
  return !one || whyOutside(person, one, grantGround(pack)) ? refuse('unknown', 'no-login', 'login') : one;
}
