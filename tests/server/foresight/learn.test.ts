import { expect, it } from 'vitest';
import { atOnce } from '#shared/foresight/matter.ts';
import type { KnownMatter } from '#shared/foresight/matter.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import { foresight } from '#shared/wire/foresight.ts';
import { learnFrom, type Learnt } from '../../../server/foresight/foresight.ts';
import { tellForesight } from '../../../server/queries/foresight.ts';
import { testPack } from '../../support/county.ts';
import { seeded } from '../../support/grids.ts';

const now = Date.UTC(2026, 10, 29);
const pack = testPack();
const dice = seeded(3);
const matters = Array.from({ length: 2_000 }, (_, i): KnownMatter => {
  const reportedAt = now - (1 - i / 2_000) * 30 * dayMs;
  const lead = dice() < 0.5 ? 'slow' : 'quick';
  const late = dice() < (lead === 'slow' ? 0.7 : 0.02);
  const dueAt = reportedAt + dayMs;
  const closedAt = late ? dueAt + hourMs : dueAt - 1;
  const [town, cell] = dice() < 0.5 ? ['w', 'w-1'] : ['e', 'e-1'];
  return {
    ...{ id: `${i}`, item: 'i', source: 'hotline', lead, urgent: false, town, cell },
    ...{ reportedAt, dueAt, closedAt, late },
  };
});
const learnt = must(atOnce(learnFrom(pack, matters, 2, now)), 'learnt');
const open = (['quick', 'slow'] as const).map((lead) => ({
  ...must(matters[0], 'matter'),
  ...{ id: lead, title: lead, lead, reportedAt: now - hourMs, dueAt: now + dayMs },
}));
const tell = async (of: Learnt | null) => {
  const told = await tellForesight({ of: () => of, open: () => Promise.resolve(open) }, pack, now);
  return foresight.parse(told);
};

it('what is learnt is told beside how well it does, the likeliest first, and every n-th matter stands for n', async () => {
  const told = await tell(learnt);
  expect(told.learnt?.scores.breach.isOn).toBe(true);
  expect(told.breach[0]?.id).toBe('slow');
  // What is hardly likely is not told.
  expect(told.breach.every(({ likely }) => likely >= 0.02)).toBe(true);
  const day = told.demand.hours.reduce((sum, { expected }) => sum + expected, 0);
  const perDay = (2 * matters.length) / 30;
  if (told.learnt?.scores.demand.isOn) expect(day / perDay).toBeCloseTo(1, 0);
  expect(told.hotSpots.length > 0).toBe(told.learnt?.scores.hotSpots.isOn);
});

it('a model that is off tells nothing but how it does; one that has not learnt says so', async () => {
  const { breach, demand, hotSpots, patrol } = learnt.scores;
  const off = <T extends { isOn: boolean }>(one: T): T => ({ ...one, isOn: false });
  const scores = { breach: off(breach), demand: off(demand), hotSpots: off(hotSpots), patrol: off(patrol) };
  const told = await tell({ ...learnt, scores });
  expect([told.breach, told.demand, told.hotSpots, told.patrol]).toEqual([
    [],
    { hours: [], grids: [] },
    [],
    [],
  ]);
  expect(told.learnt?.scores.breach.n).toBe(breach.n);
  expect((await tell(null)).learnt).toBe(null);
  expect(atOnce(learnFrom(pack, [], 1, now))).toBe(null);
});
