import type { IncidentFact } from '../incident/fact.ts';
import type { Evidence, Incident } from '../incident/incident.ts';
import { evidenceIn } from '../incident/refs.ts';
import { ringStates, type RingState } from '../incident/rings.ts';

/** A ledger entry as far as rings are told by it. */
export interface ToldEntry {
  seq: number;
  at: number;
  by: { name: string; role: string };
  fact: IncidentFact;
  hash: string;
}

/** A ring with its part of the life of an incident: who closed it, by which entry, on what evidence, and how long it took. */
export interface RingLife extends RingState {
  /** Its part of the life. The parts of the nine rings add up to the life, to the millisecond. */
  partMs: number;
  /** The time is running here now, or it ran here when the life ended early. */
  current: boolean;
  /** Who closed it, or ended the life in it; null when nobody did: the house itself, or a system that reported. */
  by: string | null;
  /** The entry that closed it, or that ended the life in it. */
  seq: number | null;
  hash: string | null;
  /** What the one who closed it wrote. */
  note: string;
  /** What was added on the way to its closing. */
  evidence: readonly Evidence[];
}

export interface IncidentLife {
  rings: readonly RingLife[];
  /** From the report to `until`. */
  lifeMs: number;
  until: number;
  /** Nothing more can happen to it: all rings are closed, or it ended early. */
  over: boolean;
}

/**
 * The life of an incident, told by its rings. A closed ring has the time since the closing before it; a skipped one has none,
 * for its time lies in the ring that overtook it. What is left until now lies in the ring under way; so the time between
 * the sealing of the dossier and the anchor is the ninth ring's. The life of an incident that ended early ends with that act.
 */
export function incidentLife(incident: Incident, entries: readonly ToldEntry[], now: number): IncidentLife {
  const states = ringStates(incident);
  const closings = states.flatMap(({ closedAt }) => closedAt ?? []);
  const lastClosing = Math.max(incident.reportedAt, ...closings);
  const early = incident.ended !== undefined && incident.ended !== 'archived';
  const whole = states.at(-1)?.closedAt != null;
  const until = Math.max(lastClosing, whole ? lastClosing : early ? incident.nodeSince : now);
  const current = currentOf(states);
  const evidence = evidenceOf(states, entries, current ?? states.length - 1);
  const rings = states.map((ring, index): RingLife => {
    const closing =
      ring.closedAt !== null
        ? closingEntry(entries, index, ring.closedAt)
        : early && index === current
          ? endingEntry(entries)
          : undefined;
    return {
      ...ring,
      partMs: (ring.ms ?? 0) + (index === current ? until - lastClosing : 0),
      current: index === current,
      by: ring.closedAt === null && !closing ? null : closedBy(incident, closing, index),
      seq: closing?.seq ?? null,
      hash: closing?.hash ?? null,
      note: closing?.fact.kind === 'advanced' ? closing.fact.note : '',
      evidence: evidence[index] ?? [],
    };
  });
  return { rings, lifeMs: until - incident.reportedAt, until, over: whole || early };
}

/** The ring after the last closed one that applies; null when there is none. */
function currentOf(states: readonly RingState[]): number | null {
  const last = states.findLastIndex(({ closedAt }) => closedAt !== null);
  const next = states.findIndex(({ state }, index) => index > last && state !== 'none');
  return next < 0 ? null : next;
}

/**
 * The entry that closed a ring; the first three close with the report unless a step closes them. A step that comes by again
 * after a return does not close what is closed: the instant tells. The ninth is closed by no entry.
 */
function closingEntry(entries: readonly ToldEntry[], index: number, closedAt: number): ToldEntry | undefined {
  const closing = entries.findLast(
    ({ at, fact }) =>
      at === closedAt &&
      fact.kind === 'advanced' &&
      fact.changes.some((change) => change.kind === 'moved' && change.rings.includes(index + 1)),
  );
  return closing ?? (index <= 2 ? entries.find(({ fact }) => fact.kind === 'reported') : undefined);
}

/** The entry that ended a life early: a broken ring says by it who broke it, and why. */
function endingEntry(entries: readonly ToldEntry[]): ToldEntry | undefined {
  return entries.findLast(
    ({ fact }) =>
      fact.kind === 'advanced' &&
      fact.changes.some((change) => change.kind === 'moved' && change.end !== null),
  );
}

function closedBy(incident: Incident, closing: ToldEntry | undefined, index: number): string | null {
  const byReport = closing === undefined || closing.fact.kind === 'reported';
  if (byReport && index === 0) return incident.reporter.role === 'source' ? null : incident.reporter.name;
  if (byReport && index === 2) return incident.responsible?.name ?? null;
  if (byReport || closing.by.role === 'system' || closing.by.role === 'source') return null;
  return closing.by.name;
}

/** Evidence by ring: a piece belongs to the first ring that closed with it or after it, else to the one under way. */
function evidenceOf(
  states: readonly RingState[],
  entries: readonly ToldEntry[],
  current: number,
): readonly Evidence[][] {
  const pieces: Evidence[][] = states.map(() => []);
  for (const { at, fact } of entries) {
    const index = states.findIndex(({ closedAt }) => closedAt !== null && closedAt >= at);
    pieces[index < 0 ? current : index]?.push(...evidenceIn(fact));
  }
  return pieces;
}
