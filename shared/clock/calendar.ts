import { z } from 'zod';

/**
 * When a jurisdiction works. Instants are epoch ms UTC; days are local dates `YYYY-MM-DD`.
 * A weekday is a work day unless it is in `holidays`; a weekend day is one only if it is in `makeUpDays` (调休).
 */
export const calendar = z.strictObject({
  /** Offset of local time from UTC, without summer time. China has had none since 1991. */
  utcOffsetMinutes: z.number().int().min(-720).max(840),
  /** The zone by the IANA data base (`America/New_York`), where the clocks change; missing: the offset holds all year. */
  zone: z.string().min(1).max(64).optional(),
  /** Work periods of a work day, in minutes from local midnight, in order: [[510, 690], [810, 1050]]. */
  periods: z.array(z.tuple([z.number().int().min(0), z.number().int().max(1440)])).min(1),
  holidays: z.array(z.iso.date()),
  makeUpDays: z.array(z.iso.date()),
});
export type Calendar = z.infer<typeof calendar>;

/**
 * 紧急工作时 (continuous minutes), 工作时, 工作日, 自然日; `day-end`: to the end of the day, 当日, or of the so manieth day counting the
 * first: what is settled the same day is settled before midnight, whenever it came.
 */
export const limitUnits = ['urgent-minute', 'work-hour', 'work-day', 'calendar-day', 'day-end'] as const;
/** Units in which a person gives or asks for time. */
export const spanUnits = limitUnits.filter((unit) => unit !== 'day-end');
export const limit = z.strictObject({ amount: z.number().positive(), unit: z.enum(limitUnits) });
/** A time limit as the catalogue states it. */
export type Limit = z.infer<typeof limit>;
