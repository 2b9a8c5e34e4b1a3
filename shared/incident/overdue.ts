import { must } from '../kernel/must.ts';
import { refuse, type Refusal } from '../kernel/refusal.ts';
import { clockSpecOf, type ClockName } from '../procedure/schema.ts';
import type { DecideContext, Rung } from './context.ts';
import type { IncidentFact } from './fact.ts';
import type { Incident } from './incident.ts';
import { escalateAt, isRunning, remindAt } from './pursuit.ts';

type Decision = { facts: IncidentFact[] } | Refusal;

/** A clock has run out: told once, at or after its deadline, while it runs. */
export function decideLapse(state: Incident, name: ClockName, context: DecideContext): Decision {
  const clock = state.clocks[name];
  if (!clock || !isRunning(clock) || clock.lapsedAt !== undefined || clock.dueAt > context.now)
    return refuse('not-now', 'clock-not-out', { clock: name }, 'clock');
  return { facts: [{ kind: 'lapsed', clock: name }] };
}

/** The units that work on it, or the centre when nobody does, hear once that a clock will run out. */
export function decideRemind(state: Incident, name: ClockName, context: DecideContext): Decision {
  const clock = state.clocks[name];
  const share = context.policy.supervision?.remindAt;
  if (share === undefined || !clock || !isPursued(state, name, context))
    return refuse('not-now', 'not-reminded', { clock: name }, 'clock');
  if (clock.remindedAt !== undefined || clock.lapsedAt !== undefined)
    return refuse('not-now', 'clock-spoken-of', { clock: name }, 'clock');
  if (remindAt(clock, context.calendar, share) > context.now)
    return refuse('not-now', 'clock-has-time', { clock: name }, 'clock');
  const working = state.tasks.filter(({ state: at }) => at === 'issued' || at === 'signed');
  const units = working.length > 0 ? working.map(({ unit }) => unit) : [context.centre];
  return { facts: [{ kind: 'reminded', clock: name, to: [...new Set(units)].map(context.told) }] };
}

/** The place on the ladder of the next level whose post somebody holds; -1 when there is none. */
export const levelAbove = (ladder: readonly Rung[], reached: number): number =>
  ladder.findIndex(({ to }, at) => at >= reached && to !== null);

/** The next level up is told of a lapsed clock; levels whose post nobody holds are skipped and named. */
export function decideEscalate(state: Incident, name: ClockName, context: DecideContext): Decision {
  const clock = state.clocks[name];
  const stepShare = context.policy.supervision?.stepShare;
  if (stepShare === undefined || clock?.lapsedAt === undefined || !isPursued(state, name, context))
    return refuse('not-now', 'clock-not-overdue', { clock: name }, 'clock');
  const reached = state.escalation?.rung ?? 0;
  if (escalateAt(clock, context.calendar, reached + 1, stepShare) > context.now)
    return refuse('not-now', 'level-has-time', 'clock');
  const ladder = context.ladder(state);
  const index = levelAbove(ladder, reached);
  if (index < 0) return refuse('not-now', 'no-level-above', 'clock');
  const skipped = ladder.slice(reached, index).map(({ level }) => level);
  const to = must(ladder[index]?.to ?? undefined, 'a held post');
  const last = !ladder.some((rung, at) => at > index && rung.to !== null);
  return { facts: [{ kind: 'escalated', clock: name, rung: index + 1, to, skipped, last }] };
}

function isPursued(state: Incident, name: ClockName, context: DecideContext): boolean {
  const clock = state.clocks[name];
  const procedure = context.procedure(state.procedure);
  return !!clock && !!procedure && isRunning(clock) && clockSpecOf(procedure, name)?.pursued === true;
}
