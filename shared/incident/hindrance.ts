import { hasHandsOf } from '../access/deputy.ts';
import { may, takesPart } from '../access/may.ts';
import type { Actor } from '../access/person.ts';
import type { Guard, Need } from '../procedure/guard.ts';
import type { Procedure, Transition } from '../procedure/schema.ts';
import type { Child, Incident, Task } from './incident.ts';

/** Why a step cannot be taken, with what a person wants to know of it. */
export interface Hindrance {
  is: Guard | Need['is'] | 'own-task' | 'own-post';
  /** Units that it waits for, and how many tasks or matters it waits for in all. */
  units?: string[];
  count?: number;
  /** From when it can be taken, if nothing else changes. */
  at?: number;
  /** The step that the same person took before. */
  step?: string;
  /** Of a number: its field, how far it has come, how far it must. */
  field?: string;
  value?: number;
  least?: number;
}

/** What guards look at besides the matter. */
export interface GuardGround {
  now: number;
  /** Whether the actor stands above a unit. */
  isAbove(unit: string): boolean;
}

/** The open task of the unit an actor acts for. */
export function ownTask(incident: Incident, actor: Actor): Task | undefined {
  if (!actor.unit) return undefined;
  return incident.tasks.find((task) => task.unit === actor.unit && task.state !== 'withdrawn');
}

/** Matters opened by this one that its joins wait for. */
export const awaited = ({ children }: Incident): Child[] => (children ?? []).filter(({ loose }) => !loose);

const counting = ({ tasks }: Incident): Task[] => tasks.filter(({ state }) => state !== 'withdrawn');
const leads = ({ tasks }: Incident): string | undefined =>
  tasks.findLast(({ role, state }) => role === 'lead' && state !== 'withdrawn')?.unit;

type Test = (incident: Incident, actor: Actor, ground: GuardGround) => boolean;
const tests: Record<Guard, Test> = {
  'own-lead-task': (incident, actor) => ownTask(incident, actor)?.role === 'lead',
  'own-co-task': (incident, actor) => ownTask(incident, actor)?.role === 'co',
  'own-task-unsigned': (incident, actor) => ownTask(incident, actor)?.state === 'issued',
  'own-task-signed': (incident, actor) => ownTask(incident, actor)?.state === 'signed',
  'co-tasks-done': (incident) =>
    counting(incident).every(({ role, state }) => role === 'lead' || state === 'done'),
  'all-tasks-signed': (incident) => counting(incident).every(({ state }) => state !== 'issued'),
  'all-tasks-done': (incident) => counting(incident).every(({ state }) => state === 'done'),
  'any-task-done': ({ tasks }) => tasks.some(({ state }) => state === 'done'),
  'children-done': (incident) => awaited(incident).every(({ joinedAt }) => joinedAt !== undefined),
  'any-child-done': (incident) => awaited(incident).some(({ joinedAt }) => joinedAt !== undefined),
  'children-open': (incident) => awaited(incident).some(({ joinedAt }) => joinedAt === undefined),
  'extension-asked': (incident) => incident.asks.extension !== undefined,
  'extension-not-asked': (incident) => incident.asks.extension === undefined,
  'suspension-asked': (incident) => incident.asks.suspension !== undefined,
  'suspension-not-asked': (incident) => incident.asks.suspension === undefined,
  'unrated-by-reporter': ({ rating, closedAt }) => !rating?.own || rating.at < (closedAt ?? Infinity),
  graded: ({ grade }) => grade !== undefined,
  'level-above': (incident, _, { isAbove }) => isAbove(leads(incident) ?? ''),
  running: (incident) => !incident.suspended,
  suspended: (incident) => incident.suspended,
};

/** Whom a guard that speaks of others waits for. */
const waitedFor: Partial<Record<Guard, (incident: Incident) => string[]>> = {
  'co-tasks-done': (incident) =>
    counting(incident).flatMap(({ role, state, unit }) => (role === 'co' && state !== 'done' ? [unit] : [])),
  'all-tasks-signed': (incident) =>
    counting(incident).flatMap(({ state, unit }) => (state === 'issued' ? [unit] : [])),
  'all-tasks-done': (incident) =>
    counting(incident).flatMap(({ state, unit }) => (state === 'done' ? [] : [unit])),
  'any-task-done': (incident) => counting(incident).map(({ unit }) => unit),
  'children-done': (incident) => silentUnits(incident),
  'any-child-done': (incident) => silentUnits(incident),
};

const openChildren = (incident: Incident): Child[] =>
  awaited(incident).filter(({ joinedAt }) => joinedAt === undefined);

/** Units whose matter, opened by this one, has not come to a close. */
export function silentUnits(incident: Incident): string[] {
  return [...new Set(openChildren(incident).flatMap(({ unit }) => unit ?? []))];
}

