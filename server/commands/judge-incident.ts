import { maySee } from '#shared/access/scope.ts';
import { concernOf } from '#shared/incident/concern.ts';
import { may } from '#shared/access/may.ts';
import type { Actor } from '#shared/access/person.ts';
import type { IncidentCommand } from '#shared/incident/command.ts';
import { isOpen } from '#shared/incident/columns.ts';
import type { DecideContext, Drawable } from '#shared/incident/context.ts';
import { decide } from '#shared/incident/decide-incident.ts';
import { evolve } from '#shared/incident/evolve.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { evidenceIn, filesOf } from '#shared/incident/refs.ts';
import { joinOf } from '#shared/incident/join.ts';
import { incidentNumber } from '#shared/incident/number.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { standsAbove } from '#shared/pack/above.ts';
import { usualWatch } from '#shared/pack/plan.ts';
import { creditFormula } from '#shared/record/credit.ts';
import { paceOf } from '#shared/watch/pace.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import { groundOf, itemOf } from '../packs/ground.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Order } from '../ports.ts';
import { addEntry, nextSerial, type Desk } from './desk.ts';
import { actorOf, isPerson } from './actor-of.ts';

/** An order about an incident. */
export function judgeIncident(
  desk: Desk,
  pack: LoadedPack,
  actor: Actor,
  order: Order,
  given: IncidentCommand,
): CommandAnswer | Refusal {
  const { state, command } = targetOf(desk, given);
  // The same answer as for a number that nobody has.
  if (state && isPerson(order.by) && !maySee(order.by, concernOf(state)))
    return refuse('unknown', 'no-incident', { incident: state.id }, 'incident');
  const gone = goneItem(pack, state, given);
  if (gone) return gone;
  const stranger = strangeFile(desk, state, actor, given);
  if (stranger) return stranger;
  const decision = decide(state, command, contextOf(desk, pack, order.by, state));
  if (isRefusal(decision)) {
    return decision.code === 'conflict' && state ? { ...decision, ...winnerOf(desk, state) } : decision;
  }
  const made = fold(desk, state, decision.facts, actor);
  const rival = rivalOf(desk, made);
  if (rival) return refuse('duplicate', 'same-condition-open', { incident: rival.id }, 'incident');
  write(desk, made, decision.facts, actor);
  for (const child of decision.opens ?? [])
    write(desk, child, [{ kind: 'reported', incident: child }], actor);
  for (const { incident, fact } of decision.tells ?? []) {
    const other = must(desk.incidents.get(incident), incident);
    write(desk, fold(desk, other, [fact], actor), [fact], actor);
  }
  tellParent(desk, state, made, decision.facts, actor);
  return { kind: 'done', subject: made.id, version: made.version, seq: desk.head.seq };
}

/** Nothing begins with an item that is in the catalogue no more; what began with one that nobody kept can only be looked at. */
function goneItem(pack: LoadedPack, state: Incident | null, command: IncidentCommand): Refusal | null {
  if (command.kind === 'report' && pack.retired?.items.some(({ id }) => id === command.item))
    return refuse('unknown', 'no-item', { item: command.item }, 'item');
  if (!state || pack.items.has(state.item)) return null;
  return refuse('not-now', 'item-left-pack', { item: state.item }, 'incident');
}

/**
 * A file is named by who brought it, or once more where it is named already. A source brings files under its token's name; what
 * the house itself tells was brought by another.
 */
function strangeFile(
  desk: Desk,
  state: Incident | null,
  { id, role }: Actor,
  command: IncidentCommand,
): Refusal | null {
  if (!('evidence' in command || 'form' in command)) return null;
  for (const { ref, field } of filesOf(command)) {
    const uploaders = desk.uploaders.get(ref);
    const isOwn = uploaders?.has(id) || (may({ role }, 'report-as-system') && uploaders?.has(`source:${id}`));
    const isTold = may({ role }, 'act-as-house') && uploaders !== undefined;
    if (isOwn || isTold || state?.evidence.some((one) => one.ref === ref)) continue;
    return refuse('unknown', 'file-not-uploaded', field);
  }
  return null;
}

function fold(desk: Desk, state: Incident | null, facts: readonly IncidentFact[], by: Actor): Incident {
  let incident = state;
  for (const fact of facts) incident = evolve(incident, { at: desk.now, by, fact });
  return must(incident, 'an incident after its facts');
}

/** Puts an incident with its last facts on the desk. */
function write(desk: Desk, made: Incident, facts: readonly IncidentFact[], by: Actor): void {
  facts.forEach((fact, index) => {
    const version = made.version - facts.length + 1 + index;
    addEntry(desk, { subject: made.id, version, by, fact });
    for (const { ref } of evidenceIn(fact))
      if (ref !== undefined) desk.links.push({ ref, incident: made.id });
  });
  if (facts[0]?.kind === 'reported') desk.newIncidents.add(made.id);
  desk.incidents.set(made.id, made);
  desk.changedIncidents.add(made.id);
  if (made.origin === undefined) return;
  if (isOpen(made)) desk.openByOrigin.set(made.origin, made.id);
  else if (desk.openByOrigin.get(made.origin) === made.id) desk.openByOrigin.delete(made.origin);
}

/** The matter that opened this one hears in the same transaction how it stands. */
function tellParent(
  desk: Desk,
  before: Incident | null,
  after: Incident,
  facts: readonly IncidentFact[],
  by: Actor,
): void {
  if (!after.parent) return;
  const fact = joinOf(before, after, facts);
  if (!fact) return;
  const parent = must(desk.incidents.get(after.parent.incident), after.parent.incident);
  write(desk, fold(desk, parent, [fact], by), [fact], by);
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

/** What is on record weighs by its grade at this instant. */
function graded(desk: Desk, lot: Drawable): Drawable {
  const known = desk.grades.get(lot.id);
  return known ? { ...lot, ...known, weight: creditFormula.draw[known.grade] } : lot;
}

function contextOf(desk: Desk, pack: LoadedPack, by: Order['by'], state: Incident | null): DecideContext {
  const ground = groundOf(pack);
  return {
    ...ground,
    pool: (from, item) => ground.pool(from, item).map((lot) => graded(desk, lot)),
    // A matter goes by its item as it was when it began, where a change is for new matters alone.
    item: (id) => (state?.item === id ? itemOf(pack, state) : pack.items.get(id)),
    now: desk.now,
    actor: actorOf(by),
    isAbove: (unit) => standsAbove(by, unit, pack.units),
    newId: () => {
      const { day, serial } = nextSerial(desk);
      return incidentNumber(pack.pack.identity.code, day, serial);
    },
    pace: paceOf(desk.watch, pack.pack.plans ?? [], pack.pack.policy.watch ?? usualWatch),
    head: () => desk.head.hash,
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
