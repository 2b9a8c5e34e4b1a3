import { randomUUID } from 'node:crypto';
import type { Person } from '#shared/access/person.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { AskedSuppression, Suppression } from '#shared/wire/alarms.ts';
import type { StoredSuppression } from '../storage/readings/alarm-store.ts';
import { markOf, type DeskOptions } from './desk-options.ts';

/** Silences for works and drills, as an officer asks for them and another approves (RULES.md S2). */
export function listSilences({ alarms }: Pick<DeskOptions, 'alarms'>, jurisdiction: string): Suppression[] {
  return alarms.suppressions.list(jurisdiction).map(bare);
}

export async function askSilence(
  { alarms, store, clock }: Pick<DeskOptions, 'alarms' | 'store' | 'clock'>,
  by: Person,
  asked: AskedSuppression,
): Promise<Suppression> {
  const row: StoredSuppression = {
    jurisdiction: by.jurisdiction,
    id: randomUUID(),
    ...asked,
    asked: markOf(by, clock()),
    approved: null,
    ended: null,
  };
  await store.saveSuppression(row);
  alarms.suppressions.put(row);
  return bare(row);
}

/** Nobody approves their own. */
export async function settleSilence(
  { alarms, store, clock }: Pick<DeskOptions, 'alarms' | 'store' | 'clock'>,
  by: Person,
  id: string,
  verdict: 'approve' | 'end',
): Promise<Suppression | Refusal> {
  const { suppressions } = alarms;
  const row = suppressions.find(by.jurisdiction, id);
  if (!row) return refuse('unknown', 'silence-unknown', 'id');
  if (row.ended || row.until <= clock()) return refuse('not-now', 'silence-over');
  if (verdict === 'approve' && row.approved) return refuse('duplicate', 'silence-approved');
  if (verdict === 'approve' && row.asked.id === by.id) return refuse('forbidden', 'silence-own');
  const next = { ...row, [verdict === 'approve' ? 'approved' : 'ended']: markOf(by, clock()) };
  await store.saveSuppression(next);
  suppressions.put(next);
  alarms.release();
  return bare(next);
}

function bare({
  id,
  grids,
  systems,
  urgent,
  from,
  until,
  reason,
  asked,
  approved,
  ended,
}: StoredSuppression): Suppression {
  return { id, grids, systems, urgent, from, until, reason, asked, approved, ended };
}
