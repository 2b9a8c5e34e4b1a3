import { localOf } from '#shared/clock/zone.ts';
import type { Cadence } from '#shared/pack/indicator.ts';
import { formatDayTime, shownTime } from '../format/instant.ts';

/** By the time of the county. */
const local = (at: number): Date => new Date(localOf(shownTime(), at));
const two = (n: number): string => String(n).padStart(2, '0');

/** A day in figures, with its year where a course is longer than a few months. */
export function dayWords(at: number, withYear: boolean): string {
  const date = local(at);
  const day = `${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  return withYear ? `${date.getUTCFullYear()}-${day}` : day;
}

/** The period that a value is of, by how often there is one. */
export function periodWords(
  cadence: Cadence,
  at: number,
  t: (key: string, values: Record<string, string | number>) => string,
): string {
  const date = local(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  if (cadence === 'year') return String(year);
  if (cadence === 'quarter') return t('indicators.quarter', { year, n: Math.floor(month / 3) + 1 });
  if (cadence === 'month') return `${year}-${two(month + 1)}`;
  return cadence === 'day' || cadence === 'week' ? dayWords(at, true) : formatDayTime(at);
}
