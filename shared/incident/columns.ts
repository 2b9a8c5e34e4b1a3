import { chainColumns, type ChainColumns } from '../grid/levels.ts';
import { concernOf, onlookersOf } from './concern.ts';
import { groupBy } from '../kernel/group-by.ts';
import { must } from '../kernel/must.ts';
import type { Mark, Procedure } from '../procedure/schema.ts';
import type { Incident } from './incident.ts';
import { ringString } from './rings.ts';

/** The columns of the incident table beside the state itself: what lists and figures ask for. */
export interface IncidentColumns extends ChainColumns {
  procedure: string;
  node: string;
  queue: string;
  item: string;
  source: string;
  title: string;
  address: string;
  lead: string | null;
  /** All that it concerns; of these those that are not counted with it. */
  units: string[];
  onlookers: string[];
  urgent: boolean;
  reported_at: number;
  accepted_at: number | null;
  filed_at: number | null;
  dispatched_at: number | null;
  signed_at: number | null;
  handled_at: number | null;
  checked_at: number | null;
  closed_at: number | null;
  evaluated_at: number | null;
  assessed_at: number | null;
  archived_at: number | null;
  due_at: number;
  handling_due_at: number | null;
  on_time: boolean | null;
  handled_on_time: boolean | null;
  reworks: number;
  returns: number;
  extensions: number;
  supervised: boolean;
  rating: number | null;
  grass_roots: boolean | null;
  overdue: boolean;
  ended: string | null;
  open: boolean;
  origin: string | null;
  rings: string;
  lng: number;
  lat: number;
  occurrences: number;
  /** The matter that opened it. */
  parent: string | null;
  /** Counts in rates and leagues: an incident that no other matter opened. */
  counted: boolean;
  grade: string | null;
  /** How far up it was escalated; 0 not at all. */
  escalation: number;
  /** Closed by force. */
  forced: boolean;
}

/** Whether a clock of the incident runs past its deadline. Suspended and stopped clocks do not. */
export function isOverdue(incident: Incident): boolean {
  return Object.values(incident.clocks).some(
    (clock) => clock.lapsedAt !== undefined && clock.stoppedAt === undefined && clock.pausedAt === undefined,
  );
}

/** Whether rates and leagues count it. Approvals, orders and the like have figures of their own. */
export function isCounted({ parent }: Incident, { family }: Pick<Procedure, 'family'>): boolean {
  return family === 'incident' && parent === undefined;
}

/** Neither closed nor at another end. */
export function isOpen(incident: Incident): boolean {
  return incident.closedAt === undefined && incident.ended === undefined;
}

/** Closed, and not yet at its end: it waits to be evaluated, assessed, archived. */
export function isFinishing(incident: Incident): boolean {
  return !isOpen(incident) && incident.ended === undefined;
}

/**
 * The instant at which a matter is due to close 应结案: the earlier of its whole deadline and its closing. Null when it ended
 * without a case (void, merged, not filed, withdrawn): then it is due for nothing. Each matter has one, so windows add up.
 */
export function owedAt({ clocks, closedAt, ended }: Incident): number | null {
  const due = clocks['whole']?.dueAt;
  if (due === undefined || (ended !== undefined && ended !== 'archived')) return null;
  return Math.min(due, closedAt ?? due);
}

/** Closed by its whole deadline. */
export function isClosedOnTime({ clocks, closedAt }: Incident): boolean {
  return closedAt !== undefined && closedAt <= must(clocks['whole'], 'whole clock').dueAt;
}

/** The lead unit of now, or of the last time somebody led. */
export function leadOf(incident: Incident): string | null {
  const leads = incident.tasks.filter((task) => task.role === 'lead');
  return (leads.findLast((task) => task.state !== 'withdrawn') ?? leads.at(-1))?.unit ?? null;
}

const marked = new WeakMap<Procedure, ReadonlyMap<Mark | undefined, Procedure['nodes']>>();

/** Nodes by the milestone that they mark. Asked for after every act, so each procedure is looked through once. */
function markedBy(procedure: Procedure): ReadonlyMap<Mark | undefined, Procedure['nodes']> {
  const known = marked.get(procedure);
  if (known) return known;
  const made = groupBy(procedure.nodes, ({ mark }) => mark);
  marked.set(procedure, made);
  return made;
}

/** A milestone is passed with the first of the nodes that mark it. */
function passedAt(mark: Mark, reached: Incident['reached'], procedure: Procedure): number | null {
  const instants = (markedBy(procedure).get(mark) ?? []).flatMap(({ id }) => reached[id] ?? []);
  return instants.length > 0 ? Math.min(...instants) : null;
}

/** When a matter passed the marks of its procedure; null: not yet. */
function passings({ reached }: Incident, procedure: Procedure) {
  const at = (mark: Mark): number | null => passedAt(mark, reached, procedure);
  return {
    accepted_at: at('accepted'),
    filed_at: at('filed'),
    dispatched_at: at('dispatched'),
    signed_at: at('signed'),
    checked_at: at('checked'),
    evaluated_at: at('evaluated'),
    assessed_at: at('assessed'),
    archived_at: at('archived'),
  };
}

/** `isGrassRoots` tells units at or below community and town from departments; handled on the spot counts as grass roots. */
export function incidentColumns(
  incident: Incident,
  procedure: Procedure,
  isGrassRoots: (unit: string) => boolean,
): IncidentColumns {
  const { clocks, counts } = incident;
  const whole = must(clocks.whole, `whole clock of ${incident.id}`);
  const handling = clocks.handling;
  const handledAt = handling?.stoppedAt ?? null;
  const lead = leadOf(incident);
  const closedAt = incident.closedAt ?? null;
  return {
    procedure: incident.procedure,
    node: incident.node,
    queue: must(
      procedure.nodes.find(({ id }) => id === incident.node),
      incident.node,
    ).queue,
    item: incident.item,
    source: incident.source,
    title: incident.title,
    address: incident.address,
    ...chainColumns(incident.grids),
    lead,
    // As `concernOf` (access/scope.ts): a withdrawn task concerns its unit no longer.
    units: [...new Set(concernOf(incident).units)],
    onlookers: onlookersOf(incident),
    urgent: incident.urgent,
    reported_at: incident.reportedAt,
    ...passings(incident, procedure),
    handled_at: handledAt,
    closed_at: closedAt,
    due_at: whole.dueAt,
    handling_due_at: handling?.dueAt ?? null,
    on_time: closedAt === null ? null : closedAt <= whole.dueAt,
    handled_on_time: handling && handledAt !== null ? handledAt <= handling.dueAt : null,
    reworks: counts.rework ?? 0,
    returns: counts.return ?? 0,
    extensions: counts.extension ?? 0,
    supervised: incident.flags.includes('supervised'),
    rating: incident.rating?.score ?? null,
    grass_roots: closedAt === null ? null : lead === null ? true : isGrassRoots(lead),
    overdue: isOverdue(incident),
    ended: incident.ended ?? null,
    open: isOpen(incident),
    origin: incident.origin ?? null,
    rings: ringString(incident),
    lng: incident.place.lng,
    lat: incident.place.lat,
    occurrences: incident.occurrences,
    parent: incident.parent?.incident ?? null,
    counted: isCounted(incident, procedure),
    grade: incident.grade ?? null,
    escalation: incident.escalation?.rung ?? 0,
    forced: incident.flags.includes('forced'),
  };
}
