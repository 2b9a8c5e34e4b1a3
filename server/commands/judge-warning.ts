import { may } from '#shared/access/may.ts';
import { maySee } from '#shared/access/scope.ts';
import type { Actor } from '#shared/access/person.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { concernOf } from '#shared/incident/concern.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { decideWarning, type WarningContext } from '#shared/warning/decide-warning.ts';
import { evolveWarning } from '#shared/warning/evolve.ts';
import { usualWarnings } from '#shared/warning/policy.ts';
import { escalatesTo, readsFor, recipientsOf } from '#shared/warning/recipients.ts';
import { isOver, type WarningCommand, type WarningState } from '#shared/warning/warning.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import { areaGroundOf } from '../packs/area-ground.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Order } from '../ports.ts';
import { addEntry, type Desk } from './desk.ts';
import { isPerson } from './actor-of.ts';

/** An order about a warning, or about the proposal of one. */
export function judgeWarning(
  desk: Desk,
  pack: LoadedPack,
  actor: Actor,
  order: Order,
  command: WarningCommand,
): CommandAnswer | Refusal {
  const state = 'warning' in command ? (desk.warnings.get(command.warning) ?? null) : null;
  const mayNot = checkNames(desk, pack, order, command) ?? checkScope(pack, order, command, state);
  if (mayNot) return mayNot;
  const decision = decideWarning(state, command, contextOf(desk, pack, actor, order));
  if (isRefusal(decision)) {
    const version =
      state && ('actedVersion' in state ? (state.actedVersion ?? state.version) : state.version);
    const last =
      state && decision.code === 'conflict' ? desk.acts.get(`${state.id}\0${version ?? 0}`) : undefined;
    return last ? { ...decision, winner: { by: last.by.name, act: last.fact.kind, at: last.at } } : decision;
  }
  let warning = state;
  for (const fact of decision.facts) {
    warning = evolveWarning(warning, fact, desk.now, actor.name);
    addEntry(desk, { subject: warning.id, version: warning.version, by: actor, fact });
  }
  const made = must(warning, 'a warning after its facts');
  desk.warnings.set(made.id, made);
  desk.changedWarnings.add(made.id);
  return { kind: 'done', subject: made.id, version: made.version, seq: desk.head.seq };
}

function contextOf(desk: Desk, pack: LoadedPack, actor: Actor, { by }: Order): WarningContext {
  const ground = areaGroundOf(pack);
  return {
    now: desk.now,
    actor,
    jurisdiction: pack.id,
    // The number of its entry is a number no other warning can get.
    newId: () => `${pack.pack.identity.code}W${desk.head.seq + 1}`,
    policy: pack.pack.policy.warning ?? usualWarnings,
    recipients: (to, grids) => recipientsOf(to, grids, ground),
    readsFor: (sent) => (isPerson(by) ? readsFor(by, sent, ground) : []),
    escalatesTo: (unread, sent) => escalatesTo(unread, sent, ground),
    openOfCause: (cause) =>
      [...desk.warnings.values()].find((one) => one.cause === cause && !isOver(one))?.id,
  };
}

/** Whatever it names must be there, and be the sender's to see. */
function checkNames(desk: Desk, pack: LoadedPack, order: Order, command: WarningCommand): Refusal | null {
  const grids = ('grids' in command && command.grids) || [];
  const actions = ('actions' in command && command.actions) || [];
  const to = 'to' in command ? command.to : undefined;
  const grid = grids.find((one) => !pack.grid.byId.has(one));
  if (grid !== undefined) return refuse('unknown', 'no-grid', { grid }, 'grids');
  const incidents = [
    ...('incident' in command && command.incident !== undefined ? [command.incident] : []),
    ...(('rests' in command && command.rests) || []).flatMap((rest) =>
      rest.kind === 'incident' ? [rest.incident] : [],
    ),
  ];
  const incident = incidents.find((id) => !isSeen(desk, order, id));
  if (incident !== undefined) return refuse('unknown', 'no-incident', { incident }, 'incident');
  const units = [...(to?.units ?? []), ...actions.map(({ unit }) => unit)];
  const unit = units.find((id) => !pack.units.has(id));
  if (unit !== undefined) return refuse('unknown', 'no-unit', { unit }, 'to');
  for (const { id, item } of actions)
    if (item !== undefined && !pack.items.has(item))
      return refuse('unknown', 'warning-measure-unknown', { measure: id, what: item }, 'actions');
  return null;
}

/**
 * Whoever one of its grids belongs to takes note of it; to issue or change it, all of them must be the sender's. Somebody without
 * grids proposes for any of them, since a proposal warns nobody. Who reads it is held against the recipients.
 */
function checkScope(
  pack: LoadedPack,
  { by }: Order,
  command: WarningCommand,
  state: WarningState | null,
): Refusal | null {
  if (!isPerson(by) || command.kind === 'read-warning') return null;
  const isProposal = command.kind === 'propose-warning' || command.kind === 'ask-warning';
  // Whose role does not sign is told so, wherever it is.
  if (isProposal ? by.grids.length === 0 : !may(by, 'sign-warnings')) return null;
  const grids = [...(state?.grids ?? []), ...(('grids' in command && command.grids) || [])];
  const isOutside = (some: readonly string[]): boolean =>
    !maySee(by, { grids: some.flatMap((id) => chainTo(pack.grid, id).map((cell) => cell.id)), units: [] });
  const isWhollyOutside = isOutside(state?.grids ?? grids);
  if (isWhollyOutside && state) return refuse('unknown', 'no-warning', { warning: state.id }, 'warning');
  const isOneOutside = command.kind !== 'take-warning' && grids.some((grid) => isOutside([grid]));
  return isWhollyOutside || isOneOutside || (grids.length === 0 && isOutside([]))
    ? refuse('forbidden', 'outside-scope', 'grids')
    : null;
}

function isSeen(desk: Desk, { by }: Order, id: string): boolean {
  const incident = desk.incidents.get(id);
  return incident !== undefined && (!isPerson(by) || maySee(by, concernOf(incident)));
}
