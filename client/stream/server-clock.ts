/** Of so long the least late word counts, and of the time before until as long has passed again. */
const spanMs = 15_000;

/**
 * How the server's clock stands against this screen's, in ms, by every word that carries it. A word is late by what the line and a busy
 * page take, never early, so of the last quarter to half a minute the one that was least late is believed: a wall that is on for weeks
 * follows when either clock is set, or when they run apart. Until something was heard the two are taken for one.
 */
export function openServerClock(
  here: () => number = () => Date.now(),
  monotonic: () => number = () => performance.now(),
) {
  let began = monotonic();
  let before: number | null = null;
  let latest: number | null = null;
  return {
    /** A line was opened, maybe to another node: what was known of the one before says nothing. */
    met(now: number): void {
      began = monotonic();
      before = null;
      latest = now - here();
    },
    /** The server said that it was `now` there, epoch ms. */
    heard(now: number): void {
      const passed = monotonic() - began;
      if (passed >= spanMs) {
        before = passed < 2 * spanMs ? latest : null;
        latest = null;
        began = monotonic();
      }
      latest = Math.max(latest ?? -Infinity, now - here());
    },
    offsetMs: (): number => (latest === null ? (before ?? 0) : Math.max(latest, before ?? -Infinity)),
  };
}
