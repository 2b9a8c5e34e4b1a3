import { takesPart } from '../access/may.ts';
import { isRefusal, refuse, type Refusal } from '../kernel/refusal.ts';
import type { Transition } from '../procedure/schema.ts';
import { bear } from './birth.ts';
import type { IncidentCommand, Report, Take } from './command.ts';
import type { DecideContext } from './context.ts';
import { decideSay, decideSee } from './channel.ts';
import { changesOf } from './effects.ts';
import type { IncidentFact } from './fact.ts';
import { checkForm } from './form.ts';
import { hindranceOf, isInTime } from './hindrance.ts';
import type { Incident } from './incident.ts';
import type { Step } from './step.ts';
import { decideEscalate, decideLapse, decideRemind } from './overdue.ts';

/** The facts of one incident, the matters that it opens, and what others hear of it. */
export type Decision = { facts: IncidentFact[]; opens?: Incident[]; tells?: Step['tells'] } | Refusal;

/** What a command does to an incident: facts, or a refusal. Pure. */
export function decide(state: Incident | null, command: IncidentCommand, context: DecideContext): Decision {
  if (command.kind === 'report')
    return state ? refuse('duplicate', 'reported-already') : decideReport(command, context);
  if (!state) return refuse('unknown', 'no-incident', { incident: command.incident }, 'incident');
  switch (command.kind) {
    case 'repeat':
      if (state.closedAt !== undefined || state.ended) return refuse('not-now', 'closed');
      return { facts: [{ kind: 'repeated', evidence: command.evidence }] };
    case 'note':
      return { facts: [{ kind: 'noted', text: command.text, evidence: command.evidence }] };
    case 'lapse':
      return decideLapse(state, command.clock, context);
    case 'remind':
      return decideRemind(state, command.clock, context);
    case 'escalate':
      return decideEscalate(state, command.clock, context);
    case 'say':
      return decideSay(state, command, context);
    case 'see':
      return decideSee(state, command, context);
    case 'take':
      return decideTake(state, command, context);
  }
}

function decideReport(command: Report, context: DecideContext): Decision {
  const item = context.item(command.item);
  if (!item) return refuse('unknown', 'no-item', { item: command.item }, 'item');
  const procedure = context.procedure(item.procedure);
  if (!procedure) return refuse('unknown', 'no-procedure', { procedure: item.procedure }, 'item');
  if (procedure.opens && !takesPart(context.actor, procedure.opens))
    return refuse(
      'forbidden',
      'role-may-not-open',
      { role: context.actor.role, procedure: procedure.id },
      'item',
    );
  if (command.grade && !context.policy.grades) return refuse('invalid', 'no-grades', 'grade');
  const form = checkForm({ id: procedure.id, form: procedure.form }, command.form ?? {}, context);
  if (isRefusal(form)) return form;
  const incident = bear(
    { ...command, item, procedure, data: form.keep(true), given: form.limit('limit') },
    context,
  );
  return isRefusal(incident) ? incident : { facts: [{ kind: 'reported', incident }] };
}

function decideTake(state: Incident, command: Take, context: DecideContext): Decision {
  const procedure = context.procedure(state.procedure);
  if (!procedure) return refuse('unknown', 'no-procedure', { procedure: state.procedure });
  const transition = procedure.transitions.find(({ id }) => id === command.transition);
  if (!transition) return refuse('unknown', 'no-step', { step: command.transition }, 'transition');
  const mayNot = checkTake(state, command, transition, context);
  if (mayNot) return mayNot;
  const form = checkForm(transition, command.form, context, state.data);
  if (isRefusal(form)) return form;
  const done = changesOf(state, transition, procedure, form, context);
  if (isRefusal(done)) return done;
  const { changes, opens, tells } = done;
  const note = [form.text('reason'), form.text('note')].filter(Boolean).join('；');
  return {
    facts: [{ kind: 'advanced', transition: transition.id, from: state.node, note, changes }],
    opens,
    tells,
  };
}

function checkTake(
  state: Incident,
  command: Take,
  transition: Transition,
  context: DecideContext,
): Refusal | null {
  const { actor, now } = context;
  if (!takesPart(actor, transition.by))
    return refuse('forbidden', 'role-may-not-step', { role: actor.role, step: transition.id }, 'transition');
  if (command.version > state.version)
    return refuse('invalid', 'version-ahead', { version: command.version }, 'version');
  if (command.version < state.actedVersion) return refuse('conflict', 'changed-meanwhile', 'version');
  if (!transition.from.includes(state.node)) {
    return refuse('not-now', 'not-possible-here', { step: transition.id, node: state.node }, 'transition');
  }
  if (!isInTime(state, transition, now))
    return refuse('not-now', 'step-time-over', { step: transition.id }, 'transition');
  const hindrance = hindranceOf(state, transition, actor, context);
  if (!hindrance) return null;
  const { is } = hindrance;
  const isOurs = is.startsWith('own-') || is === 'other-hands' || is === 'level-above';
  return refuse(isOurs ? 'forbidden' : 'not-now', `needs-${is}`, { step: transition.id }, 'transition');
}
