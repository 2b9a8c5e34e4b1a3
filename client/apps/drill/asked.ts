import type { Calendar } from '#shared/clock/calendar.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { z } from 'zod';
import type { askedDrill, DrillUnits } from '#shared/wire/drill.ts';
import { dayText, minuteRead } from '../../format/written-time.ts';

/** What somebody fills in to open a drill. Day and time are those of the county's clock. */
export interface DrillDraft {
  kind: 'past' | 'plan';
  name: string;
  day: string;
  time: string;
  spanMin: number;
  pace: 1 | 2 | 5 | 10 | 30;
  urgent: boolean;
  plan: string;
  matters: number;
  seats: string[];
  walls: string[];
  /** Grids of towns. */
  towns: string[];
  allTowns: boolean;
  takeMin: number;
  dispatchMin: number;
  /** How fast units answer by themselves, and how many of a hundred tasks as they should. */
  unitPace: UnitPace;
  unitSkill: number;
}

/** Sign and work, in minutes. */
export const unitPaces = { quick: [0.5, 2], usual: [2, 6], slow: [5, 15] } as const;
export type UnitPace = 'off' | keyof typeof unitPaces;
export const unitSkills = [100, 90, 70, 50] as const;

export const spans = [10, 30, 60, 180, 360, 1_440] as const;
export const planSpans = [5, 10, 20, 30, 60] as const;

/** A day before `now`, an hour of its morning. */
export function freshDraft(calendar: Calendar, now: number, plan: string): DrillDraft {
  const day = dayText(now - dayMs, calendar);
  return {
    kind: 'past',
    name: '',
    day,
    time: '08:00',
    spanMin: 60,
    pace: 5,
    urgent: false,
    plan,
    matters: 20,
    seats: [],
    walls: [],
    towns: [],
    allTowns: false,
    takeMin: 3,
    dispatchMin: 8,
    unitPace: 'off',
    unitSkill: 90,
  };
}

/** As the server takes it; null where day or time is no instant. `usual` is the name of one without. */
export function askedOf(
  draft: DrillDraft,
  calendar: Calendar,
  usual: string,
): z.input<typeof askedDrill> | null {
  const common = {
    name: draft.name.trim() || usual,
    seats: draft.seats,
    walls: draft.walls,
    phones: draft.allTowns ? ('all' as const) : draft.towns,
    takeMs: draft.takeMin * minuteMs,
    dispatchMs: draft.dispatchMin * minuteMs,
    units: unitsOf(draft),
  };
  if (draft.kind === 'plan') {
    const spanMs = Math.min(draft.spanMin * minuteMs, 2 * hourMs);
    return { kind: 'plan', ...common, plan: draft.plan, spanMs, matters: draft.matters };
  }
  const from = minuteRead(`${draft.day}T${draft.time}`, calendar);
  if (from === null) return null;
  const { pace, urgent, spanMin } = draft;
  return { kind: 'past', ...common, from, spanMs: spanMin * minuteMs, pace, urgent };
}

function unitsOf({ unitPace, unitSkill: skill }: DrillDraft): DrillUnits | null {
  if (unitPace === 'off') return null;
  const [sign, work] = unitPaces[unitPace];
  return { signMs: sign * minuteMs, workMs: work * minuteMs, skill };
}
