import { incidentColumns } from '#shared/incident/columns.ts';
import { ringString } from '#shared/incident/rings.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { must } from '#shared/kernel/must.ts';
import { describe, expect, it } from 'vitest';
import { at, due, opened, refusal, walk, type Pace } from '../../support/procedure-walk.ts';
import { procedureWorld, type ProcedureWorld } from '../../support/procedure-world.ts';

const application = {
  'applicant-kind': 'enterprise',
  applicant: '某制造企业',
  reference: '91320281MA1ABCDE2X',
  agent: false,
};
/** 不动产登记 of the 2440: four work days. */
const fourDays = { whole: { amount: 4, unit: 'work-day' } } as const;

function applied(when: string): { world: ProcedureWorld; id: string } {
  const world = procedureWorld(at(when), fourDays);
  const id = opened(world, 'approval', 'citizen', application);
  walk(world, id, [[null, 'system', 'route']]);
  return { world, id };
}

const reviewed: Pace[] = [
  [null, 'h-water', 'co-sign'],
  [null, 'h-water', 'co-opinion', { opinion: 'agree', note: '同意' }],
  [null, 'h-police', 'co-sign'],
  [null, 'h-police', 'co-opinion', { opinion: 'conditions', note: '补充消防意见' }],
  [null, 'h-city-2', 'first-review'],
  [null, 'h-city-3', 'review'],
];

