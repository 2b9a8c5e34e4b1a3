import type { Language } from '#shared/kernel/localized.ts';
import { written } from './language.ts';

const made = new Map<Language, Intl.ListFormat>();

/** Names beside each other, as the language of the screen parts them: `甲、乙、丙`, `A, B, C`. */
export function listed(names: readonly string[], language: Language = written()): string {
  let found = made.get(language);
  if (!found)
    made.set(language, (found = new Intl.ListFormat(language, { type: 'conjunction', style: 'narrow' })));
  return found.format(names);
}
