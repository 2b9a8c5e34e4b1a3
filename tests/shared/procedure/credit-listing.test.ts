import { dayMs } from '#shared/kernel/span.ts';
import { dueCommands } from '#shared/incident/due.ts';
import { must } from '#shared/kernel/must.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { expect, it } from 'vitest';
import { calendar } from '../../support/incident-world.ts';
import { at, due, local, opened, proof, refusal, walk } from '../../support/procedure-walk.ts';
import { procedureWorld, type ProcedureWorld } from '../../support/procedure-world.ts';

const limits = {
  handling: { amount: 20, unit: 'work-day' },
  whole: { amount: 1_825, unit: 'calendar-day' },
} as const;
const told = {
  party: '恒润包装有限公司',
  basis: '企业信息公示暂行条例第十七条',
  note: '两次邮寄专用信函均被退回',
  evidence: proof('送达回证'),
};

/** An entry that stands in its list since Friday, 2026-11-27, 09:00. */
function listed(procedure: string, ground: string): { world: ProcedureWorld; id: string } {
  const world = procedureWorld(at('2026-11-19 09:00'), limits);
  const id = opened(world, procedure, 'h-city', { party: told.party, ground });
  walk(world, id, [
    [null, 'duty1', 'dispatch', { lead: 'city' }],
    [null, 'h-city', 'claim'],
    ['2026-11-20 08:30', 'h-city', 'tell', { ...told, ground }],
  ]);
  // Nobody is listed before the time to be heard is over.
  expect(refusal(world, id, 'leader', 'list', { document: '列〔2026〕1 号' })).toContain('term-over');
  walk(world, id, [
    ['2026-11-23 09:00', 'h-city', 'hear', { heard: 'statement' }],
    ['2026-11-30 09:00', 'leader', 'list', { document: '列〔2026〕1 号' }],
  ]);
  return { world, id };
}

it('an entry in the list of abnormal operation stays until what it is for is put right, and is decided by other hands', () => {
  const { world, id } = listed('abnormal-listing', 'unreachable');
  expect(world.state(id)).toMatchObject({ node: 'listed', data: { ground: 'unreachable' } });
  const asked = walk(world, id, [
    ['2026-12-01 09:00', 'h-city', 'ask-repair', { note: '已变更登记住所', evidence: proof('登记证明') }],
  ]);
  // Five work days for the decision.
  expect(due(asked, 'repair')).toBe('2026-12-08 09:00');
  expect(walk(world, id, [[null, 'duty1', 'deny-repair', { reason: '住所仍无法联系' }]]).node).toBe('listed');
  const done = walk(world, id, [
    ['2026-12-10 09:00', 'h-city', 'ask-repair', { note: '已重新登记', evidence: proof('登记证明') }],
    ['2026-12-11 09:00', 'duty1', 'grant-repair', { document: '移〔2026〕3 号', reason: '可以联系' }],
  ]);
  expect([done.node, done.closedAt]).toEqual(['removed', world.now]);
  expect(done.reached['listed']).toBe(at('2026-11-30 09:00'));
});

it('who objects is heard within twenty work days by others than those who listed it, and an entry that was wrong never was', () => {
  const { world, id } = listed('abnormal-listing', 'no-report');
  const objecting = walk(world, id, [['2026-12-02 09:00', 'h-city', 'object', { note: '年报已按期报送' }]]);
  expect(due(objecting, 'objection')).toBe('2026-12-30 09:00');
  expect(refusal(world, id, 'leader', 'uphold', { reason: '查实' })).toContain('other-hands');
  expect(walk(world, id, [[null, 'duty1', 'uphold', { reason: '系统故障所致' }]])).toMatchObject({
    node: 'revoked',
    ended: 'void',
  });
});

it('an entry for grave dishonesty ends by itself after three years, and after one when it was repaired', () => {
  const { world, id } = listed('dishonesty-listing', 'refusal');
  const procedure = must(builtInProcedures.get('dishonesty-listing'), 'the procedure');
  const ground = { calendar, ladder: () => [], supervision: undefined };
  const next = dueCommands(world.state(id), procedure, ground).filter(
    ({ command }) => command.kind === 'take',
  );
  expect(next.map((one) => [local(one.at), one.command])).toMatchObject([
    ['2029-11-29 09:00', { transition: 'lapse' }],
  ]);
  expect(refusal(world, id, 'h-city', 'ask-repair', { note: '已履行', evidence: proof('缴款书') })).toContain(
    'term-over',
  );
  world.now += 365 * dayMs;
  const early = walk(world, id, [
    [null, 'h-city', 'ask-repair', { note: '已履行', evidence: proof('缴款书') }],
    [null, 'duty1', 'deny-repair', { reason: '未作信用承诺' }],
  ]);
  expect(early.node).toBe('listed');
  world.now = must(early.clocks['listing'], 'its term').dueAt;
  expect(walk(world, id, [[null, 'system', 'lapse']]).node).toBe('removed');
});

it('an inspection that could not reach its object proposes the entry, and does not wait for it', () => {
  const world = procedureWorld(at('2026-11-20 16:30'), limits);
  const id = opened(world, 'random-inspection', 'duty1', { theme: '年报抽查', joint: 'one' });
  walk(world, id, [
    [null, 'duty1', 'draw-object'],
    [null, 'duty1', 'draw-officers'],
    [null, 'duty1', 'assign'],
  ]);
  const [lead, ...co] = world.state(id).tasks.map(({ unit }) => `h-${unit}`);
  for (const one of co)
    walk(world, id, [
      [null, one, 'co-sign'],
      [null, one, 'co-report', { note: '已共同检查' }],
    ]);
  const sheet = { inspected: ['licence'], evidence: proof('检查表'), result: 'absent' };
  const propose = { party: '对象 1', ground: 'unreachable', reason: '登记住所无人' };
  walk(world, id, [
    [null, must(lead, 'lead'), 'sign'],
    [null, must(lead, 'lead'), 'report', sheet],
    [null, must(lead, 'lead'), 'propose-listing', propose],
    [null, 'duty1', 'publish', { where: ['credit'] }],
    [null, 'system', 'close'],
  ]);
  const child = must(world.state(id).children?.[0], 'the proposal');
  expect(world.state(child.id)).toMatchObject({
    procedure: 'abnormal-listing',
    data: { party: '对象 1', ground: 'unreachable' },
  });
  expect(walk(world, child.id, [[null, must(lead, 'lead'), 'claim']]).node).toBe('checking');
});
