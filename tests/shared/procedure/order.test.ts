import { describe, expect, it } from 'vitest';
import { maySee } from '#shared/access/scope.ts';
import { concernOf } from '#shared/incident/concern.ts';
import { ringString, ringStates } from '#shared/incident/rings.ts';
import { incidentLife } from '#shared/dossier/ring-life.ts';
import { must } from '#shared/kernel/must.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { field, mostInList } from '#shared/procedure/field.ts';
import { formValue } from '#shared/incident/command.ts';
import { opened, refusal, walk } from '../../support/procedure-walk.ts';
import { procedureWorld } from '../../support/procedure-world.ts';

const content = { content: '逐户核对台账' };

describe('an order', () => {
  it('M5 goes to as many communities as its form takes: the limit of a command is that of the forms', () => {
    const most = Math.max(
      ...[...builtInProcedures.values()].flatMap(({ form, transitions }) =>
        [...form, ...transitions.flatMap((one) => one.form)].flatMap(({ kind, max }) =>
          kind === 'units' ? [max ?? 0] : [],
        ),
      ),
    );
    expect(most).toBe(mostInList);
    const units = Array.from({ length: mostInList }, (_, i) => `community-${i}`);
    expect(formValue.safeParse(units).success).toBe(true);
    expect(formValue.safeParse([...units, 'one-more']).success).toBe(false);
    const asked = { id: 'units', name: { zh: '单位', en: 'Units' }, kind: 'units', required: true };
    expect(field.safeParse({ ...asked, max: mostInList + 1 }).success).toBe(false);
  });

  it('M5 goes to communities alone, and to each of them once', () => {
    const world = procedureWorld();
    const id = opened(world, 'order', 'duty1', content);
    expect(refusal(world, id, 'duty1', 'issue', { units: ['village', 'water'] })).toBe(
      'water is not a unit of the kind asked for',
    );
    walk(world, id, [[null, 'duty1', 'issue', { units: ['village', 'hamlet'] }]]);
    expect(refusal(world, id, 'duty1', 'add', { units: ['garden', 'hamlet'], reason: '遗漏' })).toBe(
      'they have been given it already: hamlet',
    );
    expect(world.state(id).children).toHaveLength(2);
  });

  it('R5 has no grid and nobody who answers for one, and its rings say so', () => {
    const world = procedureWorld();
    const order = world.state(opened(world, 'order', 'leader', content));
    expect([order.grids, order.responsible, order.placeless]).toEqual([[], undefined, true]);
    expect(ringString(order)).toBe('1--000000');
    const { rings } = incidentLife(order, [], world.now + 1_000);
    expect(rings.map(({ current }) => current).indexOf(true)).toBe(3);
    expect(rings.reduce((sum, { partMs }) => sum + partMs, 0)).toBe(1_000);
    expect(ringStates(order)[1]).toMatchObject({ state: 'none', reason: 'no-place' });
  });

  it('M6 reaches the grids of the community, wherever its office stands', () => {
    const world = procedureWorld();
    const id = opened(world, 'order', 'duty1', content);
    walk(world, id, [[null, 'duty1', 'issue', { units: ['village'] }]]);
    const child = must(world.state(id).children?.[0], 'the community').id;
    expect(world.state(child).grids).toEqual(['t', 't-1']);
    walk(world, child, [
      [null, 'h-village', 'receive'],
      [null, 'h-village', 'pass-on'],
    ]);
    const grids = must(world.state(child).children, 'grids');
    expect(grids.map(({ grid }) => grid)).toEqual(['t-1-1', 't-1-2']);
    // The grids that were asked are seen by the community that asked them, and not by another.
    const seen = (unit: string): boolean =>
      maySee(
        { id: 'h', name: 'h', role: 'handler', unit, jurisdiction: 'test', grids: [] },
        concernOf(world.state(must(grids[0], 'a grid').id)),
      );
    expect([seen('village'), seen('hamlet')]).toEqual([true, false]);
  });

  it('E3 is supervised where it is: at the communities that have not answered', () => {
    const world = procedureWorld();
    const id = opened(world, 'order', 'duty1', content);
    walk(world, id, [[null, 'duty1', 'issue', { units: ['village', 'hamlet', 'garden'] }]]);
    const [first] = must(world.state(id).children, 'communities');
    walk(world, must(first, 'the first').id, [
      [null, 'h-village', 'receive'],
      [null, 'h-village', 'report', { note: '已核对' }],
    ]);
    const ask = {
      level: 'leader',
      duty: '请反馈',
      reason: '逾期',
      limit: { amount: 1, unit: 'work-day' },
    } as const;
    walk(world, id, [[null, 'leader', 'supervise', ask]]);
    const orders = must(world.state(id).children, 'orders').filter(({ loose }) => loose);
    expect(orders.map(({ unit }) => unit)).toEqual(['hamlet', 'garden']);
  });
});

it('R5 what comes of a matter without a place has none either, but where the object is that was drawn', () => {
  const world = procedureWorld();
  const id = opened(world, 'random-inspection', 'duty1', { theme: '抽查', joint: 'one' });
  expect(world.state(id).placeless).toBe(true);
  walk(world, id, [
    [null, 'duty1', 'draw-object'],
    [null, 'duty1', 'draw-officers'],
    [null, 'duty1', 'assign'],
  ]);
  const ask = {
    level: 'centre',
    duty: '请反馈',
    reason: '逾期',
    limit: { amount: 1, unit: 'work-day' },
  } as const;
  walk(world, id, [[null, 'duty1', 'supervise', ask]]);
  const order = must(world.state(id).children?.[0], 'the order').id;
  expect(world.state(order).grids).toEqual([]);
});
