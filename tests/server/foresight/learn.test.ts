import { expect, it } from 'vitest';
import { atOnce } from '#shared/foresight/matter.ts';
import type { KnownMatter } from '#shared/foresight/matter.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import type { Person } from '#shared/access/person.ts';
import { foresight, likelyLate } from '#shared/wire/foresight.ts';
import {
  keptOf,
  learnFrom,
  learntFrom,
  openForesight,
  type Learnt,
} from '../../../server/foresight/foresight.ts';
import type { Packs } from '../../../server/packs/port.ts';
import type { DoubtOf } from '../../../server/ports.ts';
import { tellForesight, tellLikelyLate } from '../../../server/queries/foresight.ts';
import { openLog } from '../../../server/log.ts';
import { person, testPack } from '../../support/county.ts';
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
const leader = (grids: string[]): Person => ({ ...person('leader'), grids });
const tell = async (of: Learnt | null, who = leader([])) => {
  const told = await tellForesight({ of: () => of, open: () => Promise.resolve(open) }, pack, who, now);
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
  expect(told.hotSpots.length).toBeGreaterThan(0);
});

it('a model that is off tells nothing but how it does, hot spots the simple guess in its place; one that has not learnt says so', async () => {
  const { breach, demand, hotSpots, patrol } = learnt.scores;
  const off = <T extends { isOn: boolean }>(one: T): T => ({ ...one, isOn: false });
  const scores = { breach: off(breach), demand: off(demand), hotSpots: off(hotSpots), patrol: off(patrol) };
  const told = await tell({ ...learnt, scores });
  expect([told.breach, told.demand, told.patrol]).toEqual([[], { hours: [], grids: [] }, []]);
  // All matters are of the last thirty days here: what lies first is where most came.
  expect(learnt.scores.hotSpots.isOn).toBe(false);
  const west = matters.filter(({ cell }) => cell === 'w-1').length;
  expect(told.hotSpots[0]?.grid).toBe(west >= matters.length - west ? 'w-1' : 'e-1');
  expect(told.learnt?.scores.breach.n).toBe(breach.n);
  expect((await tell(null)).learnt).toBe(null);
  expect(atOnce(learnFrom(pack, [], 1, now))).toBe(null);
});

it('a town is told of its own part, beside how well the models do for the whole county', async () => {
  const on = Object.fromEntries(
    Object.entries(learnt.scores).map(([id, one]) => [id, { ...one, isOn: true }]),
  );
  const all = { ...learnt, scores: on as Learnt['scores'] };
  const [whole, west] = [await tell(all), await tell(all, leader(['w']))];
  expect([whole.area, west.area]).toEqual([[], [must(pack.grid.byId.get('w'), 'w').name]]);
  expect(west.demand.grids.map(({ grid }) => grid)).toEqual(['w']);
  const day = (of: typeof west): number => of.demand.hours.reduce((sum, { expected }) => sum + expected, 0);
  expect(day(west)).toBeLessThan(day(whole));
  for (const { grid } of [...west.hotSpots, ...west.patrol]) expect(grid.startsWith('w')).toBe(true);
  expect(west.learnt?.scores).toEqual(whole.learnt?.scores);
});

it('matters are marked from a probability on, with what it rests on, and none while the model is off', async () => {
  const late = (of: Learnt | null) =>
    tellLikelyLate({ of: () => of, open: () => Promise.resolve(open) }, pack, leader([]), now);
  const told = likelyLate.parse(await late(learnt));
  expect(told.rows.map(({ id }) => id)).toEqual(['slow']);
  expect(told.basis).toMatchObject({ n: matters.length, at: now });
  const breach = { ...learnt.scores.breach, isOn: false };
  expect(await late({ ...learnt, scores: { ...learnt.scores, breach } })).toEqual({
    at: now,
    basis: null,
    rows: [],
  });
  expect((await late(null)).basis).toBe(null);
});

it('what is stored and read again expects the same', () => {
  const again = learntFrom(JSON.parse(JSON.stringify(keptOf(learnt))) as ReturnType<typeof keptOf>);
  for (const matter of matters.slice(0, 200)) {
    const at = matter.reportedAt + 0.4 * (matter.dueAt - matter.reportedAt);
    expect(again.breach.likely(matter, at)).toBe(learnt.breach.likely(matter, at));
  }
  for (let hour = 0; hour < 200; hour++)
    for (const town of ['w', 'e', 'nowhere'])
      expect(again.demand.expected(town, now + hour * hourMs)).toBe(
        learnt.demand.expected(town, now + hour * hourMs),
      );
  expect(again.scores).toEqual(learnt.scores);
});

it('one node learns for the house, by the clock of the county: others read it, a start keeps it, a clock set back does not stop it', async () => {
  let clock = now;
  let holder = 'a';
  let isInDoubt = false;
  const rows = new Map<string, { at: number; body: unknown }>();
  const store = {
    instants: () => Promise.resolve(new Map([...rows].map(([id, { at }]) => [id, at]))),
    read: (id: string) => Promise.resolve((rows.get(id)?.body ?? null) as ReturnType<typeof keptOf> | null),
    put: (id: string, at: number, body: unknown) =>
      Promise.resolve(void rows.set(id, { at, body: JSON.parse(JSON.stringify(body)) as unknown })),
  };
  let asked = 0;
  const known = {
    since: () => {
      asked += 1;
      return Promise.resolve({ every: 2, matters });
    },
    open: () => Promise.resolve([]),
  };
  const packs = { ids: [pack.id], of: () => pack } as unknown as Packs;
  const node = (name: string) =>
    openForesight({
      ...{ packs, known, store, clock: () => clock, holds: () => holder === name },
      doubt: () => (isInDoubt ? ({} as ReturnType<DoubtOf>) : null),
      log: openLog('silent'),
    });
  const [a, b] = [node('a'), node('b')];
  const both = async (): Promise<(number | undefined)[]> => {
    for (const one of [a, b, b]) await one.look();
    return [a.of(pack.id)?.at, b.of(pack.id)?.at];
  };
  expect([await both(), asked]).toEqual([[now, now], 1]);
  clock += 3 * hourMs;
  expect([await both(), asked]).toEqual([[now, now], 1]);
  // The other node runs the clocks now, and the time has come.
  holder = 'b';
  clock += 4 * hourMs;
  for (const one of [b, a]) await one.look();
  expect([a.of(pack.id)?.at, b.of(pack.id)?.at, asked]).toEqual([clock, clock, 2]);
  // Set back by a day: it is learnt by the clock as it is now, once nobody doubts it.
  clock -= dayMs;
  isInDoubt = true;
  await b.look();
  expect(asked).toBe(2);
  isInDoubt = false;
  await b.look();
  await a.look();
  expect([a.of(pack.id)?.at, asked]).toEqual([clock, 3]);
  const restarted = node('c');
  await restarted.look();
  expect([restarted.of(pack.id)?.at, asked]).toEqual([clock, 3]);
  for (const one of [a, b, restarted]) await one.stop();
});
