import type { Database } from '../database.ts';
import type { WorldRow } from './world-row.ts';
import { openWorldWrites, type NewAct } from './world-write.ts';

export type WorldErasing = ReturnType<typeof openWorldErasing>;

/** Takes out of a record what its person wants gone, and out of all that stood there before. */
export function openWorldErasing(database: Pick<Database, 'pool'>) {
  const writes = openWorldWrites(database);
  return {
    /** False when somebody changed it since it was read. */
    async erase(
      jurisdiction: string,
      { id, version }: { id: string; version: number },
      row: WorldRow,
      act: NewAct,
    ): Promise<boolean> {
      const done = await writes.change(jurisdiction, id, version, () => ({ row, act }));
      if (!done?.done) return false;
      // What stood there before is gone with it; that something was done, when and by whom stays.
      await database.pool.query(
        'UPDATE world_act SET open = NULL, sealed = NULL WHERE jurisdiction = $1 AND id = $2',
        [jurisdiction, id],
      );
      return true;
    },
  };
}
