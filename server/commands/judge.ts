import { maySee } from '#shared/access/scope.ts';
import { may } from '#shared/access/may.ts';
import type { Actor } from '#shared/access/person.ts';
import { claimable } from '#shared/incident/claims.ts';
import { concernOf } from '#shared/incident/concern.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { decideWarning, evolveWarning } from '#shared/warning/decide.ts';
import type { Warning, WarningCommand } from '#shared/warning/warning.ts';
import { isWatchCommand } from '#shared/watch/watch.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Order } from '../ports.ts';
import { addEntry, type Desk } from './desk.ts';
import { actorOf, isPerson } from './actor-of.ts';
import { judgeIncident } from './judge-incident.ts';
import { judgeWatch } from './judge-watch.ts';

/** One order against the desk: what it does is written there, so that the next order of the same transaction sees it. */
export function judge(desk: Desk, pack: LoadedPack, order: Order): CommandAnswer | Refusal {
  const actor = actorOf(order.by);
  const { command } = order;
  const mayNot = checkRole(actor, order);
  if (mayNot) return mayNot;
  if (isWatchCommand(command)) return judgeWatch(desk, pack, actor, order.by, command);
  return isWarningCommand(command)
    ? judgeWarning(desk, pack, actor, order, command)
    : judgeIncident(desk, pack, actor, order, command);
}

export function isWarningCommand(command: Order['command']): command is WarningCommand {
  return 'kind' in command && command.kind.endsWith('-warning');
}

/** What the rules and the clock alone command. */
const houseKinds: ReadonlySet<string> = new Set(['repeat', 'lapse', 'remind', 'escalate']);

/** What hangs on the role alone. Transitions name their own roles; the engine holds them against the actor. */
function checkRole(actor: Actor, { by, command, jurisdiction }: Order): Refusal | null {
  const isHouse = !isPerson(by);
  if (isHouse && !may(actor, 'act-as-house') && !may(actor, 'report-as-system'))
    return refuse('forbidden', 'not-signed-in');
  if (isPerson(by) && by.jurisdiction !== jurisdiction)
    return refuse('forbidden', 'other-jurisdiction', { jurisdiction: by.jurisdiction });
  if (!may(actor, 'report')) return refuse('forbidden', 'role-may-not-act', { role: actor.role });
  if (!may(actor, 'act') && command.kind !== 'report') return refuse('forbidden', 'source-only-reports');
  const ofTheHouse = houseKinds.has(command.kind);
  if (ofTheHouse && !may(actor, 'act-as-house'))
    return refuse('forbidden', 'house-only', { command: command.kind }, 'kind');
  if (command.kind === 'report' && command.origin !== undefined && !isHouse)
    return refuse('forbidden', 'no-device-by-person', 'origin');
  if (command.kind === 'report' && !(claimable[actor.role]?.includes(command.source) ?? true))
    return refuse('forbidden', 'role-not-as-source', { role: actor.role, source: command.source }, 'source');
  // Who reported a matter may add to it; the channel is for those who work on it.
  if ((command.kind === 'say' || command.kind === 'see') && !may(actor, 'use-channel'))
    return refuse('forbidden', 'channel-not-for-citizens', 'kind');
  return null;
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
  if (unknown !== undefined) return refuse('unknown', 'no-grid', { grid: unknown }, 'grids');
  if (command.kind === 'issue-warning' && command.incident && !isSeen(desk, order, command.incident))
    return refuse('unknown', 'no-incident', { incident: command.incident }, 'incident');
  const isOutside = (some: readonly string[]): boolean =>
    isPerson(order.by) && !maySee(order.by, { grids: chains(pack, some), units: [] });
  // Whoever one of its grids belongs to takes note of it; to issue or change it, all of them must be the sender's.
  const isOneOutside = grids.some((grid) => isOutside([grid]));
  if (isOutside(grids) || (command.kind !== 'take-warning' && isOneOutside))
    return state && isOutside(grids)
      ? refuse('unknown', 'no-warning', { warning: state.id }, 'warning')
      : refuse('forbidden', 'outside-scope', 'grids');
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

function isSeen(desk: Desk, { by }: Order, id: string): boolean {
  const incident = desk.incidents.get(id);
  return incident !== undefined && (!isPerson(by) || maySee(by, concernOf(incident)));
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
