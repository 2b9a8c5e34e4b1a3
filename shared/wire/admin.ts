import { z } from 'zod';
import { sourceBounds } from '../access/bounds.ts';
import { doorNames } from '../access/doors.ts';
import { rolesWho } from '../access/may.ts';
import { roles } from '../access/person.ts';
import { posts } from '../access/post.ts';

/** Bodies and answers of the administrators' routes, below `/api/:jurisdiction`. */
const login = z.string().regex(/^[\w.@-]{2,64}$/, '2-64 letters, digits or . _ @ -');
const name = z.string().trim().min(1).max(64);
const password = z.string().min(10).max(200);

/** POST /people. Walls and sources have tokens instead. `grids` bounds what is seen. */
export const newPerson = z.strictObject({
  login,
  name,
  role: z.enum(rolesWho('keep-account')),
  unit: z.string().max(64).optional(),
  grids: z.array(z.string().max(64)).max(200).default([]),
  /** The pack's staff id, for grid members. */
  staff: z.string().max(64).optional(),
  /** What the person is employed as: some steps are for certain posts only. */
  post: z.enum(posts).optional(),
  password,
});
/** PATCH /people/:login */
export const personChange = z
  .strictObject({
    password: password.optional(),
    disabled: z.boolean().optional(),
    /** Null takes the second factor away, for who has lost it. */
    factor: z.null().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'says nothing to change');
export const listedPerson = z.strictObject({
  login: z.string(),
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  unit: z.string().nullable(),
  post: z.enum(posts).nullable(),
  grids: z.array(z.string()),
  disabled: z.boolean(),
  hasFactor: z.boolean(),
});
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
});
export const listedSource = z.strictObject({
  id: z.string(),
  source: z.string(),
  doors: z.array(z.string()),
  bounds: sourceBounds.nullable(),
  revoked: z.boolean(),
  madeAt: z.number().int(),
});
