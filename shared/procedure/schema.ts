import { z } from 'zod';
import { roles } from '../access/person.ts';
import { posts } from '../access/post.ts';
import { limit } from '../clock/calendar.ts';
import { localized } from '../kernel/localized.ts';
import { effect } from './effect.ts';
import { field } from './field.ts';
import { guards, need } from './guard.ts';
import { id } from './id.ts';

/**
 * A procedure is data: nodes, the transitions between them, and what each transition does. The engine
 * (`shared/incident/decide-incident.ts`) knows the small vocabulary below and no procedure by name; the desk draws its buttons
 * from the same transitions. README.md beside this file tells how one is written.
 */

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
  /** The day that this field of a form names is its last, whatever the limit; where nothing is filled in, the limit holds. */
  endsOn: id.optional(),
  /** Its limit counts from the end of the day that this field names. */
  countsFrom: id.optional(),
  /** A time that must pass, given to somebody else: its end is no lateness, and nobody is pursued for it. */
  term: z.boolean().default(false),
  /** Reminded of in time, and told to the next level up when it has lapsed. */
  pursued: z.boolean().default(false),
});
export type ClockSpec = z.infer<typeof clockSpec>;

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
  needs: z.array(need).default([]),
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
  /**
   * Where a matter of it lies: at a `point`, from which its grid, that grid's head and the units of the place follow; in an `area`, a
   * cell of the grid as a whole; or nowhere (`none`): an order, a reform item. Its rings 格 and 人 then do not apply. `optional`: at the
   * point that is given, nowhere without one.
   */
  place: z.enum(['point', 'area', 'none', 'optional']).default('point'),
  /** What the place is of it, where it is not simply where something happened: the applicant's address. */
  placeName: localized.optional(),
  /** The community or town that answers for the place gets the first task with the report. */
  startTask: z.literal('place').optional(),
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
