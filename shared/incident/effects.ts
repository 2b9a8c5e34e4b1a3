import { may } from '../access/may.ts';
import { must } from '../kernel/must.ts';
import { isRefusal, refuse, type Refusal } from '../kernel/refusal.ts';
import type { Effect } from '../procedure/effect.ts';
import type { Node, Procedure, Transition } from '../procedure/schema.ts';
import { unitOfClock } from './birth.ts';
import {
  grantExtension,
  grantSuspension,
  renewClock,
  resume,
  setGrade,
  startClock,
  stopClocks,
} from './clock-effects.ts';
import { leadOf } from './columns.ts';
import type { DecideContext } from './context.ts';
import { evolve } from './evolve.ts';
import type { Actor } from '../access/person.ts';
import type { Change } from './fact.ts';
import type { CheckedForm } from './form.ts';
import type { Incident } from './incident.ts';
import { draw, openMatters } from './open-effects.ts';
import { pointsOf } from './points.ts';
import type { Step } from './step.ts';
import { assign, finishTask, redoTask, sign, withdrawTasks } from './task-effects.ts';

/**
 * What a transition changes, each change with its result inside. Effects see what the effects before them did, so their order
 * in the procedure is the order of their deeds; the move comes last.
 */
export function changesOf(
  state: Incident,
  transition: Transition,
  procedure: Procedure,
  form: CheckedForm,
  context: DecideContext,
): { changes: Change[]; opens: Incident[]; tells: Step['tells'] } | Refusal {
  const changes: Change[] = [];
  const opens: Incident[] = [];
  const tells: Step['tells'] = [];
  let current = state;
  const add = (more: Change[]): void => {
    changes.push(...more);
    const fact = {
      kind: 'advanced',
      transition: transition.id,
      from: state.node,
      note: '',
      changes: more,
    } as const;
    current = evolve(current, { at: context.now, by: context.actor, fact });
  };
  if (isLookedAt(transition.id, procedure)) add([takenBy(transition.id, context.actor)]);
  const evidence = form.evidence();
  if (evidence.length > 0) add([{ kind: 'evidence-added', evidence }]);
  const data = form.keep(false, context.actor.unit);
  if (Object.keys(data).length > 0) add([{ kind: 'kept', data }]);
  for (const effect of transition.effects) {
    const step: Step = { state: current, transition, procedure, form, context, opens, tells };
    const more = changesOfEffect(effect, step);
    if (isRefusal(more)) return more;
    add(more);
  }
  if (transition.to === undefined) return { changes, opens, tells };
  const moved = moveTo(current, transition.to, procedure);
  // The clock of a task ends with the matter at the latest.
  if (moved.closing === 'closes' || moved.end)
    add(stopClocks(current, context.now, (name) => unitOfClock(name) !== undefined));
  changes.push(moved);
  return { changes, opens, tells };
}

/** Whose hands took a step that somebody else has to look at; of a deputy also for whom. */
function takenBy(step: string, { id, name, actsFor }: Actor): Change {
  return { kind: 'taken-by', step, id, name, ...(actsFor && { actsFor: actsFor.id }) };
}

/** Whether another step must be taken by other hands than this one. */
function isLookedAt(step: string, { transitions }: Procedure): boolean {
  return transitions.some(({ needs }) =>
    needs.some((one) => one.is === 'other-hands' && one.than.includes(step)),
  );
}

/** What the way to a node does: rings, closing, end. */
export function moveTo(
  state: Incident,
  to: string,
  procedure: Procedure,
): Extract<Change, { kind: 'moved' }> {
  const node = (id: string): Node =>
    must(
      procedure.nodes.find((one) => one.id === id),
      `node ${id}`,
    );
  const target = node(to);
  const isFinished = (one: Node): boolean => one.queue === 'finish' || one.queue === 'done';
  const reopening = isFinished(node(state.node)) && !isFinished(target);
  const finishRings = procedure.nodes.filter(isFinished).flatMap((one) => one.rings);
  const isClose = target.queue === 'finish' || target.end === 'archived';
  return {
    kind: 'moved',
    to,
    rings: target.rings,
    reopens: reopening ? [...new Set(finishRings)] : [],
    closing: reopening ? 'reopens' : isClose && state.closedAt === undefined ? 'closes' : 'none',
    end: target.end ?? null,
  };
}

