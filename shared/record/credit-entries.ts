import { creditFormula, penalties, type CreditEntry, type CreditWhat } from './credit.ts';

/** What is read of a matter. `data` is what its forms kept. */
export interface Told {
  id: string;
  node: string;
  reached: Readonly<Record<string, number>>;
  openedAt: number;
  closedAt?: number | undefined;
  /** An approval that was refused. */
  refused?: boolean | undefined;
  data: Readonly<Record<string, unknown>>;
}

/** What a matter says of a subject, by its procedure; null: nothing that is kept. */
export function entryOfMatter(procedure: string, one: Told): CreditEntry | null {
  return readers[procedure]?.(one) ?? null;
}
const readers: Readonly<Record<string, (one: Told) => CreditEntry | null>> = {
  enforcement: entryOfCase,
  'abnormal-listing': (one) => entryOfListing('abnormal', one),
  'dishonesty-listing': (one) => entryOfListing('dishonest', one),
  'random-inspection': entryOfInspection,
  approval: entryOfApproval,
};
/** Procedures that say something of a subject's credit. */
export const creditProcedures: readonly string[] = Object.keys(readers);

/** Nodes of a case that ended without a decision. */
const over: readonly string[] = ['closed', 'evaluated', 'assessed', 'archived', 'merged', 'void'];

/** What a decided matter of enforcement says of its party; null: nothing that is kept. `data` is what its forms kept. */
export function entryOfCase(one: Told): CreditEntry | null {
  const { id, node, reached, data } = one;
  const receipt = { kind: 'matter', id } as const;
  const decidedAt = reached['decided'];
  const decision = data['decision'];
  if (decidedAt !== undefined && decision === undefined)
    return { what: 'spared', at: decidedAt, settled: true, receipt };
  if (decidedAt !== undefined) {
    const isLarge = Number(data['fine'] ?? 0) >= creditFormula.largeFine;
    const what =
      decision === 'fine' && isLarge ? 'large-fine' : penalties.find((penalty) => penalty === decision);
    const settled =
      data['execution'] !== undefined && data['execution'] !== 'none' && data['execution'] !== 'court';
    // A warning is carried out by being given.
    return what ? { what, at: decidedAt, settled: settled || what === 'warning', receipt } : null;
  }
  const cleared = reached['no-violation'];
  if (cleared !== undefined) return { what: 'no-violation', at: cleared, settled: true, receipt };
  if (over.includes(node)) return null;
  return { what: 'open-case', at: one.openedAt, settled: false, receipt };
}

/** An entry of a list counts from its decision to its removal; one that was revoked never was. */
function entryOfListing(what: 'abnormal' | 'dishonest', one: Told): CreditEntry | null {
  const { id, node, reached, closedAt } = one;
  const receipt = { kind: 'matter', id } as const;
  const listedAt = reached['listed'];
  if (node === 'revoked' || node === 'not-listed') return null;
  if (listedAt === undefined) return { what: 'open-case', at: one.openedAt, settled: false, receipt };
  const ended = reached['removed'] ?? closedAt;
  return { what, at: listedAt, settled: ended !== undefined, receipt, ...(ended !== undefined && { ended }) };
}

const results: Readonly<Record<string, CreditWhat>> = {
  none: 'no-violation',
  corrected: 'corrected',
  ordered: 'ordered',
};

/** What a random inspection found; a violation stands as the case that it opened. */
function entryOfInspection({ id, node, reached, data }: Told): CreditEntry | null {
  const at = reached['inspected'];
  const what = results[String(data['result'])];
  if (at === undefined || what === undefined || node === 'void') return null;
  return { what, at, settled: true, receipt: { kind: 'matter', id } };
}

function entryOfApproval({ id, reached, refused, node }: Told): CreditEntry | null {
  const at = reached['completed'];
  if (at === undefined || refused || node === 'void') return null;
  return { what: 'approval', at, settled: true, receipt: { kind: 'matter', id } };
}
