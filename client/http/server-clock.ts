/** Below that a difference is the time of the way and the second that the header is cut to. */
const trustedMs = 5_000;

let difference: number | null = null;

/** Hears the server's clock from the `Date` header of an answer. What cannot be read is not heard. */
export function hearClock(date: string | null, now: number): void {
  const at = Date.parse(date ?? '');
  if (Number.isNaN(at)) return;
  difference = Math.abs(at - now) < trustedMs ? 0 : at - now;
}

/**
 * How much later the server's clock is than this device's, ms; null while the server was not heard since the page was opened. A
 * phone that was flat, or whose owner plays with its clock, is weeks off.
 */
export function clockDifference(): number | null {
  return difference;
}

/** Now by the server's clock as far as it was heard, else by this device's own. */
export function serverNow(): number {
  return Date.now() + (difference ?? 0);
}
