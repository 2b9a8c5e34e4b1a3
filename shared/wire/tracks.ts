import { z } from 'zod';
import { posts } from '../access/post.ts';
import { point } from '../geo/point.ts';
import { localized } from '../kernel/localized.ts';
import { dayMs } from '../kernel/span.ts';
import { purposes, trackPurposes } from '../record/purpose.ts';

/** Who is on duty and where, fences, and the way that somebody went. */
const instant = z.number().int();
const id = z.string().min(1).max(64);

/** GET /crews */
export const crewsQuery = z.strictObject({
  /** As it was then; missing: now. */
  at: z.coerce.number().int().optional(),
});
const fence = z.strictObject({
  sensor: z.string(),
  name: localized,
  by: z.enum(['inside', 'outside', 'absent']),
  /** The middle of its area. */
  place: point,
  /** Its area: a grid, a ring, or so many metres around its place. */
  grid: z.string().nullable(),
  ring: z.array(point).nullable(),
  radiusM: z.number().nullable(),
});
export type Fence = z.infer<typeof fence>;
export const crewList = z.strictObject({
  at: instant,
  /** What is heard no more for so long counts as away. */
  freshMs: z.number().int(),
  /** Those on duty in the own part whose place is known; `post` is null for a vehicle. */
  crews: z.array(
    z.strictObject({
      /** On a screen that tells no names a number of this answer alone. */
      id: z.string(),
      post: z.enum(posts).nullable(),
      lng: z.number(),
      lat: z.number(),
      at: instant,
    }),
  ),
  fences: z.array(fence),
});
export type CrewList = z.infer<typeof crewList>;
export type Crew = CrewList['crews'][number];

/** GET /crews/:crew */
export const crewCard = z.strictObject({
  id: z.string(),
  name: z.string(),
  post: z.enum(posts).nullable(),
  unit: z.string().nullable(),
  /** Names of its grids, the widest first. */
  grids: z.array(z.string()),
  phone: z.string().nullable(),
});
export type CrewCard = z.infer<typeof crewCard>;

/** Longest way that is shown at once, and most places of it. */
export const mostTrackMs = dayMs;
export const mostTrackPlaces = 2_000;
/** POST /tracks */
export const trackAsked = z.strictObject({
  crew: id,
  from: instant,
  to: instant,
  purpose: z.enum(trackPurposes),
  /** What it is looked at for, in words: kept with the look. */
  why: z.string().trim().min(2).max(200),
});
export type TrackAsked = z.infer<typeof trackAsked>;
export const track = z.strictObject({
  crew: z.string(),
  name: z.string(),
  from: instant,
  to: instant,
  /** How many places were told; more than are shown are thinned evenly. */
  told: z.number().int(),
  places: z.array(z.tuple([instant, z.number(), z.number()])),
  /** For how many days places are kept here. */
  days: z.number().int(),
});
export type Track = z.infer<typeof track>;

/** GET /tracks/looks: who looked at the way that the asker went; the newest first. */
export const trackLooks = z.strictObject({
  days: z.number().int(),
  looks: z.array(
    z.strictObject({
      at: instant,
      by: z.string(),
      role: z.string(),
      unit: z.string().nullable(),
      purpose: z.enum(purposes),
      why: z.string().nullable(),
    }),
  ),
});
export type TrackLooks = z.infer<typeof trackLooks>;
