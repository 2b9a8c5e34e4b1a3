import { z } from 'zod';
import { localized } from '../kernel/localized.ts';

/** Levels of response from the gravest to the lightest: Ⅰ 特别重大, Ⅱ 重大, Ⅲ 较大, Ⅳ 一般. No warning colour: those are signed acts. */
export const responseLevels = ['I', 'II', 'III', 'IV'] as const;
export type ResponseLevel = (typeof responseLevels)[number];
const level = z.enum(responseLevels);
const id = z.string().min(1).max(64);

export const planTypes = [
  'flood',
  'typhoon',
  'hazmat',
  'fire',
  'air-pollution',
  'gathering',
  'water-supply',
  'snow-ice',
  'gas',
] as const;

/** A plan card 预案: what fits it, who does what within which time, whom to call, with what, and who mans which post. */
export const plan = z.strictObject({
  id,
  type: z.enum(planTypes),
  name: localized,
  /** Catalogue items that it fits; `urgentItems` only when the report is urgent. */
  items: z.array(id).min(1),
  urgentItems: z.array(id).default([]),
  /** When each level is called, the gravest first. */
  levels: z.array(z.strictObject({ level, when: localized })).min(1),
  /** What is said with `from` holds at that level and at every graver one. */
  steps: z
    .array(
      z.strictObject({
        id,
        text: localized,
        /** A post of this plan, or a unit. */
        who: id,
        /** Counted from the switch, or from the report of the incident. */
        withinMinutes: z.number().int().min(1).max(4320),
        from: level,
      }),
    )
    .min(1),
  units: z.array(z.strictObject({ unit: id, task: localized, from: level })).min(1),
  resources: z.array(z.strictObject({ name: localized, unit: id })),
  /** The emergency roster: who mans each post unless the watch says otherwise, first the one in charge. */
  posts: z.array(z.strictObject({ id, name: localized, people: z.array(id).min(1) })).min(1),
});
export type Plan = z.infer<typeof plan>;

/** How the watch of the command centre is kept. */
export const watchPolicy = z.strictObject({
  /** Shifts of a day in order; each lasts until the next begins, the last over midnight. */
  shifts: z.array(z.strictObject({ id, name: localized, from: z.number().int().min(0).max(1439) })).min(1),
  /** Crews that take the shifts in turn unless the roster says otherwise: staff, the one in charge first. */
  crews: z.array(z.array(id).min(1)),
  /** Share of a limit that is left, in emergency mode, to what its plan is about. */
  pace: z.number().min(0.1).max(1),
});
export type WatchPolicy = z.infer<typeof watchPolicy>;

/** Where a pack says nothing: two shifts that nobody is named for. */
export const usualWatch: WatchPolicy = {
  shifts: [
    { id: 'day', name: { zh: '白班', en: 'Day shift' }, from: 480 },
    { id: 'night', name: { zh: '夜班', en: 'Night shift' }, from: 1200 },
  ],
  crews: [],
  pace: 0.5,
};

/** What of a list holds at a level. */
export function atLevel<T extends { from: ResponseLevel }>(list: readonly T[], at: ResponseLevel): T[] {
  return list.filter(({ from }) => responseLevels.indexOf(at) <= responseLevels.indexOf(from));
}

/** Whether a plan fits an incident of an item and of this urgency. */
export function fits(one: Plan, item: string, urgent: boolean): boolean {
  return one.items.includes(item) || (urgent && one.urgentItems.includes(item));
}

/** Whether an emergency under this plan is about an item. */
export const isAbout = (one: Plan, item: string): boolean => fits(one, item, true);

/** The level at which a plan is opened for one incident: the lightest, one graver when the report is urgent. */
export function levelFor({ levels }: Pick<Plan, 'levels'>, urgent: boolean): ResponseLevel {
  return (levels.at(urgent ? -2 : -1) ?? levels[0])?.level ?? 'IV';
}

/** The units that the plans of an incident call, each with the first plan that names it, in the order of the cards. */
export function calledUnits(plans: readonly Plan[], item: string, urgent: boolean): Map<string, Plan> {
  const called = new Map<string, Plan>();
  for (const one of plans.filter((each) => fits(each, item, urgent)).slice(0, shownPlans))
    for (const { unit } of atLevel(one.units, levelFor(one, urgent)))
      if (!called.has(unit)) called.set(unit, one);
  return called;
}

/** As many cards stand at an incident. */
export const shownPlans = 2;
