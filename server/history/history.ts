import { setImmediate as breathe } from 'node:timers/promises';
import type { AuditAct } from '#shared/audit/act.ts';
import { openHistoryJudge, type JudgedHistory } from '#shared/history/judge.ts';
import { historyFields, type HistoryField } from '#shared/history/words.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import { makeId } from '../access/token.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { packOf, type Packs } from '../packs/port.ts';
import type { DoubtOf } from '../ports.ts';
import { openSheetJobs, tryRows } from '../sheets/sheet-jobs.ts';
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

/** Facts written in one transaction. */
const chunk = 250;

/**
 * Histories of matters, brought as sheets: judged without anything being written, and then written by a job, in the order of their
 * instants over all rows, so that an empty ledger holds them as if it had been there. Whatever ends the job, it goes on where it was,
 * and no deed is written twice.
 */
export function openHistory(ports: HistoryPorts) {
  const { packs, clock: now, log } = ports;
  const store = openHistoryStore(ports.database);
  return {
    store,
    ...openSheetJobs<HistoryHead>({
      store,
      of: 'a history',
      makeId: () => makeId('history'),
      packs,
      now,
      log,
      hinders({ jurisdiction }) {
        if (ports.resting?.has(jurisdiction)) return refuse('not-now', 'county-read-only');
        return ports.doubt?.(jurisdiction) ? refuse('busy', 'clock-in-doubt') : null;
      },
      write: (head, isStopped) => writeAll(ports, head, isStopped),
    }),
    trial: (pack: LoadedPack, head: HistoryHead) =>
      tryRows(store, head, () => Promise.resolve(judgeOf(store, pack, head, now()))),
  };
}

/** What each column of a kept sheet is. */
export function fieldsOf({ fields }: Pick<HistoryHead, 'fields'>): (HistoryField | null)[] {
  return fields.map((field) => historyFields.find((one) => one === field) ?? null);
}

/** A judge of the sheet's rows, in their order; a row that has a number by now is still one of its own. */
function judgeOf(store: HistoryStore, pack: LoadedPack, head: HistoryHead, now: number) {
  const fields = fieldsOf(head);
  let known: ReadonlyMap<string, string> = new Map();
  const judge = openHistoryJudge(
    fields,
    historyGround(pack, now, (id) => known.get(id)),
  );
  return async (rows: readonly HistoryRowKept[]) => {
    const ids = rows.map(({ cells }) => cells[fields.indexOf('id')]?.trim() ?? '');
    const here = await store.here(pack.id, ids);
    return rows.map((row) => {
      known = row.incident === null ? here : new Map();
      return told(row, judge(row.no, row.cells));
    });
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
