import { wordOr } from './i18n.ts';

/** Values that have a name of their own on screens, by the name of their place in the sentence. */
const words: Readonly<Record<string, string>> = {
  role: 'words.role',
  given: 'words.role',
  source: 'words.source',
  thing: 'words.thing',
};

/** A reason as it came over the wire: what a newer server says may be unknown here. */
export interface Heard {
  reason: string;
  reasonId?: string | undefined;
  values?: Readonly<Record<string, string | number>> | undefined;
}

/** The reason of a refusal for a person, in the language of the screen. What has no sentence here stands as it came. */
export function reasonOf({ reason, reasonId, values }: Heard): string {
  const worded = Object.entries(values ?? {}).map(([name, value]) => [name, nameOf(name, String(value))]);
  return wordOr(`reasons.${reasonId}`, reason, Object.fromEntries(worded) as Record<string, string>);
}

function nameOf(place: string, value: string): string {
  return wordOr(`${words[place]}.${value}`, value);
}
