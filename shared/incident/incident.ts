import { z } from 'zod';
import { actor } from '../access/person.ts';
import { limit } from '../clock/calendar.ts';
import { point } from '../geo/point.ts';
import { saneInstant } from '../kernel/instant.ts';
import { localized } from '../kernel/localized.ts';
import { ends, grades } from '../procedure/schema.ts';

/** One matter on its way round the nine rings. All instants are epoch ms UTC. Ledger entries hold these shapes: change them only by adding. */
const instant = z.number().int();

export const sources = [
  'patrol',
  'citizen',
  'enterprise',
  'hotline',
  'department',
  'superior',
  'sensor',
  'camera',
  'opinion',
] as const;
export type Source = (typeof sources)[number];

export const evidence = z.strictObject({
  kind: z.enum(['photo', 'video', 'readings', 'detection', 'text', 'document']),
  /** What a person reads: a caption, or the condition in words. */
  text: z.string().max(500),
  /** The name of its file (`shared/evidence/file.ts`). */
  ref: z.string().max(200).optional(),
  sensor: z.string().max(64).optional(),
  /** Readings as [instant, value] pairs. */
  series: z
    .array(z.tuple([instant, z.number()]))
    .max(240)
    .optional(),
  at: instant,
});
export type Evidence = z.infer<typeof evidence>;
/** Evidence as a command may bring it: what was kept before may be stranger. */
export const givenEvidence = evidence.extend({
  series: z
    .array(z.tuple([saneInstant, z.number()]))
    .max(240)
    .optional(),
  at: saneInstant,
});

export const task = z.strictObject({
  id: z.string(),
  unit: z.string(),
  role: z.enum(['lead', 'co']),
  state: z.enum(['issued', 'signed', 'done', 'withdrawn']),
  issuedAt: instant,
  signedAt: instant.optional(),
  doneAt: instant.optional(),
});
export type Task = z.infer<typeof task>;

export const clock = z.strictObject({
  limit,
  startedAt: instant,
  dueAt: instant,
  /** Set while suspended. */
  pausedAt: instant.optional(),
  /** Set when the clock has stopped; the stage was late when it is after `dueAt`. */
  stoppedAt: instant.optional(),
  /** Set once the deadline has passed while it ran. */
  lapsedAt: instant.optional(),
  /** Set once the responsible were reminded of it. */
  remindedAt: instant.optional(),
});
export type Clock = z.infer<typeof clock>;

export const points = z.strictObject({ unit: z.string(), points: z.number(), reason: z.string() });
export type Points = z.infer<typeof points>;

export const countNames = [
  'return',
  'rework',
  'transfer',
  'supervision',
  'escalation',
  'appeal',
  'reopen',
  'extension',
  'suspension',
  'report',
  'late-report',
  'visit',
  'reminder',
  'regrade',
] as const;
export const flagNames = [
  'self-handled',
  'forced',
  'supervised',
  'escalated',
  'appealed',
  'refused',
] as const;

const ask = z.strictObject({ at: instant, by: z.string(), reason: z.string(), limit: limit.optional() });

/** What one said to others in the channel of an incident. An order asks for a reply. */
export const message = z.strictObject({
  id: z.string(),
  at: instant,
  by: actor,
  text: z.string(),
  /** Units spoken to; empty: all concerned. */
  to: z.array(z.string()),
  order: z.boolean(),
  replyTo: z.string().optional(),
  seen: z.array(z.strictObject({ by: actor, at: instant })),
});
export type Message = z.infer<typeof message>;

/** Another matter that this one opened. */
export const child = z.strictObject({
  id: z.string(),
  item: z.string(),
  /** The unit or the grid it is for. */
  unit: z.string().optional(),
  grid: z.string().optional(),
  /** The step that opened it. */
  by: z.string(),
  openedAt: instant,
  /** When it came to its close or end; missing while it is open. */
  joinedAt: instant.optional(),
  outcome: z.string().optional(),
  /** Joins do not wait for it. */
  loose: z.boolean().optional(),
});
export type Child = z.infer<typeof child>;

/** A draw by lot, so that anybody can draw it again (`draw.ts`). */
export const draw = z.strictObject({
  from: z.enum(['objects', 'officers']),
  at: instant,
  /** Hex; known to nobody before the entry was written: the hash of the ledger's entry before it goes into it. */
  seed: z.string(),
  head: z.string(),
  /** SHA-256 of the pool's lines `id weight`, how many there were, and the weights that were not 1: what they go by changes. */
  pool: z.strictObject({
    size: z.number().int(),
    hash: z.string(),
    weights: z.record(z.string(), z.number()).optional(),
  }),
  picked: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      unit: z.string().optional(),
      place: point.optional(),
      /** The firm or organisation on record, and its grade at that instant. */
      record: z.string().optional(),
      grade: z.enum(['A', 'B', 'C', 'D']).optional(),
    }),
  ),
});
export type Draw = z.infer<typeof draw>;

