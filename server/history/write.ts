import type { Brought } from '#shared/incident/bring.ts';
import { broughtFacts, historyActor, type BroughtFact } from '#shared/incident/bring.ts';
import { evolve } from '#shared/incident/evolve.ts';
import type { Imported } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { incidentNumber } from '#shared/incident/number.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { localDay } from '../commands/desk.ts';
import { columnsOf } from '../commands/columns-of.ts';
import { hashOf } from '../ledger/chain.ts';
import { groundOf } from '../packs/ground.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { packOf, type Packs } from '../packs/port.ts';
import type { Database } from '../storage/database.ts';
import type { HistoryHead, HistoryRowKept, HistoryStore } from '../storage/record/history-store.ts';
import type { LedgerRow } from '../storage/record/ledger-row.ts';
import { readLastSerial, readSight, type Head, type RecordChange } from '../storage/record/record-store.ts';
import { writeChange } from '../storage/record/record-write.ts';

/** A deed of a row: the `k`th fact of its matter. */
export interface Deed {
  at: number;
  no: number;
  k: number;
}
/** Deeds of all rows in the order of time, how many each row has, and what a row tells. */
export interface Plan {
  deeds: Deed[];
  counts: ReadonlyMap<number, number>;
  matterOf: (row: HistoryRowKept) => Brought | null;
}
const pageRows = 500;

/** Reads every row that can be written. Cost: some 60 bytes a deed; the cells are read again when they are written. */
export async function planOf({
  pack,
  head,
  at,
  store,
  matterOf,
}: {
  pack: LoadedPack;
  head: HistoryHead;
  at: number;
  store: HistoryStore;
  matterOf: Plan['matterOf'];
}): Promise<Plan> {
  const deeds: Deed[] = [];
  const counts = new Map<number, number>();
  for (let after = 0; ;) {
    const rows = await store.rowsAfter(head.id, after, pageRows);
    if (rows.length === 0) break;
    for (const row of rows) {
      const matter = row.verdict === 'new' && !row.done ? matterOf(row) : null;
      if (!matter) continue;
      const facts = factsOf(pack, head, at, row, matter, 'planned');
      facts.forEach((fact, k) => deeds.push({ at: fact.at, no: row.no, k }));
      counts.set(row.no, facts.length);
    }
    after = rows.at(-1)?.no ?? after;
  }
  deeds.sort((a, b) => a.at - b.at || a.no - b.no || a.k - b.k);
  return { deeds, counts, matterOf };
}

function factsOf(
  pack: LoadedPack,
  head: HistoryHead,
  at: number,
  row: HistoryRowKept,
  matter: Brought,
  id: string,
): BroughtFact[] {
  const outside = { id: row.outside_id ?? '', from: head.file, import: head.id, row: row.no, at };
  const facts = broughtFacts(matter, outside, id, groundOf(pack));
  return isRefusal(facts) ? [] : facts;
}

interface WriterPorts {
  database: Database;
  packs: Packs;
  head: HistoryHead;
  /** When it was brought in, as its entries say. */
  at: number;
  store: HistoryStore;
}

/**
 * Writes deeds into the ledger, a transaction for some at a time, on the condition that nobody else wrote meanwhile. Which rows have a
 * number by now is written in the same transaction, as the keys of commands are: a job that is begun again, here or elsewhere, finds
 * each matter as far as it came: which deeds are written is counted in the ledger, for others may have acted on it meanwhile.
 */
export async function openWriter({ database, packs, head, at, store }: WriterPorts) {
  const actor = `history:${head.id}`;
  let numbers = await store.begun(head.jurisdiction, actor);
  let serials = new Map<string, number>();
  const imported = markOf(head, at);

  /** Null: somebody else wrote first. */
  async function attempt(plan: Plan, deeds: readonly Deed[], rows: readonly HistoryRowKept[]) {
    const pack = packOf(packs, head.jurisdiction);
    const nos = rows.map(({ no }) => no);
    const known = nos.flatMap((no) => numbers.get(no) ?? []);
    const keys = nos.filter((no) => !numbers.has(no)).map((no) => ({ actor, key: String(no) }));
    const sight = await readSight(database, pack.id, { ...nothing, incidents: known, keys });
    // Another node that writes the same sheet was here: its matters are wanted too.
    if (sight.keys.length > 0) return null;
    const told = await store.deeds(head, known);
    const page = openPage(sight.head);
    const states = new Map(sight.incidents.map((one) => [one.id, one]));
    const fresh = new Map<number, string>();
    const lives = new Map<number, BroughtFact[]>();
    for (const row of rows) {
      const matter = plan.matterOf(row);
      if (!matter) continue;
      const id = numbers.get(row.no) ?? (await nextNumber(database, pack, serials, matter.reportedAt, page));
      if (!numbers.has(row.no)) fresh.set(row.no, id);
      lives.set(row.no, factsOf(pack, head, at, row, matter, id));
    }
    for (const { no, k } of deeds) {
      const life = lives.get(no)?.[k];
      const id = fresh.get(no) ?? numbers.get(no) ?? '';
      if (!life || k < (told.get(id) ?? 0)) continue;
      take(states, page.add(pack.id, states.get(id) ?? null, life, { ...imported, row: no }));
      told.set(id, k + 1);
    }
    const change = changeOf(pack, page, states, fresh, { actor, at });
    const isWritten =
      page.entries.length === 0 || (await writeChange(database, pack.id, sight.head.seq, change));
    return isWritten ? { fresh, told } : null;
  }

  return {
    async write(plan: Plan, deeds: readonly Deed[]): Promise<void> {
      const rows = await store.rowsByNo(head.id, [...new Set(deeds.map(({ no }) => no))]);
      let written: Awaited<ReturnType<typeof attempt>> = null;
      while (!written) {
        written = await attempt(plan, deeds, rows);
        if (written) break;
        // Somebody else wrote first: numbers may have been given meanwhile, here or by another node that writes the same sheet.
        serials = new Map();
        numbers = await store.begun(head.jurisdiction, actor);
      }
      for (const [no, id] of written.fresh) numbers.set(no, id);
      await store.written(head, standing(plan, rows, numbers, written.told));
    },
  };
}

