import { must } from '../kernel/must.ts';
import { isRefusal, refuse, type Refusal } from '../kernel/refusal.ts';
import type { ClockName } from '../procedure/schema.ts';
import type { Effect } from '../procedure/effect.ts';
import { unitOfClock } from './birth.ts';
import { ownTask } from './hindrance.ts';
import { startClock, stopClocks, stopTaskClocks } from './clock-effects.ts';
import type { Step } from './step.ts';
import type { Change } from './fact.ts';
import type { Incident, Task } from './incident.ts';

/** Effects on the tasks of units. */
type AssignTo = Extract<Effect, { do: 'assign' }>['units'];

const isOpenTask = ({ state }: Task): boolean => state === 'issued' || state === 'signed';
const withdrawn = (task: Task): Task => (isOpenTask(task) ? { ...task, state: 'withdrawn' } : task);
const unitsAtWork = (state: Incident): string[] => state.tasks.filter(isOpenTask).map(({ unit }) => unit);

export function withdrawTasks({ state, context }: Step): Change[] {
  return [
    { kind: 'tasks-set', tasks: state.tasks.map(withdrawn) },
    ...stopTaskClocks(state, context.now, unitsAtWork(state)),
  ];
}

/** Issues tasks to the units that `from` names, the first leading, each with `clock` if there is one. */
export function assign(step: Step, from: AssignTo, clock?: ClockName): Change[] | Refusal {
  const { state, context } = step;
  const units = unitsOf(step, from);
  if (isRefusal(units)) return units;
  // A unit has one task that counts: what it had before is closed by the new one.
  const kept = state.tasks.map((task) =>
    task.state === 'done' ? { ...task, state: 'withdrawn' as const } : withdrawn(task),
  );
  const issued = units.map((unit, index): Task => ({
    id: `${state.id}-${state.tasks.length + index + 1}`,
    unit,
    role: index === 0 ? 'lead' : 'co',
    state: 'issued',
    issuedAt: context.now,
  }));
  const gone = unitsAtWork(state).filter((unit) => !units.includes(unit));
  const changes: Change[] = [
    { kind: 'tasks-set', tasks: [...kept, ...issued] },
    ...stopTaskClocks(state, context.now, gone),
  ];
  if (clock === undefined) return changes;
  for (const unit of units) {
    const started = startClock(`${clock}@${unit}`, step);
    if (isRefusal(started)) return started;
    changes.push(...started);
  }
  return changes;
}

function unitsOf({ state, form, context }: Step, from: AssignTo): string[] | Refusal {
  if (from === 'item') return must(context.item(state.item), state.item).units;
  if (from === 'drawn') {
    const picked = (state.draws ?? []).findLast((one) => one.from === 'officers')?.picked ?? [];
    const units = [...new Set(picked.flatMap(({ unit }) => unit ?? []))];
    return units.length > 0 ? units : refuse('not-now', 'nobody-drawn', 'transition');
  }
  if (from === 'own') {
    const { unit } = context.actor;
    return unit === undefined ? refuse('forbidden', 'acts-for-no-unit', 'transition') : [unit];
  }
  if (from === 'place') {
    const unit = context.unitOfPlace(state.grids);
    return unit === undefined ? refuse('not-now', 'no-unit-for-place', 'transition') : [unit];
  }
  const lead = form.unit('lead');
  const co = form.units('co');
  if (co.includes(lead)) return refuse('invalid', 'lead-is-co-unit', 'form.co');
  return [lead, ...co];
}

type Whose = Extract<Effect, { do: 'sign' }>['whose'];

/** Signs a task; its clock `stops`. */
export function sign(step: Step, whose: Whose, stops?: ClockName): Change[] | Refusal {
  const { now } = step.context;
  return taskBecomes(
    step,
    whose,
    (task) => ({ ...task, state: 'signed', signedAt: now }),
    (name, unit) => stops !== undefined && name === `${stops}@${unit}`,
  );
}

/** Marks a task done; all its clocks stop. */
export function finishTask(step: Step, whose: Whose): Change[] | Refusal {
  const { now } = step.context;
  return taskBecomes(
    step,
    whose,
    (task) => ({ ...task, state: 'done', doneAt: now }),
    (name, unit) => unitOfClock(name) === unit,
  );
}

/** The own task, or that of the unit that leads; where nobody leads there is nothing to do. */
function taskBecomes(
  { state, context }: Step,
  whose: Whose,
  become: (task: Task) => Task,
  stops: (name: ClockName, unit: string) => boolean,
): Change[] | Refusal {
  const lead = state.tasks.findLast((task) => task.role === 'lead' && isOpenTask(task));
  const found = whose === 'own' ? ownTask(state, context.actor) : lead;
  if (!found && whose === 'lead') return [];
  if (!found) return refuse('forbidden', 'own-unit-without-task', 'transition');
  const tasks = state.tasks.map((task) => (task.id === found.id ? become(task) : task));
  return [{ kind: 'tasks-set', tasks }, ...stopClocks(state, context.now, (name) => stops(name, found.unit))];
}

/**
 * Opens the lead task again, and no other. What somebody settled on the spot was no unit's task: it becomes one of the unit that
 * answers for the place, or nobody could go on with it.
 */
export function redoTask({ state, context }: Step): Change[] {
  const counting = state.tasks.filter((task) => task.state !== 'withdrawn');
  const unit = counting.length === 0 && !state.placeless ? context.unitOfPlace(state.grids) : undefined;
  const tasks = state.tasks.map((task) =>
    task.role === 'lead' && task.state === 'done' ? redone(task) : task,
  );
  if (unit !== undefined) {
    const { now } = context;
    const id = `${state.id}-${tasks.length + 1}`;
    tasks.push({ id, unit, role: 'lead', state: 'signed', issuedAt: now, signedAt: now });
  }
  return [{ kind: 'tasks-set', tasks }];
}

function redone({ doneAt: _, ...task }: Task): Task {
  return { ...task, state: 'signed' };
}
