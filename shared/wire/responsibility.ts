import { z } from 'zod';
import { posts } from '../access/post.ts';
import { point } from '../geo/point.ts';
import { gridLevel } from '../grid/levels.ts';
import { localized } from '../kernel/localized.ts';
import { policeGrid } from '../pack/police.ts';
import { responsibilityRule } from '../pack/responsibility.ts';
import { dedicatedGrid, staff } from '../pack/schema.ts';
import { unitKinds } from '../procedure/unit-kind.ts';

/** Who answers for what and where; the addresses are below `/api/:jurisdiction`. */

/** Parts of a score; they add up to it (`shared/responsibility/score.ts`). */
const parts = z.strictObject({
  duty: z.number(),
  distance: z.number(),
  load: z.number(),
  skill: z.number(),
});

/** GET /incidents/:id/suggestions?lang=zh|en: units that could take it, those that lead first, best first. */
export const suggestionsQuery = z.strictObject({ lang: z.enum(['zh', 'en']).default('zh') });
export const suggestion = z.strictObject({
  unit: z.string(),
  name: z.string(),
  role: z.enum(['lead', 'co']),
  distanceM: z.number(),
  open: z.number().int(),
  overdue: z.number().int(),
  score: z.number(),
  parts,
  /** Whether the responsibility matrix names it, not only its skills. */
  byMatrix: z.boolean(),
  /** Whether a plan card of the matter calls it. */
  byPlan: z.boolean(),
  reason: z.string(),
});
export const suggestions = z.array(suggestion);
export type Suggestion = z.infer<typeof suggestion>;

/** GET /incidents/:id/members?lang=zh|en: people of its grids who could go there, best first. */
export const memberSuggestion = z.strictObject({
  staff: z.string(),
  name: z.string(),
  post: z.enum(posts),
  phone: z.string(),
  distanceM: z.number(),
  /** When the phone last told its place; null when the place is that of the grid or the unit. */
  heardAt: z.number().nullable(),
  open: z.number().int(),
  overdue: z.number().int(),
  score: z.number(),
  parts,
  reason: z.string(),
});
export const memberSuggestions = z.array(memberSuggestion);
export type MemberSuggestion = z.infer<typeof memberSuggestion>;

/** GET /locate?lng=&lat= : who answers for a point. */
export const locateQuery = z.strictObject({
  lng: z.coerce.number().min(-180).max(180),
  lat: z.coerce.number().min(-90).max(90),
});
export const sixOfPost = z.strictObject({
  grid: z.string(),
  level: gridLevel,
  post: z.enum(posts),
  people: z.array(staff.pick({ id: true, name: true, phone: true })),
  duty: localized,
  standard: localized,
  schedule: localized,
  reward: localized,
});
export type SixOfPost = z.infer<typeof sixOfPost>;
const openRow = z.strictObject({
  id: z.string(),
  title: z.string(),
  item: z.string(),
  node: z.string(),
  reportedAt: z.number(),
  overdue: z.boolean(),
  urgent: z.boolean(),
});
export const located = z.strictObject({
  place: point,
  /** The chain, widest first; empty outside of every grid. */
  grids: z.array(z.strictObject({ id: z.string(), name: z.string(), level: z.number().int() })),
  /** Staff of the chain, the narrowest grid first, each grid's head first. */
  staff: z.array(staff),
  /** Of the command centre. */
  dutyPhone: z.string(),
  /** Who answers for the grids: the community before the town. */
  duty: z.array(
    z.strictObject({ unit: z.string(), name: localized, kind: z.enum(unitKinds), phone: z.string() }),
  ),
  dedicated: z.array(dedicatedGrid.extend({ distanceM: z.number(), unitName: localized, phone: z.string() })),
  police: policeGrid.nullable(),
  six: z.array(sixOfPost),
  /** Of the narrowest grid, newest first, at most 20; only what the asker may see. */
  open: z.array(openRow),
  /** Matters of the narrowest grid in the last days; null when the grid is not in the asker's scope. */
  recent: z
    .strictObject({
      days: z.number().int(),
      /** When they were counted: at most a minute ago. */
      at: z.number(),
      reported: z.number().int(),
      closed: z.number().int(),
    })
    .nullable(),
});
export type Located = z.infer<typeof located>;

/** GET /incidents/:id/duplicates: open matters that may be the same one, the likeliest first. */
export const duplicate = z.strictObject({
  id: z.string(),
  title: z.string(),
  detail: z.string(),
  address: z.string(),
  item: z.string(),
  node: z.string(),
  source: z.string(),
  place: point,
  reportedAt: z.number(),
  distanceM: z.number(),
  /** 0 to 1 (`shared/search/likeness.ts`). */
  likeness: z.number(),
});
export const duplicates = z.array(duplicate);
export type Duplicate = z.infer<typeof duplicate>;
/** GET /incidents/:id/repeats: earlier matters in which the same complaint was made, closed ones as well, the newest first. */
export const repeats = z.array(
  z.strictObject({
    ...duplicate.pick({ id: true, title: true, detail: true, node: true, source: true }).shape,
    ...duplicate.pick({ reportedAt: true, distanceM: true, likeness: true }).shape,
    closedAt: z.number().nullable(),
  }),
);
export type Repeat = z.infer<typeof repeats>[number];
/** POST /duplicates: the same for a matter that is still being written down; changes nothing. */
export const unreported = z.strictObject({
  item: z.string().max(64),
  place: point,
  title: z.string().max(120),
  detail: z.string().max(2000).default(''),
  address: z.string().max(200).default(''),
});
export type Unreported = z.infer<typeof unreported>;

/** POST /suggestions?lang=zh|en: units for a matter that is still being written down; changes nothing. */
export const unsent = z.strictObject({
  item: z.string().max(64),
  place: point,
  urgent: z.boolean().default(false),
});
export type Unsent = z.infer<typeof unsent>;

/** GET /responsibility: the matrix's rules and the areas they may be asked for; changes with a restart only. */
export const responsibility = z.strictObject({
  areas: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      level: z.number().int(),
      parent: z.string().nullable(),
    }),
  ),
  rules: z.array(responsibilityRule),
});
export type Responsibility = z.infer<typeof responsibility>;
