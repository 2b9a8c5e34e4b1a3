import { expect, it } from 'vitest';
import { at, due, opened, refusal, walk } from '../../support/procedure-walk.ts';
import { procedureWorld } from '../../support/procedure-world.ts';

const call = { enterprise: '某印刷企业', reference: '91320281MA1ABCDE2X', need: 'difficulty' };
const limits = {
  answer: { amount: 4, unit: 'work-hour' },
  handling: { amount: 3, unit: 'work-day' },
  whole: { amount: 5, unit: 'work-day' },
} as const;

it('is answered within work hours over lunch and weekend, fed back, called again and rated', () => {
  const world = procedureWorld(at('2026-11-27 15:30'), limits);
  const id = opened(world, 'enterprise-call', 'citizen', call);
  walk(world, id, [[null, 'system', 'route']]);
  // Two hours on Friday, two on Monday.
  expect(due(world.state(id), 'answer')).toBe('2026-11-30 10:30');
  const answering = walk(world, id, [
    ['2026-11-30 09:00', 'h-city', 'answer', { note: '已联系，明日上门' }],
    [null, 'h-water', 'co-sign'],
    [null, 'h-police', 'co-sign'],
  ]);
  expect([answering.rings[3], due(answering, 'handling')]).toEqual([world.now, '2026-12-03 09:00']);
  const feedback = { result: 'explained', note: '不符合条件' };
  expect(refusal(world, id, 'h-city', 'feed-back', feedback)).toBe('feed-back needs: co-tasks-done');
  walk(world, id, [
    [null, 'h-water', 'co-report', { note: '管网有余量' }],
    [null, 'h-police', 'co-report', { note: '无意见' }],
    ['2026-12-01 09:00', 'h-city', 'feed-back', feedback],
  ]);
  const again = walk(world, id, [['2026-12-04 09:00', 'citizen', 'call-again', { reason: '政策已调整' }]]);
  // Of three days two were left; the days between feedback and call count for nobody.
  expect([again.counts.reopen, due(again, 'handling'), again.closedAt]).toEqual([
    1,
    '2026-12-08 09:00',
    undefined,
  ]);
  const rated = walk(world, id, [
    ['2026-12-07 09:00', 'h-city', 'feed-back', { result: 'solved', note: '已兑现' }],
    [null, 'citizen', 'evaluate', { rating: 5 }],
    [null, 'system', 'assess'],
    [null, 'system', 'archive'],
  ]);
  expect([rated.ended, rated.rating?.score, rated.data?.['result']]).toEqual(['archived', 5, 'solved']);
});

it('handed back it is sent again, and the answer is no less urgent', () => {
  const world = procedureWorld(at('2026-11-23 08:30'), limits);
  const id = opened(world, 'enterprise-call', 'duty1', call);
  walk(world, id, [
    [null, 'system', 'route'],
    ['2026-11-23 09:30', 'h-city', 'hand-back', { reason: '不属本部门' }],
    ['2026-11-23 10:30', 'duty1', 'send-again', { lead: 'water' }],
  ]);
  expect(due(world.state(id), 'answer')).toBe('2026-11-23 14:30');
  expect(world.state(id).counts.return).toBe(1);
});
