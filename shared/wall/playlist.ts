import type { PlaylistRow } from '../pack/playlist.ts';

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
