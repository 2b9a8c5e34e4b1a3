import { applyChange, keepEvidence } from './apply-change.ts';
import type { IncidentEvent, IncidentFact } from './fact.ts';
import type { Child, Incident } from './incident.ts';

/** State keeps so many messages; the ledger keeps all. */
const keptMessages = 100;

/** The incident after an event; the same on server, screen and replay. Throws when the event cannot follow the state. */
export function evolve(state: Incident | null, event: IncidentEvent): Incident {
  const { fact, at } = event;
  if (fact.kind === 'reported') {
    if (state) throw new Error(`${fact.incident.id} was reported twice`);
    return fact.incident;
  }
  if (!state) throw new Error(`${fact.kind} before the report`);
  const version = state.version + 1;
  switch (fact.kind) {
    case 'repeated':
      return {
        ...state,
        version,
        occurrences: state.occurrences + 1,
        lastOccurredAt: at,
        evidence: keepEvidence([...state.evidence, ...fact.evidence]),
      };
    case 'noted':
      return { ...state, version, evidence: keepEvidence([...state.evidence, ...fact.evidence]) };
    case 'lapsed': {
      const clock = state.clocks[fact.clock];
      if (!clock) throw new Error(`${state.id} has no clock ${fact.clock}`);
      return { ...state, version, clocks: { ...state.clocks, [fact.clock]: { ...clock, lapsedAt: at } } };
    }
    case 'reminded': {
      const clock = state.clocks[fact.clock];
      if (!clock) throw new Error(`${state.id} has no clock ${fact.clock}`);
      const clocks = { ...state.clocks, [fact.clock]: { ...clock, remindedAt: at } };
      return counted({ ...state, version, clocks }, 'reminder');
    }
    case 'escalated': {
      const { rung, to, last } = fact;
      const flags = [...new Set([...state.flags, 'escalated' as const])];
      return counted({ ...state, version, flags, escalation: { rung, at, to, last } }, 'escalation');
    }
    case 'joined':
      return {
        ...state,
        version,
        children: (state.children ?? []).map((child) =>
          child.id === fact.child ? joined(child, fact.outcome, at) : child,
        ),
        points: [...state.points, ...fact.points],
      };
    case 'absorbed':
      return withDuplicate({ ...state, version }, fact);
    case 'said':
    case 'seen':
      return inChannel({ ...state, version }, fact, event);
    case 'advanced': {
      const next: Incident = { ...state, version, actedVersion: version };
      for (const change of fact.changes) applyChange(next, change, event);
      return next;
    }
  }
}

/** What was said and who has read it. */
function inChannel(
  state: Incident,
  fact: Extract<IncidentFact, { kind: 'said' | 'seen' }>,
  { at, by }: IncidentEvent,
): Incident {
  switch (fact.kind) {
    case 'said': {
      const { kind: _, evidence, ...said } = fact;
      const message = { ...said, at, by, seen: [] };
      return {
        ...state,
        messages: [...(state.messages ?? []), message].slice(-keptMessages),
        evidence: keepEvidence([...state.evidence, ...evidence]),
      };
    }
    case 'seen': {
      const receipt = { by, at };
      const messages = (state.messages ?? []).map((one) =>
        fact.messages.includes(one.id) ? { ...one, seen: [...one.seen, receipt] } : one,
      );
      return { ...state, messages };
    }
  }
}

/** Takes over what was known of a duplicate. */
function withDuplicate(state: Incident, fact: Extract<IncidentFact, { kind: 'absorbed' }>): Incident {
  return {
    ...state,
    occurrences: state.occurrences + fact.occurrences,
    lastOccurredAt: Math.max(state.lastOccurredAt, fact.lastOccurredAt),
    evidence: keepEvidence([...state.evidence, ...fact.evidence]),
    absorbed: [...(state.absorbed ?? []), fact.from],
  };
}

function counted(state: Incident, what: keyof Incident['counts']): Incident {
  return { ...state, counts: { ...state.counts, [what]: (state.counts[what] ?? 0) + 1 } };
}

/** A child that goes back to work (`reopened`) is waited for again; the first close counts until then. */
function joined(child: Child, outcome: string, at: number): Child {
  const { joinedAt, outcome: _, ...open } = child;
  if (outcome === 'reopened' || outcome === 'open') return open;
  return { ...open, joinedAt: joinedAt ?? at, outcome };
}
