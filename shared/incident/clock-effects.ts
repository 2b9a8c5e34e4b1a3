import { dueAt, shiftedDue } from '../clock/deadline.ts';
import { must } from '../kernel/must.ts';
import { refuse, type Refusal } from '../kernel/refusal.ts';
import { clockSpecOf, grades, type ClockName } from '../procedure/schema.ts';
import { freshClock, unitOfClock } from './birth.ts';
import type { Step } from './step.ts';
import type { Change } from './fact.ts';
import type { Clock, Incident } from './incident.ts';
import { limitOf } from './limits.ts';

/** Effects on clocks. A clock is a stopwatch: nothing here but an approval moves a deadline that runs. */

const set = (clock: ClockName, value: Clock): Change => ({ kind: 'clock-set', clock, value });
const clocksOf = (state: Incident): [ClockName, Clock][] => Object.entries(state.clocks);

/** A clock that has run before goes on with the time it had left: neither a return nor a rework gives anyone a fresh limit. */
export function startClock(name: ClockName, step: Step): Change[] | Refusal {
  const { state, context } = step;
  const before = state.clocks[name];
  if (!before) {
    const limit = limitFor(name, step);
    if (!limit) return refuse('invalid', 'limit-needed', { clock: name }, 'form.limit');
    return [set(name, freshClock(context, limit, step.procedure, name, state.data))];
  }
  if (before.stoppedAt === undefined) return [];
  const { stoppedAt, ...rest } = before;
  // The whole life stood still for nobody while it was taken for closed.
  if (name === 'whole') return [set(name, rest)];
  const due = shiftedDue(context.calendar, before.limit, before.dueAt, stoppedAt, context.now);
  return [set(name, { ...rest, dueAt: due })];
}

function limitFor(name: ClockName, { state, form, procedure, context }: Step): Clock['limit'] | undefined {
  const item = must(context.item(state.item), `catalogue item ${state.item}`);
  const pace = context.pace(state.item, name);
  const { grade, grids } = state;
  return limitOf(name, {
    procedure,
    item,
    grade,
    grids,
    pace,
    given: form.limit('limit'),
    policy: context.policy,
  });
}

/** Stops running clocks that `which` names. */
export function stopClocks(state: Incident, now: number, which: (name: ClockName) => boolean): Change[] {
  return clocksOf(state).flatMap(([name, clock]) =>
    which(name) && clock.stoppedAt === undefined ? [set(name, { ...clock, stoppedAt: now })] : [],
  );
}

/** Clocks of tasks that no longer count. */
export function stopTaskClocks(state: Incident, now: number, units: readonly string[]): Change[] {
  return stopClocks(state, now, (name) => units.includes(unitOfClock(name) ?? ''));
}

/**
 * The next period: from the last deadline to one limit after it, so that a late report makes the next period no longer and an
 * early one makes it no shorter.
 */
export function renewClock(name: ClockName, step: Step): Change[] | Refusal {
  const { state, context } = step;
  const before = state.clocks[name];
  if (!before) return startClock(name, step);
  const { limit, dueAt: startedAt } = before;
  const late: Change[] = context.now > startedAt ? [{ kind: 'counted', what: 'late-report' }] : [];
  return [...late, set(name, { limit, startedAt, dueAt: dueAt(context.calendar, startedAt, limit) })];
}

/** Lengthens running clocks by the limit that was asked for. */
export function grantExtension({ state, procedure, context }: Step): Change[] | Refusal {
  const limit = state.asks.extension?.limit;
  if (!limit) return refuse('invalid', 'no-limit-asked', 'form.limit');
  const longer = clocksOf(state).flatMap(([name, clock]): Change[] => {
    if (clock.stoppedAt !== undefined || !clockSpecOf(procedure, name)?.extends) return [];
    return [set(name, withDue(clock, dueAt(context.calendar, clock.dueAt, limit), context.now))];
  });
  return [
    ...longer,
    { kind: 'ask-settled', what: 'extension', granted: true },
    { kind: 'counted', what: 'extension' },
  ];
}

/** A later deadline; what lies ahead again can lapse and be reminded of again. */
function withDue(clock: Clock, due: number, now: number): Clock {
  const { lapsedAt, remindedAt: _, ...rest } = clock;
  return { ...rest, dueAt: due, ...(lapsedAt !== undefined && due <= now && { lapsedAt }) };
}

export function grantSuspension({ state, context }: Step): Change[] {
  const paused = clocksOf(state).flatMap(([name, clock]) =>
    clock.stoppedAt === undefined ? [set(name, { ...clock, pausedAt: context.now })] : [],
  );
  return [
    ...paused,
    { kind: 'ask-settled', what: 'suspension', granted: true },
    { kind: 'counted', what: 'suspension' },
    { kind: 'suspended-set', value: true },
  ];
}

export function resume({ state, context }: Step): Change[] {
  const running = clocksOf(state).flatMap(([name, { pausedAt, ...clock }]): Change[] => {
    if (pausedAt === undefined) return [];
    const due = shiftedDue(context.calendar, clock.limit, clock.dueAt, pausedAt, context.now);
    return [set(name, { ...clock, dueAt: due })];
  });
  return [...running, { kind: 'suspended-set', value: false }];
}

/** Another grade: clocks that run get its limits from where they began, unless an approval has moved them already. */
export function setGrade(step: Step): Change[] | Refusal {
  const { state, form, context } = step;
  const grade = grades.find((one) => one === form.text('grade'));
  if (!grade || !context.policy.grades) return refuse('invalid', 'no-grades', 'form.grade');
  const graded: Step = { ...step, state: { ...state, grade } };
  const moved = clocksOf(state).flatMap(([name, clock]): Change[] => {
    const limit = limitFor(name, graded);
    const isUntouched = dueAt(context.calendar, clock.startedAt, clock.limit) === clock.dueAt;
    if (!limit || clock.stoppedAt !== undefined || clock.pausedAt !== undefined || !isUntouched) return [];
    const due = dueAt(context.calendar, clock.startedAt, limit);
    return [set(name, { ...withDue(clock, due, context.now), limit })];
  });
  return [{ kind: 'graded', grade }, ...moved, { kind: 'counted', what: 'regrade' }];
}
