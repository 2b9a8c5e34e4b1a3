import { ringString } from '#shared/incident/rings.ts';
import { describe, expect, it } from 'vitest';
import { at, due, opened, proof, refusal, walk, type Pace } from '../../support/procedure-walk.ts';
import { procedureWorld, type ProcedureWorld } from '../../support/procedure-world.ts';

const limits = {
  handling: { amount: 90, unit: 'calendar-day' },
  whole: { amount: 120, unit: 'calendar-day' },
} as const;

function inspecting(): { world: ProcedureWorld; id: string } {
  const world = procedureWorld(at('2026-09-28 08:30'), limits);
  const id = opened(world, 'enforcement', 'field', { party: '某餐饮店', 'party-kind': 'trader' });
  walk(world, id, [
    [null, 'duty1', 'dispatch', { lead: 'city' }],
    ['2026-09-28 10:00', 'h-city', 'claim'],
  ]);
  return { world, id };
}
const party = { party: '某餐饮店', 'party-kind': 'trader', ground: 'power-1' };
const violation: Pace = [
  '2026-10-09 10:00',
  'h-city',
  'report-violation',
  { ...party, inspected: ['site', 'licence'], note: '未取得许可经营', evidence: proof('现场笔录') },
];
const officers = { 'officer-1': 'SZF-0417', 'officer-2': 'SZF-0418' };

describe('a case of enforcement', () => {
  it('is inspected, filed, investigated by two, reviewed by another unit, decided, carried out', () => {
    const { world, id } = inspecting();
    // 15 work days: three before the holidays, two after, the make-up Saturday, two weeks less a day.
    expect(due(world.state(id), 'inspecting')).toBe('2026-10-22 17:30');
    walk(world, id, [
      violation,
      ['2026-10-10 09:00', 'leader', 'file', { lead: 'city', co: ['police'] }],
      ['2026-10-12 09:00', 'h-city', 'investigate', officers],
    ]);
    expect(due(world.state(id), 'handling')).toBe('2027-01-08 09:00');
    expect(
      refusal(world, id, 'h-city', 'send-review', {
        proposal: 'penalty',
        note: '报告',
        evidence: proof('一'),
      }),
    ).toContain('at least 2');
    const send = { proposal: 'penalty', note: '调查终结', evidence: proof('笔录', '照片') };
    walk(world, id, [
      ['2026-10-20 09:00', 'h-city', 'send-review', send],
      [null, 'h-police', 'co-sign'],
      ['2026-10-20 16:30', 'h-police', 'return-review', { reason: '补强证据' }],
      ['2026-10-22 09:00', 'h-city', 'send-review', send],
    ]);
    // The second review has what the first left: 35 h less 5.5 h.
    expect(due(world.state(id), 'review')).toBe('2026-10-28 10:30');
    walk(world, id, [
      ['2026-10-23 09:00', 'h-police', 'pass-review', { note: '事实清楚' }],
      [null, 'h-city', 'notify', { hearing: false, evidence: proof('送达回证') }],
      [null, 'h-city', 'hear', { heard: 'waived', note: '放弃陈述' }],
    ]);
    // G2 The party has five work days to be heard: a decision before that is none.
    world.now += 8;
    const decision = { decision: 'fine', fine: 5000, document: '江罚〔2026〕1 号' };
    expect(refusal(world, id, 'leader', 'decide', decision)).toBe('decide needs: term-over');
    expect(due(world.state(id), 'notice')).toBe('2026-10-30 09:00');
    const closed = walk(world, id, [
      [
        '2026-11-06 09:00',
        'leader',
        'decide',
        { decision: 'fine', fine: 5000, document: '江罚〔2026〕1 号' },
      ],
      ['2026-11-20 09:00', 'h-city', 'close', { execution: 'paid', evidence: proof('缴款凭证') }],
    ]);
    expect([closed.counts.rework, ringString(closed)]).toEqual([1, '111110000']);
    expect(closed.data).toMatchObject({ ...officers, decision: 'fine', fine: 5000, execution: 'paid' });
    const end = walk(world, id, [
      [null, 'duty1', 'evaluate', { rating: 4 }],
      [null, 'system', 'assess'],
      [null, 'system', 'archive'],
    ]);
    expect(end.points).toEqual([
      { unit: 'city', points: 0.5, reason: 'on-time, reworked' },
      { unit: 'police', points: 0.5, reason: 'on-time' },
    ]);
  });

  it('ends where there is no violation, with the record of the inspection', () => {
    const { world, id } = inspecting();
    expect(refusal(world, id, 'h-city', 'no-violation', { note: '未发现' })).toBe('evidence is needed');
    const end = walk(world, id, [
      [null, 'h-city', 'no-violation', { note: '未发现', evidence: proof('检查记录') }],
    ]);
    expect([end.ended, end.tasks[0]?.state, end.clocks['inspecting']?.stoppedAt]).toEqual([
      'not-filed',
      'done',
      world.now,
    ]);
  });

  it('penalises on site up to the limit of the simple procedure', () => {
    const { world, id } = inspecting();
    const form = {
      ...party,
      ...officers,
      decision: 'fine',
      fine: 3001,
      document: '1',
      evidence: proof('当场处罚决定书'),
    };
    expect(refusal(world, id, 'h-city', 'penalise-on-site', form)).toBe('at most 3000');
    expect(walk(world, id, [[null, 'h-city', 'penalise-on-site', { ...form, fine: 200 }]]).node).toBe(
      'decided',
    );
  });

  it('K4 stands while an appraisal runs, by the leader alone', () => {
    const { world, id } = inspecting();
    walk(world, id, [
      violation,
      ['2026-10-10 09:00', 'leader', 'file', { lead: 'city', co: ['police'] }],
      ['2026-10-12 09:00', 'h-city', 'investigate', officers],
      [null, 'h-city', 'ask-suspension', { suspension: 'appraisal', reason: '送检' }],
    ]);
    expect(refusal(world, id, 'duty1', 'grant-suspension')).toContain('may not');
    const back = walk(world, id, [
      ['2026-10-13 09:00', 'leader', 'grant-suspension'],
      ['2026-11-02 09:00', 'h-city', 'resume'],
    ]);
    expect(due(back, 'handling')).toBe('2027-01-28 09:00');
  });
});
