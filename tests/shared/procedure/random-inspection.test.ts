import { checkDraw } from '#shared/incident/check-draw.ts';
import { drawLots, drawSeed, poolHash } from '#shared/incident/draw.ts';
import { must } from '#shared/kernel/must.ts';
import { expect, it } from 'vitest';
import { at, due, opened, proof, refusal, walk } from '../../support/procedure-walk.ts';
import { procedureWorld, type ProcedureWorld } from '../../support/procedure-world.ts';

const limits = {
  handling: { amount: 10, unit: 'work-day' },
  whole: { amount: 40, unit: 'work-day' },
} as const;
const sheet = { inspected: ['licence', 'safety'], evidence: proof('检查表') };

function assigned(): { world: ProcedureWorld; id: string } {
  const world = procedureWorld(at('2026-11-20 16:30'), limits);
  const id = opened(world, 'random-inspection', 'duty1', { theme: '餐饮具集中消毒', joint: 'one' });
  walk(world, id, [
    [null, 'duty1', 'draw-object'],
    [null, 'duty1', 'draw-officers'],
    [null, 'duty1', 'assign'],
  ]);
  return { world, id };
}

/** The units drawn, the leading one first, sign and confirm. */
function inspect(world: ProcedureWorld, id: string): string {
  const [lead, ...co] = world.state(id).tasks.map(({ unit }) => `h-${unit}`);
  for (const one of co)
    walk(world, id, [
      [null, one, 'co-sign'],
      [null, one, 'co-report', { note: '已共同检查' }],
    ]);
  walk(world, id, [[null, must(lead, 'lead'), 'sign']]);
  return must(lead, 'lead');
}

it('draws the object and two officers so that anybody can draw them again', () => {
  const { world, id } = assigned();
  const [object, officers] = must(world.state(id).draws, 'draws');
  const pool = [1, 2, 5].map((weight, i) => ({ id: `object-${i + 1}`, weight }));
  expect(object?.seed).toBe(drawSeed(must(object, 'a draw').head, id, 'objects'));
  expect(object?.picked.map((one) => one.id)).toEqual(drawLots(pool, 1, must(object, 'a draw').seed));
  // The weights that are not 1 are kept with it: when grades have changed it can still be repeated.
  expect(object?.pool).toEqual({ size: 3, hash: poolHash(pool), weights: { 'object-2': 2, 'object-3': 5 } });
  const later = {
    pool: pool.map(({ id: one }) => ({ id: one, weight: 1 })),
    before: must(object, 'a draw').head,
  };
  expect(checkDraw(must(object, 'a draw'), id, later)).toBe('same');
  expect(officers?.picked).toHaveLength(2);
  expect(new Set(world.state(id).tasks.map(({ unit }) => unit))).toEqual(
    new Set(officers?.picked.map(({ unit }) => unit)),
  );
  expect(refusal(world, id, 'duty1', 'draw-object')).toContain('not possible');
  // Ten work days from Friday 16:30.
  expect(due(world.state(id), 'handling')).toBe('2026-12-04 16:30');
});

it('is published within twenty work days and closed', () => {
  const { world, id } = assigned();
  world.now = at('2026-11-23 08:30');
  const lead = inspect(world, id);
  expect(refusal(world, id, lead, 'report', { ...sheet, evidence: [], result: 'none' })).toBe(
    'evidence is needed',
  );
  const inspected = walk(world, id, [[null, lead, 'report', { ...sheet, result: 'none' }]]);
  expect(due(inspected, 'publish')).toBe('2026-12-18 17:30');
  const closed = walk(world, id, [
    ['2026-11-24 09:00', 'duty1', 'publish', { where: ['credit'] }],
    [null, 'system', 'close'],
  ]);
  expect([closed.node, closed.closedAt]).toEqual(['closed', world.now]);
});

it('opens a case for the leading unit and closes only when the case has come to its close', () => {
  const { world, id } = assigned();
  const lead = inspect(world, id);
  walk(world, id, [
    [null, lead, 'report-problem', { ...sheet, reason: '未建立进货查验记录' }],
    [null, 'duty1', 'publish', { where: ['site'] }],
  ]);
  const child = must(world.state(id).children?.[0], 'the case');
  expect(`h-${child.unit ?? ''}`).toBe(lead);
  expect(world.state(child.id)).toMatchObject({ procedure: 'enforcement', detail: '未建立进货查验记录' });
  expect(refusal(world, id, 'system', 'close')).toBe('close needs: children-done');
  walk(world, child.id, [
    [null, lead, 'claim'],
    [null, lead, 'no-violation', { note: '已改正，情节轻微', evidence: proof('复查记录') }],
  ]);
  expect(world.state(id).children?.[0]?.outcome).toBe('not-filed');
  expect(walk(world, id, [[null, 'system', 'close']]).node).toBe('closed');
});
