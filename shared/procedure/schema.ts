import { z } from 'zod';
import { roles } from '../access/person.ts';
import { posts } from '../access/post.ts';
import { limit } from '../clock/calendar.ts';
import { localized } from '../kernel/localized.ts';
import { lists } from './listed.ts';

/**
 * A procedure is data: nodes, the transitions between them, and what each transition does. The engine
 * (`shared/incident/decide.ts`) knows the small vocabulary below and no procedure by name; the desk draws its buttons
 * from the same transitions. README.md beside this file tells how one is written.
 */
const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case words joined by hyphens');

/** A clock's name: `whole`, `handling`, …; the clock of one unit's task has the unit behind it: `report-in@police`. */
export type ClockName = string;

export const grades = ['simple', 'ordinary', 'complex'] as const;
/** 简单, 一般, 复杂. */
export type Grade = (typeof grades)[number];

export const clockSpec = z.strictObject({
  id,
  name: localized,
  /** Missing: the catalogue item's limit of that name. `given`: the field `limit` of the form that starts it or opens the matter. */
  limit: z.union([limit, z.literal('given')]).optional(),
  /** Lengthened by an approved extension. */
  extends: z.boolean().default(false),
  /** Reminded of in time, and told to the next level up when it has lapsed. */
  pursued: z.boolean().default(false),
});
export type ClockSpec = z.infer<typeof clockSpec>;

export const fieldKinds = [
  'text',
  'number',
  'date',
  'yes-no',
  'unit',
  'units',
  'incident',
  'rating',
  'limit',
  'evidence',
  'choice',
  'checklist',
  'listed',
] as const;
export const field = z.strictObject({
  id,
  name: localized,
  kind: z.enum(fieldKinds),
  required: z.boolean(),
  /** Of `choice` (one) and `checklist` (any number). */
  choices: z.array(z.strictObject({ id, name: localized })).optional(),
  /** Of `listed`: the lists of the pack that one entry is looked up in. */
  lists: z.array(z.enum(lists)).min(1).optional(),
  /** Of `number`: the bounds; of `text`: its length; of `evidence`, `units`, `checklist`: how many. */
  min: z.number().optional(),
  max: z.number().optional(),
  /** Of `text`: a regular expression for the whole of it, and what it asks for in words. */
  pattern: z.strictObject({ match: z.string(), says: localized }).optional(),
  /**
   * The value stays with the matter (`incident.data`), not in the history alone; `unit`: one for each unit that acts, under
   * `<field>@<unit>`.
   */
  keep: z.union([z.boolean(), z.literal('unit')]).default(false),
  /** The one who reported the matter reads it on the public page, by the tracking code. */
  told: z.boolean().optional(),
});
export type Field = z.infer<typeof field>;

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
  'extension-asked',
  'extension-not-asked',
  'suspension-asked',
  'suspension-not-asked',
  'graded', // it has a grade
  'unrated-by-reporter', // who reported it has not rated what was closed last
  'running', // not suspended
  'suspended',
] as const;
export type Guard = (typeof guards)[number];

export const asks = ['extension', 'suspension'] as const;

export const effect = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('start'), clock: id }),
  z.strictObject({ do: z.literal('stop'), clock: id }),
  /** The next period of a clock that comes round (a monthly report): its deadline is one limit after the last deadline, whenever the report came. */
  z.strictObject({ do: z.literal('renew'), clock: id }),
  /**
   * Issues tasks; tasks still open are withdrawn first. `form`: to the units of the fields `lead` and `co`; `item`: to all units
   * of the catalogue item, the first leading; `drawn`: to the units of the officers drawn; `own`: to the unit of the one who acts. With `clock` each task gets that clock.
   */
  z.strictObject({
    do: z.literal('assign'),
    units: z.enum(['form', 'item', 'drawn', 'own']).default('form'),
    clock: id.optional(),
  }),
  z.strictObject({ do: z.literal('withdraw-tasks') }),
  /** Signs the task of the actor's unit; its clock `stops`. */
  z.strictObject({ do: z.literal('sign'), stops: id.optional() }),
  /** Marks the task of the actor's unit done; its clocks stop. */
  z.strictObject({ do: z.literal('finish-task') }),
  /** Opens the lead task again (and no other): the work was not good enough. */
  z.strictObject({ do: z.literal('redo-task') }),
  z.strictObject({ do: z.literal('ask'), what: z.enum(asks) }),
  /** An approved extension lengthens the clocks that `extends` by the limit asked for; an approved suspension stops all running clocks. */
  z.strictObject({ do: z.literal('grant'), what: z.enum(asks) }),
  z.strictObject({ do: z.literal('deny'), what: z.enum(asks) }),
  z.strictObject({ do: z.literal('resume') }),
  z.strictObject({
    do: z.literal('count'),
    what: z.enum([
      'return',
      'rework',
      'transfer',
      'supervision',
      'escalation',
      'appeal',
      'reopen',
      'report',
      'visit',
    ]),
  }),
  z.strictObject({
    do: z.literal('flag'),
    flag: z.enum(['self-handled', 'forced', 'supervised', 'escalated', 'appealed', 'refused']),
  }),
  /** Takes the rating 1-5 of the form field `rating`. */
  z.strictObject({ do: z.literal('rate') }),
  /** Sets the grade of the form field `grade`; running clocks get the grade's limits from where they began. An approval, recorded as one. */
  z.strictObject({ do: z.literal('grade') }),
  /** Books points to the units that had tasks (formula in `shared/incident/points.ts`). */
  z.strictObject({ do: z.literal('book-points') }),
  /**
   * Gives the lead unit of this matter points in the matter that opened this one; `deducted` gives back what was taken from it
   * there, because an appeal was granted.
   */
  z.strictObject({
    do: z.literal('book-above'),
    points: z.union([z.number(), z.literal('deducted')]),
    reason: id,
  }),
  /** Links to the incident of the form field `into`; this one is a duplicate of it. */
  z.strictObject({ do: z.literal('merge') }),
  /**
   * Opens matters of the catalogue item `item`, one for each target: `item` the units of this matter's catalogue item, `form`
   * the units of the field `units`, `lead` the unit that leads here, `actor` the unit of the one who acts, `grids` one for each cell of the next level inside of
   * this matter's innermost grid that has such, `own` a single one without a unit. The form's values go with them.
   */
  z.strictObject({
    do: z.literal('open'),
    item: id,
    for: z.enum(['item', 'form', 'lead', 'actor', 'grids', 'own']),
    /** False: joins do not wait for it, as for a supervision order. */
    joins: z.boolean().default(true),
  }),
  /** Draws `count` by lot from the inspection objects or the officers of the catalogue item's units; see `shared/incident/draw.ts`. */
  z.strictObject({
    do: z.literal('draw'),
    from: z.enum(['objects', 'officers']),
    count: z.number().int().min(1).max(50),
  }),
]);
export type Effect = z.infer<typeof effect>;

