import type { Actor } from '../access/person.ts';
import { dueAt, shiftedDue } from '../clock/deadline.ts';
import type { Calendar } from '../clock/calendar.ts';
import { must } from '../kernel/must.ts';
import { isRefusal, refuse, type Refusal } from '../kernel/refusal.ts';
import type { CatalogueItem } from '../pack/schema.ts';
import type { ClockName, Effect, Node, Procedure, Transition } from '../procedure/schema.ts';
import { ownTask } from './allow.ts';
import { evolve } from './evolve.ts';
import type { Change } from './fact.ts';
import type { CheckedForm } from './form.ts';
import type { Clock, Incident, Task } from './incident.ts';
import { pointsOf } from './points.ts';

interface EffectContext {
  now: number;
  actor: Actor;
  calendar: Calendar;
  item(id: string): CatalogueItem | undefined;
  incident(id: string): Incident | undefined;
}
interface Step {
  state: Incident;
  form: CheckedForm;
  context: EffectContext;
}

/**
 * What a transition changes, each change with its result inside. Effects see what the effects before them did, so their order
 * in the procedure is the order of their deeds; the move comes last.
 */
export function changesOf(
  state: Incident,
  transition: Transition,
  procedure: Procedure,
  form: CheckedForm,
  context: EffectContext,
): Change[] | Refusal {
  const changes: Change[] = [];
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
  const evidence = form.evidence();
  if (evidence.length > 0) add([{ kind: 'evidence-added', evidence }]);
  for (const effect of transition.effects) {
    const more = changesOfEffect(effect, { state: current, form, context });
    if (isRefusal(more)) return more;
    add(more);
  }
  if (transition.to !== undefined) changes.push(move(state, transition.to, procedure));
  return changes;
}

function move(state: Incident, to: string, procedure: Procedure): Change {
  const node = (id: string): Node =>
    must(
      procedure.nodes.find((one) => one.id === id),
      `node ${id}`,
    );
  const target = node(to);
  const isFinished = (one: Node): boolean => one.queue === 'finish' || one.queue === 'done';
  const reopening = isFinished(node(state.node)) && !isFinished(target);
  const finishRings = procedure.nodes.filter(isFinished).flatMap((one) => one.rings);
  const closes = target.queue === 'finish' && state.closedAt === undefined;
  return {
    kind: 'moved',
    to,
    rings: target.rings,
    reopens: reopening ? [...new Set(finishRings)] : [],
    closing: reopening ? 'reopens' : closes ? 'closes' : 'none',
    end: target.end ?? null,
  };
}

const clockNamesOf = (state: Incident): ClockName[] => Object.keys(state.clocks) as ClockName[];
const set = (clock: ClockName, value: Clock): Change => ({ kind: 'clock-set', clock, value });

function changesOfEffect(effect: Effect, step: Step): Change[] | Refusal {
  const { state, form, context } = step;
  switch (effect.do) {
    case 'start':
      return startClock(effect.clock, step);
    case 'stop': {
      const clock = state.clocks[effect.clock];
      return clock && clock.stoppedAt === undefined
        ? [set(effect.clock, { ...clock, stoppedAt: context.now })]
        : [];
    }
    case 'assign':
      return assign(step);
    case 'withdraw-tasks':
      return [{ kind: 'tasks-set', tasks: state.tasks.map(withdrawn) }];
    case 'sign':
      return ownTaskBecomes(step, (task) => ({ ...task, state: 'signed', signedAt: context.now }));
    case 'finish-task':
      return ownTaskBecomes(step, (task) => ({ ...task, state: 'done', doneAt: context.now }));
    case 'redo-task':
      return [
        {
          kind: 'tasks-set',
          tasks: state.tasks.map((task) =>
            task.role === 'lead' && task.state === 'done' ? redone(task) : task,
          ),
        },
      ];
    case 'ask': {
      const limit = form.limit('limit');
      return [
        {
          kind: 'asked',
          what: effect.what,
          ask: {
            at: context.now,
            by: context.actor.name,
            reason: form.text('reason'),
            ...(limit && { limit }),
          },
        },
      ];
    }
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
      return [{ kind: 'rated', score: form.rating() }];
    case 'book-points':
      return [{ kind: 'points-booked', points: pointsOf(state) }];
    case 'merge':
      return merge(step);
  }
}

