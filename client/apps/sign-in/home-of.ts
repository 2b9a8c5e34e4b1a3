import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';

/** The screen that somebody works at; null for who has none. */
export function homeOf(person: Person): string | null {
  if (may(person, 'lead')) return 'lead';
  if (may(person, 'open-desk')) return 'desk';
  if (may(person, 'open-field')) return 'field';
  return may(person, 'read-audit') ? 'audit' : null;
}
