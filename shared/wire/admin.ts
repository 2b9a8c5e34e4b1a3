import { z } from 'zod';
import { sourceBounds } from '../access/bounds.ts';
import { doorNames } from '../access/doors.ts';

/** Bodies and answers of the administrators' routes, below `/api/:jurisdiction`. */
const name = z.string().trim().min(1).max(64);
const grids = z.array(z.string().max(64)).max(200).default([]);
/** POST /devices. `grids` bounds what the wall shows; none: the whole jurisdiction. */
export const newDevice = z.strictObject({ name, grids });
/** POST /sources. `source` is its MQTT user name and what its facts carry. */
export const newSource = z.strictObject({
  source: z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/, '2-40 lower-case letters, digits or hyphens'),
  doors: z.array(z.enum(doorNames)).min(1).max(doorNames.length),
  /** What it may write and claim; missing: everything of the jurisdiction, and as its reports' origin `hotline` alone. */
  bounds: sourceBounds.optional(),
});
/** A token is told once and kept as a hash. */
export const issued = z.strictObject({ id: z.string(), token: z.string() });
export const listedDevice = z.strictObject({
  id: z.string(),
  name: z.string(),
  grids: z.array(z.string()),
  revoked: z.boolean(),
  madeAt: z.number().int(),
  /** When it was last asked for, to the minute. */
  usedAt: z.number().int().nullable(),
});
export const listedSource = z.strictObject({
  id: z.string(),
  source: z.string(),
  doors: z.array(z.string()),
  bounds: sourceBounds.nullable(),
  revoked: z.boolean(),
  madeAt: z.number().int(),
  /** When it was last asked for, to the minute. */
  usedAt: z.number().int().nullable(),
});
export type ListedDevice = z.infer<typeof listedDevice>;
export type ListedSource = z.infer<typeof listedSource>;
/** GET /devices, GET /sources */
export const deviceList = z.array(listedDevice);
export const sourceList = z.array(listedSource);
