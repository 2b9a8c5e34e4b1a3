import type { GrantGround } from '#shared/access/grant.ts';
import type { Person } from '#shared/access/person.ts';
import type { AuditAct } from '#shared/audit/act.ts';
import type { Account } from '#shared/staffing/ground.ts';
import { openJudge, type Judged } from '#shared/staffing/judge.ts';
import { staffFields, type StaffField } from '#shared/staffing/words.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { packOf, type Packs } from '../packs/port.ts';
import { openSheetJobs, tryRows } from '../sheets/sheet-jobs.ts';
import type { PersonRow } from '../storage/access/access-tables.ts';
import {
  type ImportHead,
  type ImportRowKept,
  type ImportStore,
  type PutAccount,
} from '../storage/access/import-store.ts';
import type { JudgedRow } from '../storage/sheet-store.ts';
import type { People } from './people.ts';
import type { Seating } from './seating.ts';
import { staffingGround } from './staffing-ground.ts';
import { makeId } from './token.ts';

export interface ImportPorts {
  store: ImportStore;
  people: Pick<People, 'find' | 'isDemo'>;
  seating: Pick<Seating, 'endAll' | 'tell'>;
  packs: Pick<Packs, 'of' | 'serve'>;
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

/** Rows written in one transaction. */
const chunk = 200;

/**
 * Sheets of people. Rows come in parts, are judged without anything being written, and then written by a job, a transaction for
 * each two hundred rows: whatever ends it, it goes on where it was, and no row is written twice.
 */
export function openImports(ports: ImportPorts) {
  const { store, packs, now, log } = ports;
  return {
    store,
    ...openSheetJobs<ImportHead>({
      store,
      of: 'people',
      makeId: () => makeId('import'),
      packs,
      now,
      log,
      write: (head, isStopped) => writeAll(ports, head, isStopped),
    }),
    trial: (person: Person, pack: LoadedPack, head: ImportHead) =>
      tryRows(store, head, async () => {
        const accounts = await store.accounts(pack.id);
        const judge = openJudge(
          fieldsOf(head),
          staffingGround(pack, person, ports.grantGround(pack), accounts),
        );
        return (rows: readonly ImportRowKept[]) =>
          rows.map((row) => judgedRow(row, judge(row.no, row.cells)));
      }),
  };
}

/** What each column of a kept sheet is. */
export function fieldsOf({ fields }: Pick<ImportHead, 'fields'>): (StaffField | null)[] {
  return fields.map((field) => staffFields.find((one) => one === field) ?? null);
}

function judgedRow(
  { no }: ImportRowKept,
  { verdict, account, faults, doubts, changes }: Judged,
): JudgedRow<'login'> {
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
): Promise<{ put: PutAccount[]; judged: JudgedRow<'login'>[] }> {
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
    const what =
      verdict === 'new'
        ? [
            [account.role, account.countyRole].filter(Boolean).join('/'),
            account.unit ?? '',
            account.grids.join(' '),
          ]
        : changes;
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

function putOf({ from, until, countyRole, ...account }: Account, id: string | undefined): PutAccount {
  return {
    ...account,
    county_role: countyRole,
    id: id ?? account.staff ?? account.login,
    starts_at: from,
    ends_at: until,
  };
}