function unmet(
  one: Need,
  { reporter, takenBy, clocks, data }: Incident,
  actor: Actor,
  now: number,
): Hindrance | null {
  const { is } = one;
  switch (is) {
    case 'other-hands': {
      const step = one.than.find((than) =>
        than === 'report'
          ? hasHandsOf(actor, reporter.id)
          : hasHandsOf(actor, takenBy?.[than]?.id) || takenBy?.[than]?.actsFor === actor.id,
      );
      return step === undefined || may(actor, 'act-as-house') ? null : { is, step };
    }
    case 'term-over': {
      const clock = clocks[one.clock];
      if (!clock) return { is };
      return now >= clock.dueAt ? null : { is, at: clock.dueAt };
    }
    case 'once-a-period': {
      const begins = clocks[one.clock]?.startedAt;
      return begins === undefined || now >= begins ? null : { is, at: begins };
    }
    case 'at-least': {
      const kept = data?.[one.field];
      const value = typeof kept === 'number' ? kept : 0;
      return value >= one.least ? null : { is, field: one.field, value, least: one.least };
    }
  }
}

/** All that hinders a step that the node and the role allow. A handler always needs a task of the own unit, whatever the guards say. */
function hindrancesOf(
  incident: Incident,
  { posts, when, needs }: Transition,
  actor: Actor,
  ground: GuardGround,
): Hindrance[] {
  const found: Hindrance[] = [];
  if (posts && !may(actor, 'act-as-house') && !posts.some((post) => post === actor.post))
    found.push({ is: 'own-post' });
  if (!may(actor, 'act-beyond-tasks') && !ownTask(incident, actor)) found.push({ is: 'own-task' });
  for (const is of when) {
    if (tests[is](incident, actor, ground)) continue;
    const units = waitedFor[is]?.(incident);
    const ofChildren = is === 'children-done' || is === 'any-child-done';
    const count = ofChildren ? openChildren(incident).length : units?.length;
    found.push({ is, ...(units && { units }), ...(count !== undefined && { count }) });
  }
  return [...found, ...needs.flatMap((one) => unmet(one, incident, actor, ground.now) ?? [])];
}

/** The first thing that hinders a step, or null. */
export function hindranceOf(
  incident: Incident,
  transition: Transition,
  actor: Actor,
  ground: GuardGround,
): Hindrance | null {
  return hindrancesOf(incident, transition, actor, ground)[0] ?? null;
}

/** What passes by itself, by others or with time; all else means that the step is not this person's, or not of this moment. */
const passing: ReadonlySet<Hindrance['is']> = new Set<Hindrance['is']>([
  ...(['co-tasks-done', 'all-tasks-signed', 'all-tasks-done', 'any-task-done'] as const),
  ...(['children-done', 'any-child-done', 'running', 'level-above'] as const),
  ...(['other-hands', 'term-over', 'once-a-period', 'at-least'] as const),
]);
const ofNeeds: ReadonlySet<Hindrance['is']> = new Set<Hindrance['is']>([
  ...(['other-hands', 'term-over', 'once-a-period', 'at-least'] as const),
]);

/** Whether a step that has its time after the closing still has it. */
export function isInTime({ closedAt }: Incident, { withinMs }: Transition, now: number): boolean {
  return withinMs === undefined || (closedAt !== undefined && now <= closedAt + withinMs);
}

/** A step as a screen offers it: to be taken, or with the reason why it cannot be taken yet. */
export interface Offer {
  transition: Transition;
  hindrance: Hindrance | null;
}

/** By procedure and node: a desk asks for every row, and a procedure has some forty steps of which five begin where a matter stands. */
const fromNodes = new WeakMap<Procedure, Map<string, Transition[]>>();
function stepsFrom(procedure: Procedure, node: string): readonly Transition[] {
  let byNode = fromNodes.get(procedure);
  if (!byNode) fromNodes.set(procedure, (byNode = new Map()));
  let steps = byNode.get(node);
  if (!steps) byNode.set(node, (steps = procedure.transitions.filter(({ from }) => from.includes(node))));
  return steps;
}

/**
 * What an actor may do with a matter now, and the usual next steps that wait for others, for a time or for other hands. Buttons
 * and the engine's rule are this one list.
 */
export function offeredSteps(
  incident: Incident,
  procedure: Procedure,
  actor: Actor,
  ground: GuardGround,
): Offer[] {
  return stepsFrom(procedure, incident.node).flatMap((transition): Offer[] => {
    if (!takesPart(actor, transition.by)) return [];
    if (!isInTime(incident, transition, ground.now)) return [];
    const found = hindrancesOf(incident, transition, actor, ground);
    const [hindrance] = found;
    if (!hindrance) return [{ transition, hindrance: null }];
    const shown = found.every(
      ({ is }) => passing.has(is) && (transition.weight === 'main' || ofNeeds.has(is)),
    );
    return shown ? [{ transition, hindrance }] : [];
  });
}
