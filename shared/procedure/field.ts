import { z } from 'zod';
import { localized } from '../kernel/localized.ts';
import { id } from './id.ts';
import { lists } from './listed.ts';
import { unitKinds } from './unit-kind.ts';

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
  'list', // words that the house writes down: what a later checklist chooses from
  'listed',
  'record', // somebody or something of the county's records, by its id: names of people stand in no ledger
] as const;
/** The most entries of any list in a form: no field may ask for more, and no command carries more. A county has at most so many communities. */
export const mostInList = 500;

const listKinds: ReadonlySet<string> = new Set(['units', 'checklist', 'evidence']);
export const field = z
  .strictObject({
    id,
    name: localized,
    kind: z.enum(fieldKinds),
    required: z.boolean(),
    /** Of `choice` (one) and `checklist` (any number). */
    choices: z.array(z.strictObject({ id, name: localized })).optional(),
    /** Of `listed`: the lists of the pack that one entry is looked up in. */
    lists: z.array(z.enum(lists)).min(1).optional(),
    /** Of `record`: kinds of records that may be looked up. */
    records: z.array(id).min(1).optional(),
    /** Of `record`: a text of the same form that takes the name of what was chosen, while it is empty. */
    fills: id.optional(),
    /** Of `unit` and `units`: which kinds may be chosen; missing: any. */
    kinds: z.array(z.enum(unitKinds)).min(1).optional(),
    /** Of `number`: the bounds; of `text`: its length; of `evidence`, `units`, `checklist`: how many, at most `mostInList`. */
    min: z.number().optional(),
    max: z.number().optional(),
    /**
     * Of `evidence`: what counts. So many as are asked for must be files or readings of these kinds; words may stand beside them and never
     * in their place.
     */
    shows: z
      .array(z.enum(['photo', 'video', 'document', 'readings']))
      .min(1)
      .optional(),
    /** Of `checklist`: the field that keeps, with the matter, what there is to choose from. */
    of: id.optional(),
    /** Of `date`: today or later. */
    ahead: z.boolean().optional(),
    /**
     * What is usual: a number that is kept does not fall (`rise`), a checklist is ticked whole (`all`). What departs from it needs the
     * field `reason` of the same form.
     */
    expects: z.enum(['rise', 'all']).optional(),
    /** Of `text`: a regular expression for the whole of it, and what it asks for in words. */
    pattern: z.strictObject({ match: z.string(), says: localized }).optional(),
    /**
     * The value stays with the matter (`incident.data`), not in the history alone; `unit`: one for each unit that acts, under
     * `<field>@<unit>`.
     */
    keep: z.union([z.boolean(), z.literal('unit')]).default(false),
    /** The one who reported the matter reads it on the public page, by the tracking code; of `evidence`: sees its photographs. */
    told: z.boolean().optional(),
  })
  .refine(({ kind, max = 0 }) => !listKinds.has(kind) || max <= mostInList, `at most ${mostInList} entries`);
export type Field = z.infer<typeof field>;
