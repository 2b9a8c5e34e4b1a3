import { z } from 'zod';
import { leastLevels, mostLevels } from '../grid/levels.ts';
import { policeGrid } from '../pack/police.ts';
import { mapResource } from '../pack/resource.ts';
import { capabilities } from '../access/may.ts';
import { roles } from '../access/person.ts';
import { posts } from '../access/post.ts';
import { remark, report, say, see, take } from '../incident/command.ts';
import { imported, incidentFact } from '../incident/fact.ts';
import { incident, sources } from '../incident/incident.ts';
import { actor } from '../access/person.ts';
import { staff, unit, catalogueItem, identity, sensor, camera, policy } from '../pack/schema.ts';
import { reasonId, reasonValues } from '../kernel/reasons.ts';
import { listedItem, listedSizes } from '../procedure/listed.ts';
import { listEntry } from '../pack/domain.ts';
import { plan } from '../pack/plan.ts';
import { procedure } from '../procedure/schema.ts';
import { figureIds } from '../indicator/figure-ids.ts';
import { askedWarningCommand } from '../warning/warning.ts';
import { watchCommand } from '../watch/watch.ts';
import { calendar } from '../clock/calendar.ts';
import { calledReport } from './caller.ts';
import { figureFamily } from './figures.ts';

export * from './figures.ts';

/**
 * Every HTTP answer and body. All addresses are below `/api/:jurisdiction` unless said otherwise; refusals are RFC 9457
 * problem documents. `/api/openapi.json` is made from these schemas.
 */
export const problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  /** One sentence in English. */
  detail: z.string(),
  /** The sentence and its values, for whoever words it in another language. */
  reasonId: reasonId.optional(),
  values: reasonValues.optional(),
  field: z.string().optional(),
  winner: z.strictObject({ by: z.string(), act: z.string(), at: z.number() }).optional(),
});

/** POST /session */
export const signIn = z.strictObject({
  login: z.string().min(1).max(64),
  password: z.string().min(1).max(200),
  /** Of the second factor, or a recovery code, for who has one. */
  code: z.string().min(6).max(20).optional(),
});
/** POST /session/device: a wall's token */
export const deviceSignIn = z.strictObject({ token: z.string().min(16).max(200) });
/** POST /session/password: `login` and `password` as they are now, `next` as it shall be. */
export const passwordChange = signIn.omit({ code: true }).extend({ next: z.string().min(10).max(200) });
/** GET, POST /session */
export const person = z.strictObject({
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  unit: z.string().optional(),
  post: z.enum(posts).optional(),
  jurisdiction: z.string(),
  grids: z.array(z.string()),
  /** Whom a deputy stands in for: a person, or a unit by its id. */
  actsFor: z.strictObject({ id: z.string(), name: z.string() }).optional(),
  /** A role of the county's own, and what it holds; without it the role is as it is shipped. */
  countyRole: z.string().optional(),
  holds: z.array(z.enum(capabilities)).optional(),
});
/** GET /demo, open to anyone: whom a visitor may sign in as. Empty outside demo mode. */
export const demoSignIns = z.array(
  z.strictObject({ login: z.string(), name: z.string(), role: z.enum(roles), password: z.string() }),
);
export type DemoSignIn = z.infer<typeof demoSignIns>[number];
/** GET /pack: what screens need to know of the jurisdiction; changes only with a restart (ETag). */
export const packDigest = z.strictObject({
  /** Counts up with every change of the pack that took effect; the stream tells of a newer one. */
  edition: z.number().int().optional(),
  identity,
  calendar,
  policy,
  units: z.array(unit),
  catalogue: z.array(catalogueItem),
  procedures: z.array(procedure),
  /** The county's own domains and monitoring systems; the usual ones when missing. */
  domains: z.array(listEntry).optional(),
  systems: z.array(listEntry).optional(),
  /** In the pack no more: matters that began with them go on by them, and nothing new does. */
  retired: z.strictObject({ items: z.array(catalogueItem), procedures: z.array(procedure) }).optional(),
  /** Plan cards, and the people that keep the watch or man their posts. */
  plans: z.array(plan),
  people: z.array(staff),
  /** What can be looked up with GET /listed. */
  listed: listedSizes,
  counts: z.strictObject({
    grids: z.array(z.number().int()).min(leastLevels).max(mostLevels),
    staff: z.number().int(),
    sensors: z.number().int(),
    cameras: z.number().int(),
  }),
  demo: z.boolean(),
});
export type PackDigest = z.infer<typeof packDigest>;
/** GET /sensors: in ordinal order, null in the place of one that is not the asker's to see. GET /cameras. */
export const sensorList = z.array(sensor.nullable());
export const cameraList = z.array(camera);
/** GET /resources */
export const resourceList = z.array(mapResource);
/** GET /beats */
export const beatList = z.array(policeGrid);
/** GET /listed: the entries that fields of the kind `listed` choose from, in the order of the lists. */
export const listedList = z.array(listedItem);

/** POST /commands, header `Idempotency-Key` (8-100 characters; the same key is answered with the first answer). */
const deskCommand = z.discriminatedUnion('kind', [calledReport, take, remark, say, see]);
export const commandBody = z.union([deskCommand, askedWarningCommand, watchCommand]);
export type CommandBody = z.infer<typeof commandBody>;
export const commandAnswer = z.strictObject({
  kind: z.literal('done'),
  subject: z.string(),
  version: z.number().int(),
  seq: z.number().int(),
});
export type CommandAnswer = z.infer<typeof commandAnswer>;
/** POST /reports, Bearer token of a source: a hotline or another system reports. Same idempotency header. */
export const reportBody = report.omit({ kind: true, origin: true });

