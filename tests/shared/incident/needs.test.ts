import { describe, expect, it } from 'vitest';
import { hindranceOf, offeredSteps } from '#shared/incident/hindrance.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { standsAbove } from '#shared/pack/above.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import type { Procedure } from '#shared/procedure/schema.ts';
import type { Unit } from '#shared/pack/schema.ts';
import { opened, refusal, walk } from '../../support/procedure-walk.ts';
import { personOf } from '../../support/procedure-life.ts';
import { procedureWorld } from '../../support/procedure-world.ts';

const builtIn = [...builtInProcedures.values()];
const photo = (at: number) => [{ kind: 'photo' as const, text: '', ref: `${'0'.repeat(64)}.jpg`, at }];

describe('G1 who did it does not look at it', () => {
  /** Steps that pass a check, each with the steps before it that the same roles may take. */
  const checks = builtIn.flatMap((procedure) =>
    checksOf(procedure).map((one) => ({ ...one, of: procedure.id })),
  );

  function checksOf({ nodes, transitions }: Procedure) {
    const queueOf = (id: string | undefined) => nodes.find((node) => node.id === id)?.queue;
    // A forced closing says of itself what it is, and closing after a passed check checks nothing anew.
    const passing = transitions.filter(
      ({ to, from, weight }) =>
        weight !== 'danger' &&
        from.some((id) => queueOf(id) === 'check') &&
        (queueOf(to) === 'finish' || queueOf(to) === 'check'),
    );
    return passing.flatMap((check) =>
      transitions
        .filter(
          ({ to, from }) =>
            to !== undefined && check.from.includes(to) && from.every((id) => queueOf(id) !== 'check'),
        )
        .filter(({ by }) =>
          by.some((role) => role !== 'system' && role !== 'citizen' && check.by.includes(role)),
        )
        .map((work) => ({ check, work })),
    );
  }

  it.each(checks)('$of: $check.id needs other hands than $work.id', ({ check, work }) => {
    const than = check.needs.flatMap((one) => (one.is === 'other-hands' ? one.than : []));
    expect(than).toContain(work.id);
  });

  it('of a field account that reported and handled: another one passes the check, or says what is wrong', () => {
    const world = procedureWorld();
    const id = opened(world, 'standard', 'field', {});
    walk(world, id, [[null, 'field', 'self-handle', { note: '已清', evidence: photo(world.now) }]]);
    expect(refusal(world, id, 'field', 'pass-check')).toBe('pass-check needs: other-hands');
    expect(refusal(world, id, 'field', 'fail-check', { reason: '没清' })).toBe(
      'fail-check needs: other-hands',
    );
    const failed = walk(world, id, [[null, 'agent', 'fail-check', { reason: '仍有残留' }]]);
    expect([failed.node, failed.counts.rework]).toEqual(['handling', 1]);
    // What was settled on the spot was no unit's task: whoever answers for the place has it now, and can go on.
    expect(failed.tasks).toMatchObject([{ unit: 'village', role: 'lead', state: 'signed' }]);
    const again = walk(world, id, [
      [null, 'h-village', 'feed-back', { note: '已清净', evidence: photo(world.now) }],
    ]);
    expect(again.node).toBe('fed-back');
  });

  it('a closing by work shows what was done', () => {
    const world = procedureWorld();
    const id = opened(world, 'standard', 'duty1', {});
    expect(refusal(world, id, 'duty1', 'self-handle', { note: '已处理' })).toBe('evidence is needed');
  });
});

