import { expect, it } from 'vitest';
import { due, opened, proof, refusal, walk } from '../../support/procedure-walk.ts';
import { procedureWorld } from '../../support/procedure-world.ts';

const asked = { function: 'function-1', goal: '对 12 艘渔船完成年度检验' };
const limits = { handling: { amount: 10, unit: 'work-day' as const } };

it('a task of a handed function is timed, checked by other hands, sent back, rated, and booked to the body that carried it', () => {
  const world = procedureWorld(undefined, limits);
  const id = opened(world, 'handed-task', 'h-city', asked);
  expect(refusal(world, id, 'duty1', 'issue', { lead: 'water' })).toMatch(/kind/);
  const done = { note: '检验报告 12 份', evidence: proof('报告') };
  walk(world, id, [
    ['2026-11-23 09:30', 'duty1', 'issue', { lead: 'guild' }],
    ['2026-11-23 10:00', 'h-guild', 'sign'],
  ]);
  expect(due(world.state(id), 'handling')).toBe('2026-12-07 10:00');
  expect(refusal(world, id, 'h-city', 'deliver', done)).toBeTruthy();
  expect(refusal(world, id, 'h-guild', 'deliver', { note: '完成' })).toBeTruthy();
  const state = walk(world, id, [
    ['2026-11-25 10:00', 'h-guild', 'deliver', done],
    ['2026-11-25 15:00', 'duty1', 'fail', { reason: '缺 2 份报告' }],
    ['2026-11-26 10:00', 'h-guild', 'deliver', done],
    ['2026-11-26 11:00', 'duty1', 'pass', { note: '齐全' }],
    ['2026-11-26 11:10', 'duty1', 'evaluate', { rating: 4 }],
    ['2026-11-26 11:20', 'duty1', 'assess'],
  ]);
  expect(state).toMatchObject({ node: 'assessed', counts: { rework: 1 }, rating: { score: 4 } });
  expect(state.points?.map(({ unit }) => unit)).toContain('guild');
});

it('the centre supervises it like a unit, gives it to another body or takes it back', () => {
  const world = procedureWorld();
  const id = opened(world, 'handed-task', 'leader', asked);
  walk(world, id, [[null, 'leader', 'issue', { lead: 'guild' }]]);
  const duty = {
    level: 'centre',
    duty: '说明进度',
    limit: { amount: 4, unit: 'work-hour' as const },
    reason: '未签收',
  };
  const supervised = walk(world, id, [[null, 'duty1', 'supervise', duty]]);
  expect(supervised.flags).toContain('supervised');
  const [order] = [...world.states.values()].filter(({ procedure }) => procedure === 'supervision-order');
  expect(order?.tasks.map(({ unit }) => unit)).toEqual(['guild']);
  expect(walk(world, id, [[null, 'duty1', 'void', { reason: '协议终止' }]]).node).toBe('void');
});
