import { must } from '#shared/kernel/must.ts';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Order } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { inRecordTransaction, type RecordChange } from '../storage/record-store.ts';
import { columnsOf } from './columns-of.ts';
import { keyOf, layDesk, type Desk } from './desk.ts';
import { judge } from './judge.ts';

export type Answer = CommandAnswer | Refusal;

/** A commit whose answer was lost with the line: its last entry tells later whether it happened. */
export interface Doubt {
  seq: number;
  hash: string;
  answers: Answer[];
}
export type Attempt = { kind: 'answered'; answers: Answer[] } | { kind: 'doubtful'; doubt: Doubt };

/**
 * Carries out orders in one transaction, in their order, and answers after commit. Handed the doubt of an attempt before, it
 * first looks whether that one came through after all: the lock says that nothing of it is still on its way.
 */
export async function transact(
  database: Database,
  pack: LoadedPack,
  orders: readonly Order[],
  clock: () => number,
  doubt: Doubt | null,
): Promise<Attempt> {
  const made = await inRecordTransaction(
    database,
    pack.id,
    async (transaction) => {
      const head = await transaction.lockHead();
      if (doubt && (await transaction.hasEntry(doubt.seq, doubt.hash)))
        return { answers: doubt.answers, change: null };
      const desk = await layDesk(transaction, pack, head, orders, clock());
      const answers = orders.map((order) => answerOnce(desk, pack, order));
      const change = desk.entries.length + desk.newKeys.length > 0 ? changeOf(desk, pack) : null;
      if (change) await transaction.write(change);
      return { answers, change };
    },
    ({ change }) => change !== null,
  );
  const { answers, change } = made.value;
  if (made.outcome !== 'doubtful') return { kind: 'answered', answers };
  const { seq, hash } = must(change, 'what was committed').head;
  return { kind: 'doubtful', doubt: { seq, hash, answers } };
}

/** A key that was seen gives the answer it got then, a refusal as well: the sender may have missed it. */
function answerOnce(desk: Desk, pack: LoadedPack, order: Order): Answer {
  if (order.key === undefined) return judge(desk, pack, order);
  const actor = order.by.id;
  const seen = desk.keys.get(keyOf(actor, order.key));
  if (seen) return seen.answer as Answer;
  const answer = judge(desk, pack, order);
  const row = { actor, key: order.key, answer, at: desk.now };
  desk.keys.set(keyOf(actor, order.key), row);
  desk.newKeys.push(row);
  return answer;
}

function changeOf(desk: Desk, pack: LoadedPack): RecordChange {
  const incidents = [...desk.changedIncidents].map((id) => {
    const incident = must(desk.incidents.get(id), id);
    return { incident, columns: columnsOf(pack, incident) };
  });
  const warnings = [...desk.changedWarnings].map((id) => must(desk.warnings.get(id), id));
  return { head: desk.head, entries: desk.entries, keys: desk.newKeys, incidents, warnings };
}
