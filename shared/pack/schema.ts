import { z } from 'zod';
import { posts } from '../access/post.ts';
import { calendar, limit } from '../clock/calendar.ts';
import { point } from '../geo/point.ts';
import { localized } from '../kernel/localized.ts';
import { grades, procedure } from '../procedure/schema.ts';
import { clueMeter } from '../sensing/clue-meter.ts';
import { privacyMask } from '../sensing/mask.ts';
import { ruleSchema } from '../sensing/rule.ts';
import { dedicatedGrid, type DedicatedGrid } from './dedicated.ts';
import { demo } from './demo.ts';
import { listEntry, mostOfList, type Domain, type System } from './domain.ts';
import { dutyItem, dutyPolicy } from './duty.ts';
import { fenceMeter } from './fence.ts';
import { identity, usualCode, type Identity } from './identity.ts';
import { indicator, series, type Indicator } from './indicator.ts';
import { listedItem, listedSizes } from '../procedure/listed.ts';
import { cameraModel } from './model.ts';
import { connectedSystem } from './connected.ts';
import { countyRole } from './county-role.ts';
import { overviewPart } from './overview.ts';
import { plan, watchPolicy } from './plan.ts';
import { policeGrid } from './police.ts';
import { inspectionObject } from './inspection.ts';
import { lampGroup } from './lamp.ts';
import { mapResource } from './resource.ts';
import { responsibilityRule } from './responsibility.ts';
import { sixRow } from './six.ts';
import { trackPolicy } from './tracks.ts';
import { unitKinds } from '../procedure/unit-kind.ts';
import { vehicle } from './vehicle.ts';
import { wallPolicy } from './wall.ts';
import { warningPolicy } from '../warning/policy.ts';

/** All a jurisdiction configures. A pack is a folder of files, one per key below (`pack.json` holds `identity`, `calendar`, `policy`). */
const id = z.string().min(1).max(64);

export { identity, usualCode };
export type { Identity };

export const unit = z.strictObject({
  id,
  name: localized,
  kind: z.enum(unitKinds),
  parent: id.optional(),
  /** The grid it answers for (a town's of level 1, a community's of level 2). */
  grid: id.optional(),
  place: point,
  phone: z.string().max(32),
  skills: z.array(z.string()).default([]),
});
export type Unit = z.infer<typeof unit>;

export const staff = z.strictObject({
  id,
  /** Demo packs name the post and place, never an invented person. */
  name: z.string().min(1).max(64),
  post: z.enum(posts),
  grid: id.optional(),
  unit: id.optional(),
  phone: z.string().max(32),
});
export type Staff = z.infer<typeof staff>;

export type { Domain, System };

export const catalogueItem = z.strictObject({
  id,
  /** 大类 → 小类. */
  class: localized,
  name: localized,
  /** 事件 or 部件. */
  kind: z.enum(['event', 'asset']),
  /** One of the county's. */
  domain: id,
  procedure: id,
  filingCondition: z.string(),
  closingCondition: z.string(),
  /** Time limits by clock of its procedure; `whole` is always there. A clock with a limit of its own needs none. */
  limits: z.record(id, limit).refine((limits) => 'whole' in limits, 'a limit for "whole" is needed'),
  /** Limits that hold instead outside of the built-up area (`policy.town`). */
  outside: z.record(id, limit).optional(),
  /** 简单, 一般, 复杂: what a report is unless it says otherwise; its limits are `policy.grades`. */
  grade: z.enum(grades).optional(),
  /** Departments that lead, in order of duty; the town of the grid is added by the responsibility matrix. */
  units: z.array(id).min(1),
  skills: z.array(z.string()).default([]),
  /**
   * Whether citizens may report it; missing: when the public page has words for it, and in a county for whose items it has none all
   * that ask for no more than a report.
   */
  public: z.boolean().optional(),
  /** 双随机: kinds of inspection objects that are drawn for it; missing: all. */
  draws: z.array(z.string()).min(1).optional(),
});
export type CatalogueItem = z.infer<typeof catalogueItem>;

export const sensor = z.strictObject({
  id,
  name: localized,
  /** The county's monitoring system that it belongs to. */
  system: id,
  /** What it measures: `water-level`, `pm25`, `lamp-current`, … */
  quantity: id,
  /** Unit as written beside the value. */
  measure: z.string().max(16),
  place: point,
  /** Physically possible values; outside is flagged out of range. */
  range: z.tuple([z.number(), z.number()]),
  /** Values of a quiet day, for indicator cells. */
  normal: z.tuple([z.number(), z.number()]),
  decimals: z.number().int().min(0).max(4),
  /** Expected interval between readings. */
  everyMs: z.number().int().min(100),
  /** Out of use: it takes no readings and has no rules, and what it measured keeps its name. */
  retired: z.literal(true).optional(),
  /** It reads the county's own clues, or who is within a fence: no device sends it, the house does. */
  counts: z.union([clueMeter, fenceMeter]).optional(),
});
export type Sensor = z.infer<typeof sensor>;

/** `models`: the algorithm models that watch it, each one of the pack's `models` or named by the catalogue item it reports. */
export const camera = z.strictObject({
  id,
  name: z.string().max(64),
  place: point,
  models: z.array(id).default([]),
  /** Whose it is: the system and the unit it is listed under. */
  system: id.optional(),
  owner: id.optional(),
  /** Its name at the video gateway; missing: its id. */
  stream: z.string().min(1).max(128).optional(),
  masks: z.array(privacyMask).max(16).optional(),
});
export type Camera = z.infer<typeof camera>;