/** A ledger entry as screens read it. */
export const entry = z.strictObject({
  seq: z.number().int(),
  at: z.number().int(),
  subject: z.string(),
  version: z.number().int(),
  by: actor,
  fact: incidentFact,
  hash: z.string(),
  /** It was brought in from the history of another system. */
  imported: imported.optional(),
});
export type Entry = z.infer<typeof entry>;
/** GET /incidents/:id */
export const incidentDetail = z.strictObject({
  incident,
  entries: z.array(entry),
});
export type IncidentDetail = z.infer<typeof incidentDetail>;
/**
 * GET /incidents: newest report first. Without `figure`, `from` and `to` bound the instant of the report. `q` is words, each of
 * them somewhere in the number, the title, the address, the detail or the names of the item, the grids and the units.
 */
export const incidentQuery = z
  .strictObject({
    /** finishing: closed, and neither archived nor at another end yet. */
    state: z.enum(['open', 'closed', 'finishing', 'all']).default('all'),
    grid: z.string().max(40).optional(),
    /** Has a task in it; `lead`: leads it. */
    unit: z.string().max(64).optional(),
    lead: z.string().max(64).optional(),
    item: z.string().max(64).optional(),
    procedure: z.string().max(40).optional(),
    node: z.string().max(40).optional(),
    source: z.enum(sources).optional(),
    overdue: z.literal('1').optional(),
    /** The condition it came from, exactly. */
    origin: z.string().max(160).optional(),
    /** Who took on what is one person's work. */
    agent: z.string().max(100).optional(),
    /** The matters behind a figure, its numerator or its denominator, in [from, to); of `family`, or else of `procedure`. */
    figure: z.enum(figureIds).optional(),
    family: figureFamily.optional(),
    /** Of `stage`: the clock; of `outcome`: nodes, with commas between; of `promise`: work days, at most `days` and more than `above`. */
    clock: z.string().max(40).optional(),
    outcome: z.string().max(200).optional(),
    days: z.coerce.number().positive().optional(),
    above: z.coerce.number().min(0).optional(),
    part: z.enum(['numerator', 'denominator']).default('numerator'),
    from: z.coerce.number().int().optional(),
    to: z.coerce.number().int().optional(),
    q: z.string().max(100).optional(),
    /** `full`: all are counted, by procedure as well; else lists that are no figures are counted up to a thousand. */
    count: z.enum(['quick', 'full']).default('quick'),
    limit: z.coerce.number().int().min(1).max(500).default(50),
    after: z.string().max(100).optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    message: 'a window ends after it begins',
    path: ['to'],
  });
export type IncidentQuery = z.infer<typeof incidentQuery>;
export const incidentListRow = z.strictObject({
  id: z.string(),
  version: z.number().int(),
  title: z.string(),
  address: z.string(),
  procedure: z.string(),
  item: z.string(),
  node: z.string(),
  source: z.string(),
  grids: z.array(z.string()),
  lead: z.string().nullable(),
  reportedAt: z.number(),
  dueAt: z.number(),
  closedAt: z.number().nullable(),
  overdue: z.boolean(),
  rings: z.string(),
  reworks: z.number(),
  urgent: z.boolean(),
});
export const incidentList = z.strictObject({
  rows: z.array(incidentListRow),
  /** How many there are; when not `exact`, at least so many. Figures are always counted to the end. */
  total: z.number().int(),
  exact: z.boolean(),
  /** How many of each procedure, most first, with `count=full`. */
  types: z.array(z.strictObject({ procedure: z.string(), count: z.number().int() })).optional(),
  next: z.string().nullable(),
  /** Set when the search took too long: it has looked at all that was reported since, and `next` continues before that. */
  lookedSince: z.number().nullable(),
  /** Ledger entries that the search index does not know yet. */
  behind: z.number().int(),
});
export type IncidentList = z.infer<typeof incidentList>;

/** GET /readings/:sensor?from=&to=: a trend; raw below 6 hours, minutes below 3 days, hours below 62, else days. [at, mean, min, max] */
export const trendQuery = z
  .strictObject({
    from: z.coerce.number().int().min(0),
    to: z.coerce.number().int().min(0),
    /** The matter that it raised, for who has the matter and not the place. */
    incident: z.string().max(40).optional(),
  })
  .refine(({ from, to }) => from < to, { message: 'a trend spans more than nothing', path: ['to'] });
export const trend = z.strictObject({
  sensor: z.string(),
  step: z.enum(['raw', 'minute', 'hour', 'day']),
  points: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
});
export type Trend = z.infer<typeof trend>;

/** POST /ledger/verification */
export const ledgerVerdict = z.strictObject({
  at: z.number().int(),
  head: z.strictObject({ seq: z.number().int(), hash: z.string() }),
  /** Entries that fit, up to the first that does not. */
  entries: z.number().int(),
  bad: z.strictObject({ seq: z.number().int(), why: z.string() }).nullable(),
});
export type LedgerVerdict = z.infer<typeof ledgerVerdict>;
/** GET /ledger/anchors */
export const anchorList = z.array(
  z.strictObject({ seq: z.number().int(), hash: z.string(), at: z.number().int() }),
);
