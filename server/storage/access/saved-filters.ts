import type { Person } from '#shared/access/person.ts';
import type { SavedFilter } from '#shared/wire/saved-filters.ts';
import type { Database } from '../database.ts';

type Owner = Pick<Person, 'jurisdiction' | 'id'>;
export type FilterStore = ReturnType<typeof openFilterStore>;

/** Filters that people keep, each seen by its owner alone. */
export function openFilterStore({ pool }: Pick<Database, 'pool'>) {
  const rows = async (text: string, { jurisdiction, id }: Owner, ...values: unknown[]) =>
    (await pool.query<SavedFilter>(text, [jurisdiction, id, ...values])).rows;
  return {
    list: (owner: Owner) =>
      rows(
        `SELECT id, name, filter FROM saved_filter WHERE jurisdiction = $1 AND person = $2 ORDER BY made_at, id`,
        owner,
      ),
    /** Null when the owner has `most` already. */
    async add(owner: Owner, { id, name, filter }: SavedFilter, at: number, most: number) {
      const added = await rows(
        `INSERT INTO saved_filter (jurisdiction, person, id, name, filter, made_at)
         SELECT $1, $2, $3, $4, $5::jsonb, $6::bigint
         WHERE (SELECT count(*) FROM saved_filter WHERE jurisdiction = $1 AND person = $2) < $7::int
         RETURNING id, name, filter`,
        owner,
        ...[id, name, JSON.stringify(filter), at, most],
      );
      return added[0] ?? null;
    },
    /** Null when the owner has no such filter. */
    async rename(owner: Owner, id: string, name: string) {
      const changed = await rows(
        `UPDATE saved_filter SET name = $4 WHERE jurisdiction = $1 AND person = $2 AND id = $3
         RETURNING id, name, filter`,
        owner,
        ...[id, name],
      );
      return changed[0] ?? null;
    },
    async remove(owner: Owner, id: string): Promise<boolean> {
      const gone = await rows(
        `DELETE FROM saved_filter WHERE jurisdiction = $1 AND person = $2 AND id = $3 RETURNING id, name, filter`,
        owner,
        id,
      );
      return gone.length === 1;
    },
  };
}
