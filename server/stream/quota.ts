/** How many messages a screen may send at once, and a second in the long run: several times what the feed ever does. */
const burst = 60;
const perSecond = 20;

export interface Quota {
  take(now: number): boolean;
}

/** A leaky bucket. */
export function openQuota(): Quota {
  let left = burst;
  let at: number | null = null;
  return {
    take(now) {
      left = Math.min(burst, left + ((now - (at ?? now)) / 1000) * perSecond);
      at = now;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