describe('an approval', () => {
  it('has four work days over a holiday and a make-up Saturday, and closes eight rings', () => {
    const { world, id } = applied('2026-09-29 15:00');
    // Tuesday 2.5 h, Wednesday 7 h, the holidays, Thursday and Friday 7 h each, 4.5 h of the make-up Saturday.
    expect(due(world.state(id), 'whole')).toBe('2026-10-10 15:00');
    walk(world, id, [['2026-09-30 09:00', 'h-city', 'accept', { window: 7 }]]);
    expect(world.state(id).data).toMatchObject({ ...application, window: 7 });
    walk(world, id, reviewed);
    expect(world.state(id).data).toMatchObject({ 'opinion@water': 'agree', 'opinion@police': 'conditions' });
    const done = walk(world, id, [['2026-10-10 15:00', 'h-city-4', 'complete', { licence: '苏(2026)0001' }]]);
    const columns = incidentColumns(done, must(builtInProcedures.get('approval'), 'approval'), () => false);
    expect([columns.on_time, columns.rings, due(done, 'delivery')]).toEqual([
      true,
      '1--110000',
      '2026-10-23 15:00',
    ]);
    const kept = walk(world, id, [
      ['2026-10-12 10:00', 'h-city', 'pick-up', { way: 'counter', rating: 5 }],
      [null, 'system', 'assess'],
      ['2026-10-12 10:05', 'system', 'archive'],
    ]);
    expect([ringString(kept), kept.ended, kept.rating?.score]).toEqual(['1--111110', 'archived', 5]);
    expect(kept.points).toEqual([
      { unit: 'city', points: -1, reason: 'late' },
      { unit: 'water', points: 0.5, reason: 'on-time' },
      { unit: 'police', points: 0.5, reason: 'on-time' },
    ]);
  });

  it('is rated by its applicant, once for each completion, at the counter or not and for fifteen days', () => {
    const { world, id } = applied('2026-09-29 15:00');
    expect(refusal(world, id, 'citizen', 'applicant-rates', { rating: 2 })).toContain('applicant-rates');
    walk(world, id, [['2026-09-30 09:00', 'h-city', 'accept', { window: 7 }], ...reviewed]);
    walk(world, id, [['2026-10-10 15:00', 'h-city-4', 'complete', { licence: '苏(2026)0001' }]]);
    const rated = walk(world, id, [['2026-10-10 16:00', 'citizen', 'applicant-rates', { rating: 2 }]]);
    expect([rated.node, rated.rating]).toMatchObject(['completed', { score: 2, own: true }]);
    expect(refusal(world, id, 'citizen', 'applicant-rates', { rating: 5 })).toContain('applicant-rates');
    const kept = walk(world, id, [
      ['2026-10-12 10:00', 'h-city', 'pick-up', { way: 'counter', rating: 5 }],
      [null, 'system', 'assess'],
      ['2026-10-12 10:05', 'system', 'archive'],
    ]);
    // What the window writes down does not take the place of the applicant's word.
    expect([kept.ended, kept.rating]).toMatchObject(['archived', { score: 2, own: true }]);
    const late = applied('2026-09-29 15:00');
    walk(late.world, late.id, [['2026-09-30 09:00', 'h-city', 'accept', { window: 7 }], ...reviewed]);
    walk(late.world, late.id, [['2026-10-10 15:00', 'h-city-4', 'complete', { licence: '苏(2026)0002' }]]);
    walk(late.world, late.id, [['2026-10-12 10:00', 'h-city', 'pick-up', { way: 'counter', rating: 5 }]]);
    const corrected = walk(late.world, late.id, [
      ['2026-10-20 10:00', 'citizen', 'applicant-rates', { rating: 4 }],
    ]);
    expect(corrected.rating).toMatchObject({ score: 4, own: true });
    late.world.now = at('2026-10-25 15:01');
    expect(refusal(late.world, late.id, 'citizen', 'applicant-rates', { rating: 3 })).toBeTruthy();
  });

  it('K2 a correction asked for does not move the promised time by itself', () => {
    const { world, id } = applied('2026-09-29 15:00');
    walk(world, id, [
      ['2026-09-29 16:00', 'h-city', 'ask-supplement', { missing: ['drawing'], note: '缺总平面图' }],
      ['2026-10-09 16:00', 'h-city', 'supply'],
    ]);
    expect(due(world.state(id), 'whole')).toBe('2026-10-10 15:00');
    expect(due(world.state(id), 'supply')).toBe('2026-10-26 16:00');
  });

  it('K4 stands only by an approved suspension, and goes on with the time that was left', () => {
    const { world, id } = applied('2026-09-29 15:00');
    walk(world, id, [
      ['2026-09-29 16:00', 'h-city', 'ask-supplement', { missing: ['drawing'], note: '缺总平面图' }],
      [null, 'h-city', 'ask-suspension', { suspension: 'correction', reason: '等待补正' }],
      ['2026-09-29 17:30', 'leader', 'grant-suspension'],
    ]);
    expect(refusal(world, id, 'h-city', 'ask-suspension', { suspension: 'test', reason: '—' })).toContain(
      'running',
    );
    // 25.5 h were left: Saturday 10 October is worked, Sunday is not.
    walk(world, id, [['2026-10-10 08:30', 'h-city', 'supply']]);
    expect(world.state(id).suspended).toBe(false);
    expect(due(world.state(id), 'whole')).toBe('2026-10-14 15:00');
  });

  it('tells what is missing once', () => {
    const { world, id } = applied('2026-11-23 09:00');
    walk(world, id, [
      [null, 'h-city', 'ask-supplement', { missing: ['form'], note: '缺申请表' }],
      [null, 'agent', 'supply'],
    ]);
    expect(refusal(world, id, 'h-city', 'ask-supplement', { missing: ['form'], note: '再补' })).toBe(
      'ask-supplement is not possible in resupplied',
    );
    const ended = walk(world, id, [
      [null, 'h-city', 'refuse-acceptance', { ground: 'incomplete', reason: '补正后仍不齐全' }],
    ]);
    expect([ended.ended, ended.flags, ringString(ended)]).toEqual(['not-filed', ['refused'], '1--xxxxxx']);
  });

  it('is not completed before every co-unit has given its opinion, and a refusal is delivered as well', () => {
    const { world, id } = applied('2026-11-23 09:00');
    walk(world, id, [
      [null, 'h-city', 'accept', { window: 1 }],
      [null, 'h-city-2', 'first-review'],
    ]);
    expect(refusal(world, id, 'h-city-3', 'review')).toBe('review needs: co-tasks-done');
    const refused = walk(world, id, [
      [
        '2026-11-24 09:00',
        'h-city-4',
        'refuse-licence',
        { licence: '不予许可〔2026〕1 号', reason: '不符合规划' },
      ],
    ]);
    expect([refused.node, refused.flags, refused.closedAt]).toEqual([
      'completed',
      ['refused'],
      at('2026-11-24 09:00'),
    ]);
    expect(refused.tasks.map(({ state }) => state)).toEqual(['done', 'withdrawn', 'withdrawn']);
  });

  it('G1 is accepted, reviewed twice and granted by four different persons', () => {
    const { world, id } = applied('2026-11-23 09:00');
    walk(world, id, [[null, 'h-city', 'accept', { window: 1 }]]);
    expect(refusal(world, id, 'h-city', 'first-review')).toBe('first-review needs: other-hands');
    walk(
      world,
      id,
      reviewed.filter(([, , step]) => step !== 'review'),
    );
    for (const who of ['h-city', 'h-city-2'])
      expect(refusal(world, id, who, 'review')).toBe('review needs: other-hands');
    walk(world, id, [[null, 'h-city-3', 'review']]);
    for (const who of ['h-city', 'h-city-2', 'h-city-3'])
      expect(refusal(world, id, who, 'complete', { licence: '1' })).toBe('complete needs: other-hands');
    expect(walk(world, id, [[null, 'h-city-4', 'complete', { licence: '1' }]]).takenBy).toMatchObject({
      accept: { id: 'h-city' },
      review: { id: 'h-city-3' },
    });
  });

  it('wants a credit code or the last four of an identity card', () => {
    const world = procedureWorld(at('2026-11-23 09:00'));
    expect(() => opened(world, 'approval', 'citizen', { ...application, reference: '12' })).toThrow(
      'credit code',
    );
    expect(opened(world, 'approval', 'citizen', { ...application, reference: '123X' })).toBeTruthy();
  });
});
