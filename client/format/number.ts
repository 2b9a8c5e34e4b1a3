import { formatsOf, type Language } from '#shared/kernel/localized.ts';
import type { Rate } from '#shared/indicator/rate.ts';
import { written } from './language.ts';

/** What is shown where there is no value; the reason stands beside it. */
export const nothing = '—';

/** A whole number with grouped thousands: `1,363`. */
export function formatCount(value: number | null | undefined, language: Language = written()): string {
  return value === null || value === undefined
    ? nothing
    : new Intl.NumberFormat(formatsOf[language], { maximumFractionDigits: 0 }).format(value);
}

/** A measured value with a fixed number of decimals. */
export function formatValue(
  value: number | null | undefined,
  decimals: number,
  language: Language = written(),
): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return nothing;
  return new Intl.NumberFormat(formatsOf[language], {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(value);
}

/** A share of one as per cent: 0.9643 → `96.4%`. */
export function formatShare(value: number | null | undefined, decimals = 1): string {
  return value === null || value === undefined || !Number.isFinite(value)
    ? nothing
    : `${(value * 100).toFixed(decimals)}%`;
}

/** A rate and what it rests on: `96.4%` and `402 / 417`. Never show the first without the second. */
export function formatRate(rate: Rate, language: Language = written()): { share: string; of: string } {
  return {
    share: formatShare(rate.value),
    of: `${formatCount(rate.numerator, language)} / ${formatCount(rate.denominator, language)}`,
  };
}

/** Change against an earlier figure in per cent, with its sign: `+3.1%`, `−4.1%`; nothing when there is nothing to compare with. */
export function formatChange(now: number, before: number | null | undefined): string {
  if (!before) return nothing;
  return signed(((now - before) / before) * 100, 1) + '%';
}

/** A number that always carries its sign; a true minus, as wide as the plus. */
export function signed(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  if (Number(text) === 0) return `±${text}`;
  return (value < 0 ? '−' : '+') + text;
}
