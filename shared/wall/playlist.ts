import { z } from 'zod';
import type { SceneId } from '../pack/wall.ts';

/** Scenes that can be pushed and listed: an emergency takes a wall by itself, and the past has no standing scene. */
export const pushedScenes = [
  'overview',
  'grid',
  'sensing',
  'command',
  'performance',
  'service',
] as const satisfies readonly SceneId[];

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/u);

/** A scene that a wall shows at its times of the day, by the county's clock. */
export const playlistRow = z.strictObject({
  /** `08:30`, the first minute. */
  from: clockTime,
  /** The minute it ends at; one that is not after `from` lies on the next day. */
  to: clockTime,
  /** Days of the week, Monday 1; none: every day. */
  days: z.array(z.number().int().min(1).max(7)).max(7),
  scene: z.enum(pushedScenes),
  /** How long it stays before the next that holds at the same time. */
  seconds: z.number().int().min(5).max(3_600),
});
export type PlaylistRow = z.infer<typeof playlistRow>;
export const playlist = z.array(playlistRow).max(48);

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** Minute of the day and day of the week in a county whose clock is so many ms before UTC. */
export function weekMinute(now: number, offsetMs: number): { minute: number; day: number } {
  const local = new Date(now + offsetMs);
  return { minute: local.getUTCHours() * 60 + local.getUTCMinutes(), day: ((local.getUTCDay() + 6) % 7) + 1 };
}

/** The rows that hold at a minute, in their order. A row over midnight belongs to the day it begins on. */
export function playing(
  rows: readonly PlaylistRow[],
  { minute, day }: { minute: number; day: number },
): readonly PlaylistRow[] {
  const before = day === 1 ? 7 : day - 1;
  const isOn = ({ days }: PlaylistRow, on: number): boolean => days.length === 0 || days.includes(on);
  return rows.filter((row) => {
    const [from, to] = [minuteOf(row.from), minuteOf(row.to)];
    if (from < to) return minute >= from && minute < to && isOn(row, day);
    return (minute >= from && isOn(row, day)) || (minute < to && isOn(row, before));
  });
}