export { dedicatedGrid, type DedicatedGrid };
export type { Indicator };

export const policy = z.strictObject({
  /** Days for which raw readings are kept. */
  readingDays: z.number().int().min(1).max(3650),
  /** Clock error of a sender that is still taken. */
  futureToleranceMs: z.number().int().min(0),
  /** Readings older than this are refused. */
  lateMs: z.number().int().min(0),
  /** League weights; they sum to 100. */
  league: z.strictObject({
    onTime: z.number(),
    closing: z.number(),
    rework: z.number(),
    satisfaction: z.number(),
  }),
  /** Limits by grade and clock, in place of the catalogue's. Without them matters have no grade. */
  grades: z.record(z.enum(grades), z.record(id, limit)).optional(),
  /** Grids of the built-up area; outside of them a catalogue item's `outside` limits hold. Missing: everywhere is town. */
  town: z.array(id).optional(),
  supervision: z
    .strictObject({
      /** Share of a clock's time after which the responsible are reminded. */
      remindAt: z.number().min(0.1).max(0.95),
      /** After a clock has lapsed the next level is told, and so on up each time this share of its limit has passed. */
      stepShare: z.number().min(0.1).max(10),
    })
    .optional(),
  /** The narrowest grid that takes what is reported on the county's map and lies in no grid; missing: it is refused. */
  elsewhere: id.optional(),
  /** Numbers that the public page tells to call in an emergency, in their order; missing: those of China, where its time holds. */
  emergency: z
    .array(z.strictObject({ number: z.string().min(2).max(16), name: localized }))
    .max(6)
    .optional(),
  /** What the public page tells before somebody consents, in place of its own words: what for, and whom to ask. */
  privacy: z.strictObject({ purpose: localized.optional(), contact: localized.optional() }).optional(),
  /** What is offered as the same matter: this near, reported this close together, and, of another subclass, this alike (0-1). */
  duplicates: z
    .strictObject({
      withinM: z.number().positive().max(2_000),
      withinMs: z.number().int().positive(),
      likeness: z.number().min(0).max(1),
    })
    .optional(),
  /** When whose device may tell where they are, and for how long that is kept; `usualTracks` when missing. */
  tracks: trackPolicy.optional(),
  /** Shifts, crews and the pace of an emergency; `usualWatch` when missing. */
  watch: watchPolicy.optional(),
  /** Who signs which colour of warnings, and how long one may be left unread; `usualWarnings` when missing. */
  warning: warningPolicy.optional(),
  /** Scenes of the walls; `usualWall` when missing. */
  wall: wallPolicy.optional(),
  /** Which task lists are issued, how often and to whom; none when missing. */
  duties: dutyPolicy.optional(),
  /** From when on something is a leader's to decide: a dispatch that waits for its signature, in ms; two hours when missing. */
  decide: z.strictObject({ unsignedMs: z.number().int().min(60_000) }).optional(),
  /** Shown beside the figures on the leaders' page. */
  targets: z.strictObject({ onTime: z.number(), grassRoots: z.number(), reworkMax: z.number() }),
});
export type Policy = z.infer<typeof policy>;

/** Ids that were changed, the former one to the one of today: what lay in the former grid lies in the other from then on. */
const formerly = z.strictObject({ grids: z.record(id, id) });

export const pack = z.strictObject({
  identity,
  calendar,
  policy,
  demo: demo.optional(),
  models: z.array(cameraModel).optional(),
  formerly: formerly.optional(),
  units: z.array(unit).min(1),
  staff: z.array(staff),
  vehicles: z.array(vehicle).optional(),
  catalogue: z.array(catalogueItem).min(1),
  procedures: z.array(procedure).min(1),
  sensors: z.array(sensor),
  rules: z.array(ruleSchema),
  cameras: z.array(camera),
  indicators: z.array(indicator),
  series: z.array(series).optional(),
  dedicated: z.array(dedicatedGrid).optional(),
  /** Without it the catalogue's units answer, in the order of their duty. */
  responsibility: z.array(responsibilityRule).optional(),
  six: z.array(sixRow).optional(),
  /** 任务清单 of the posts. */
  duties: z.array(dutyItem).optional(),
  police: z.array(policeGrid).optional(),
  plans: z.array(plan).optional(),
  /** The page on which it is seen at a glance; without it there is none. */
  overview: z.array(overviewPart).optional(),
  objects: z.array(inspectionObject).optional(),
  /** What lies on its resource map. */
  resources: z.array(mapResource).optional(),
  /** Groups of street lamps that can be switched. */
  lamps: z.array(lampGroup).optional(),
  /** 事项清单, and what is to be known of them. */
  listed: z.array(listedItem).optional(),
  /** Platforms and applications of others that it is joined with. */
  connected: z.array(connectedSystem).optional(),
  roles: z.array(countyRole).optional(),
  /** Domains and monitoring systems of its own; the usual ones when missing. */
  domains: z.array(listEntry).max(mostOfList).optional(),
  systems: z.array(listEntry).max(mostOfList).optional(),
  listedNotice: listedSizes.shape.notice,
});
export type Pack = z.infer<typeof pack>;

/** `pack.json`: what is one of a kind. `procedures` names built-in ones; a pack's own stand in `procedures.json`. */
export const packHead = z.strictObject({
  identity,
  calendar,
  policy,
  demo: demo.optional(),
  models: z.array(cameraModel).optional(),
  procedures: z.array(id).min(1),
  formerly: formerly.optional(),
  /** Shown wherever something is looked up in `listed.json`. */
  listedNotice: listedSizes.shape.notice,
});
export type PackHead = z.infer<typeof packHead>;
