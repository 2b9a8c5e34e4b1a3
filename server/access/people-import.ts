import { setImmediate as breathe } from 'node:timers/promises';
import type { GrantGround } from '#shared/access/grant.ts';
import type { Person } from '#shared/access/person.ts';
import type { AuditAct } from '#shared/audit/act.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { openJudge, type Account, type Judged } from '#shared/staffing/judge.ts';
import { staffFields, type StaffField } from '#shared/staffing/words.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { packOf, type Packs } from '../packs/port.ts';
import type { PersonRow } from '../storage/access/access-tables.ts';
import {
  keptDays,
  type ImportHead,
  type ImportRowKept,
  type ImportStore,
  type JudgedRow,
  type PutAccount,
} from '../storage/access/import-store.ts';
import type { People } from './people.ts';
import type { Seating } from './seating.ts';
import { staffingGround } from './staffing-ground.ts';
import { makeId } from './token.ts';

export interface ImportPorts {
  store: ImportStore;
  people: Pick<People, 'find' | 'isDemo'>;
  seating: Pick<Seating, 'endAll' | 'tell'>;
  packs: Pick<Packs, 'of'>;
  grantGround: (pack: LoadedPack) => GrantGround;
  note: (
    jurisdiction: string,
    line: {
      act: AuditAct;
      by: { id: string; name?: string; role?: string };
      about?: string;
      detail?: string;
    },
  ) => Promise<void>;
  now: () => number;
  log: Log;
}
export type Imports = ReturnType<typeof openImports>;

/** Rows judged before others have a turn, and rows written in one transaction. */
const [slice, chunk] = [500, 200];
const open = ['filling', 'checked', 'stopped', 'done'];

/**
 * Sheets of people. Rows come in parts, are judged without anything being written, and then written by a job, a transaction for
 * each two hundred rows: whatever ends it, it goes on where it was, and no row is written twice.
 */
export function openImports(ports: ImportPorts) {
  const { store, now, log } = ports;
  const jobs = new Map<string, Promise<void>>();
  let stopped = false;

  function start(head: ImportHead): void {
    if (jobs.has(head.id)) return;
    const job = writeAll(ports, head, () => stopped)
      .catch(async (error: unknown) => {
        log.error({ err: error, import: head.id }, 'import of people failed');
        const why = error instanceof Error ? error.message : 'it could not be written';
        await store
          .move(head.id, ['running'], 'stopped', { error: why.slice(0, 300) })
          .catch(() => undefined);
      })
      .finally(() => jobs.delete(head.id));
    jobs.set(head.id, job);
  }
  return {
    store,
    async begin(
      person: Person,
      sheet: { file: string; sheet: string; heads: string[]; fields: (StaffField | null)[]; rows: number },
    ): Promise<string> {
      const id = makeId('import');
      const at = now();
      await store.add(
        {
          id,
          jurisdiction: person.jurisdiction,
          ...sheet,
          fields: sheet.fields.map((one) => one ?? ''),
          made_by: person.id,
          made_name: person.name,
          made_at: at,
        },
        at - keptDays * dayMs,
      );
      return id;
    },
    /** Takes rows in, or rows that were mended; those that are written stay as they are. */
    async putRows(
      head: ImportHead,
      from: number,
      rows: readonly (readonly string[])[],
    ): Promise<Refusal | null> {
      if (!(await store.move(head.id, open, 'filling'))) return noMore;
      await store.putRows(head.id, from, rows);
      return null;
    },
    /** What the columns are, told anew; null is as good as done. */
    async remap(head: ImportHead, fields: readonly (StaffField | null)[]): Promise<Refusal | null> {
      if (fields.length !== head.heads.length) return refuse('invalid', 'sheet-field-each-column', 'fields');
      const given = fields.map((one) => one ?? '');
      return (await store.move(head.id, open, 'filling', { fields: given })) ? null : noMore;
    },
    /** Judges every row; nothing of it is written. */
    async trial(person: Person, pack: LoadedPack, head: ImportHead): Promise<Refusal | null> {
      const { here } = await store.counts(head.id);
      if (here < head.rows)
        return refuse('not-now', 'sheet-rows-missing', { count: head.rows - here }, 'rows');
      if (!(await store.move(head.id, open, 'filling'))) return noMore;
      const ground = staffingGround(pack, person, ports.grantGround(pack), await store.accounts(pack.id));
      const judge = openJudge(fieldsOf(head), ground);
      for (let after = 0; ;) {
        const rows = await store.rowsAfter(head.id, after, slice);
        if (rows.length === 0) break;
        await store.setVerdicts(
          head.id,
          rows.map((row) => judgedRow(row, judge(row.no, row.cells))),
        );
        after = rows.at(-1)?.no ?? after;
        await breathe();
      }
      return (await store.move(head.id, ['filling'], 'checked')) ? null : noMore;
    },
    /** Begins to write, or goes on; a sheet that is written already is as it is. */
    async commit(head: ImportHead): Promise<Refusal | null> {
      if (head.state === 'filling') return refuse('not-now', 'sheet-try-first');
      if (await store.move(head.id, ['checked', 'stopped'], 'running')) start({ ...head, state: 'running' });
      return null;
    },
    /** Goes on with what the house was writing when it went down. */
    async resume(): Promise<void> {
      for (const head of await store.running()) if (ports.packs.of(head.jurisdiction)) start(head);
    },
    /** Waits for what is being written now. */
    async settled(): Promise<void> {
      await Promise.all(jobs.values());
    },
    async stop(): Promise<void> {
      stopped = true;
      await Promise.all(jobs.values());
    },
  };
}
const noMore = refuse('not-now', 'sheet-being-written');

