import type { Plan, WatchPolicy } from '#shared/pack/plan.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';

const named = (zh: string) => ({ zh, en: zh });

/** A plan about the toy county's one item, with two levels and a post that staff of the western cell mans. */
export function testPlan(more: Partial<Plan> = {}): Plan {
  return {
    id: 'flood',
    type: 'flood',
    name: named('防汛应急预案'),
    items: ['rubbish'],
    urgentItems: [],
    levels: [
      { level: 'II', when: named('超保证水位') },
      { level: 'IV', when: named('接近警戒') },
    ],
    steps: [
      { id: 'confirm', text: named('核实'), who: 'duty', withinMinutes: 10, from: 'IV' },
      { id: 'patrol', text: named('巡堤'), who: 'water', withinMinutes: 30, from: 'IV' },
      { id: 'evacuate', text: named('转移'), who: 'city', withinMinutes: 120, from: 'II' },
    ],
    units: [{ unit: 'water', task: named('抢护'), from: 'IV' }],
    resources: [{ name: named('编织袋'), unit: 'water' }],
    posts: [{ id: 'duty', name: named('值班长'), people: ['s-w-1-1'] }],
    ...more,
  };
}
export const testWatchPolicy: WatchPolicy = {
  shifts: [
    { id: 'day', name: named('白班'), from: 480 },
    { id: 'night', name: named('夜班'), from: 1200 },
  ],
  crews: [['a'], ['b'], ['c']],
  pace: 0.5,
};

/** The toy county with a second plan of its own and two crews. */
export function withPlans(pack: LoadedPack, plans: Plan[] = [testPlan()]): LoadedPack {
  const watch = { ...testWatchPolicy, crews: [['s-w-1-1'], ['s-e-1-1']] };
  return {
    ...pack,
    pack: { ...pack.pack, plans, policy: { ...pack.pack.policy, watch } },
  };
}
