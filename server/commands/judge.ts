import { concernOf, maySee } from '#shared/access/scope.ts';
import type { Actor, Person } from '#shared/access/person.ts';
import type { IncidentCommand } from '#shared/incident/command.ts';
import { isOpen } from '#shared/incident/columns.ts';
import { decide, type DecideContext } from '#shared/incident/decide.ts';
import { evolve } from '#shared/incident/evolve.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { incidentNumber } from '#shared/incident/number.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { decideWarning, evolveWarning } from '#shared/warning/decide.ts';
import type { Warning, WarningCommand } from '#shared/warning/warning.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { responsibleOf } from '../packs/responsible.ts';
import type { Order } from '../ports.ts';
import { addEntry, nextSerial, type Desk } from './desk.ts';

/** One order against the desk: what it does is written there, so that the next order of the same transaction sees it. */
export function judge(desk: Desk, pack: LoadedPack, order: Order): CommandAnswer | Refusal {
  const actor = actorOf(order.by);
  const { command } = order;
  const mayNot = checkRole(actor, order);
  if (mayNot) return mayNot;
  return isWarningCommand(command)
    ? judgeWarning(desk, pack, actor, order, command)
    : judgeIncident(desk, pack, actor, order, command);
}

/** What of a person is stored with a fact. */
export function actorOf({ id, name, role, unit }: Actor): Actor {
  return unit === undefined ? { id, name, role } : { id, name, role, unit };
}

export const isPerson = (by: Person | Actor): by is Person => 'jurisdiction' in by;

export function isWarningCommand(command: Order['command']): command is WarningCommand {
  return 'kind' in command && command.kind.endsWith('-warning');
}

/** What hangs on the role alone. Transitions name their own roles; the engine holds them against the actor. */
function checkRole(actor: Actor, { by, command, jurisdiction }: Order): Refusal | null {
  const isHouse = !isPerson(by);
  if (isHouse && actor.role !== 'system' && actor.role !== 'source')
    return refuse('forbidden', 'nobody is signed in');
  if (isPerson(by) && by.jurisdiction !== jurisdiction)
    return refuse('forbidden', `you belong to ${by.jurisdiction}`);
  if (actor.role === 'wall') return refuse('forbidden', 'a wall only shows');
  if (actor.role === 'source' && command.kind !== 'report')
    return refuse('forbidden', 'a source only reports');
  const ofTheHouse = command.kind === 'repeat' || command.kind === 'lapse';
  if (ofTheHouse && actor.role !== 'system')
    return refuse('forbidden', `${command.kind} is the house's own`, 'kind');
  if (command.kind === 'report' && command.origin !== undefined && !isHouse)
    return refuse('forbidden', 'a person reports no condition of a device', 'origin');
  if (command.kind === 'note' && actor.role === 'citizen')
    return refuse('forbidden', 'a citizen leaves no notes', 'kind');
  return null;
}

function judgeIncident(
  desk: Desk,
  pack: LoadedPack,
  actor: Actor,
  order: Order,
  given: IncidentCommand,
): CommandAnswer | Refusal {
  const { state, command } = targetOf(desk, given);
  if (state && isPerson(order.by) && !maySee(order.by, concernOf(state)))
    return refuse('forbidden', 'it lies outside of your scope', 'incident');
  const decision = decide(state, command, contextOf(desk, pack, order.by));
  if (isRefusal(decision)) {
    return decision.code === 'conflict' && state ? { ...decision, ...winnerOf(desk, state) } : decision;
  }
  let incident = state;
  for (const fact of decision.facts) incident = evolve(incident, { at: desk.now, by: actor, fact });
  const made = must(incident, 'an incident after its facts');
  const rival = rivalOf(desk, made);
  if (rival) return refuse('duplicate', `the same condition has an open incident: ${rival.id}`, 'incident');
  decision.facts.forEach((fact, index) => {
    const version = made.version - decision.facts.length + 1 + index;
    addEntry(desk, { subject: made.id, version, by: actor, fact });
  });
  desk.incidents.set(made.id, made);
  desk.changedIncidents.add(made.id);
  if (made.origin !== undefined) {
    if (isOpen(made)) desk.openByOrigin.set(made.origin, made.id);
    else if (desk.openByOrigin.get(made.origin) === made.id) desk.openByOrigin.delete(made.origin);
  }
  return { kind: 'done', subject: made.id, version: made.version, seq: desk.head.seq };
}

