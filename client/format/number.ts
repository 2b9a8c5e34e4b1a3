import { formatsOf, formatsOfStyle, type Language, type NumberStyle } from '#shared/kernel/localized.ts';
import type { Rate } from '#shared/indicator/rate.ts';
import { written } from './language.ts';

/** What is shown where there is no value; the reason stands beside it. */
export const nothing = '—';

let style: NumberStyle | null = null;
const made = new Map<string, Intl.NumberFormat>();

/** How the county that is shown writes numbers; undefined: as the language of the screen does. */
export function showNumbersAs(now: NumberStyle | undefined): void {
  style = now ?? null;
}
function formatter(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const format = style ? formatsOfStyle[style] : formatsOf[language];
  const key = format + JSON.stringify(options);
  let found = made.get(key);
  if (!found) made.set(key, (found = new Intl.NumberFormat(format, options)));
  return found;
}
/** A narrow space is in few typefaces. */
const spaced = (text: string): string => text.replaceAll('\u202f', '\u00a0');

/** A number with so many decimals and its thousands not parted: beside a unit, in a row of others. */
export function fixed(value: number, decimals: number, language: Language = written()): string {
  return formatter(language, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    useGrouping: false,
  }).format(value);
}

/** A number with as many decimals as it has, and no more than so many: `3.5`. */
export function formatAny(value: number, most: number, language: Language = written()): string {
  return spaced(formatter(language, { maximumFractionDigits: most }).format(value));
}

/** A whole number with grouped thousands: `1,363`. */
export function formatCount(value: number | null | undefined, language: Language = written()): string {
  return value === null || value === undefined
    ? nothing
    : spaced(formatter(language, { maximumFractionDigits: 0 }).format(value));
}

/** A measured value with a fixed number of decimals. */
export function formatValue(
  value: number | null | undefined,
  decimals: number,
  language: Language = written(),
): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return nothing;
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return spaced(formatter(language, digits).format(value));
}

/** A share of one as per cent: 0.9643 → `96.4%`. */
export function formatShare(value: number | null | undefined, decimals = 1): string {
  return value === null || value === undefined || !Number.isFinite(value)
    ? nothing
    : `${fixed(value * 100, decimals)}%`;
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
  const text = fixed(Math.abs(value), decimals);
  if (!/[1-9]/u.test(text)) return `±${text}`;
  return (value < 0 ? '−' : '+') + text;
}