/** What each column of a kept sheet is. */
export function fieldsOf({ fields }: Pick<ImportHead, 'fields'>): (StaffField | null)[] {
  return fields.map((field) => staffFields.find((one) => one === field) ?? null);
}

function judgedRow({ no }: ImportRowKept, { verdict, account, faults, doubts, changes }: Judged): JudgedRow {
  return { no, verdict, login: account?.login ?? null, told: { faults, doubts, changes } };
}

async function writeAll(ports: ImportPorts, head: ImportHead, isStopped: () => boolean): Promise<void> {
  const { store, people, now } = ports;
  const demo = await people.isDemo(head.jurisdiction, head.made_by);
  for (;;) {
    if (isStopped()) return;
    const pack = packOf(ports.packs, head.jurisdiction);
    // Who was shut out meanwhile, or holds less, grants no more than that.
    const person = await people.find(pack.id, head.made_by);
    if (!person) throw new Error('who brought this sheet may not be here any more');
    const touched: { row: PersonRow; left: boolean }[] = [];
    const more = await store.writeNext(
      head,
      chunk,
      (rows, accounts) => decide(ports, { head, pack, person, touched }, rows, accounts),
      { by: person.id, at: now(), demo },
    );
    for (const { row, left } of touched) {
      if (left) await ports.seating.endAll(pack.id, row.id, null);
      else await ports.seating.tell(pack.id, row.id);
    }
    if (!more) break;
  }
  const { done } = await store.counts(head.id);
  await ports.note(head.jurisdiction, {
    act: 'people-imported',
    by: { id: head.made_by, name: head.made_name },
    about: head.id,
    detail: `${head.file}: ${done} of ${head.rows}`,
  });
  await store.move(head.id, ['running'], 'done', { finished: now() });
}

const actOf = { new: 'person-added', change: 'person-changed', leave: 'person-shut-out' } as const;

/** What is put for some rows, as things stand now; each is in the audit before it is done. */
async function decide(
  ports: ImportPorts,
  about: { head: ImportHead; pack: LoadedPack; person: Person; touched: { row: PersonRow; left: boolean }[] },
  rows: readonly ImportRowKept[],
  accounts: readonly PersonRow[],
): Promise<{ put: PutAccount[]; judged: JudgedRow[] }> {
  const { head, pack, person, touched } = about;
  const judge = openJudge(fieldsOf(head), staffingGround(pack, person, ports.grantGround(pack), accounts));
  const byLogin = new Map(accounts.map((row) => [row.login, row]));
  const judged = rows.map((row) => ({ row, ...judge(row.no, row.cells) }));
  const put: PutAccount[] = [];
  const notes: Promise<void>[] = [];
  for (const { row, verdict, account, changes } of judged) {
    if (!account || verdict === 'same' || verdict === 'refused') continue;
    const before = byLogin.get(account.login);
    put.push(putOf(account, before?.id));
    if (before) touched.push({ row: before, left: verdict === 'leave' });
    const what = verdict === 'new' ? [account.role, account.unit ?? '', account.grids.join(' ')] : changes;
    notes.push(
      ports.note(pack.id, {
        act: actOf[verdict],
        by: { id: person.id, name: person.name, role: person.role },
        about: account.login,
        detail: `${head.id} row ${row.no}: ${what.join(' ').trim()}`.slice(0, 300),
      }),
    );
  }
  await Promise.all(notes);
  return { put, judged: judged.map(({ row, ...one }) => judgedRow(row, one)) };
}

function putOf({ from, until, ...account }: Account, id: string | undefined): PutAccount {
  return { ...account, id: id ?? account.staff ?? account.login, starts_at: from, ends_at: until };
}
