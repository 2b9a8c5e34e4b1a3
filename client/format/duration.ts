import { unitsOf, type Language } from '#shared/kernel/localized.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '#shared/kernel/span.ts';
import { written } from './language.ts';
import { fixed, nothing } from './number.ts';

const two = (n: number): string => String(n).padStart(2, '0');

/**
 * A running span: `18:42` below an hour, `01:12:05` below a day, then `1 日 4 时`. With `hours` the hours always stand,
 * so that a column of them is aligned. Negative spans (time left that has run out) carry a minus.
 */
export function runningTime(ms: number, language: Language = written(), hours = false): string {
  if (!Number.isFinite(ms)) return nothing;
  const sign = ms <= -secondMs ? '−' : '';
  const all = Math.floor(Math.abs(ms) / secondMs);
  const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  if (h >= 24) return sign + dayAndHour(all * secondMs, language);
  return sign + (h > 0 || hours ? `${two(h)}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`);
}

const gap = ' ';

function dayAndHour(ms: number, language: Language): string {
  const word = unitsOf[language];
  const days = Math.floor(ms / dayMs);
  const hours = Math.floor((ms % dayMs) / hourMs);
  return hours === 0 ? `${days}${gap}${word.day}` : `${days}${gap}${word.day} ${hours}${gap}${word.hour}`;
}

/** A span in words with its two largest units: `2 分 14 秒`, `5 时 12 分`, `1 日 4 时`. */
export function spanWords(ms: number | null | undefined, language: Language = written()): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return nothing;
  const word = unitsOf[language];
  const rounded = Math.round(ms / secondMs) * secondMs;
  if (rounded >= dayMs) return dayAndHour(rounded, language);
  const parts: [number, string][] =
    rounded >= hourMs
      ? [
          [Math.floor(rounded / hourMs), word.hour],
          [Math.floor((rounded % hourMs) / minuteMs), word.minute],
        ]
      : [
          [Math.floor(rounded / minuteMs), word.minute],
          [Math.floor((rounded % minuteMs) / secondMs), word.second],
        ];
  const shown = parts.filter(([n]) => n > 0);
  return (shown.length > 0 ? shown : [[0, word.second] as const])
    .map(([n, unit]) => `${n}${gap}${unit}`)
    .join(' ');
}

/** A span in hours with one decimal, for averages: `6.4 时`. */
export function hoursOf(ms: number | null | undefined, language: Language = written()): string {
  return ms === null || ms === undefined || !Number.isFinite(ms)
    ? nothing
    : `${fixed(ms / hourMs, 1, language)} ${unitsOf[language].hour}`;
}
