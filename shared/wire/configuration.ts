import { z } from 'zod';
import { limit } from '../clock/calendar.ts';
import { localized } from '../kernel/localized.ts';
import { reasonId, reasonValues } from '../kernel/reasons.ts';

/** Bodies and answers of what administrators change of a pack, below `/api/:jurisdiction/configuration`. */
const part = z.string().min(1).max(32);
const key = z.string().min(1).max(64);
const version = z.number().int().min(1);
const why = z.string().trim().min(1).max(500);
/** For whom it holds: `open` for matters that are open too, `new` for those alone that begin after it. */
const applies = z.enum(['open', 'new']);

/** One row as it is to be. */
export const rowChange = z.strictObject({
  part,
  key,
  /** The version of the row that was looked at; 0 where there was none. Another one by now is a conflict. */
  was: z.number().int().min(0),
  /** As a file of the pack has it; null takes the row out. */
  body: z.unknown().refine((body) => body !== undefined, 'say the whole row, or null to take it out'),
});
/** POST /configuration/preview */
export const packPreviewAsked = z.strictObject({
  rows: z.array(rowChange).min(1).max(5_000),
  /** When it takes effect, epoch ms; at once when missing or past. */
  since: z.number().int().min(0).optional(),
  applies: applies.default('open'),
});
/** POST /configuration/changes */
export const packChange = packPreviewAsked.extend({ why });
export type PackChangeAsked = z.infer<typeof packChange>;
/** POST /configuration/undo */
export const packUndo = z.strictObject({ version, why });

/** What is wrong with a row, and where in it. */
export const rowFault = z.strictObject({
  part: z.string(),
  key: z.string(),
  field: z.string(),
  reason: z.string(),
  reasonId: reasonId.optional(),
  values: reasonValues.optional(),
});
/** What a change does to what is under way. */
export const consequence = z.discriminatedUnion('kind', [
  z.strictObject({
    /** A time limit of a catalogue item. `open` matters of it there are; of `set` the clock runs or ran and stays as it is; `ahead` will start it. */
    kind: z.literal('limit'),
    part: z.string(),
    key: z.string(),
    clock: z.string(),
    before: limit.nullable(),
    after: limit.nullable(),
    open: z.number(),
    set: z.number(),
    ahead: z.number(),
    /** Open matters that will go by the new limit: of `ahead` all or none. */
    moved: z.number(),
  }),
  z.strictObject({
    /** How much rests on the row: open matters, tasks, accounts, screens, alarms, sensors … ; `rows`: others of the pack that name it; `…-moved`: lie in another grid of it then. */
    kind: z.literal('count'),
    part: z.string(),
    key: z.string(),
    what: z.enum([
      'open-matters',
      'tasks',
      'accounts',
      'screens',
      'alarms',
      'sensors',
      'rules',
      'items',
      'posts',
      'rows',
      'matters-moved',
      'sensors-moved',
      'records-moved',
    ]),
    count: z.number(),
  }),
]);
export type Consequence = z.infer<typeof consequence>;
export const packPreview = z.strictObject({
  faults: z.array(rowFault),
  /** Rows in the order asked, with the fields that are another. */
  rows: z.array(
    z.strictObject({
      part: z.string(),
      key: z.string(),
      change: z.enum(['added', 'changed', 'removed', 'same']),
      fields: z.array(z.string()),
    }),
  ),
  consequences: z.array(consequence),
});
export type PackPreview = z.infer<typeof packPreview>;

export const packWritten = z.strictObject({
  version,
  /** The pack this node goes by now: counts what has taken effect. */
  edition: z.number(),
});

const told = {
  version,
  at: z.number(),
  since: z.number(),
  applies,
  by: z.strictObject({ id: z.string(), name: z.string() }),
  why: z.string(),
  undoes: z.number().nullable(),
};
/** A version with the rows of it that the asker may see. */
export const packVersion = z.strictObject({
  ...told,
  rows: z.array(z.strictObject({ part: z.string(), key: z.string(), body: z.unknown() })),
});
export type PackVersionTold = z.infer<typeof packVersion>;

/** GET /configuration */
export const configuration = z.strictObject({
  edition: z.number(),
  /** The newest version, whether it has taken effect or not. */
  version,
  parts: z.array(z.strictObject({ part: z.string(), rows: z.number(), changed: z.number() })),
});
export type ConfigurationTold = z.infer<typeof configuration>;

