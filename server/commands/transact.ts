import { must } from '#shared/kernel/must.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Order } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { isConnectionFault } from '../storage/fault.ts';
import { readLastSerial, readSight, type Head, type RecordChange } from '../storage/record/record-store.ts';
import { writeChange } from '../storage/record/record-write.ts';
import { columnsOf } from './columns-of.ts';
import { instantAfter, keyOf, layDesk, localDay, namesOf, type Desk, type Grades } from './desk.ts';
import { judge } from './judge.ts';

export type Answer = CommandAnswer | Refusal;

/** A write whose answer was lost with the line: its last entry tells later whether it happened. */
export interface Doubt {
  seq: number;
  hash: string;
  answers: Answer[];
}
export type Attempt =
  | { kind: 'answered'; answers: Answer[] }
  /** Another node wrote first. */
  | { kind: 'overtaken' }
  | { kind: 'doubtful'; doubt: Doubt; error: unknown };

/**
 * Carries out orders in one transaction, in their order, and answers after commit. Handed the doubt of an attempt before, it
 * first looks whether that one came through after all. Should that one still be on its way, only one of the two can find the
 * head where it expects it.
 */
export async function transact(
  database: Database,
  pack: LoadedPack,
  orders: readonly Order[],
  clock: () => number,
  doubt: Doubt | null,
  gradesOf?: GradesOf,
): Promise<Attempt> {
  const sight = await readSight(database, pack.id, { ...namesOf(pack, orders), doubt });
  if (doubt && sight.cameThrough) return { kind: 'answered', answers: doubt.answers };
  const now = instantAfter(sight.head, clock());
  const desk = layDesk(pack, sight, now, await givenOn(database, pack, sight.head, now));
  if (gradesOf && orders.some((order) => drawsObjects(desk, pack, order)))
    desk.grades = await gradesOf(pack, pack.pack.objects ?? [], now);
  const expected = desk.head.seq;
  const answers = orders.map((order) => answerOnce(desk, pack, order));
  if (desk.entries.length + desk.newKeys.length === 0) return { kind: 'answered', answers };
  try {
    const written = await writeChange(database, pack.id, expected, changeOf(desk, pack));
    return written ? { kind: 'answered', answers } : { kind: 'overtaken' };
  } catch (error) {
    const { seq, hash } = desk.head;
    // Without entries there is nothing to recognise it by, and nothing that would be done twice.
    if (!isConnectionFault(error) || seq === expected) throw error;
    return { kind: 'doubtful', doubt: { seq, hash, answers }, error };
  }
}

/** Grades of what may be drawn for an inspection, at an instant. */
export type GradesOf = (
  pack: LoadedPack,
  objects: NonNullable<LoadedPack['pack']['objects']>,
  at: number,
) => Promise<Grades>;

function drawsObjects({ incidents }: Desk, { procedures }: LoadedPack, { command }: Order): boolean {
  if (command.kind !== 'take') return false;
  const steps = procedures.get(incidents.get(command.incident)?.procedure ?? '')?.transitions;
  const step = steps?.find(({ id }) => id === command.transition);
  return step?.effects.some((one) => one.do === 'draw' && one.from === 'objects') ?? false;
}

/**
 * The last serial of the local day. The head knows it of the day of the last number alone: where the clock was set back, or ran
 * ahead once, the ledger is asked what that day has had already, so that no number is given twice.
 */
async function givenOn(
  database: Database,
  { id, pack: { identity, calendar } }: LoadedPack,
  head: Head,
  now: number,
): Promise<Desk['given']> {
  const day = localDay(now, calendar);
  if (day === head.day) return { day, serial: head.serial };
  return { day, serial: await readLastSerial(database, id, `${identity.code}${day}`) };
}

/**
 * A key that was seen gives the answer it got then, a refusal as well: the sender may have missed it. With other words it is no
 * repetition, and the answer would be to something else.
 */
function answerOnce(desk: Desk, pack: LoadedPack, order: Order): Answer {
  if (order.key === undefined) return judge(desk, pack, order);
  const actor = order.by.id;
  const seen = desk.keys.get(keyOf(actor, order.key));
  const digest = order.digest ?? null;
  if (seen && digest !== null && seen.digest !== null && seen.digest !== digest)
    return refuse('reused', 'key-reused', 'idempotency-key');
  if (seen) return seen.answer as Answer;
  const answer = judge(desk, pack, order);
  const row = { actor, key: order.key, answer, at: desk.now, digest };
  desk.keys.set(keyOf(actor, order.key), row);
  desk.newKeys.push(row);
  return answer;
}

function changeOf(desk: Desk, pack: LoadedPack): RecordChange {
  const incidents = [...desk.changedIncidents].map((id) => {
    const incident = must(desk.incidents.get(id), id);
    return { incident, columns: columnsOf(pack, incident), isNew: desk.newIncidents.has(id) };
  });
  const warnings = [...desk.changedWarnings].map((id) => must(desk.warnings.get(id), id));
  const watch = desk.watchChanged ? desk.watch : null;
  const { head, entries, newKeys: keys, links } = desk;
  return { head, entries, keys, incidents, warnings, watch, links };
}
