import type { Finding } from '#shared/wire/doctor.ts';
import { fixed, formatCount } from '../../../format/number.ts';
import type { Language } from '#shared/kernel/localized.ts';

const sizes = new Set(['free', 'total', 'bytes']);

/** The numbers of a finding as people read them: bytes as gigabytes (a thousand million) with one decimal, counts with their separators. */
export function worded(values: Finding['values'], language: Language): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : wordOf(name, value, language),
    ]),
  );
}

function wordOf(name: string, value: number, language: Language): string {
  // A count of bytes alone: two findings count administrators by `total`, which never reaches a megabyte.
  if (sizes.has(name) && value >= 1e6) return `${fixed(value / 1e9, 1)} GB`;
  return formatCount(value, language);
}
