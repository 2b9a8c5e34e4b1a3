import { expect, it } from 'vitest';
import { allowedTransitions } from '#shared/incident/allow.ts';
import { incidentColumns } from '#shared/incident/columns.ts';
import type { Form } from '#shared/incident/command.ts';
import { dueAt } from '#shared/clock/deadline.ts';
import { dice } from '#shared/kernel/dice.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import { standardProcedure } from '#shared/procedure/standard.ts';
import {
  calendar,
  duty,
  handlerOf,
  incidentWorld,
  item,
  leader,
  system,
  units,
  shown,
} from '../../support/incident-world.ts';

/** What may lengthen a deadline, each a recorded act of somebody else than the one whose clock it is. */
const approvals = new Set(['grant-extension', 'grant-suspension', 'regrade']);
const actors = [duty, { ...duty, id: 'duty2' }, leader, system, ...units.map(handlerOf)];

function formFor({ form }: Transition, roll: () => number): Form {
  const pick = <T>(list: readonly T[]): T => must(list[Math.floor(roll() * list.length)], 'a choice');
  const values: Form = {};
  for (const { id, kind, choices, required } of form) {
    if (kind === 'text') values[id] = '说明';
    if (kind === 'unit') values[id] = pick(units);
    if (kind === 'units' && required) values[id] = [pick(units)];
    if (kind === 'rating') values[id] = 5;
    if (kind === 'limit') values[id] = { amount: 9, unit: 'work-day' };
    if (kind === 'choice') values[id] = pick(choices ?? []).id;
    if (kind === 'incident') values[id] = 'nobody';
    if (kind === 'evidence' && required) values[id] = shown;
  }
  return values;
}

it('K7 without a recorded approval no sequence of acts makes an on-time figure better', () => {
  let closings = 0;
  let reopened = 0;
  let late = 0;
  for (let seed = 1; seed <= 150; seed++) {
    const { roll } = dice(seed);
    const world = incidentWorld();
    const { reportedAt } = world.report();
    const due = dueAt(calendar, reportedAt, must(item.limits['whole'], 'limit'));
    for (let step = 0; step < 50 && !world.state?.ended; step++) {
      const state = must(world.state, 'state');
      const ways = actors.flatMap((by) =>
        allowedTransitions(state, standardProcedure, by)
          .filter(({ id }) => !approvals.has(id) && id !== 'merge' && id !== 'void' && id !== 'refuse-filing')
          .map((transition) => ({ by, transition })),
      );
      if (ways.length === 0) break;
      const main = ways.filter(({ transition }) => transition.weight === 'main');
      const pool = main.length > 0 && roll() < 0.6 ? main : ways;
      const { by, transition } = must(pool[Math.floor(roll() * pool.length)], 'way');
      world.now += Math.floor(roll() * 3 * 3_600_000);
      const answer = world.take(transition.id, by, formFor(transition, roll));
      expect(isRefusal(answer), `seed ${seed}: ${transition.id}`).toBe(false);
      const now = must(world.state, 'state');
      const { on_time, due_at, closed_at } = incidentColumns(now, standardProcedure, () => false);
      expect(due_at, `seed ${seed}: ${transition.id} moved the whole deadline`).toBe(due);
      if (closed_at === null) continue;
      expect(on_time, `seed ${seed}`).toBe(closed_at <= due);
      closings += 1;
      if (closed_at > due) late += 1;
      if ((now.counts.reopen ?? 0) > 0) reopened += 1;
    }
  }
  // The dice came to what the rule is about.
  expect(Math.min(closings, reopened, late)).toBeGreaterThan(20);
});
