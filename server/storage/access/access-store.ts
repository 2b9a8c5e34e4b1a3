import { sql } from 'kysely';
import type { DeviceRow, NewPersonRow, PersonRow, SourceRow } from './access-tables.ts';
import type { Database } from '../database.ts';

type Db = Database['db'];

export type AccessStore = ReturnType<typeof openAccessStore>;

/** Reads and writes of the access tables. */
export function openAccessStore({ db }: Pick<Database, 'db'>) {
  return { ...openPeople(db), ...openTokens(db), disableDemo: (which: DemoPart) => disableDemo(db, which) };
}

function openPeople(db: Db) {
  return {
    personByLogin: (jurisdiction: string, login: string) =>
      db
        .selectFrom('person')
        .selectAll()
        .where('jurisdiction', '=', jurisdiction)
        .where('login', '=', login)
        .executeTakeFirst(),
    personById: (jurisdiction: string, id: string) =>
      db
        .selectFrom('person')
        .selectAll()
        .where('jurisdiction', '=', jurisdiction)
        .where('id', '=', id)
        .executeTakeFirst(),
    /** False when the login or the id is taken. */
    async addPerson(row: NewPersonRow): Promise<boolean> {
      const done = await db
        .insertInto('person')
        .values({ ...blank, ...row })
        .onConflict((on) => on.doNothing())
        .executeTakeFirst();
      return Number(done.numInsertedOrUpdatedRows) === 1;
    },
    putPeople: (rows: NewPersonRow[]) => putPeople(db, rows),
    /** The row as it is then; undefined when there is no such person, or somebody changed it since `version`. */
    changePerson: (jurisdiction: string, login: string, change: PersonChange, version?: number) =>
      db
        .updateTable('person')
        .set({ ...change, version: sql`version + 1` })
        .where('jurisdiction', '=', jurisdiction)
        .where('login', '=', login)
        .$if(version !== undefined, (query) => query.where('version', '=', version ?? 0))
        .returningAll()
        .executeTakeFirst(),
    /** Sets the own password by a one-time code, which is used up by it; false when the code is not that one any more. */
    async openByCode(jurisdiction: string, login: string, codeHash: string, hash: string): Promise<boolean> {
      const done = await db
        .updateTable('person')
        .set({ hash, code_hash: null, code_ends: null })
        .where('jurisdiction', '=', jurisdiction)
        .where('login', '=', login)
        .where('code_hash', '=', codeHash)
        .executeTakeFirst();
      return done.numUpdatedRows === 1n;
    },
    ...factorWrites(db),
    /** Jurisdictions where somebody other than a demo person may sign in. */
    async peopled(): Promise<string[]> {
      const rows = await db
        .selectFrom('person')
        .select('jurisdiction')
        .distinct()
        .where('demo', '=', false)
        .execute();
      return rows.map((row) => row.jurisdiction);
    },
  };
}

function factorWrites(db: Db) {
  const of = (jurisdiction: string, id: string) =>
    db.updateTable('person').where('jurisdiction', '=', jurisdiction).where('id', '=', id);
  return {
    async setFactor(
      jurisdiction: string,
      id: string,
      factor: Pick<PersonRow, 'totp' | 'totp_step' | 'recovery'>,
    ): Promise<void> {
      await of(jurisdiction, id).set(factor).execute();
    },
    /** False when this step or a later one was used already. */
    async useStep(jurisdiction: string, id: string, step: number): Promise<boolean> {
      const done = await of(jurisdiction, id)
        .set({ totp_step: step })
        .where('totp_step', '<', step)
        .executeTakeFirst();
      return done.numUpdatedRows === 1n;
    },
    /** False when it was used already. */
    async useRecovery(jurisdiction: string, id: string, hash: string): Promise<boolean> {
      const done = await of(jurisdiction, id)
        .set({ recovery: sql`array_remove(recovery, ${hash})` })
        .where(sql<boolean>`${hash} = any(recovery)`)
        .executeTakeFirst();
      return done.numUpdatedRows === 1n;
    },
  };
}

/** Puts these rows, whatever was there under the same id before. One value whatever their number: a demo start puts a thousand. */
async function putPeople(db: Db, rows: readonly NewPersonRow[]): Promise<void> {
  await sql`
    insert into person select * from json_populate_recordset(
      null::person, ${JSON.stringify(rows.map((row) => ({ ...blank, ...row })))})
    on conflict (jurisdiction, id) do update set login = excluded.login, name = excluded.name, role = excluded.role,
      unit = excluded.unit, grids = excluded.grids, staff = excluded.staff, hash = excluded.hash, disabled = excluded.disabled
  `.execute(db);
}