describe('G3 once a period, and no further back without a reason', () => {
  it('of a reform item', () => {
    const world = procedureWorld();
    const due = new Date(world.now + 300 * dayMs).toISOString().slice(0, 10);
    const id = opened(world, 'reform-item', 'duty1', { goal: '一网通办', plan: '四季度', 'due-on': due });
    walk(world, id, [
      [null, 'duty1', 'assign', { lead: 'city' }],
      [null, 'h-city', 'begin'],
      [null, 'h-city', 'report-month', { progress: 50, note: '过半' }],
    ]);
    const again = { progress: 60, note: '又一次' };
    expect(refusal(world, id, 'h-city', 'report-month', again)).toBe('report-month needs: once-a-period');
    const step = must(
      builtInProcedures.get('reform-item')?.transitions.find((one) => one.id === 'report-month'),
      'step',
    );
    const ground = { now: world.now, isAbove: () => true };
    const wait = must(hindranceOf(world.state(id), step, personOf('h-city'), ground)?.at, 'the next period');
    world.now = wait;
    expect(refusal(world, id, 'h-city', 'report-month', { progress: 5, note: '推进' })).toBe(
      'progress needs a reason',
    );
    walk(world, id, [[null, 'h-city', 'report-month', { progress: 5, reason: '口径调整', note: '推进' }]]);
    const end = { note: '完成', evidence: photo(world.now) };
    expect(refusal(world, id, 'h-city', 'submit', end)).toBe('submit needs: at-least');
    // Before 100 % only for a reason, and when the leader allows it.
    walk(world, id, [[null, 'h-city', 'submit-early', { reason: '上级取消', evidence: photo(world.now) }]]);
    expect(refusal(world, id, 'duty1', 'allow-early', { reason: '同意' })).toContain('may not');
    expect(walk(world, id, [[null, 'leader', 'allow-early', { reason: '同意' }]]).node).toBe('submitted');
  });
});

describe('G4 what is not possible yet is offered with its reason', () => {
  it('tells whom the lead waits for', () => {
    const world = procedureWorld();
    const id = opened(world, 'standard', 'duty1', {});
    walk(world, id, [
      [null, 'duty1', 'accept'],
      [null, 'duty1', 'file'],
      [null, 'duty1', 'dispatch', { lead: 'city', co: ['water', 'police'] }],
      [null, 'h-city', 'sign'],
      [null, 'h-city', 'start-work'],
    ]);
    const ground = { now: world.now, isAbove: () => true };
    const standard = must(builtInProcedures.get('standard'), 'standard');
    const offered = (who: string) => offeredSteps(world.state(id), standard, personOf(who), ground);
    const back = offered('h-city').find(({ transition }) => transition.id === 'feed-back');
    expect(back?.hindrance).toEqual({ is: 'co-tasks-done', units: ['water', 'police'], count: 2 });
    // What is somebody else's is not shown as waiting.
    expect(offered('h-water').map(({ transition }) => transition.id)).not.toContain('feed-back');
    expect(offered('h-city').filter(({ hindrance }) => hindrance !== null)).toHaveLength(1);
  });
});

describe('A1 nobody judges above the own level', () => {
  const unit = (id: string, kind: Unit['kind'], parent?: string, grid?: string) =>
    [id, { id, kind, ...(parent && { parent }), ...(grid && { grid }) }] as const;
  const units = new Map([
    unit('county', 'centre'),
    unit('town', 'town', 'county', 'g'),
    unit('town-desk', 'centre', 'county', 'g'),
    unit('village', 'community', 'town', 'g-1'),
    unit('water', 'department', 'county'),
  ]);
  const cases: [who: string, person: { unit?: string; grids?: string[] }, above: string[]][] = [
    ['a seat of the county', { unit: 'county', grids: [] }, ['town', 'village', 'water']],
    ['a leader without a unit', { grids: [] }, ['town', 'village', 'water']],
    ['a town', { unit: 'town-desk', grids: ['g'] }, ['village']],
    ['a town without its unit', { grids: ['g'] }, ['village']],
    ['a village', { unit: 'village', grids: ['g-1'] }, []],
    ['a department', { unit: 'water', grids: [] }, []],
  ];
  it.each(cases)('%s stands above those below', (_, person, above) => {
    const found = ['town', 'village', 'water'].filter((one) => standsAbove(person, one, units));
    expect(found).toEqual(above);
  });

  it('an appeal is looked at, reviewed and decided from above, each by another', () => {
    const appeal = must(builtInProcedures.get('appeal'), 'appeal');
    const judging = appeal.transitions.filter(({ id }) => ['look', 'review', 'grant', 'reject'].includes(id));
    expect(judging.every(({ when }) => when.includes('level-above'))).toBe(true);
    expect(judging).toHaveLength(4);
  });
});

