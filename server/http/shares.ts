/** How many may come in a window. */
export interface ShareOptions {
  windowMs: number;
  /** From one address whatever the others do. */
  own: number;
  /** Beyond their own shares, from all addresses together. */
  common: number;
  now: () => number;
}

/**
 * Shares of a door that is open to everybody: each address has its own, and what goes beyond is drawn from a common pot. However
 * many addresses empty the pot, one that has not used its own share is let in.
 */
export function openShares({ windowMs, own, common, now }: ShareOptions) {
  const windows = new Map<string, { from: number; common: number; of: Map<string, number> }>();
  return {
    /** Takes one of a group's; false when there is none left for this address. */
    take(group: string, address: string): boolean {
      let window = windows.get(group);
      if (!window || now() - window.from >= windowMs || now() < window.from) {
        window = { from: now(), common: 0, of: new Map() };
        windows.set(group, window);
      }
      const taken = window.of.get(address) ?? 0;
      if (taken >= own && window.common >= common) return false;
      if (taken >= own) window.common += 1;
      window.of.set(address, taken + 1);
      return true;
    },
  };
}
