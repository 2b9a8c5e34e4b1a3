import {
  isIssued,
  type Measure,
  type Proposal,
  type Receipt,
  type Warning,
  type WarningFact,
  type WarningState,
} from './warning.ts';

/** The warning after a fact. Only the first fact of a subject finds no state. */
export function evolveWarning(
  state: WarningState | null,
  fact: WarningFact,
  at: number,
  by = '',
): WarningState {
  if (fact.kind === 'warning-issued') return fact.warning;
  if (fact.kind === 'warning-proposed') return fact.proposal;
  if (!state) throw new Error(`${fact.kind} before the warning`);
  const version = state.version + 1;
  if (!isIssued(state)) return evolveProposal(state, fact, at, by);
  return { ...evolveIssued(state, fact, at), version, ...(isAct(fact) && { actedVersion: version }) };
}

function evolveProposal(state: Proposal, fact: WarningFact, at: number, by: string): Proposal {
  if (fact.kind !== 'warning-rejected') throw new Error(`${fact.kind} before it was signed`);
  return { ...state, version: state.version + 1, rejected: { by, at, reason: fact.reason } };
}

/** Whether it says something about the warning itself. */
const isAct = ({ kind }: WarningFact): boolean =>
  ['warning-adjusted', 'warning-released', 'warning-expired', 'warning-change-declined'].includes(kind);

type OnIssued = Exclude<WarningFact['kind'], 'warning-issued' | 'warning-proposed'>;

function evolveIssued(state: Warning, fact: Extract<WarningFact, { kind: OnIssued }>, at: number): Warning {
  switch (fact.kind) {
    case 'warning-released':
      return { ...without(state, 'asked'), releasedAt: at };
    case 'warning-expired':
      return { ...without(state, 'asked'), releasedAt: at, expired: true };
    case 'warning-taken':
      return { ...state, taken: { by: fact.by, at } };
    case 'warning-read':
      return { ...state, read: { ...state.read, ...receiptsOf(fact.keys, { by: fact.by, at }) } };
    case 'warning-escalated':
      // It calls again: somebody has to ring those who are silent.
      return {
        ...without(state, 'taken'),
        escalatedAt: at,
        sent: [...(state.sent ?? []), ...fact.sent],
      };
    case 'warning-change-asked': {
      const { kind: _, ...asked } = fact;
      return { ...state, asked: { ...asked, at } };
    }
    case 'warning-change-declined':
      return { ...without(state, 'asked'), declinedAt: at };
    case 'warning-adjusted':
      return adjusted(state, fact, at);
    case 'warning-rejected':
      throw new Error('rejected after it was signed');
  }
}

/** Another colour calls again, and is read again. */
function adjusted(
  state: Warning,
  fact: Extract<WarningFact, { kind: 'warning-adjusted' }>,
  at: number,
): Warning {
  const { kind: _, rests = [], actions = [], readDueAt, ...said } = fact;
  const isNew = fact.colour !== state.colour;
  const before = isNew ? without(state, 'asked', 'taken', 'escalatedAt') : without(state, 'asked');
  const all = [...(state.rests ?? []), ...rests];
  const measures = joined(state.actions ?? [], actions);
  return {
    ...before,
    ...said,
    adjustedAt: at,
    ...(all.length > 0 && { rests: all.slice(-40) }),
    ...(measures.length > 0 && { actions: measures }),
    ...(isNew && state.sent && { read: {}, ...(readDueAt !== undefined && { readDueAt }) }),
  };
}

/** Measures are added, and never go: one of the same id is said anew. */
function joined(before: readonly Measure[], more: readonly Measure[]): Measure[] {
  const ids = new Set(more.map(({ id }) => id));
  return [...before.filter(({ id }) => !ids.has(id)), ...more];
}

const receiptsOf = (keys: readonly string[], receipt: Receipt): Record<string, Receipt> =>
  Object.fromEntries(keys.map((key) => [key, receipt]));

function without(state: Warning, ...names: ('asked' | 'taken' | 'escalatedAt')[]): Warning {
  const rest = { ...state };
  for (const name of names) delete rest[name];
  return rest;
}
