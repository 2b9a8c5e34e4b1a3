/**
 * What stands before an operator: `single` is one rule on one sensor; `outage` what fell silent together; `condition` one rule on many
 * sensors, `rest` what came beyond what people read, `chatter` what is raised again and again.
 */
export const alarmKinds = ['single', 'outage', 'condition', 'rest', 'chatter'] as const;
export type AlarmKind = (typeof alarmKinds)[number];

/** 1 asks for an act at once, 2 within the shift, 3 is for maintenance. */
export const alarmPriorities = [1, 2, 3] as const;
export type AlarmPriority = (typeof alarmPriorities)[number];

/** The share of each priority that people can live with (ISA-18.2, IEC 62682): about one in twenty asks for an act at once. */
export const wantedShares: Readonly<Record<AlarmPriority, number>> = { 1: 0.05, 2: 0.15, 3: 0.8 };

/** What one operator can read, and when it is a flood: more than ten new ones in ten minutes (ISA-18.2). */
export const floodWindowMs = 600_000;
export const floodItems = 10;
/** An alarm that stands longer than this is stale: nobody acts on it any more. */
export const staleMs = 24 * 3_600_000;
/** Longest that an alarm may be put aside, and something kept silent in an area. */
export const mostShelvedMs = 7 * 24 * 3_600_000;
export const mostSuppressedMs = 31 * 24 * 3_600_000;
