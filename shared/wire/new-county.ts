import { z } from 'zod';
import { mostLevels } from '../grid/levels.ts';
import { identity } from '../pack/schema.ts';
import { reasonId, reasonValues } from '../kernel/reasons.ts';
import { firstOfCounty } from './configuration.ts';
import { isZone } from '../clock/zone.ts';
import { limitUnits } from '../clock/calendar.ts';

/**
 * A county as somebody sets it up on screens, before it is a folder of files: what is said of it stands here, all else comes from
 * the starter set. A name in one language stands for the other where that is not given.
 */
const id = z.string().trim().min(1, 'field-empty').max(64);
const name = z.strictObject({ zh: z.string().trim().max(80), en: z.string().trim().max(80) });
const named = name.refine(({ zh, en }) => zh !== '' || en !== '', 'name-in-one-language');
const minutes = z.number().int().min(0).max(1440);
const position = z.array(z.number()).min(2).max(4);
const polygon = z.strictObject({
  type: z.literal('Polygon'),
  coordinates: z.array(z.array(position).min(4)).min(1),
});
const multiPolygon = z.strictObject({
  type: z.literal('MultiPolygon'),
  coordinates: z.array(z.array(z.array(position).min(4)).min(1)).min(1),
});

/** One grid: its outline by WGS 84, and the one above it where its level has one. */
export const newGrid = z.strictObject({
  id,
  name: z.string().trim().min(1, 'field-empty').max(80),
  parent: z.string().trim().max(64).nullable(),
  shape: z.discriminatedUnion('type', [polygon, multiPolygon]),
});
export type NewGrid = z.infer<typeof newGrid>;

export const newUnit = z.strictObject({
  id,
  name: named,
  phone: z.string().trim().max(32),
  /** Grids of the widest level that it answers for; a department answers for none. */
  grids: z.array(id).max(500).optional(),
});
export const newItem = z.strictObject({
  id,
  name: named,
  class: named.optional(),
  /** An id or a name: of the usual domains, or else of one that the county gets of its own. */
  domain: z.string().trim().max(64).optional(),
  /** Of those in `units`; the centre where none is named. */
  unit: z.string().max(64).optional(),
  amount: z.number().positive().max(1_000),
  per: z.enum(limitUnits),
  public: z.boolean().optional(),
});
export const newSensor = z.strictObject({
  id,
  name: named,
  /** An id or a name, as `domain`. */
  system: z.string().trim().max(64),
  quantity: id,
  measure: z.string().trim().max(16),
  lng: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  low: z.number(),
  high: z.number(),
  everySeconds: z.number().positive().max(86_400),
});

export const newCounty = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,31}$/, 'county-id-form'),
  code: z.string().regex(/^[0-9A-Z]{3,16}$/, 'county-code-form'),
  /** As in a pack's identity: how division codes, telephone numbers and numbers are written. */
  codes: identity.shape.codes,
  phones: identity.shape.phones,
  numbers: identity.shape.numbers,
  name: named,
  centre: named,
  /** Which its names stand in first, and what its screens open in. */
  language: z.enum(['zh', 'en']),
  zone: z.string().refine(isZone, 'zone-unknown'),
  /** Work of a day, in minutes from midnight. */
  periods: z
    .array(z.tuple([minutes, minutes]))
    .min(1, 'field-empty')
    .max(6)
    .refine(
      (list) => list.every(([from, to], i) => to > from && from >= (list[i - 1]?.[1] ?? 0)),
      'periods-apart',
    ),
  holidays: z.array(z.iso.date('day-form')).max(400),
  phone: z.string().trim().min(2, 'field-empty').max(32),
  emergency: z.array(z.strictObject({ number: z.string().trim().min(2).max(16), name: named })).max(6),
  /** Names of its levels, the widest first. A county of one has it drawn again below. */
  levels: z.array(named).min(1, 'levels-from-one').max(mostLevels, 'levels-at-most'),
  /** Grids by level, as many lists as levels. */
  grids: z.array(z.array(newGrid).max(20_000)).max(mostLevels),
  units: z.array(newUnit).max(2_000),
  items: z.array(newItem).max(5_000),
  /** Adds the items of the starter set. */
  starter: z.boolean(),
  procedures: z.array(z.string().max(64)).max(40),
  sensors: z.array(newSensor).max(10_000),
});
export type NewCounty = z.infer<typeof newCounty>;
export const newCountySteps = [
  'identity',
  'time',
  'grids',
  'units',
  'items',
  'procedures',
  'sensors',
] as const;
export type NewCountyStep = (typeof newCountySteps)[number];

const fault = z.strictObject({
  step: z.enum(newCountySteps),
  /** Of the body: `units.3.name`; or a file of the pack and a place in it. */
  field: z.string(),
  reason: z.string(),
  reasonId: reasonId.optional(),
  values: reasonValues.optional(),
});
/** POST …/new/look: every fault by the step that mends it, and what the county would have. Without a fault it can be made. */
export const newCountyLook = z.strictObject({
  faults: z.array(fault),
  counts: z.array(z.strictObject({ part: z.string(), rows: z.number() })),
});
export type NewCountyLook = z.infer<typeof newCountyLook>;
export type NewCountyFault = z.infer<typeof fault>;
/** What is sent: looked at with every fault told, so nothing is refused at the door but what is no draft at all. */
export const newCountyDraft = z.record(z.string(), z.unknown());
/** POST …/new: it is open; its first people come in by these codes, told once. */
export const newCountyMade = z.strictObject({ county: z.string(), first: firstOfCounty });
export type NewCountyMade = z.infer<typeof newCountyMade>;
/** GET /api/-/setup: whether this server waits for its first county. */
export const setupState = z.strictObject({ empty: z.boolean() });
