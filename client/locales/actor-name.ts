import { namelessOf } from '#shared/access/outsiders.ts';

/** Who acted, for a screen: a person by name, what acts by itself and who has no account by the words of the screen's language. */
export function actorName(
  by: { id?: string; name: string; role?: string },
  say: (key: string) => string,
): string {
  const id = namelessOf(by);
  return id === null ? by.name : say(`words.actor.${id}`);
}
