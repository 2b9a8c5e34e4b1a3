import { isAbout, type Plan, type WatchPolicy } from '../pack/plan.ts';
import type { Watch } from './watch.ts';

/** What share of its limit a clock gets that starts now: less than 1 for what the plan in force is about. */
export function paceOf(
  watch: Pick<Watch, 'emergency'>,
  plans: readonly Plan[],
  { pace }: Pick<WatchPolicy, 'pace'>,
): (item: string) => number {
  const plan = watch.emergency && plans.find(({ id }) => id === watch.emergency?.plan);
  return (item) => (plan && isAbout(plan, item) ? pace : 1);
}
