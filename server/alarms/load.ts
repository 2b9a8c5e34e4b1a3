import { floodItems, floodWindowMs } from '#shared/sensing/alarm.ts';

/** What the operators of one jurisdiction were shown of late, and what they can still be shown (RULES.md L1-L3). */
export interface Load {
  /** Whether there is a place for one more: the urgent have places that the others do not take, and a condition has one more than single ones. */
  mayStand(of: Claim, operators: number, now: number): boolean;
  /** Notes a new alarm and says whose turn it is: of those at their desks, whoever got the fewest. */
  open(urgent: boolean, isRest: boolean, operators: readonly string[], now: number): string | null;
  /** New alarms within the window. */
  count(now: number): number;
  byOperator(now: number): [string | null, number][];
}

/** Places that are kept for what has none: one each for the urgent, the others, silence, and what chatters. */
export const restPlaces = 4;
/** Of the places of an operator so many are for what is not urgent: for one by one, and for one of many. */
const ordinaryPlaces = { single: 3, condition: 4 };
export type Claim = 'urgent' | 'single' | 'condition';

interface Opened {
  at: number;
  urgent: boolean;
  isRest: boolean;
  operator: string | null;
}

/** Nothing was shown yet. Memory is bounded by what may be shown. */
export function makeLoad(): Load {
  let opened: Opened[] = [];
  const prune = (now: number): void => {
    // A clock that was set back holds nothing for longer.
    if (opened.some(({ at }) => now - at >= floodWindowMs || at > now))
      opened = opened.filter(({ at }) => now - at < floodWindowMs && at <= now);
  };
  return {
    mayStand(of, operators, now) {
      prune(now);
      const desks = Math.max(1, operators);
      const standing = opened.filter(({ isRest }) => !isRest);
      if (standing.length >= desks * floodItems - restPlaces) return false;
      return of === 'urgent' || standing.filter((one) => !one.urgent).length < desks * ordinaryPlaces[of];
    },
    open(urgent, isRest, operators, now) {
      prune(now);
      const countOf = (operator: string): number => opened.filter((one) => one.operator === operator).length;
      const [first, ...others] = operators;
      const operator = others.reduce<string | null>(
        (least, one) => (least === null || countOf(one) < countOf(least) ? one : least),
        first ?? null,
      );
      opened.push({ at: now, urgent, isRest, operator });
      return operator;
    },
    byOperator(now) {
      prune(now);
      const counts = new Map<string | null, number>();
      for (const { operator } of opened) counts.set(operator, (counts.get(operator) ?? 0) + 1);
      return [...counts];
    },
    count(now) {
      prune(now);
      return opened.length;
    },
  };
}