/** What a new account has of what comes later. */
const blank = {
  totp: null,
  totp_step: 0,
  recovery: [] as string[],
  used_at: null,
  version: 0,
  county_role: null,
  phone: null,
  starts_at: null,
  ends_at: null,
  code_hash: null,
  code_ends: null,
};
/** What administrators change of an account, and its owner of the password. */
export type PersonChange = Partial<
  Pick<
    PersonRow,
    | 'hash'
    | 'disabled'
    | 'name'
    | 'role'
    | 'county_role'
    | 'unit'
    | 'grids'
    | 'post'
    | 'phone'
    | 'starts_at'
    | 'ends_at'
    | 'code_hash'
    | 'code_ends'
  >
>;

function openTokens(db: Db) {
  return {
    ...devices(db),
    ...sources(db),
    /** Keeps when a token was last asked for. */
    async useToken(kind: 'device' | 'source', id: string, at: number): Promise<void> {
      await db
        .updateTable(kind === 'device' ? 'device_token' : 'source_token')
        .set({ used_at: at })
        .where('id', '=', id)
        .execute();
    },
    /** False when there is no such token in this jurisdiction. */
    async revoke(kind: 'device' | 'source', jurisdiction: string, id: string): Promise<boolean> {
      const done = await db
        .updateTable(kind === 'device' ? 'device_token' : 'source_token')
        .set({ revoked: true })
        .where('jurisdiction', '=', jurisdiction)
        .where('id', '=', id)
        .executeTakeFirst();
      return done.numUpdatedRows === 1n;
    },
  };
}

/** Screens. */
function devices(db: Db) {
  return {
    deviceByHash: (hash: string) =>
      db.selectFrom('device_token').selectAll().where('hash', '=', hash).executeTakeFirst(),
    deviceById: (id: string) =>
      db.selectFrom('device_token').selectAll().where('id', '=', id).executeTakeFirst(),
    devices: (jurisdiction: string) =>
      db
        .selectFrom('device_token')
        .selectAll()
        .where('jurisdiction', '=', jurisdiction)
        .orderBy('made_at')
        .execute(),
    async putDevice(row: DeviceRow): Promise<void> {
      const { hash, name, grids, revoked } = row;
      await db
        .insertInto('device_token')
        .values(row)
        .onConflict((on) => on.column('id').doUpdateSet({ hash, name, grids, revoked }))
        .execute();
    },
  };
}

/** Other systems. */
function sources(db: Db) {
  return {
    sourceByHash: (hash: string) =>
      db.selectFrom('source_token').selectAll().where('hash', '=', hash).executeTakeFirst(),
    sourceById: (id: string) =>
      db.selectFrom('source_token').selectAll().where('id', '=', id).executeTakeFirst(),
    sources: (jurisdiction: string) =>
      db
        .selectFrom('source_token')
        .selectAll()
        .where('jurisdiction', '=', jurisdiction)
        .orderBy('made_at')
        .execute(),
    async putSource(row: SourceRow): Promise<void> {
      await putSource(db, row);
    },
    /** False when a source that is not revoked has this name; of two who come at once one gets it. */
    addSource: (row: SourceRow): Promise<boolean> =>
      db.transaction().execute(async (trx) => {
        const { jurisdiction, source } = row;
        await sql`select pg_advisory_xact_lock(hashtext(${`source ${jurisdiction} ${source}`}))`.execute(trx);
        const named = trx.selectFrom('source_token').select('id').where('jurisdiction', '=', jurisdiction);
        const there = await named
          .where('source', '=', source)
          .where('revoked', '=', false)
          .executeTakeFirst();
        if (there) return false;
        await putSource(trx, row);
        return true;
      }),
  };
}

async function putSource(db: Db, row: SourceRow): Promise<void> {
  const { hash, source, doors, revoked } = row;
  await db
    .insertInto('source_token')
    .values({ ...row, bounds: JSON.stringify(row.bounds) as unknown as SourceRow['bounds'] })
    .onConflict((on) => on.column('id').doUpdateSet({ hash, source, doors, revoked }))
    .execute();
}

/** What a demo has made: the pretend people and tokens of the packs, or with them all that they let in. */
export type DemoPart = 'pretended' | 'all';

/** Shuts out what a demo has made. */
async function disableDemo(db: Db, which: DemoPart): Promise<void> {
  const people = db.updateTable('person').set({ disabled: true }).where('demo', '=', true);
  await (which === 'all' ? people : people.where('made_by', 'is', null)).execute();
  for (const table of ['device_token', 'source_token'] as const) {
    const tokens = db.updateTable(table).set({ revoked: true }).where('demo', '=', true);
    await (which === 'all' ? tokens : tokens.where('id', 'like', 'demo-%')).execute();
  }
}
