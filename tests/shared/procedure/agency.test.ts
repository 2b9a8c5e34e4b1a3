import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { expect, it } from 'vitest';
import { personOf } from '../../support/procedure-life.ts';
import { at, due, opened, proof, refusal, walk } from '../../support/procedure-walk.ts';
import { procedureWorld, type ProcedureWorld } from '../../support/procedure-world.ts';

const request = {
  'applicant-kind': 'person',
  applicant: '某村民',
  reference: '123X',
  matter: 'licence',
  'at-home': true,
};
const limits = {
  take: { amount: 2, unit: 'work-hour' },
  handling: { amount: 5, unit: 'work-day' },
  whole: { amount: 6, unit: 'work-day' },
} as const;

function collected(): { world: ProcedureWorld; id: string } {
  const world = procedureWorld(at('2026-11-23 10:30'), limits);
  const id = opened(world, 'agency', 'citizen', request);
  walk(world, id, [
    ['2026-11-23 11:00', 'agent', 'accept'],
    [null, 'agent', 'ask-papers', { missing: ['identity', 'photo'] }],
    ['2026-11-24 09:00', 'agent', 'collect', { collected: ['identity', 'photo'] }],
  ]);
  return { world, id };
}

it('is taken on by an agent for the own unit, and by nobody else', () => {
  const world = procedureWorld(at('2026-11-23 10:30'), limits);
  const id = opened(world, 'agency', 'citizen', request);
  // One hour before lunch, one after.
  expect(due(world.state(id), 'take')).toBe('2026-11-23 14:30');
  expect(refusal(world, id, 'field', 'accept')).toBe('accept needs: own-post');
  const taken = walk(world, id, [['2026-11-23 11:00', 'agent', 'accept']]);
  expect(taken.tasks).toMatchObject([{ unit: 'village', role: 'lead', state: 'signed' }]);
  const { unit: _, ...without } = personOf('agent');
  const other = opened(world, 'agency', 'citizen', request);
  const answer = world.take(other, 'accept', without);
  expect(isRefusal(answer) && answer.reason).toBe('you act for no unit');
});

it('applies for a licence in the name of the client and delivers when it is decided', () => {
  const { world, id } = collected();
  walk(world, id, [['2026-11-24 10:00', 'agent', 'submit-approval', { agent: true }]]);
  const child = must(world.state(id).children?.[0], 'the approval').id;
  // What the client said once is not asked again.
  expect(world.state(child)).toMatchObject({
    procedure: 'approval',
    data: { applicant: '某村民', reference: '123X', 'applicant-kind': 'person', agent: true },
  });
  const delivery = { outcome: 'refused', evidence: proof('签收单') };
  expect(refusal(world, id, 'agent', 'deliver', delivery)).toBe('deliver needs: children-done');
  walk(world, child, [
    [null, 'system', 'route'],
    [null, 'h-city', 'accept', { window: 3 }],
    [null, 'h-city-2', 'first-review'],
    ['2026-11-25 10:00', 'h-city-4', 'refuse-licence', { licence: '1', reason: '不符合条件' }],
  ]);
  expect(world.state(id).children?.[0]).toMatchObject({ outcome: 'refused', joinedAt: world.now });
  const end = walk(world, id, [
    ['2026-11-25 15:00', 'agent', 'deliver', delivery],
    [null, 'citizen', 'evaluate', { rating: 4 }],
    [null, 'system', 'assess'],
    [null, 'system', 'archive'],
  ]);
  expect([end.ended, end.points]).toEqual(['archived', [{ unit: 'village', points: 1, reason: 'on-time' }]]);
});

it('hands in at a window without a matter of its own here', () => {
  const { world, id } = collected();
  const done = walk(world, id, [
    [null, 'agent', 'submit', { to: 'window', receipt: 'SL-1' }],
    [null, 'agent', 'deliver', { outcome: 'done', evidence: proof('签收单') }],
  ]);
  expect([done.node, done.data?.['receipt'], done.closedAt]).toEqual(['delivered', 'SL-1', world.now]);
});