/** GET /configuration/parts/:part: each row as it holds now. */
export const configuredRow = z.strictObject({
  key: z.string(),
  body: z.unknown(),
  /** The newest version that changed it; 1 is the folder. It is what `was` asks for. */
  version,
  /** It was, or will be, changed by that version. */
  changed: z.strictObject({ at: z.number(), since: z.number(), by: z.string(), why: z.string() }).nullable(),
});
export type ConfiguredRow = z.infer<typeof configuredRow>;
/** GET /configuration/history */
export const historyQuery = z.strictObject({
  part: part.optional(),
  key: key.optional(),
  /** Versions before this one. */
  before: z.coerce.number().int().min(2).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const configuredRows = z.array(configuredRow);
export const packVersions = z.array(packVersion);

/** GET /configuration/discovered: sensors that a source reports and the county does not have, the last heard first. */
export const discoveredSensor = z.strictObject({
  sensor: z.string(),
  source: z.string(),
  count: z.number(),
  firstAt: z.number(),
  lastAt: z.number(),
  at: z.number(),
  value: z.number(),
  least: z.number(),
  greatest: z.number(),
  everyMs: z.number().nullable(),
});
export const discoveredSensors = z.array(discoveredSensor);
export type DiscoveredSensor = z.infer<typeof discoveredSensor>;
/** POST /configuration/discovered/clear */
export const clearDiscovered = z.strictObject({ sensors: z.array(z.string().max(64)).min(1).max(1_000) });

/** GET /configuration/folder: the county as the files of its pack (`pack/…`) and of its map (`map/…`), as it holds now. */
export const countyFolder = z.strictObject({
  id: z.string(),
  files: z.array(z.strictObject({ path: z.string().max(200), text: z.string() })),
});
export type CountyFolder = z.infer<typeof countyFolder>;

/** GET /configuration/counties: the counties of this server. */
export const countyTold = z.strictObject({
  id: z.string(),
  code: z.string(),
  name: localized.nullable(),
  open: z.boolean(),
  /** `read-only`: looked at only; `archived`: closed, with its record kept; `closed`: its pack has faults, or it could not be opened. */
  state: z.enum(['open', 'read-only', 'archived', 'closed']),
  /** Why it is not served. */
  why: z
    .strictObject({ reason: z.string(), reasonId: reasonId.optional(), values: reasonValues.optional() })
    .nullable(),
  /** Whether the asker may say that it rests. */
  yours: z.boolean(),
  /** Null: it came with the server. */
  brought: z.strictObject({ by: z.string(), at: z.number() }).nullable(),
});
export const countiesTold = z.array(countyTold);
export type CountyTold = z.infer<typeof countyTold>;
/** POST /configuration/counties/:county/state */
export const countyState = z.strictObject({
  state: z.enum(['open', 'read-only', 'archived']),
  why: z.string().trim().min(2).max(300),
});
/** POST /configuration/counties/:county/first: who comes in first, each by a one-time code until an instant. */
export const firstOfCounty = z.strictObject({
  ends: z.number(),
  people: z.array(z.strictObject({ login: z.string(), role: z.string(), code: z.string() })),
});
export type FirstOfCounty = z.infer<typeof firstOfCounty>;
/** POST /configuration/counties and …/look: a folder, and what the county is to be called where that is not as it says. */
export const countyBrought = z.strictObject({
  files: z
    .array(z.strictObject({ path: z.string().min(1).max(200), text: z.string() }))
    .min(1)
    .max(80),
  as: z.strictObject({
    id: z.string().max(32).optional(),
    code: z.string().max(9).optional(),
    name: localized.optional(),
  }),
});
export const countyLook = z.strictObject({
  id: z.string(),
  code: z.string(),
  name: localized.nullable(),
  faults: z.array(z.strictObject({ file: z.string(), path: z.string(), reason: z.string() })),
  /** Rows of its parts, while it has no fault. */
  counts: z.array(z.strictObject({ part: z.string(), rows: z.number() })),
});
export type CountyLook = z.infer<typeof countyLook>;

/** GET /configuration/days-off?year: what the library knows of a year; null: nothing yet, or nothing of this county's country. */
export const daysOffQuery = z.strictObject({ year: z.coerce.number().int().min(2000).max(2100) });
export const daysOff = z.strictObject({
  days: z
    .strictObject({
      year: z.number(),
      holidays: z.array(z.string()),
      makeUpDays: z.array(z.string()),
    })
    .nullable(),
});
