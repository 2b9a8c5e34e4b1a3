import { z } from 'zod';
import { id } from './id.ts';

export const asks = ['extension', 'suspension'] as const;

export const effect = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('start'), clock: id }),
  z.strictObject({ do: z.literal('stop'), clock: id }),
  /** The next period of a clock that comes round (a monthly report): its deadline is one limit after the last deadline, whenever the report came. */
  z.strictObject({ do: z.literal('renew'), clock: id }),
  /**
   * Issues tasks; tasks still open are withdrawn first. `form`: to the units of the fields `lead` and `co`; `item`: to all units
   * of the catalogue item, the first leading; `drawn`: to the units of the officers drawn; `own`: to the unit of the one who acts;
   * `place`: to the community or town that answers for the place. With `clock` each task gets that clock.
   */
  z.strictObject({
    do: z.literal('assign'),
    units: z.enum(['form', 'item', 'drawn', 'own', 'place']).default('form'),
    clock: id.optional(),
  }),
  z.strictObject({ do: z.literal('withdraw-tasks') }),
  /** Signs the task of the actor's unit, or that of the unit that leads if there is one, whoever acts; its clock `stops`. */
  z.strictObject({
    do: z.literal('sign'),
    stops: id.optional(),
    whose: z.enum(['own', 'lead']).default('own'),
  }),
  /** Marks such a task done; its clocks stop. */
  z.strictObject({ do: z.literal('finish-task'), whose: z.enum(['own', 'lead']).default('own') }),
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
   * the area of the unit that leads, `silent` the units of matters opened here that have not come to a close, `own` a single one
   * without a unit. The form's values go with them.
   */
  z.strictObject({
    do: z.literal('open'),
    item: id,
    for: z.enum(['item', 'form', 'lead', 'actor', 'grids', 'silent', 'own']),
    /** Whether a unit whose matter has come to a close may be given another; one that is open is never given a second. */
    again: z.boolean().default(false),
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
