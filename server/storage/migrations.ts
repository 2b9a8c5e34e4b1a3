import type { Migration } from 'kysely';
import { access } from './migrations/003-access.ts';

/** All migrations by name, run in the order of their names. A migration that was ever released never changes. */
export const migrations: Record<string, Migration> = {
  '003-access': access,
};