/** The incident a command speaks of. A condition that has an open incident is not reported again: it occurred once more. */
function targetOf(
  desk: Desk,
  command: IncidentCommand,
): { state: Incident | null; command: IncidentCommand } {
  if (command.kind !== 'report') return { state: desk.incidents.get(command.incident) ?? null, command };
  const open = command.origin === undefined ? undefined : desk.openByOrigin.get(command.origin);
  if (open === undefined) return { state: null, command };
  const state = must(desk.incidents.get(open), open);
  return { state, command: { kind: 'repeat', incident: open, evidence: command.evidence } };
}

/** A reopened incident whose condition has got another open one in the meantime. */
function rivalOf(desk: Desk, incident: Incident): Incident | undefined {
  if (incident.origin === undefined || !isOpen(incident)) return undefined;
  const open = desk.openByOrigin.get(incident.origin);
  return open === undefined || open === incident.id ? undefined : desk.incidents.get(open);
}

function contextOf(desk: Desk, pack: LoadedPack, by: Order['by']): DecideContext {
  return {
    now: desk.now,
    actor: actorOf(by),
    jurisdiction: pack.id,
    calendar: pack.pack.calendar,
    procedure: (id) => pack.procedures.get(id),
    item: (id) => pack.items.get(id),
    hasUnit: (id) => pack.units.has(id),
    chain: (place) => pack.grid.locate(place).map(({ id }) => id),
    responsible: (grids) => responsibleOf(pack, grids),
    newId: () => {
      const { day, serial } = nextSerial(desk, pack.pack.calendar);
      return incidentNumber(pack.pack.identity.code, day, serial);
    },
    incident: (id) => {
      const other = desk.incidents.get(id);
      return other && isPerson(by) && !maySee(by, concernOf(other)) ? undefined : other;
    },
  };
}

function winnerOf(desk: Desk, state: Incident): Pick<Refusal, 'winner'> {
  const act = desk.acts.get(`${state.id}\0${state.actedVersion}`);
  if (!act) return {};
  const { by, fact, at } = act;
  return { winner: { by: by.name, act: fact.kind === 'advanced' ? fact.transition : fact.kind, at } };
}

function judgeWarning(
  desk: Desk,
  pack: LoadedPack,
  actor: Actor,
  order: Order,
  command: WarningCommand,
): CommandAnswer | Refusal {
  const state: Warning | null =
    command.kind === 'issue-warning' ? null : (desk.warnings.get(command.warning) ?? null);
  const grids = command.kind === 'issue-warning' ? command.grids : (state?.grids ?? []);
  const unknown = grids.find((grid) => !pack.grid.byId.has(grid));
  if (unknown !== undefined) return refuse('unknown', `no grid ${unknown}`, 'grids');
  if (command.kind === 'issue-warning' && command.incident && !desk.incidents.has(command.incident))
    return refuse('unknown', `there is no incident ${command.incident}`, 'incident');
  if (isPerson(order.by) && !maySee(order.by, { grids: chains(pack, grids), units: [] }))
    return refuse('forbidden', 'it lies outside of your scope', 'grids');
  // The number of its entry is a number no other warning can get.
  const newId = (): string => `${pack.pack.identity.code}W${desk.head.seq + 1}`;
  const decision = decideWarning(state, command, { now: desk.now, actor, jurisdiction: pack.id, newId });
  if (isRefusal(decision)) {
    const last =
      state && decision.code === 'conflict' ? desk.acts.get(`${state.id}\0${state.version}`) : undefined;
    return last ? { ...decision, winner: { by: last.by.name, act: last.fact.kind, at: last.at } } : decision;
  }
  let warning = state;
  for (const fact of decision.facts) {
    warning = evolveWarning(warning, fact, desk.now);
    addEntry(desk, { subject: warning.id, version: warning.version, by: actor, fact });
  }
  const made = must(warning, 'a warning after its facts');
  desk.warnings.set(made.id, made);
  desk.changedWarnings.add(made.id);
  return { kind: 'done', subject: made.id, version: made.version, seq: desk.head.seq };
}

/** Grids with all that lie around them. */
function chains(pack: LoadedPack, grids: readonly string[]): string[] {
  const all = new Set<string>();
  for (const grid of grids) {
    for (let cell = pack.grid.byId.get(grid); cell;) {
      all.add(cell.id);
      cell = cell.parent === null ? undefined : pack.grid.byId.get(cell.parent);
    }
  }
  return [...all];
}
