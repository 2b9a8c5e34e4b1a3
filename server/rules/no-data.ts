import type { NoDataRule } from '#shared/sensing/rule.ts';

/** When a sensor last heard at `at` falls silent (epoch ms), or null when it was never heard (RULES.md N1-N3). */
export function silentAt(rule: NoDataRule, at: number, houseSince: number): number | null {
  return at === 0 ? null : Math.max(at, houseSince) + rule.afterMs;
}
