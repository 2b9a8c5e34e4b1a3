import type { AuditAct } from '#shared/audit/act.ts';
import { hashOf, noHash } from '../ledger/chain.ts';
import type { AuditQuery, AuditRow, AuditStore } from '../storage/access/audit-store.ts';

/** What is told of an act. Never a password, a token or a code. */
export interface AuditNote {
  act: AuditAct;
  /** Who acted: id, name and role; of somebody who did not get in, the login when it is one of ours. */
  by: { id: string; name?: string; role?: string };
  /** About whom or what. */
  about?: string;
  /** The address that it came from. */
  address?: string;
  /** More words, as short as they can be. */
  detail?: string;
}
export type Audit = ReturnType<typeof openAudit>;

interface Waiting {
  note: AuditNote;
  at: number;
  done: () => void;
  fail: (error: unknown) => void;
}
const chunk = 5_000;
/** What stands between the parts of a line in its hash: the same as in the ledger, `version` always 0. */
const linkOf = (jurisdiction: string, { seq, at, act, body }: Omit<AuditRow, 'hash'>) => ({
  jurisdiction,
  seq,
  at,
  subject: act,
  version: 0,
  body,
});

/** The audit of each jurisdiction: lines that are added, chained and never changed. */
export function openAudit(store: AuditStore, now: () => number) {
  const lanes = new Map<string, { waiting: Waiting[]; running: boolean }>();

  async function run(jurisdiction: string, lane: { waiting: Waiting[]; running: boolean }): Promise<void> {
    lane.running = true;
    while (lane.waiting.length > 0) {
      const batch = lane.waiting.splice(0, 500);
      try {
        await store.append(jurisdiction, noHash, (head) => chained(jurisdiction, head, batch));
        for (const one of batch) one.done();
      } catch (error) {
        for (const one of batch) one.fail(error);
      }
    }
    lane.running = false;
  }
  return {
    /** Answers when the line is on the disk: what must be traceable is not done before. */
    note(jurisdiction: string, note: AuditNote): Promise<void> {
      const lane = lanes.get(jurisdiction) ?? { waiting: [], running: false };
      lanes.set(jurisdiction, lane);
      return new Promise((done, fail) => {
        lane.waiting.push({ note, at: now(), done, fail });
        if (!lane.running) void run(jurisdiction, lane);
      });
    },
    async find(
      jurisdiction: string,
      query: AuditQuery,
    ): Promise<(AuditNote & Pick<AuditRow, 'seq' | 'at' | 'hash'>)[]> {
      const rows = await store.find(jurisdiction, query);
      return rows.map(({ seq, at, act, body, hash }) => ({
        ...(JSON.parse(body) as Omit<AuditNote, 'act'>),
        seq,
        at,
        act: act as AuditAct,
        hash,
      }));
    },
    verify: (jurisdiction: string) => verifyAudit(store, jurisdiction),
  };
}

function chained(
  jurisdiction: string,
  head: { seq: number; hash: string },
  batch: readonly Waiting[],
): AuditRow[] {
  let { seq, hash } = head;
  return batch.map(({ note: { act, ...rest }, at }) => {
    seq += 1;
    const row = { seq, at, act, body: JSON.stringify(rest) };
    hash = hashOf(hash, linkOf(jurisdiction, row));
    return { ...row, hash };
  });
}

/** Walks the chain of a jurisdiction's audit; the first line that does not fit, or null. */
export async function verifyAudit(
  store: AuditStore,
  jurisdiction: string,
): Promise<{ entries: number; bad: { seq: number; why: string } | null }> {
  const head = await store.head(jurisdiction);
  let entries = 0;
  let last = noHash;
  for (;;) {
    const rows = await store.read(jurisdiction, entries, chunk);
    for (const row of rows) {
      const seq = entries + 1;
      if (row.seq !== seq) return { entries, bad: { seq, why: `missing: the next one there is ${row.seq}` } };
      if (hashOf(last, linkOf(jurisdiction, row)) !== row.hash)
        return { entries, bad: { seq, why: 'its content, its hash or its place is not what was written' } };
      last = row.hash;
      entries = seq;
    }
    if (rows.length < chunk) break;
  }
  // Lines that were written while it was walked lie behind the head that was read first.
  if (entries < (head?.seq ?? 0))
    return { entries, bad: { seq: entries + 1, why: `cut off: the head is at ${head?.seq}` } };
  if (head && entries === head.seq && last !== head.hash)
    return { entries, bad: { seq: head.seq, why: 'not the hash of the head' } };
  return { entries, bad: null };
}
