import { ringString } from '#shared/incident/rings.ts';
import { expect, it } from 'vitest';
import { at, due, opened, proof, refusal, walk, type Pace } from '../../support/procedure-walk.ts';
import { procedureWorld } from '../../support/procedure-world.ts';

const dispute = { dispute: 'land', 'party-a': '甲', 'party-b': '乙', risk: 'middle' };
const meeting = { attending: ['committee', 'police'], parties: 2 };
const agreement = { 'form-of-agreement': 'written', note: '界址以现状为准', evidence: proof('调解协议书') };
const limits = { whole: { amount: 60, unit: 'calendar-day' } } as const;

it('goes up from village to town and county, each with a clock of its own, and keeps where it was settled', () => {
  const world = procedureWorld(at('2026-11-23 08:30'), limits);
  const id = opened(world, 'mediation', 'field', dispute);
  const village: Pace[] = [
    [null, 'duty1', 'to-village', { lead: 'village' }],
    ['2026-11-24 08:30', 'h-village', 'village-convene', meeting],
    ['2026-11-25 08:30', 'h-village', 'village-professional', { profession: 'land' }],
  ];
  expect(due(walk(world, id, village), 'village')).toBe('2026-12-01 17:30');
  const up = walk(world, id, [
    ['2026-11-27 08:30', 'h-village', 'village-escalate', { lead: 'town', reason: '界址争议大' }],
    ['2026-11-27 09:30', 'h-town', 'town-convene', meeting],
    ['2026-12-08 08:30', 'h-town', 'town-escalate', { lead: 'city', co: ['police'], reason: '涉权属登记' }],
    [null, 'h-city', 'county-convene', meeting],
  ]);
  // Seven, ten and fifteen work days, each from its own beginning.
  expect([due(up, 'town'), due(up, 'county')]).toEqual(['2026-12-10 17:30', '2026-12-28 17:30']);
  expect([up.counts.escalation, up.flags]).toEqual([2, ['escalated']]);
  expect(refusal(world, id, 'h-city', 'county-settle', agreement)).toBe('county-settle needs: co-tasks-done');
  const settled = walk(world, id, [
    [null, 'h-police', 'co-sign'],
    [null, 'h-police', 'co-report', { note: '已核实' }],
    ['2026-12-10 08:30', 'h-city', 'county-settle', agreement],
  ]);
  expect([settled.node, settled.closedAt, ringString(settled)]).toEqual([
    'county-settled',
    world.now,
    '111110000',
  ]);
  const end = walk(world, id, [
    ['2026-12-20 09:00', 'duty1', 'visit-again', { note: '督促履行' }],
    ['2026-12-28 09:00', 'field', 'visit', { rating: 5 }],
    [null, 'system', 'assess'],
    [null, 'system', 'archive'],
  ]);
  expect([end.counts.visit, ringString(end), 'county-settled' in end.reached]).toEqual([
    2,
    '111111110',
    true,
  ]);
});

it('R3 opens again when the follow-up finds that nothing was performed, with the time that was left', () => {
  const world = procedureWorld(at('2026-11-23 08:30'), limits);
  const id = opened(world, 'mediation', 'citizen', dispute);
  const settled = walk(world, id, [
    [null, 'duty1', 'to-village', { lead: 'village' }],
    [null, 'h-village', 'village-convene', meeting],
    ['2026-11-25 08:30', 'h-village', 'village-settle', agreement],
  ]);
  expect(settled.closedAt).toBe(world.now);
  const open = walk(world, id, [['2026-12-07 08:30', 'field', 'village-broken', { reason: '未按期退还' }]]);
  expect([open.node, open.closedAt, ringString(open)]).toEqual(['village-mediation', undefined, '111100000']);
  // Two of seven days were used: five more from Monday the 7th; the whole deadline stands.
  expect([due(open, 'village'), due(open, 'whole')]).toEqual(['2026-12-11 17:30', '2027-01-22 08:30']);
});

it('ends without an agreement at the county level only, and points the way on', () => {
  const world = procedureWorld(at('2026-11-23 08:30'), limits);
  const id = opened(world, 'mediation', 'citizen', dispute);
  walk(world, id, [
    [null, 'duty1', 'to-county', { lead: 'city' }],
    [null, 'h-city', 'county-convene', meeting],
  ]);
  const ended = walk(world, id, [[null, 'h-city', 'end', { 'way-on': 'court', reason: '分歧过大' }]]);
  expect([ended.node, ended.data?.['way-on'], ended.closedAt]).toEqual(['ended', 'court', world.now]);
});
