import type { Database } from '../database.ts';
import {
  openSheetStore,
  setVerdicts,
  type JudgedRow,
  type Line,
  type SheetHead,
  type SheetRow,
  type SheetTables,
} from '../sheet-store.ts';
import type { PersonRow } from './access-tables.ts';
import { inTransaction } from '../transaction.ts';

/** A sheet of people. */
export type ImportHead = SheetHead;
export interface ImportRowKept extends SheetRow {
  login: string | null;
}
/** An account as a sheet puts it, whatever was there under its id. */
export type PutAccount = Pick<
  PersonRow,
  | 'id'
  | 'login'
  | 'name'
  | 'role'
  | 'county_role'
  | 'unit'
  | 'grids'
  | 'staff'
  | 'post'
  | 'phone'
  | 'starts_at'
  | 'ends_at'
  | 'disabled'
>;
export type ImportStore = ReturnType<typeof openImportStore>;

const writable = ['new', 'change', 'leave'];
const tables: SheetTables<'login'> = {
  heads: 'people_import',
  rows: 'people_import_row',
  key: 'login',
  fixed: 'kept.done',
  begins: false,
};

/** Sheets of people, row by row. */
export function openImportStore({ pool }: Pick<Database, 'pool'>) {
  return {
    ...openSheetStore<ImportHead, ImportRowKept, 'login'>(pool, tables),
    /** Logins that a sheet has written. */
    async logins(jurisdiction: string, id: string): Promise<string[]> {
      const { rows } = await pool.query<{ login: string }>(
        `SELECT r.login FROM people_import_row r JOIN people_import i ON i.id = r.import
         WHERE i.jurisdiction = $1 AND i.id = $2 AND r.done AND r.login IS NOT NULL`,
        [jurisdiction, id],
      );
      return rows.map(({ login }) => login);
    },
    /** Every account of a jurisdiction, or those of some logins, ids and staff numbers. */
    accounts: (jurisdiction: string, some?: readonly string[]) => readAccounts(pool, jurisdiction, some),
    /**
     * Writes the next rows in one transaction: `decide` is told them with the accounts that they may be about, and says what is put.
     * False when nothing was left. Two who write at once follow one another.
     */
    async writeNext(
      head: Pick<ImportHead, 'id' | 'jurisdiction'>,
      size: number,
      decide: (
        rows: readonly ImportRowKept[],
        accounts: readonly PersonRow[],
      ) => Promise<{
        put: readonly PutAccount[];
        judged: readonly JudgedRow<'login'>[];
      }>,
      made: { by: string; at: number; demo: boolean },
    ): Promise<boolean> {
      return inTransaction(pool, async (client) => {
        await client.query('SELECT FROM people_import WHERE id = $1 FOR UPDATE', [head.id]);
        const { rows } = await client.query<ImportRowKept>(
          'SELECT * FROM people_import_row WHERE import = $1 AND verdict = ANY($2) AND NOT done ORDER BY no LIMIT $3',
          [head.id, writable, size],
        );
        if (rows.length > 0) {
          const names = rows.flatMap(({ login, cells }) => [...(login === null ? [] : [login]), ...cells]);
          const decided = await decide(rows, await readAccounts(client, head.jurisdiction, names));
          await putAccounts(client, head.jurisdiction, decided.put, made);
          await setVerdicts(client, tables, head.id, decided.judged);
          const written = decided.judged.filter(({ verdict }) => verdict !== 'refused').map(({ no }) => no);
          await client.query('UPDATE people_import_row SET done = true WHERE import = $1 AND no = ANY($2)', [
            head.id,
            written,
          ]);
        }
        return rows.length > 0;
      });
    },
  };
}

async function readAccounts(
  line: Line,
  jurisdiction: string,
  some?: readonly string[],
): Promise<PersonRow[]> {
  const { rows } = await line.query<PersonRow>(
    `SELECT * FROM person WHERE jurisdiction = $1
       AND ($2::text[] IS NULL OR login = ANY($2) OR id = ANY($2) OR staff = ANY($2))`,
    [jurisdiction, some ?? null],
  );
  return rows;
}

async function putAccounts(
  line: Line,
  jurisdiction: string,
  rows: readonly PutAccount[],
  made: { by: string; at: number; demo: boolean },
): Promise<void> {
  await line.query(
    `INSERT INTO person (jurisdiction, id, login, name, role, county_role, unit, grids, staff, post, phone, starts_at, ends_at, disabled,
       hash, demo, made_by, made_at, totp_step, recovery)
     SELECT $1, r.id, r.login, r.name, r.role, r.county_role, r.unit, ARRAY(SELECT jsonb_array_elements_text(r.grids)), r.staff, r.post, r.phone,
       r.starts_at, r.ends_at, r.disabled, '', $4, $5, $3, 0, '{}'
     FROM jsonb_to_recordset($2::jsonb) AS r (id text, login text, name text, role text, county_role text, unit text, grids jsonb, staff text,
       post text, phone text, starts_at bigint, ends_at bigint, disabled boolean)
     ON CONFLICT (jurisdiction, id) DO UPDATE SET name = excluded.name, role = excluded.role,
       county_role = excluded.county_role, unit = excluded.unit,
       grids = excluded.grids, staff = excluded.staff, post = excluded.post, phone = excluded.phone, starts_at = excluded.starts_at,
       ends_at = excluded.ends_at, disabled = excluded.disabled, version = person.version + 1`,
    [jurisdiction, JSON.stringify(rows), made.at, made.demo, made.by],
  );
}
