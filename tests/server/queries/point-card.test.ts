import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import { openPointCard } from '../../../server/queries/point-card.ts';
import { person, testPack } from '../../support/county.ts';
import { monday9 } from '../../support/incident-world.ts';

describe('the thirty days of a point', () => {
  const place = { lng: 119.5, lat: 31 };
  const pack = testPack();
  let now = monday9;
  let asked: number[] = [];
  let fails = false;
  const queries = {
    openIn: () => Promise.resolve([]),
    recent: (_: string, since: number) => {
      asked.push(since);
      const counts = new Map([['w-1-1', { reported: asked.length, closed: 0 }]]);
      return fails ? Promise.reject(new Error('no database')) : Promise.resolve(counts);
    },
  };
  const open = () => openPointCard(queries, () => now);
  beforeEach(() => {
    now = monday9;
    asked = [];
    fails = false;
  });

  it('are counted once a minute for all who ask, and say when', async () => {
    const answer = open();
    const ask = async () => (await answer(pack, person('duty'), place)).recent;
    expect(await Promise.all([ask(), ask()])).toEqual([
      { days: 30, at: monday9, reported: 1, closed: 0 },
      { days: 30, at: monday9, reported: 1, closed: 0 },
    ]);
    now += minuteMs - 1;
    expect((await ask())?.at).toBe(monday9);
    now += 1;
    expect(await ask()).toEqual({ days: 30, at: now, reported: 2, closed: 0 });
    expect(asked).toEqual([monday9 - 30 * dayMs, now - 30 * dayMs]);
  });

  it('are none of a grid where nothing happened, and not told to who may not see it', async () => {
    const answer = open();
    const east = { lng: 120.5, lat: 31 };
    expect((await answer(pack, person('duty'), east)).recent).toMatchObject({ reported: 0, closed: 0 });
    const asks = asked.length;
    expect((await answer(pack, person('duty', { grids: ['e'] }), place)).recent).toBeNull();
    expect((await answer(pack, person('field'), place)).recent).toBeNull();
    expect(asked).toHaveLength(asks);
  });

  it('are counted again after a failure, which is told to who asked', async () => {
    const answer = open();
    fails = true;
    await expect(answer(pack, person('duty'), place)).rejects.toThrow('no database');
    fails = false;
    expect((await answer(pack, person('duty'), place)).recent?.reported).toBe(2);
  });
});
