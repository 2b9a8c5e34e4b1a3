/** How many messages a screen may send at once, and a second in the long run: several times what the feed ever does. */
const burst = 60;
const perSecond = 20;

export interface Quota {
  take(): boolean;
}

/** A leaky bucket, by a clock that nobody sets: a server's clock that is put back must not silence its screens. */
export function openQuota(monotonic: () => number = () => performance.now()): Quota {
  let left = burst;
  let at = monotonic();
  return {
    take() {
      const now = monotonic();
      left = Math.min(burst, left + ((now - at) / 1000) * perSecond);
      at = now;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
