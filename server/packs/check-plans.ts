import { because, type Reason } from '#shared/kernel/reasons.ts';
import { responseLevels, type Plan } from '#shared/pack/plan.ts';
import { wantId } from './check-references.ts';
import type { ReadPack } from './read.ts';

/** Blames plan cards that name what is not there, or that say something twice. */
export function checkPlans(read: ReadPack): void {
  for (const { index, row } of read.rows.plans) {
    const want = (keys: readonly PropertyKey[], of: 'catalogue' | 'units' | 'staff', id: string): void =>
      wantId(read, 'plans', [index, ...keys], of, id);
    row.items.forEach((item, i) => want(['items', i], 'catalogue', item));
    row.urgentItems.forEach((item, i) => want(['urgentItems', i], 'catalogue', item));
    row.units.forEach(({ unit }, i) => want(['units', i, 'unit'], 'units', unit));
    row.resources.forEach(({ unit }, i) => want(['resources', i, 'unit'], 'units', unit));
    row.posts.forEach(({ people }, i) =>
      people.forEach((one, j) => want(['posts', i, 'people', j], 'staff', one)),
    );
    checkPlan(read, index, row);
  }
}

function checkPlan(read: ReadPack, index: number, plan: Plan): void {
  const blame = (keys: readonly PropertyKey[], reason: Reason): void =>
    read.blame('plans.json', [index, ...keys], reason);
  const posts = new Set(plan.posts.map(({ id }) => id));
  plan.steps.forEach(({ who }, i) => {
    if (!posts.has(who) && !read.ids.units.has(who))
      blame(['steps', i, 'who'], because('check-plan-who', { who }));
  });
  for (const key of ['steps', 'posts'] as const) {
    const seen = new Set<string>();
    plan[key].forEach(({ id }, i) => {
      if (seen.has(id)) blame([key, i, 'id'], because('check-twice', { id }));
      seen.add(id);
    });
  }
  const ranks = plan.levels.map(({ level }) => responseLevels.indexOf(level));
  if (ranks.some((rank, i) => i > 0 && rank <= (ranks[i - 1] ?? -1)))
    blame(['levels'], because('check-plan-levels'));
  plan.levels.forEach(({ level }, i) => {
    if (!plan.steps.some(({ from }) => responseLevels.indexOf(level) <= responseLevels.indexOf(from)))
      blame(['levels', i], because('check-plan-no-step', { level }));
  });
}

/** Blames shifts that overlap and crews with people that are not among the staff. */
export function checkWatch(read: ReadPack): void {
  const watch = read.head?.policy.watch;
  if (!watch) return;
  watch.shifts.forEach(({ from }, i) => {
    if (i > 0 && from <= (watch.shifts[i - 1]?.from ?? 0))
      read.blame('pack.json', ['policy', 'watch', 'shifts', i, 'from'], because('check-shifts'));
  });
  watch.crews.forEach((crew, i) =>
    crew.forEach((id, j) => {
      if (!read.ids.staff.has(id))
        read.blame('pack.json', ['policy', 'watch', 'crews', i, j], because('check-no-staff', { id }));
    }),
  );
}
