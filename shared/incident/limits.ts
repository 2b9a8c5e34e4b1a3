import type { Limit } from '../clock/calendar.ts';
import type { CatalogueItem, Policy } from '../pack/schema.ts';
import { clockSpecOf, type ClockName, type Grade, type Procedure } from '../procedure/schema.ts';

/** What the limit of a clock hangs on. */
export interface LimitCase {
  procedure: Pick<Procedure, 'clocks'>;
  item: Pick<CatalogueItem, 'limits' | 'outside' | 'grade'>;
  grade?: Grade | undefined;
  /** Grid chain of the place. */
  grids: readonly string[];
  /** Of the form that starts the clock. */
  given?: Limit | undefined;
  policy: Pick<Policy, 'grades' | 'town'>;
  /** Share of the limit that is left in an emergency; 1 in peace. */
  pace: number;
}

/** A paced limit is never shorter than this, or than the limit itself. */
const shortest: Limit = { amount: 5, unit: 'urgent-minute' };

/**
 * The limit a clock starts with: one given by the form, the procedure's own, then the grade's, the one for places outside of
 * the built-up area, the catalogue item's. Undefined when nobody sets one.
 */
export function limitOf(name: ClockName, one: LimitCase): Limit | undefined {
  const spec = clockSpecOf(one.procedure, name);
  if (!spec) return undefined;
  const { item, policy } = one;
  const grade = one.grade ?? item.grade;
  const isOutside = policy.town !== undefined && !one.grids.some((grid) => policy.town?.includes(grid));
  const found =
    (spec.limit === 'given' ? one.given : spec.limit) ??
    (grade && policy.grades?.[grade][spec.id]) ??
    (isOutside ? item.outside?.[spec.id] : undefined) ??
    item.limits[spec.id];
  return found && paced(found, one.pace);
}

function paced(limit: Limit, pace: number): Limit {
  // The end of a day comes no sooner in an emergency.
  if (pace >= 1 || limit.unit === 'day-end') return limit;
  if (limit.unit !== 'urgent-minute') return { ...limit, amount: Math.max(0.1, round(limit.amount * pace)) };
  const least = Math.min(limit.amount, shortest.amount);
  return { ...limit, amount: Math.max(least, Math.ceil(limit.amount * pace)) };
}

/** Up to a tenth, so that a sheet shows what the clock does. */
const round = (amount: number): number => Math.ceil(amount * 10) / 10;