/** Who brought it in, when, and from where, as every entry of it says. */
function markOf(head: HistoryHead, at: number): Omit<Imported, 'row' | 'own'> {
  const by = { id: head.made_by, name: head.made_name };
  return { by, at, from: head.file, import: head.id };
}

/** The next number of the local day of an instant; `serials` knows the last of each day that was asked for. */
async function nextNumber(
  database: Database,
  pack: LoadedPack,
  serials: Map<string, number>,
  reportedAt: number,
  page: Page,
): Promise<string> {
  const { identity, calendar } = pack.pack;
  const day = localDay(reportedAt, calendar);
  const last = serials.get(day) ?? (await readLastSerial(database, pack.id, `${identity.code}${day}`));
  serials.set(day, last + 1);
  page.head = { ...page.head, day, serial: last + 1 };
  return incidentNumber(identity.code, day, last + 1);
}

const take = (states: Map<string, Incident>, made: Incident): void => void states.set(made.id, made);

/** Rows with their numbers; done is a row whose matter has all its deeds. */
function standing(
  { counts }: Plan,
  rows: readonly HistoryRowKept[],
  numbers: ReadonlyMap<number, string>,
  told: ReadonlyMap<string, number>,
) {
  return rows.flatMap(({ no, outside_id }) => {
    const incident = numbers.get(no);
    if (incident === undefined) return [];
    const done = (told.get(incident) ?? 0) >= (counts.get(no) ?? Infinity);
    return [{ no, incident, outside_id: outside_id ?? '', done }];
  });
}

const nothing = {
  incidents: [],
  origins: [],
  warnings: [],
  causes: [],
  keys: [],
  refs: [],
  matters: false,
  seen: [],
  doubt: null,
};

type Page = ReturnType<typeof openPage>;
/** Entries behind a head. Instants of the ledger never go back: a deed that lies before the last entry says its own beside it. */
function openPage(from: Head) {
  const page = {
    head: from,
    entries: [] as LedgerRow[],
    changed: new Set<string>(),
    add(
      jurisdiction: string,
      before: Incident | null,
      { at: own, fact }: BroughtFact,
      mark: Imported,
    ): Incident {
      const made = evolve(before, { at: own, by: historyActor, fact });
      const at = Math.max(own, page.head.at);
      const seq = page.head.seq + 1;
      const { id: subject, version } = made;
      const isLater = at !== own;
      const body = JSON.stringify({
        by: historyActor,
        fact,
        imported: isLater ? { ...mark, own } : mark,
      });
      const hash = hashOf(page.head.hash, { jurisdiction, seq, at, subject, version, body });
      page.entries.push({ seq, at, subject, version, body, hash });
      page.head = { ...page.head, seq, hash, at };
      page.changed.add(subject);
      return made;
    },
  };
  return page;
}

function changeOf(
  pack: LoadedPack,
  { head, entries, changed }: Page,
  states: ReadonlyMap<string, Incident>,
  fresh: ReadonlyMap<number, string>,
  { actor, at }: { actor: string; at: number },
): RecordChange {
  const isNew = new Set(fresh.values());
  const incidents = [...changed].map((id) => {
    const incident = must(states.get(id), id);
    return { incident, columns: columnsOf(pack, incident), isNew: isNew.has(id) };
  });
  const keys = [...fresh].map(([no, incident]) => ({
    actor,
    key: String(no),
    answer: { incident },
    at,
    digest: null,
  }));
  return { head, entries, keys, incidents, warnings: [], watch: null, links: [] };
}
