import { may } from '#shared/access/may.ts';
import type { Actor } from '#shared/access/person.ts';
import { mayClaim } from '#shared/incident/claims.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { WarningCommand } from '#shared/warning/warning.ts';
import { isWatchCommand } from '#shared/watch/watch.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Order } from '../ports.ts';
import type { Desk } from './desk.ts';
import { actorOf, isPerson } from './actor-of.ts';
import { judgeIncident } from './judge-incident.ts';
import { judgeWarning } from './judge-warning.ts';
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
const houseKinds: ReadonlySet<string> = new Set([
  ...['repeat', 'lapse', 'remind', 'escalate', 'expire-warning', 'escalate-warning'],
]);
/** What a system tells of, beside matters: nothing is done by it, or its lamps did it already. */
const telling: ReadonlySet<string> = new Set(['propose-warning', 'ask-warning', 'answer-lamps']);

/** What hangs on the role alone. Transitions name their own roles; the engine holds them against the actor. */
function checkRole(actor: Actor, { by, command, jurisdiction }: Order): Refusal | null {
  const isHouse = !isPerson(by);
  if (isHouse && !may(actor, 'act-as-house') && !may(actor, 'report-as-system'))
    return refuse('forbidden', 'not-signed-in');
  if (isPerson(by) && by.jurisdiction !== jurisdiction)
    return refuse('forbidden', 'other-jurisdiction', { jurisdiction: by.jurisdiction });
  if (!may(actor, 'report')) return refuse('forbidden', 'role-may-not-act', { role: actor.role });
  if (!may(actor, 'act') && command.kind !== 'report' && !telling.has(command.kind))
    return refuse('forbidden', 'source-only-reports');
  const ofTheHouse = houseKinds.has(command.kind);
  if (ofTheHouse && !may(actor, 'act-as-house'))
    return refuse('forbidden', 'house-only', { command: command.kind }, 'kind');
  if (command.kind === 'report' && command.origin !== undefined && !isHouse)
    return refuse('forbidden', 'no-device-by-person', 'origin');
  if (command.kind === 'report' && !mayClaim(actor.role, command.source))
    return refuse('forbidden', 'role-not-as-source', { role: actor.role, source: command.source }, 'source');
  // Who reported a matter may add to it; the channel is for those who work on it.
  if ((command.kind === 'say' || command.kind === 'see') && !may(actor, 'use-channel'))
    return refuse('forbidden', 'channel-not-for-citizens', 'kind');
  return null;
}