function changesOfEffect(effect: Effect, step: Step): Change[] | Refusal {
  const { state, context } = step;
  switch (effect.do) {
    case 'start':
      return startClock(effect.clock, step);
    case 'stop':
      return stopClocks(state, context.now, (name) => name === effect.clock);
    case 'renew':
      return renewClock(effect.clock, step);
    case 'assign':
      return assign(step, effect.units, effect.clock);
    case 'withdraw-tasks':
      return withdrawTasks(step);
    case 'sign':
      return sign(step, effect.whose, effect.stops);
    case 'finish-task':
      return finishTask(step, effect.whose);
    case 'redo-task':
      return redoTask(step);
    case 'ask':
      return ask(effect.what, step);
    case 'grant':
      return effect.what === 'extension' ? grantExtension(step) : grantSuspension(step);
    case 'deny':
      return [{ kind: 'ask-settled', what: effect.what, granted: false }];
    case 'resume':
      return resume(step);
    case 'count':
      return [{ kind: 'counted', what: effect.what }];
    case 'flag':
      return [{ kind: 'flagged', flag: effect.flag }];
    case 'rate':
      return rating(step);
    case 'grade':
      return setGrade(step);
    case 'book-points':
      return [{ kind: 'points-booked', points: pointsOf(state, step.procedure.family) }];
    case 'book-above':
      return bookAbove(effect, step);
    case 'merge':
      return merge(step);
    case 'open':
      return openMatters(effect, step);
    case 'draw':
      return draw(effect, step);
  }
}

/**
 * A rating, marked when it is that of the one who reported the matter. What the reporter has said of this closing stands: nobody
 * else's word takes its place.
 */
function rating({ state, form, context: { actor } }: Step): Change[] {
  const isOwn = may(actor, 'see-own-reports') && actor.id === state.reporter.id;
  if (!isOwn && state.rating?.own && state.rating.at >= (state.closedAt ?? Infinity)) return [];
  return [{ kind: 'rated', score: form.rating(), ...(isOwn && { own: true }) }];
}

function ask(what: 'extension' | 'suspension', { form, context }: Step): Change[] {
  const limit = form.limit('limit');
  const { now: at, actor } = context;
  return [
    {
      kind: 'asked',
      what,
      ask: { at, by: actor.name, reason: form.text('reason'), ...(limit && { limit }) },
    },
  ];
}

function bookAbove(
  { points, reason }: Extract<Effect, { do: 'book-above' }>,
  { state, context }: Step,
): Change[] | Refusal {
  const unit = leadOf(state);
  if (unit === null) return [];
  if (points !== 'deducted') return [{ kind: 'booked-above', points: [{ unit, points, reason }] }];
  const above = state.parent && context.incident(state.parent.incident);
  if (!above) return refuse('unknown', 'appealed-hidden', 'transition');
  const taken = above.points
    .filter((one) => one.unit === unit && one.points < 0)
    .reduce((sum, one) => sum - one.points, 0);
  return [{ kind: 'booked-above', points: [{ unit, points: taken, reason }] }];
}

/** The other one takes over what was known of this one: words, photos, and how often it was told. */
function merge({ state, form, context, tells }: Step): Change[] | Refusal {
  const into = form.text('into');
  const other = context.incident(into);
  if (into === state.id || !other)
    return refuse('unknown', 'no-other-incident', { incident: into }, 'form.into');
  if (other.ended || other.closedAt !== undefined)
    return refuse('not-now', 'other-closed', { incident: into }, 'form.into');
  const { id, title, detail, source, reportedAt, lastOccurredAt, occurrences, evidence } = state;
  const known = { title, detail, source, reportedAt, lastOccurredAt, occurrences, evidence };
  tells.push({ incident: into, fact: { kind: 'absorbed', from: id, ...known } });
  return [{ kind: 'merged', into }];
}
