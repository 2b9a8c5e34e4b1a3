import { ringString } from '#shared/incident/rings.ts';
import { expect, it } from 'vitest';
import { at, due, opened, proof, refusal, walk } from '../../support/procedure-walk.ts';
import { procedureWorld } from '../../support/procedure-world.ts';

const application = {
  'applicant-kind': 'household',
  applicant: '某户',
  reference: '123X',
  people: 3,
  income: 620,
  hardship: ['medical', 'education'],
  consent: true,
};
const limits = {
  handling: { amount: 10, unit: 'work-day' },
  whole: { amount: 15, unit: 'work-day' },
} as const;

it('asks every unit of the item at once, misses none, and keeps each answer by its unit', () => {
  const world = procedureWorld(at('2026-11-26 14:30'), limits);
  const id = opened(world, 'assistance', 'citizen', application);
  const asked = walk(world, id, [[null, 'system', 'ask-all']]);
  expect(asked.tasks.map(({ unit, role }) => [unit, role])).toEqual([
    ['city', 'lead'],
    ['water', 'co'],
    ['police', 'co'],
  ]);
  // Three work days from Thursday half past two lie over the weekend.
  for (const unit of ['city', 'water', 'police'])
    expect(due(asked, `answer@${unit}`)).toBe('2026-12-01 14:30');
  walk(world, id, [
    ['2026-11-27 09:00', 'h-water', 'answer', { answer: 'no', note: '不在本部门项目内' }],
    ['2026-11-27 10:00', 'h-city', 'answer', { answer: 'help', amount: 1200, note: '纳入低保边缘' }],
  ]);
  expect(refusal(world, id, 'system', 'join')).toBe('join needs: all-tasks-done');
  expect(refusal(world, id, 'h-city', 'grant', { classes: ['living'], granted: 1200 })).toContain(
    'not possible',
  );
  expect(refusal(world, id, 'h-water', 'answer', { answer: 'help', note: '改口' })).toContain(
    'own-task-unsigned',
  );
  walk(world, id, [
    [
      '2026-11-27 11:00',
      'h-city',
      'help-at-once',
      { advance: 500, note: '先行救助', evidence: proof('收条') },
    ],
    ['2026-12-01 15:00', 'h-police', 'answer', { answer: 'conditions', note: '户籍核实后' }],
    [null, 'system', 'join'],
  ]);
  const { data, clocks, node } = world.state(id);
  expect(node).toBe('answered');
  expect(data).toMatchObject({ 'answer@city': 'help', 'answer@water': 'no', 'answer@police': 'conditions' });
  expect(data).toMatchObject({ 'amount@city': 1200, advance: 500 });
  // The late answer stays late.
  expect(clocks['answer@police']?.stoppedAt).toBeGreaterThan(clocks['answer@police']?.dueAt ?? 0);
  const end = walk(world, id, [
    ['2026-12-02 09:00', 'h-city', 'grant', { classes: ['living', 'medical'], granted: 1200 }],
    ['2026-12-03 09:00', 'h-city', 'deliver', { way: 'bank', evidence: proof('发放回执') }],
    ['2026-12-10 09:00', 'field', 'visit-missed', { note: '家中无人' }],
    ['2026-12-11 09:00', 'field', 'visit', { rating: 5 }],
    [null, 'system', 'assess'],
    [null, 'system', 'archive'],
  ]);
  expect([ringString(end), end.counts.visit, end.data?.['classes']]).toEqual([
    '111111110',
    2,
    ['living', 'medical'],
  ]);
});

it('asks again those who answered, each with the time it had left', () => {
  const world = procedureWorld(at('2026-11-23 08:30'), limits);
  const id = opened(world, 'assistance', 'duty1', application);
  walk(world, id, [[null, 'system', 'ask-all']]);
  for (const unit of ['city', 'water', 'police'])
    walk(world, id, [['2026-11-24 08:30', `h-${unit}`, 'answer', { answer: 'no', note: '不符合' }]]);
  const again = walk(world, id, [
    [null, 'system', 'join'],
    ['2026-11-25 08:30', 'h-city', 'ask-again', { reason: '情况有变' }],
  ]);
  // One of the three days was used up; the day between counts for nobody.
  expect(due(again, 'answer@water')).toBe('2026-11-26 17:30');
  expect(again.tasks.filter(({ state }) => state === 'issued')).toHaveLength(3);
});
