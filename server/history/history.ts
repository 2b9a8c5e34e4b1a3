import { setImmediate as breathe } from 'node:timers/promises';
import type { AuditAct } from '#shared/audit/act.ts';
import type { Person } from '#shared/access/person.ts';
import { openHistoryJudge, type JudgedHistory } from '#shared/history/judge.ts';
import { historyFields, type HistoryField } from '#shared/history/words.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { NewHistory } from '#shared/wire/history.ts';
import { makeId } from '../access/token.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { packOf, type Packs } from '../packs/port.ts';
import type { DoubtOf } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { writeAnchor } from '../storage/record/ledger-store.ts';
import {
  openHistoryStore,
  type HistoryHead,
  type HistoryRowKept,
  type HistoryStore,
} from '../storage/record/history-store.ts';
import { historyGround } from './ground.ts';
import { openWriter, planOf } from './write.ts';

export interface HistoryPorts {
  database: Database;
  packs: Packs;
  clock: () => number;
  log: Log;
  doubt?: DoubtOf;
  /** Counties that are looked at only. */
  resting?: ReadonlySet<string>;
  note: (
    jurisdiction: string,
    line: { act: AuditAct; by: { id: string; name: string }; about: string; detail: string },
  ) => Promise<void>;
}
export type History = ReturnType<typeof openHistory>;

/** Rows judged before others have a turn, and facts written in one transaction. */
const [slice, chunk] = [500, 250];
const open = ['filling', 'checked', 'stopped', 'done'];
const noMore = refuse('not-now', 'sheet-being-written');

/**
 * Histories of matters, brought as sheets: judged without anything being written, and then written by a job, in the order of their
 * instants over all rows, so that an empty ledger holds them as if it had been there. Whatever ends the job, it goes on where it was,
 * and no deed is written twice.
 */
