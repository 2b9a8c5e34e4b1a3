import type { Change, IncidentEvent } from './fact.ts';
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
    case 'said': {
      const { kind: _, evidence, ...said } = fact;
      const message = { ...said, at, by: event.by, seen: [] };
      return {
        ...state,
        version,
        messages: [...(state.messages ?? []), message].slice(-keptMessages),
        evidence: keepEvidence([...state.evidence, ...evidence]),
      };
    }
    case 'seen': {
      const receipt = { by: event.by, at };
      const messages = (state.messages ?? []).map((one) =>
        fact.messages.includes(one.id) ? { ...one, seen: [...one.seen, receipt] } : one,
      );
      return { ...state, version, messages };
    }
    case 'advanced': {
      const next: Incident = { ...state, version, actedVersion: version };
      for (const change of fact.changes) apply(next, change, event);
      return next;
    }
  }
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

/** State keeps the first pieces of evidence and the newest; the ledger keeps all. */
function keepEvidence(all: Incident['evidence']): Incident['evidence'] {
  return all.length <= 40 ? all : [...all.slice(0, 10), ...all.slice(-30)];
}

/** Changes `next`, a fresh copy of one level, by replacing its parts. */
function apply(next: Incident, change: Change, { at, by }: IncidentEvent): void {
  switch (change.kind) {
    case 'moved':
      next.node = change.to;
      next.nodeSince = at;
      next.reached = change.to in next.reached ? next.reached : { ...next.reached, [change.to]: at };
      next.rings = next.rings.map((closedAt, index) => {
        if (change.reopens.includes(index + 1)) return null;
        return closedAt === null && change.rings.includes(index + 1) ? at : closedAt;
      });
      if (change.end) next.ended = change.end;
      if (change.closing === 'closes') next.closedAt = at;
      if (change.closing === 'reopens') delete next.closedAt;
      return;
    case 'clock-set':
      next.clocks = { ...next.clocks, [change.clock]: change.value };
      return;
    case 'tasks-set':
      next.tasks = change.tasks;
      return;
    case 'asked':
      next.asks = { ...next.asks, [change.what]: change.ask };
      return;
    case 'ask-settled': {
      const { [change.what]: settled, ...rest } = next.asks;
      if (!settled) throw new Error(`${next.id}: no ${change.what} was asked for`);
      next.asks = rest;
      return;
    }
    case 'suspended-set':
      next.suspended = change.value;
      return;
    case 'counted':
      next.counts = { ...next.counts, [change.what]: (next.counts[change.what] ?? 0) + 1 };
      return;
    case 'flagged':
      if (!next.flags.includes(change.flag)) next.flags = [...next.flags, change.flag];
      return;
    case 'evidence-added':
      next.evidence = keepEvidence([...next.evidence, ...change.evidence]);
      return;
    case 'rated':
      next.rating = { score: change.score, by: by.name, at };
      return;
    case 'points-booked':
      next.points = [...next.points, ...change.points];
      return;
    case 'merged':
      next.mergedInto = change.into;
      return;
    case 'graded':
      next.grade = change.grade;
      return;
    case 'kept':
      next.data = { ...next.data, ...change.data };
      return;
    case 'opened':
      next.children = [...(next.children ?? []), ...change.children];
      return;
    case 'drawn':
      next.draws = [...(next.draws ?? []), change.draw];
      return;
    case 'booked-above':
      // They are booked in the matter above, by its `joined`.
      return;
  }
}
