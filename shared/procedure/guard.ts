import { z } from 'zod';
import { id } from './id.ts';

/** What must hold besides node and role. `own-…` speaks of the task of the unit the actor acts for. */
export const guards = [
  'own-lead-task', // the actor's unit leads
  'own-co-task', // the actor's unit co-operates
  'own-task-unsigned',
  'own-task-signed',
  'co-tasks-done', // every co-unit has fed back
  'all-tasks-signed', // join: every unit asked has answered
  'all-tasks-done', // join: every unit asked has done its part
  'any-task-done', // join: one unit is enough
  'children-done', // join: every matter opened by this one has come to its close
  'any-child-done',
  'children-open', // a matter opened by this one has not come to its close
  'extension-asked',
  'extension-not-asked',
  'suspension-asked',
  'suspension-not-asked',
  'graded', // it has a grade
  'unrated-by-reporter', // who reported it has not rated what was closed last
  'level-above', // the actor stands above the unit that leads: nobody judges an appeal against the own deduction
  'running', // not suspended
  'suspended',
] as const;
export type Guard = (typeof guards)[number];

/** What must hold besides, with a value of its own. */
export const need = z.discriminatedUnion('is', [
  /** Four eyes: not by whoever took one of these steps last; `report` is the report. */
  z.strictObject({ is: z.literal('other-hands'), than: z.array(id).min(1) }),
  /** A time that the law gives somebody else is over: the clock has come to its deadline. */
  z.strictObject({ is: z.literal('term-over'), clock: id }),
  /** Once in each period of a clock that comes round. */
  z.strictObject({ is: z.literal('once-a-period'), clock: id }),
  /** A number that is kept has come so far. */
  z.strictObject({ is: z.literal('at-least'), field: id, least: z.number() }),
]);
export type Need = z.infer<typeof need>;
