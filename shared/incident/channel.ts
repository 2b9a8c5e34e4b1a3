import { may } from '../access/may.ts';
import { refuse, type Refusal } from '../kernel/refusal.ts';
import type { IncidentCommand } from './command.ts';
import type { DecideContext } from './context.ts';
import type { IncidentFact } from './fact.ts';
import type { Incident } from './incident.ts';

type Say = Extract<IncidentCommand, { kind: 'say' }>;
type See = Extract<IncidentCommand, { kind: 'see' }>;
type Decision = { facts: IncidentFact[] } | Refusal;

/** A word in the channel of an incident. */
export function decideSay(state: Incident, command: Say, context: DecideContext): Decision {
  const { text, to, order, replyTo, evidence } = command;
  const { role } = context.actor;
  if (order && !may(context.actor, 'give-orders'))
    return refuse('forbidden', 'role-gives-no-orders', { role }, 'order');
  const stranger = to.findIndex((unit) => context.unitKind(unit) === undefined);
  if (stranger >= 0) return refuse('unknown', 'no-unit', { unit: to[stranger] ?? '' }, `to.${stranger}`);
  if (replyTo !== undefined && !state.messages?.some(({ id }) => id === replyTo))
    return refuse('unknown', 'no-message-here', { message: replyTo }, 'replyTo');
  const id = `m${state.version + 1}`;
  return {
    facts: [{ kind: 'said', id, text, to, order, ...(replyTo !== undefined && { replyTo }), evidence }],
  };
}

/** A receipt for messages of others that the actor had not seen yet. */
export function decideSee(state: Incident, command: See, { actor }: DecideContext): Decision {
  const fresh = (state.messages ?? []).filter(
    ({ id, by, seen }) =>
      command.messages.includes(id) && by.id !== actor.id && !seen.some((one) => one.by.id === actor.id),
  );
  if (fresh.length === 0) return refuse('duplicate', 'seen-before', 'messages');
  return { facts: [{ kind: 'seen', messages: fresh.map(({ id }) => id) }] };
}
