import type { Calendar } from '../clock/calendar.ts';
import type { Window } from '../indicator/window.ts';
import { rateOf } from '../indicator/rates.ts';
import { dayStart, localDay } from '../clock/zone.ts';
import type { Unit } from '../pack/schema.ts';
import type { OpenRate, StandingGroup, StandingWindow } from '../wire/public.ts';

/** A rate that rests on fewer is not shown to the public: chance would speak, and a single person's rating could be told. */
export const leastRated = 10;

const daysOf: Record<StandingWindow, number> = { month: 30, quarter: 90 };

/** The whole days of local time before today. */
export function standingWindow(kind: StandingWindow, calendar: Calendar, now: number): Window {
  const today = localDay(calendar, now);
  return { from: dayStart(calendar, today - daysOf[kind]), to: dayStart(calendar, today) };
}

/** A rate as the public sees it: how many it rests on, and no more when those are too few. */
export function openRate(numerator: number, denominator: number): OpenRate {
  return denominator < leastRated
    ? { numerator: null, denominator, value: null }
    : rateOf(numerator, denominator);
}

/** Where a unit stands on the page. Firms and societies carry out services for the county; a squad is part of a department. */
export function standingGroup({ kind }: Pick<Unit, 'kind'>): StandingGroup {
  switch (kind) {
    case 'town':
    case 'community':
      return kind;
    case 'enterprise':
    case 'society':
      return 'supplier';
    default:
      return 'department';
  }
}
