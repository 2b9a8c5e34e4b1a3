import { describe, expect, it } from 'vitest';
import type { IncidentFact } from '#shared/incident/fact.ts';
import { namesTogether, mattersOf, stepsOf, ticksOf, tickText } from '../../../client/telling/watch.ts';
import { keyIncidents } from '../../../client/apps/wall/panels/key-incidents.ts';
import { testPlan } from '../../support/watch-world.ts';
import { deskPack } from '../desk/desk-world.ts';
import { row } from '../rows.ts';

const plan = testPlan({ items: ['seepage'], urgentItems: ['drain'] });
const by = { id: 'chief', name: '值班长', role: 'duty' } as const;
const noted = (text: string, at: number): { at: number; by: typeof by; fact: IncidentFact } => ({
  at,
  by,
  fact: { kind: 'noted', text, evidence: [] },
});
const [first, second] = plan.steps;
if (!first || !second) throw new Error('the plan has two steps');

describe('a plan card', () => {
  it('reads its ticks back from the very remarks it makes, the first one of a step', () => {
    const entries = [
      noted('已联系', 1),
      noted(tickText(plan, second), 2),
      noted(tickText(plan, second), 3),
      noted(`${tickText(plan, first)}吗`, 4),
    ];
    expect([...ticksOf(plan, entries)]).toEqual([[second.id, { at: 2, by: '值班长' }]]);
    expect(ticksOf(testPlan({ name: { zh: '防台风', en: 'Typhoon' } }), entries).size).toBe(0);
  });

  it('has the steps of its level, counted from where it began, by post or unit', () => {
    const shown = stepsOf(deskPack, plan, 'IV', 1_000, new Map([['confirm', { at: 2_000, by: '值班长' }]]));
    expect(shown.map(({ id, dueAt }) => [id, dueAt])).toEqual([
      ['confirm', 601_000],
      ['patrol', 1_801_000],
    ]);
    expect(shown.map(({ who, done }) => [who.zh, done?.by])).toEqual([
      ['值班长', '值班长'],
      ['市水利抢险一队', undefined],
    ]);
    expect(stepsOf(deskPack, plan, 'II', null, new Map())).toHaveLength(3);
  });
});

it('what a plan is about stands first among the key incidents', () => {
  const rows = [
    row({ id: 'warned', item: 'rubbish', urgent: true, overdue: true, reworks: 1 }),
    row({ id: 'planned', item: 'drain' }),
    row({ id: 'late', item: 'seepage', overdue: true }),
  ];
  const isPlanned = ({ item }: { item: string }): boolean => item !== 'rubbish';
  const order = (planned?: typeof isPlanned) =>
    keyIncidents(rows, new Set(['warned']), 9, planned).map((one) => [one.row.id, one.reason]);
  expect(order(isPlanned)).toEqual([
    ['late', 'planned'],
    ['planned', 'planned'],
    ['warned', 'warned'],
  ]);
  expect(order()[0]).toEqual(['warned', 'warned']);
  expect(mattersOf(plan, rows)).toEqual({ open: 2, overdue: 1 });
});

it('names that share a place are told without it', () => {
  expect(namesTogether(['指挥中心 值班长 03', '分管领导 03', '李四'])).toBe('值班长 03、分管领导 03、李四');
});