describe('M7 a duplicate', () => {
  it('brings its words, its photos and how often it was told', () => {
    const world = procedureWorld();
    const into = opened(world, 'standard', 'citizen', {});
    const made = world.report(
      'standard',
      personOf('field'),
      {},
      { evidence: photo(world.now), detail: '井盖晃动' },
    );
    const id = 'id' in made ? made.id : '';
    world.send(id, { kind: 'repeat', incident: id, evidence: [] }, personOf('system'));
    walk(world, id, [[null, 'duty1', 'merge', { into }]]);
    const kept = world.state(into);
    expect([kept.occurrences, kept.evidence.length, kept.absorbed]).toEqual([3, 1, [id]]);
    expect(world.events.get(into)?.at(-1)?.fact).toMatchObject({
      kind: 'absorbed',
      from: id,
      detail: '井盖晃动',
    });
  });
});

describe('P3 after the centre has rated it', () => {
  it('who reported it may still ask for it again, for fifteen days, and it goes back to work', () => {
    const world = procedureWorld();
    const id = opened(world, 'standard', 'citizen', {});
    walk(world, id, [
      [null, 'duty1', 'self-handle', { note: '已清', evidence: photo(world.now) }],
      [null, 'chief', 'pass-check'],
      [null, 'duty1', 'close'],
      [null, 'duty1', 'evaluate', { rating: 5 }],
      [null, 'system', 'assess'],
      [null, 'system', 'archive'],
    ]);
    expect(world.state(id).ended).toBe('archived');
    const disputed = walk(world, id, [[null, 'citizen', 'ask-again-later', { rating: 1, reason: '没修好' }]]);
    expect([disputed.node, disputed.ended]).toEqual(['disputed-later', undefined]);
    const back = walk(world, id, [[null, 'duty1', 'reopen', { reason: '回访属实' }]]);
    expect([back.node, back.closedAt, back.counts.reopen]).toEqual(['filed', undefined, 1]);
  });

  it('is too late after that', () => {
    const world = procedureWorld();
    const id = opened(world, 'standard', 'citizen', {});
    walk(world, id, [
      [null, 'duty1', 'self-handle', { note: '已清', evidence: photo(world.now) }],
      [null, 'chief', 'pass-check'],
      [null, 'duty1', 'close'],
      [null, 'duty1', 'evaluate', { rating: 5 }],
      [null, 'system', 'assess'],
    ]);
    world.now += 15 * dayMs + 1;
    expect(refusal(world, id, 'citizen', 'ask-again-later', { rating: 1, reason: '—' })).toContain('is over');
  });
});

describe('K8 a day in a form', () => {
  it('is the last of the clocks that name it, and lies ahead', () => {
    const world = procedureWorld();
    const content = { content: '核对' };
    expect(() => opened(world, 'order', 'duty1', { ...content, 'finish-by': '2026-11-22' })).toThrow(
      'the day is over',
    );
    const id = opened(world, 'order', 'duty1', { ...content, 'finish-by': '2026-11-23' });
    walk(world, id, [[null, 'duty1', 'issue', { units: ['village'] }]]);
    const end = Date.parse('2026-11-24T00:00:00+08:00');
    const child = must(world.state(id).children?.[0], 'a community').id;
    walk(world, child, [
      [null, 'h-village', 'receive'],
      [null, 'h-village', 'pass-on'],
    ]);
    const grid = must(world.state(child).children?.[0], 'a grid').id;
    const dues = [id, child, grid].map((one) => world.state(one).clocks['whole']?.dueAt);
    expect(dues).toEqual([end, end, end]);
    expect(world.state(child).clocks['handling']?.dueAt).toBe(end);
  });
});
