import type { Migration } from 'kysely';

/** All migrations by name, run in the order of their names. A migration that was ever released never changes. */
export const migrations: Record<string, Migration> = {};
