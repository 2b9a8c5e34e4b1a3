import { z } from 'zod';
import { roles } from '../access/person.ts';
import { localized } from '../kernel/localized.ts';

/**
 * A procedure is data: nodes, the transitions between them, and what each transition does. The engine
 * (`shared/incident/decide.ts`) knows the small vocabulary below and no procedure by name; the desk draws its buttons
 * from the same transitions.
 */
const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case words joined by hyphens');

export const clockNames = ['filing', 'dispatch', 'handling', 'check', 'whole'] as const;
/** Stage clocks 立案, 派遣, 处置, 核查 and the whole life. */
export type ClockName = (typeof clockNames)[number];

export const field = z.strictObject({
  id,
  name: localized,
  kind: z.enum(['text', 'unit', 'units', 'incident', 'rating', 'limit', 'evidence', 'choice']),
  required: z.boolean(),
  choices: z.array(z.strictObject({ id, name: localized })).optional(),
});
export type Field = z.infer<typeof field>;

/** What must hold besides node and role. `own-…` speaks of the task of the unit the actor acts for. */
export const guards = [
  'own-lead-task', // the actor's unit leads
  'own-co-task', // the actor's unit co-operates
  'own-task-unsigned',
  'own-task-signed',
  'co-tasks-done', // every co-unit has fed back
  'extension-asked',
  'extension-not-asked',
  'suspension-asked',
  'suspension-not-asked',
  'running', // not suspended
  'suspended',
] as const;
export type Guard = (typeof guards)[number];

export const effect = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('start'), clock: z.enum(clockNames) }),
  z.strictObject({ do: z.literal('stop'), clock: z.enum(clockNames) }),
  /** Issues tasks from the form fields `lead` (unit) and `co` (units); tasks still open are withdrawn first. */
  z.strictObject({ do: z.literal('assign') }),
  z.strictObject({ do: z.literal('withdraw-tasks') }),
  /** Signs the task of the actor's unit. */
  z.strictObject({ do: z.literal('sign') }),
  /** Marks the task of the actor's unit done. */
  z.strictObject({ do: z.literal('finish-task') }),
  /** Opens the lead task again (and no other): the work was not good enough. */
  z.strictObject({ do: z.literal('redo-task') }),
  z.strictObject({ do: z.literal('ask'), what: z.enum(['extension', 'suspension']) }),
  /** An approved extension lengthens the handling and the whole clock by the limit asked for; an approved suspension stops all running clocks. */
  z.strictObject({ do: z.literal('grant'), what: z.enum(['extension', 'suspension']) }),
  z.strictObject({ do: z.literal('deny'), what: z.enum(['extension', 'suspension']) }),
  z.strictObject({ do: z.literal('resume') }),
  z.strictObject({
    do: z.literal('count'),
    what: z.enum(['return', 'rework', 'transfer', 'supervision', 'escalation', 'appeal', 'reopen']),
  }),
  z.strictObject({
    do: z.literal('flag'),
    flag: z.enum(['self-handled', 'forced', 'supervised', 'escalated', 'appealed']),
  }),
  /** Takes the rating 1-5 of the form field `rating`. */
  z.strictObject({ do: z.literal('rate') }),
  /** Books points to the units that had tasks (formula in `shared/incident/points.ts`). */
  z.strictObject({ do: z.literal('book-points') }),
  /** Links to the incident of the form field `into`; this one is a duplicate of it. */
  z.strictObject({ do: z.literal('merge') }),
]);
export type Effect = z.infer<typeof effect>;

export const ends = ['archived', 'void', 'merged', 'not-filed'] as const;
/** How an incident came to its end. */
export type End = (typeof ends)[number];

export const node = z.strictObject({
  id,
  name: localized,
  /** The group of the desk's queue that an incident in this node stands in. */
  queue: z.enum(['accept', 'dispatch', 'work', 'check', 'finish', 'done']),
  /** Rings (1-9) that close when an incident enters this node, if they are still open. */
  rings: z.array(z.number().int().min(1).max(9)).default([]),
  /** Set on nodes an incident may rest in for good. */
  end: z.enum(ends).optional(),
});
export type Node = z.infer<typeof node>;

export const transition = z.strictObject({
  id,
  name: localized,
  from: z.array(id).min(1),
  /** Missing: the incident stays where it is. */
  to: id.optional(),
  by: z.array(z.enum(roles)).min(1),
  when: z.array(z.enum(guards)).default([]),
  form: z.array(field).default([]),
  effects: z.array(effect).default([]),
  /** Key on the desk. */
  key: z
    .string()
    .regex(/^[A-Z]$/)
    .optional(),
  /** main: the usual next step; side: another way; danger: cannot be taken back and is shown with a warning. */
  weight: z.enum(['main', 'side', 'danger']).default('side'),
  /** The system takes it by itself this long after the node was entered. */
  autoAfterMs: z.number().int().min(0).optional(),
});
export type Transition = z.infer<typeof transition>;

export const procedure = z.strictObject({
  id,
  name: localized,
  version: z.number().int().min(1),
  start: id,
  /** Clocks that start with the report. */
  startClocks: z.array(z.enum(clockNames)),
  nodes: z.array(node).min(2),
  transitions: z.array(transition).min(1),
});
export type Procedure = z.infer<typeof procedure>;