/** A clock that has run before goes on with the time it had left: neither a return nor a rework gives anyone a fresh limit. */
function startClock(name: ClockName, { state, context }: Step): Change[] {
  const { now, calendar } = context;
  const before = state.clocks[name];
  if (!before) {
    const { limits } = must(context.item(state.item), `catalogue item ${state.item}`);
    return [set(name, { limit: limits[name], startedAt: now, dueAt: dueAt(calendar, now, limits[name]) })];
  }
  if (before.stoppedAt === undefined) return [];
  const { stoppedAt, ...rest } = before;
  return [set(name, { ...rest, dueAt: shiftedDue(calendar, before.limit, before.dueAt, stoppedAt, now) })];
}

const withdrawn = (task: Task): Task =>
  task.state === 'issued' || task.state === 'signed' ? { ...task, state: 'withdrawn' } : task;

function redone({ doneAt: _, ...task }: Task): Task {
  return { ...task, state: 'signed' };
}

function assign({ state, form, context }: Step): Change[] | Refusal {
  const lead = form.unit('lead');
  const co = form.units('co');
  if (co.includes(lead)) return refuse('invalid', 'the lead unit cannot be its own co-unit', 'form.co');
  // A unit has one task that counts: what it had before is closed by the new one.
  const kept = state.tasks.map((task) =>
    task.state === 'done' ? { ...task, state: 'withdrawn' as const } : withdrawn(task),
  );
  const issue = (unit: string, index: number): Task => ({
    id: `${state.id}-${state.tasks.length + index + 1}`,
    unit,
    role: index === 0 ? 'lead' : 'co',
    state: 'issued',
    issuedAt: context.now,
  });
  return [{ kind: 'tasks-set', tasks: [...kept, ...[lead, ...co].map(issue)] }];
}

function ownTaskBecomes({ state, context }: Step, become: (task: Task) => Task): Change[] | Refusal {
  const own = ownTask(state, context.actor);
  if (!own) return refuse('forbidden', 'your unit has no task here', 'transition');
  return [
    { kind: 'tasks-set', tasks: state.tasks.map((task) => (task.id === own.id ? become(task) : task)) },
  ];
}

/** Lengthens the running handling and whole clocks by the limit that was asked for. */
function grantExtension({ state, context }: Step): Change[] | Refusal {
  const limit = state.asks.extension?.limit;
  if (!limit) return refuse('invalid', 'no limit was asked for', 'form.limit');
  const longer = (['handling', 'whole'] as const).flatMap((name): Change[] => {
    const clock = state.clocks[name];
    if (!clock || clock.stoppedAt !== undefined) return [];
    const due = dueAt(context.calendar, clock.dueAt, limit);
    const { lapsedAt, ...rest } = clock;
    return [
      set(name, { ...rest, dueAt: due, ...(lapsedAt !== undefined && due <= context.now && { lapsedAt }) }),
    ];
  });
  return [
    ...longer,
    { kind: 'ask-settled', what: 'extension', granted: true },
    { kind: 'counted', what: 'extension' },
  ];
}

function grantSuspension({ state, context }: Step): Change[] {
  const paused = clockNamesOf(state).flatMap((name): Change[] => {
    const clock = must(state.clocks[name], name);
    return clock.stoppedAt === undefined ? [set(name, { ...clock, pausedAt: context.now })] : [];
  });
  return [
    ...paused,
    { kind: 'ask-settled', what: 'suspension', granted: true },
    { kind: 'counted', what: 'suspension' },
    { kind: 'suspended-set', value: true },
  ];
}

function resume({ state, context }: Step): Change[] {
  const running = clockNamesOf(state).flatMap((name): Change[] => {
    const { pausedAt, ...clock } = must(state.clocks[name], name);
    if (pausedAt === undefined) return [];
    return [
      set(name, {
        ...clock,
        dueAt: shiftedDue(context.calendar, clock.limit, clock.dueAt, pausedAt, context.now),
      }),
    ];
  });
  return [...running, { kind: 'suspended-set', value: false }];
}

function merge({ state, form, context }: Step): Change[] | Refusal {
  const into = form.text('into');
  const other = context.incident(into);
  if (into === state.id || !other) return refuse('unknown', `no other incident ${into}`, 'form.into');
  if (other.ended || other.closedAt !== undefined) return refuse('not-now', `${into} is closed`, 'form.into');
  return [{ kind: 'merged', into }];
}