/** Someone told, because time was running out or had run out. */
export const told = z.strictObject({
  name: z.string(),
  post: z.string().optional(),
  unit: z.string().optional(),
});
export type Told = z.infer<typeof told>;

/** A value a form may keep with the matter. */
/** An entry of a list as it was called when it was chosen: lists change, and what was done does not. */
export const entryName = z.strictObject({ id: z.string(), name: localized });
export const kept = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), limit, entryName]);

/** What another system called a matter that was brought in from its history, and which row of which sheet told it. */
export const outside = z.strictObject({
  id: z.string(),
  /** The sheet's file. */
  from: z.string(),
  import: z.string(),
  row: z.number().int(),
  /** When it was brought in, which is long after what it tells. */
  at: instant,
});
export type Outside = z.infer<typeof outside>;

export const incident = z.strictObject({
  /** 案号: jurisdiction code, local date, serial of the day. */
  id: z.string(),
  jurisdiction: z.string(),
  version: z.number().int().min(1),
  /** Version at which it last advanced: a later remark or occurrence does not make an officer's view out of date. */
  actedVersion: z.number().int().min(1),
  procedure: z.string(),
  node: z.string(),
  nodeSince: instant,
  /** When each node was first reached. */
  reached: z.record(z.string(), instant),
  source: z.enum(sources),
  /** Catalogue item. */
  item: z.string(),
  title: z.string(),
  detail: z.string(),
  place: point,
  address: z.string(),
  /** Grid chain, widest first; empty when the place lies in no grid. */
  grids: z.array(z.string()),
  /** It has no place: `place` is where the command centre is, and the rings 格 and 人 do not apply. */
  placeless: z.literal(true).optional(),
  /** The responsible member of the innermost grid. */
  responsible: z.strictObject({ staff: z.string(), name: z.string(), post: z.string() }).optional(),
  urgent: z.boolean(),
  reporter: actor,
  reportedAt: instant,
  /** The continuous condition this came from, e.g. `sensor:LJ-0417:level-high`: one open incident per origin. */
  origin: z.string().optional(),
  occurrences: z.number().int().min(1),
  lastOccurredAt: instant,
  tasks: z.array(task),
  clocks: z.record(z.string(), clock),
  asks: z.strictObject({ extension: ask.optional(), suspension: ask.optional() }),
  suspended: z.boolean(),
  counts: z.partialRecord(z.enum(countNames), z.number().int()),
  flags: z.array(z.enum(flagNames)),
  evidence: z.array(evidence),
  rating: z
    .strictObject({
      score: z.number().int().min(1).max(5),
      by: z.string(),
      at: instant,
      /** By the one who reported it. */
      own: z.literal(true).optional(),
    })
    .optional(),
  /** Who took the steps that somebody else has to look at, by step. */
  takenBy: z
    .record(z.string(), z.strictObject({ id: z.string(), name: z.string(), actsFor: z.string().optional() }))
    .optional(),
  points: z.array(points),
  mergedInto: z.string().optional(),
  /** Duplicates that were merged into it. */
  absorbed: z.array(z.string()).optional(),
  grade: z.enum(grades).optional(),
  /** What its forms keep, by field. */
  data: z.record(z.string(), kept).optional(),
  /** The matter and the step that opened this one. */
  parent: z
    .strictObject({
      incident: z.string(),
      by: z.string(),
      /** The unit of the one who opened it. */
      unit: z.string().optional(),
    })
    .optional(),
  children: z.array(child).optional(),
  draws: z.array(draw).optional(),
  /** The newest 100; the ledger keeps all. */
  messages: z.array(message).optional(),
  /** How far up it was escalated, 1 the first level above the responsible unit. */
  escalation: z.strictObject({ rung: z.number().int(), at: instant, to: told, last: z.boolean() }).optional(),
  /** It was brought in from the history of another system. */
  outside: outside.optional(),
  /** Set when it rests in an end node. */
  ended: z.enum(ends).optional(),
  closedAt: instant.optional(),
  /** When each of the nine rings closed; null while open. See `rings.ts`. */
  rings: z.array(instant.nullable()).length(9),
});
export type Incident = z.infer<typeof incident>;
