import type { Actor } from '../access/person.ts';
import type { Guard } from '../procedure/guard.ts';
import type { Procedure, Transition } from '../procedure/schema.ts';
import type { Child, Incident, Task } from './incident.ts';

/** The open task of the unit an actor acts for. */
export function ownTask(incident: Incident, actor: Actor): Task | undefined {
  if (!actor.unit) return undefined;
  return incident.tasks.find((task) => task.unit === actor.unit && task.state !== 'withdrawn');
}

/** Matters opened by this one that its joins wait for. */
export const awaited = ({ children }: Incident): Child[] => (children ?? []).filter(({ loose }) => !loose);

const counting = (tasks: readonly Task[]): Task[] => tasks.filter(({ state }) => state !== 'withdrawn');

const tests: Record<Guard, (incident: Incident, actor: Actor) => boolean> = {
  'own-lead-task': (incident, actor) => ownTask(incident, actor)?.role === 'lead',
  'own-co-task': (incident, actor) => ownTask(incident, actor)?.role === 'co',
  'own-task-unsigned': (incident, actor) => ownTask(incident, actor)?.state === 'issued',
  'own-task-signed': (incident, actor) => ownTask(incident, actor)?.state === 'signed',
  'co-tasks-done': (incident) =>
    incident.tasks.every(
      (task) => task.role === 'lead' || task.state === 'done' || task.state === 'withdrawn',
    ),
  'all-tasks-signed': ({ tasks }) => counting(tasks).every(({ state }) => state !== 'issued'),
  'all-tasks-done': ({ tasks }) => counting(tasks).every(({ state }) => state === 'done'),
  'any-task-done': ({ tasks }) => tasks.some(({ state }) => state === 'done'),
  'children-done': (incident) => awaited(incident).every(({ joinedAt }) => joinedAt !== undefined),
  'children-open': (incident) => awaited(incident).some(({ joinedAt }) => joinedAt === undefined),
  'any-child-done': (incident) => awaited(incident).some(({ joinedAt }) => joinedAt !== undefined),
  'extension-asked': (incident) => incident.asks.extension !== undefined,
  'extension-not-asked': (incident) => incident.asks.extension === undefined,
  'suspension-asked': (incident) => incident.asks.suspension !== undefined,
  'suspension-not-asked': (incident) => incident.asks.suspension === undefined,
  'unrated-by-reporter': ({ rating, closedAt }) => !rating?.own || rating.at < (closedAt ?? Infinity),
  graded: ({ grade }) => grade !== undefined,
  running: (incident) => !incident.suspended,
  suspended: (incident) => incident.suspended,
};

/** The first guard that does not hold, or null. A handler always needs a task of the own unit, whatever the guards say. */
export function failedGuard(
  incident: Incident,
  transition: Transition,
  actor: Actor,
): Guard | 'own-task' | 'own-post' | null {
  if (transition.posts && actor.role !== 'system' && !transition.posts.some((post) => post === actor.post))
    return 'own-post';
  if (actor.role === 'handler' && !ownTask(incident, actor)) return 'own-task';
  return transition.when.find((guard) => !tests[guard](incident, actor)) ?? null;
}

/** What an actor may do with an incident now: the desk's buttons and the engine's rule are this one list. */
export function allowedTransitions(incident: Incident, procedure: Procedure, actor: Actor): Transition[] {
  return procedure.transitions.filter(
    (transition) =>
      transition.from.includes(incident.node) &&
      transition.by.includes(actor.role) &&
      failedGuard(incident, transition, actor) === null,
  );
}

/** Whether a step that has its time after the closing still has it. */
export function isInTime({ closedAt }: Incident, { withinMs }: Transition, now: number): boolean {
  return withinMs === undefined || (closedAt !== undefined && now <= closedAt + withinMs);
}
