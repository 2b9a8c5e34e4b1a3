import { inRecord, type Localized } from '#shared/kernel/localized.ts';
import { listed } from '../format/list.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { atLevel, isAbout, usualWatch, type Plan, type ResponseLevel } from '#shared/pack/plan.ts';
import type { Staff } from '#shared/pack/schema.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import { mannedBy } from '#shared/watch/shift.ts';
import type { Watch } from '#shared/watch/watch.ts';
import type { Entry, PackDigest } from '#shared/wire/http.ts';
import type { ShownStep } from '../matter/plan-step.ts';

export type { ShownStep };

export type WatchPack = Pick<PackDigest, 'plans' | 'people' | 'units' | 'policy' | 'calendar'>;

export interface ShownPost {
  id: string;
  name: Localized;
  people: { name: string; phone: string }[];
}

export const policyOf = (pack: WatchPack): NonNullable<PackDigest['policy']['watch']> =>
  pack.policy.watch ?? usualWatch;

export function personOf(pack: WatchPack, id: string): Pick<Staff, 'name' | 'phone'> {
  return pack.people.find((one) => one.id === id) ?? { name: id, phone: '' };
}

/** Names that stand together: where the first of three words is the same place for many, it is left out. */
export function namesTogether(names: readonly string[]): string {
  return listed(names.map(shortName));
}
export function shortName(name: string): string {
  const words = name.split(' ');
  return words.length > 2 ? words.slice(1).join(' ') : name;
}

export function planOf(pack: WatchPack, id: string | undefined): Plan | null {
  return pack.plans.find((one) => one.id === id) ?? null;
}

/** Who a step is for: a post of the plan, or a unit. */
export function nameOfWho(pack: WatchPack, plan: Plan, who: string): Localized {
  const named = plan.posts.find(({ id }) => id === who) ?? pack.units.find(({ id }) => id === who);
  return named?.name ?? { zh: who, en: who };
}

type Done = ReadonlyMap<string, { at: number; by: string }>;

/** The steps of a plan at a level, counted from `from`. */
export function stepsOf(
  pack: WatchPack,
  plan: Plan,
  level: ResponseLevel,
  from: number | null,
  done: Done,
): ShownStep[] {
  return atLevel(plan.steps, level).map(({ id, text, who, withinMinutes }) => ({
    id,
    text,
    who: nameOfWho(pack, plan, who),
    withinMs: withinMinutes * minuteMs,
    dueAt: from === null ? null : from + withinMinutes * minuteMs,
    done: done.get(id) ?? null,
  }));
}

/** What is done of the plan in force. */
export function doneOf(emergency: Pick<NonNullable<Watch['emergency']>, 'done'>): Done {
  return new Map(emergency.done.map(({ step, at, by }) => [step, { at, by: by.name }]));
}

export function postsOf(pack: WatchPack, watch: Pick<Watch, 'posts'>, plan: Plan): ShownPost[] {
  return plan.posts.map(({ id, name }) => ({
    id,
    name,
    people: mannedBy(watch, plan, id).map((person) => personOf(pack, person)),
  }));
}

/** The remark that says of a step in an incident that it is done. It is kept for ever, so it is in one language. */
export function tickText(plan: Plan, step: Pick<ShownStep, 'text'>): string {
  return `【预案】${inRecord(plan.name)}：${inRecord(step.text)} 已完成`;
}

/** What an incident's remarks say is done of a plan. */
export function ticksOf(plan: Plan, entries: readonly Pick<Entry, 'at' | 'by' | 'fact'>[]): Done {
  const steps = new Map(plan.steps.map((step) => [tickText(plan, step), step.id]));
  const done = new Map<string, { at: number; by: string }>();
  for (const { at, by, fact } of entries) {
    const step = fact.kind === 'noted' ? steps.get(fact.text) : undefined;
    if (step !== undefined && !done.has(step)) done.set(step, { at, by: by.name });
  }
  return done;
}

/** Open and overdue matters that a plan is about. */
export function mattersOf(plan: Plan, rows: Iterable<IncidentRow>): { open: number; overdue: number } {
  const about = [...rows].filter(({ item }) => isAbout(plan, item));
  return { open: about.length, overdue: about.filter(({ overdue }) => overdue).length };
}
