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
    return state ? refuse('duplicate', 'it is reported already') : decideReport(command, context);
  if (!state) return refuse('unknown', `there is no incident ${command.incident}`, 'incident');
  switch (command.kind) {
    case 'repeat':
      if (state.closedAt !== undefined || state.ended) return refuse('not-now', 'it is closed');
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
  if (!item) return refuse('unknown', `no catalogue item ${command.item}`, 'item');
  const procedure = context.procedure(item.procedure);
  if (!procedure) return refuse('unknown', `no procedure ${item.procedure}`, 'item');
  if (procedure.opens && !takesPart(context.actor, procedure.opens))
    return refuse('forbidden', `${context.actor.role} may not open a ${procedure.id}`, 'item');
  if (command.grade && !context.policy.grades)
    return refuse('invalid', 'matters have no grade here', 'grade');
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
  if (!procedure) return refuse('unknown', `no procedure ${state.procedure}`);
  const transition = procedure.transitions.find(({ id }) => id === command.transition);
  if (!transition) return refuse('unknown', `the procedure has no step ${command.transition}`, 'transition');
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
    ...{ opens, tells },
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
    return refuse('forbidden', `${actor.role} may not ${transition.id}`, 'transition');
  if (command.version > state.version)
    return refuse('invalid', `version ${command.version} does not exist yet`, 'version');
  if (command.version < state.actedVersion)
    return refuse('conflict', 'it was changed in the meantime', 'version');
  if (!transition.from.includes(state.node)) {
    return refuse('not-now', `${transition.id} is not possible in ${state.node}`, 'transition');
  }
  if (!isInTime(state, transition, now))
    return refuse('not-now', `the time for ${transition.id} is over`, 'transition');
  const hindrance = hindranceOf(state, transition, actor, context);
  if (!hindrance) return null;
  const { is } = hindrance;
  const isOurs = is.startsWith('own-') || is === 'other-hands' || is === 'level-above';
  return refuse(isOurs ? 'forbidden' : 'not-now', `${transition.id} needs: ${is}`, 'transition');
}