export const ends = ['archived', 'void', 'merged', 'not-filed', 'withdrawn'] as const;
/** How an incident came to its end. */
export type End = (typeof ends)[number];

/** Milestones that figures and lists ask for, whatever a procedure calls its nodes. */
export const marks = [
  'accepted',
  'filed',
  'dispatched',
  'signed',
  'checked',
  'evaluated',
  'assessed',
  'archived',
] as const;
export type Mark = (typeof marks)[number];

export const node = z.strictObject({
  id,
  name: localized,
  /** The group of the desk's queue that an incident in this node stands in. */
  queue: z.enum(['accept', 'dispatch', 'work', 'check', 'finish', 'done']),
  /** The milestone that is passed on entering. */
  mark: z.enum(marks).optional(),
  /** Rings (1-9) that close when an incident enters this node, if they are still open. */
  rings: z.array(z.number().int().min(1).max(9)).default([]),
  /** Set on nodes an incident may rest in for good. */
  end: z.enum(ends).optional(),
});
export type Node = z.infer<typeof node>;

/**
 * What a step is to the one who reported the matter and takes it on the public page, by the tracking code: rates the result,
 * asks for it to be done again, or takes the matter back.
 */
export const reporterActs = ['rate', 'again', 'withdraw'] as const;
export type ReporterAct = (typeof reporterActs)[number];

export const transition = z.strictObject({
  id,
  name: localized,
  from: z.array(id).min(1),
  /** Missing: the incident stays where it is. */
  to: id.optional(),
  by: z.array(z.enum(roles)).min(1),
  /** Of those roles only holders of these posts; the house itself needs none. */
  posts: z.array(z.enum(posts)).optional(),
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
  /** The system takes it by itself this long after the node was entered, once its guards hold. */
  autoAfterMs: z.number().int().min(0).optional(),
  /** The reporter may take it by the tracking code; its form asks for nothing but `rating`, `note` and `reason`. */
  reporter: z.enum(reporterActs).optional(),
  /** It can be taken only so long after the last closing. */
  withinMs: z.number().int().min(1).optional(),
});
export type Transition = z.infer<typeof transition>;

/** What kind of work a procedure carries. Rates and leagues count `incident` alone; each family has its own page of figures. */
export const families = [
  'incident',
  'approval',
  'assistance',
  'enforcement',
  'mediation',
  'joint',
  'order',
  'whistle',
  'enterprise',
  'agency',
  'reform',
  'duty',
  'supervision',
] as const;
export type Family = (typeof families)[number];

export const procedure = z.strictObject({
  id,
  name: localized,
  version: z.number().int().min(1),
  family: z.enum(families),
  start: id,
  /** Who may open one by a report; the engine opens others for itself. Missing: all who may report. */
  opens: z.array(z.enum(roles)).optional(),
  /** What a report must tell besides title, place and item. */
  form: z.array(field).default([]),
  /** `whole` is always among them. */
  clocks: z.array(clockSpec).min(1),
  /** Clocks that start with the report. */
  startClocks: z.array(id),
  nodes: z.array(node).min(2),
  transitions: z.array(transition).min(1),
});
export type Procedure = z.infer<typeof procedure>;

/** The clock a name speaks of, without the unit whose task it belongs to. */
export function clockSpecOf(procedure: Pick<Procedure, 'clocks'>, name: ClockName): ClockSpec | undefined {
  const [plain] = name.split('@');
  return procedure.clocks.find(({ id }) => id === plain);
}
