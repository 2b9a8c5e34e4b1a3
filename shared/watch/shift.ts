import type { Calendar } from '../clock/calendar.ts';
import { instantOf, localOf } from '../clock/zone.ts';
import { localMidnight } from '../clock/deadline.ts';
import { must } from '../kernel/must.ts';
import { dayMs, minuteMs } from '../kernel/span.ts';
import type { Plan, WatchPolicy } from '../pack/plan.ts';
import type { Watch } from './watch.ts';

/** One shift of one local day: a night shift belongs to the day on which it begins. */
export interface Shift {
  day: string;
  shift: string;
  from: number;
  to: number;
}

const dayName = (midnight: number, calendar: Calendar): string =>
  new Date(localOf(calendar, midnight)).toISOString().slice(0, 10);

/** The shifts that begin on the local day of an instant. */
export function shiftsOfDay({ shifts }: WatchPolicy, calendar: Calendar, now: number): Shift[] {
  const midnight = localMidnight(calendar, now);
  const day = dayName(midnight, calendar);
  const began = localOf(calendar, midnight);
  const at = (minutes: number): number => instantOf(calendar, began + minutes * minuteMs);
  return shifts.map(({ id, from }, i) => ({
    day,
    shift: id,
    from: at(from),
    to: at(shifts[i + 1]?.from ?? must(shifts[0], 'a shift').from + 1440),
  }));
}

/** The shift that is on at an instant. */
export function shiftAt(policy: WatchPolicy, calendar: Calendar, at: number): Shift {
  const near = [at - dayMs, at].flatMap((one) => shiftsOfDay(policy, calendar, one));
  return must(
    near.find(({ from, to }) => from <= at && at < to),
    'a shift at every instant',
  );
}

/** Who keeps a shift: whom the roster names, else the crew whose turn it is; nobody when there are no crews. */
export function keepersOf(
  watch: Pick<Watch, 'roster'>,
  { shifts, crews }: WatchPolicy,
  { day, shift }: Pick<Shift, 'day' | 'shift'>,
): { people: readonly string[]; named: boolean } {
  const line = watch.roster.find((one) => one.day === day && one.shift === shift);
  if (line) return { people: line.people, named: true };
  const turn =
    (Date.parse(`${day}T00:00:00Z`) / dayMs) * shifts.length + shifts.findIndex(({ id }) => id === shift);
  return { people: crews.length === 0 ? [] : must(crews[turn % crews.length], 'a crew'), named: false };
}

/** Who mans a post of a plan: whom the watch names, else those of the plan. */
export function mannedBy(watch: Pick<Watch, 'posts'>, plan: Plan, post: string): readonly string[] {
  const line = watch.posts.find((one) => one.plan === plan.id && one.post === post);
  return line?.people ?? plan.posts.find(({ id }) => id === post)?.people ?? [];
}
