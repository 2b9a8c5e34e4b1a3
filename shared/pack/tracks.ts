import { z } from 'zod';
import { posts, type Post } from '../access/post.ts';
import type { Calendar } from '../clock/calendar.ts';
import { localOf } from '../clock/zone.ts';
import { dayMs, minuteMs } from '../kernel/span.ts';

/**
 * Where people on duty are. The law counts where somebody goes among what is sensitive (Personal Information Protection Law, article
 * 28): it is taken within duty alone, shown for a stated purpose, and kept no longer than the county says.
 */
export const trackPolicy = z.strictObject({
  /** Days for which tracks are kept; never longer than readings. */
  days: z.number().int().min(1).max(180),
  /** When a post is on duty, in minutes of the local day; a span may end in the night. A post without a line is on duty while its device speaks. */
  duty: z
    .array(
      z.strictObject({
        posts: z.array(z.enum(posts)).min(1),
        /** 1 Monday to 7 Sunday; missing: every day. The part of a night after midnight is of the day on which it began. */
        weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7).optional(),
        from: z.number().int().min(0).max(1439),
        to: z.number().int().min(1).max(1440),
      }),
    )
    .max(40),
});
export type TrackPolicy = z.infer<typeof trackPolicy>;
export type DutyHours = TrackPolicy['duty'][number];
/** What holds where a county says nothing. */
export const usualTracks: TrackPolicy = { days: 7, duty: [] };

/** How long the tracks of a county are kept, ms. */
export function trackKeptMs(policy: { readingDays: number; tracks?: TrackPolicy | undefined }): number {
  return Math.min((policy.tracks ?? usualTracks).days, policy.readingDays) * dayMs;
}

/** Whether an instant lies in a span of the local day, and when the span that holds it began; null: it does not. */
export function sinceInDay(
  { from, to, weekdays }: Pick<DutyHours, 'from' | 'to' | 'weekdays'>,
  calendar: Calendar,
  at: number,
): number | null {
  const local = localOf(calendar, at);
  const day = Math.floor(local / dayMs);
  const minute = (local - day * dayMs) / minuteMs;
  const isNight = to <= from;
  const begun = isNight && minute < to ? day - 1 : day;
  const isIn = isNight ? minute >= from || minute < to : minute >= from && minute < to;
  // 1 January 1970 was a Thursday.
  const weekday = ((((begun + 3) % 7) + 7) % 7) + 1;
  if (!isIn || (weekdays && !weekdays.includes(weekday))) return null;
  return at - (local - begun * dayMs - from * minuteMs);
}

/** Whether somebody of a post is on duty by the hours of the county. `null` is what has no post, as a vehicle. */
export function isOnDuty(
  policy: TrackPolicy | undefined,
  calendar: Calendar,
  post: Post | null,
  at: number,
): boolean {
  const lines = policy?.duty.filter(({ posts: some }) => post !== null && some.includes(post)) ?? [];
  return lines.length === 0 || lines.some((line) => sinceInDay(line, calendar, at) !== null);
}