export function openHistory(ports: HistoryPorts) {
  const { database, clock, log } = ports;
  const store = openHistoryStore(database);
  const jobs = new Map<string, Promise<void>>();
  let stopped = false;

  function start(head: HistoryHead): void {
    if (jobs.has(head.id)) return;
    const job = writeAll(ports, head, () => stopped || !ports.packs.of(head.jurisdiction))
      .catch(async (error: unknown) => {
        log.error({ err: error, import: head.id }, 'import of a history failed');
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
    ...bringing(store, clock),
    /** Judges every row; nothing of it is written. */
    trial: (pack: LoadedPack, head: HistoryHead) => judgeAll(store, pack, head, clock()),
    /** Begins to write, or goes on; a sheet that is written already is as it is. */
    async commit(head: HistoryHead): Promise<Refusal | null> {
      if (head.state === 'filling') return refuse('not-now', 'sheet-try-first');
      if (ports.resting?.has(head.jurisdiction)) return refuse('not-now', 'county-read-only');
      if (ports.doubt?.(head.jurisdiction)) return refuse('busy', 'clock-in-doubt');
      const begun = clock();
      if (await store.move(head.id, ['checked', 'stopped'], 'running', { begun }))
        start({ ...head, state: 'running', begun_at: head.begun_at ?? begun });
      return null;
    },
    /** Goes on, in each county that opens, with what was being written when the house went down. */
    follow: () =>
      ports.packs.serve(async ({ id }) => {
        for (const head of await store.running(id)) start(head);
        return async () => void (await Promise.all(jobs.values()));
      }),
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

/** How a sheet comes in. */
function bringing(store: HistoryStore, clock: () => number) {
  return {
    async begin(person: Person, sheet: NewHistory): Promise<string> {
      const id = makeId('history');
      const made = { made_by: person.id, made_name: person.name, made_at: clock() };
      const fields = sheet.fields.map((one) => one ?? '');
      await store.add({ id, jurisdiction: person.jurisdiction, ...sheet, fields, ...made });
      return id;
    },
    /** Takes rows in, or rows that were mended; those that have a number by now stay as they are. */
    async putRows(
      head: HistoryHead,
      from: number,
      rows: readonly (readonly string[])[],
    ): Promise<Refusal | null> {
      if (!(await store.move(head.id, open, 'filling'))) return noMore;
      await store.putRows(head.id, from, rows);
      return null;
    },
    async remap(head: HistoryHead, fields: readonly (HistoryField | null)[]): Promise<Refusal | null> {
      if (fields.length !== head.heads.length) return refuse('invalid', 'sheet-field-each-column', 'fields');
      const given = fields.map((one) => one ?? '');
      return (await store.move(head.id, open, 'filling', { fields: given })) ? null : noMore;
    },
  };
}

async function judgeAll(
  store: HistoryStore,
  pack: LoadedPack,
  head: HistoryHead,
  now: number,
): Promise<Refusal | null> {
  const { here } = await store.counts(head.id);
  if (here < head.rows) return refuse('not-now', 'sheet-rows-missing', { count: head.rows - here }, 'rows');
  if (!(await store.move(head.id, open, 'filling'))) return noMore;
  const judge = judgeOf(pack, head, now);
  for (let after = 0; ;) {
    const rows = await store.rowsAfter(head.id, after, slice);
    if (rows.length === 0) break;
    const ids = rows.map(({ cells }) => cells[head.fields.indexOf('id')]?.trim() ?? '');
    const known = await store.here(pack.id, ids);
    await store.setVerdicts(
      head.id,
      rows.map((row) => told(row, judge(row, known))),
    );
    after = rows.at(-1)?.no ?? after;
    await breathe();
  }
  return (await store.move(head.id, ['filling'], 'checked')) ? null : noMore;
}

/** What each column of a kept sheet is. */
export function fieldsOf({ fields }: Pick<HistoryHead, 'fields'>): (HistoryField | null)[] {
  return fields.map((field) => historyFields.find((one) => one === field) ?? null);
}

/** A judge of the sheet's rows, in their order; a row that has a number by now is still one of its own. */
function judgeOf(pack: LoadedPack, head: HistoryHead, now: number) {
  let known: ReadonlyMap<string, string> = new Map();
  const judge = openHistoryJudge(
    fieldsOf(head),
    historyGround(pack, now, (id) => known.get(id)),
  );
  return ({ no, cells, incident }: HistoryRowKept, here: ReadonlyMap<string, string>): JudgedHistory => {
    known = incident === null ? here : new Map();
    return judge(no, cells);
  };
}

const told = ({ no }: HistoryRowKept, { verdict, outsideId, faults, doubts }: JudgedHistory) => ({
  no,
  verdict,
  outside_id: outsideId,
  told: { faults, doubts },
});

async function writeAll(ports: HistoryPorts, head: HistoryHead, isStopped: () => boolean): Promise<void> {
  const { database, packs, clock } = ports;
  const store = openHistoryStore(database);
  const at = head.begun_at ?? clock();
  const pack = packOf(packs, head.jurisdiction);
  const [fields, ground] = [fieldsOf(head), historyGround(pack, at, () => undefined)];
  const matterOf = ({ no, cells }: HistoryRowKept) => openHistoryJudge(fields, ground)(no, cells).matter;
  const plan = await planOf({ pack, head, at, store, matterOf });
  const writer = await openWriter({ database, packs, head, at, store });
  for (let from = 0; from < plan.deeds.length; from += chunk) {
    if (isStopped()) return;
    await writer.write(plan, plan.deeds.slice(from, from + chunk));
    await breathe();
  }
  await writeAnchor(database, head.jurisdiction, clock());
  // Of two nodes that wrote it one says so.
  if (!(await store.move(head.id, ['running'], 'done', { finished: clock() }))) return;
  const { done } = await store.counts(head.id);
  await ports.note(head.jurisdiction, {
    act: 'history-imported',
    by: { id: head.made_by, name: head.made_name },
    about: head.id,
    detail: `${head.file}: ${done} of ${head.rows}`,
  });
}
