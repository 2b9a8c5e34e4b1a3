import type { Actor } from '../access/person.ts';
import type { Calendar } from '../clock/calendar.ts';
import { dueAt } from '../clock/deadline.ts';
import type { Point } from '../geo/point.ts';
import { isRefusal, refuse, type Refusal } from '../kernel/refusal.ts';
import type { CatalogueItem } from '../pack/schema.ts';
import type { Procedure, Transition } from '../procedure/schema.ts';
import { failedGuard } from './allow.ts';
import type { IncidentCommand, Report, Take } from './command.ts';
import { changesOf } from './effects.ts';
import type { IncidentFact } from './fact.ts';
import { checkForm } from './form.ts';
import type { Incident } from './incident.ts';

/** All that a decision may look at. Nothing here waits, and `now` is handed in. */
export interface DecideContext {
  now: number;
  actor: Actor;
  jurisdiction: string;
  calendar: Calendar;
  procedure(id: string): Procedure | undefined;
  item(id: string): CatalogueItem | undefined;
  hasUnit(id: string): boolean;
  /** Grid chain of a place, widest first; empty outside of the jurisdiction. */
  chain(place: Point): string[];
  responsible(grids: readonly string[]): Incident['responsible'];
  /** The number the next incident gets. */
  newId(): string;
  /** Another incident of the jurisdiction, for merging. */
  incident(id: string): Incident | undefined;
}

export type Decision = { facts: IncidentFact[] } | Refusal;

/** What a command does to an incident: facts, or a refusal. Pure. */
export function decide(state: Incident | null, command: IncidentCommand, context: DecideContext): Decision {
  if (command.kind === 'report')
    return state ? refuse('duplicate', 'it is reported already') : decideReport(command, context);
  if (!state) return refuse('unknown', `there is no incident ${command.incident}`, 'incident');
  switch (command.kind) {
    case 'repeat':
      if (state.closedAt !== undefined || state.ended) return refuse('not-now', 'it is closed');
      return { facts: [{ kind: 'repeated', evidence: command.evidence }] };
    case 'note':
      return { facts: [{ kind: 'noted', text: command.text, evidence: command.evidence }] };
    case 'lapse': {
      const clock = state.clocks[command.clock];
      const runs =
        clock &&
        clock.stoppedAt === undefined &&
        clock.pausedAt === undefined &&
        clock.lapsedAt === undefined;
      if (!runs || clock.dueAt > context.now)
        return refuse('not-now', `clock ${command.clock} has not run out`, 'clock');
      return { facts: [{ kind: 'lapsed', clock: command.clock }] };
    }
    case 'take':
      return decideTake(state, command, context);
  }
}

function decideReport(command: Report, context: DecideContext): Decision {
  const { now, actor } = context;
  const item = context.item(command.item);
  if (!item) return refuse('unknown', `no catalogue item ${command.item}`, 'item');
  const procedure = context.procedure(item.procedure);
  if (!procedure) return refuse('unknown', `no procedure ${item.procedure}`, 'item');
  const grids = context.chain(command.place);
  if (grids.length === 0) return refuse('invalid', 'the place lies outside of the jurisdiction', 'place');
  const responsible = context.responsible(grids);
  const clocks: Incident['clocks'] = {};
  for (const name of procedure.startClocks) {
    const limit = item.limits[name];
    clocks[name] = { limit, startedAt: now, dueAt: dueAt(context.calendar, now, limit) };
  }
  const incident: Incident = {
    id: context.newId(),
    jurisdiction: context.jurisdiction,
    version: 1,
    actedVersion: 1,
    procedure: procedure.id,
    node: procedure.start,
    nodeSince: now,
    reached: { [procedure.start]: now },
    source: command.source,
    item: item.id,
    title: command.title,
    detail: command.detail,
    place: command.place,
    address: command.address,
    grids,
    ...(responsible && { responsible }),
    urgent: command.urgent,
    reporter: actor,
    reportedAt: now,
    ...(command.origin !== undefined && { origin: command.origin }),
    occurrences: 1,
    lastOccurredAt: now,
    tasks: [],
    clocks,
    asks: {},
    suspended: false,
    counts: {},
    flags: [],
    evidence: command.evidence,
    points: [],
    // Rings 1 cloud, 2 grid, 3 person close with the report: it is in the ledger, located, and someone answers for the place.
    rings: [now, now, responsible ? now : null, null, null, null, null, null, null],
  };
  return { facts: [{ kind: 'reported', incident }] };
}

function decideTake(state: Incident, command: Take, context: DecideContext): Decision {
  const procedure = context.procedure(state.procedure);
  if (!procedure) return refuse('unknown', `no procedure ${state.procedure}`);
  const transition = procedure.transitions.find(({ id }) => id === command.transition);
  if (!transition) return refuse('unknown', `the procedure has no step ${command.transition}`, 'transition');
  const mayNot = checkTake(state, command, transition, context.actor);
  if (mayNot) return mayNot;
  const form = checkForm(transition, command.form, context);
  if (isRefusal(form)) return form;
  const changes = changesOf(state, transition, procedure, form, context);
  if (isRefusal(changes)) return changes;
  const note = form.text('reason') || form.text('note');
  return { facts: [{ kind: 'advanced', transition: transition.id, from: state.node, note, changes }] };
}

function checkTake(state: Incident, command: Take, transition: Transition, actor: Actor): Refusal | null {
  if (!transition.by.includes(actor.role))
    return refuse('forbidden', `${actor.role} may not ${transition.id}`, 'transition');
  if (command.version > state.version)
    return refuse('invalid', `version ${command.version} does not exist yet`, 'version');
  if (command.version < state.actedVersion)
    return refuse('conflict', 'it was changed in the meantime', 'version');
  if (!transition.from.includes(state.node)) {
    return refuse('not-now', `${transition.id} is not possible in ${state.node}`, 'transition');
  }
  const failed = failedGuard(state, transition, actor);
  if (!failed) return null;
  return refuse(
    failed.startsWith('own-') ? 'forbidden' : 'not-now',
    `${transition.id} needs: ${failed}`,
    'transition',
  );
}
