/** A clock on the wall as sheets write it, as ms since 1970 of such a clock; or an instant, where the text names its offset. */
export type Read = { local: number } | { instant: number } | { fault: 'none' | 'day-month' };

const clock = String.raw`(?:[ T]+(\d{1,2})[:：时](\d{2})(?:[:：分](\d{2})(?:\.\d+)?)?[分秒]?\s*([AaPp]\.?[Mm]\.?)?)?`;
const zone = String.raw`\s*(Z|[+-]\d{2}:?\d{2})?`;
const yearFirst = new RegExp(
  String.raw`^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?${clock}${zone}$`,
  'u',
);
const yearLast = new RegExp(String.raw`^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})${clock}$`, 'u');
const packed = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/u;

/**
 * `2026-11-29 08:15[:30]`, `2026/11/29`, `2026年11月29日 8时15分`, `20261129081530`, ISO 8601 with an offset, and `11/29/2026 08:15:00 AM`
 * as American exports have it. A day and a month that nobody can tell apart are a fault, but where AM or PM says whose custom it is.
 */
export function readInstant(text: string): Read {
  const plain = text.trim().normalize('NFKC');
  const first = yearFirst.exec(plain);
  if (first) {
    const [, year, month, day, hour, minute, second, half, offset] = first;
    const local = localOf([year, month, day], [hour, minute, second], half);
    if (local === null) return { fault: 'none' };
    return offset === undefined ? { local } : { instant: local - offsetOf(offset) };
  }
  const dense = packed.exec(plain);
  if (dense) {
    const [, year, month, day, hour, minute, second] = dense;
    const local = localOf([year, month, day], [hour, minute, second]);
    return local === null ? { fault: 'none' } : { local };
  }
  const last = yearLast.exec(plain);
  if (!last) return { fault: 'none' };
  const [, one, two, year, hour, minute, second, half] = last;
  const [a, b] = [Number(one), Number(two)];
  if (half === undefined && a <= 12 && b <= 12 && a !== b) return { fault: 'day-month' };
  const [month, day] = a > 12 ? [two, one] : [one, two];
  const local = localOf([year, month, day], [hour, minute, second], half);
  return local === null ? { fault: 'none' } : { local };
}

type Digits = string | undefined;
function localOf(
  date: [Digits, Digits, Digits],
  time: [Digits, Digits, Digits],
  half?: string,
): number | null {
  const [year = 0, month = 0, day = 0] = date.map(Number);
  const [given = 0, minute = 0, second = 0] = time.map((one) => Number(one ?? 0));
  const isAfternoon = half === undefined ? undefined : /^p/iu.test(half);
  if (half !== undefined && (given < 1 || given > 12)) return null;
  const hour = isAfternoon === undefined ? given : (given % 12) + (isAfternoon ? 12 : 0);
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const isTime =
    at.getUTCFullYear() === year &&
    at.getUTCMonth() === month - 1 &&
    at.getUTCDate() === day &&
    at.getUTCHours() === hour &&
    at.getUTCMinutes() === minute;
  return isTime && year >= 1970 && year < 2200 ? at.getTime() : null;
}

/** ms that a clock with this offset is ahead of UTC. */
function offsetOf(text: string): number {
  if (text === 'Z') return 0;
  const digits = text.replaceAll(/\D/gu, '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (text.startsWith('-') ? -1 : 1) * minutes * 60_000;
}
