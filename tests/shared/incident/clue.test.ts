import { beforeAll, describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import {
  clueIn,
  clueKinds,
  hiddenName,
  itemsOfClue,
  spikeMs,
  spikesOf,
  tailOf,
  usualMs,
} from '#shared/incident/clue.ts';
import { packFolders } from '../../../server/packs/folders.ts';
import { loadPacks } from '../../../server/packs/load.ts';
import type { LoadedPack } from '../../../server/packs/loaded.ts';
import { cluesDue } from '../../../server/simulator/clues.ts';

describe('what comes far more often than usual', () => {
  it.each([
    // n in three hours, before that in a week, whether it is told
    [3, 0, false],
    [4, 0, true],
    [4, 56, false],
    [6, 56, true],
    [20, 560, false],
    [30, 560, true],
  ])('%i after %i in a week: %s', (n, before, isTold) => {
    expect(spikesOf([{ topic: 't', n, before }]).length === 1).toBe(isTold);
  });
  it('the tail of a Poisson is one at none, falls with n, and is what tables say', () => {
    expect(tailOf(0, 2)).toBe(1);
    expect(tailOf(1, 2)).toBeCloseTo(1 - Math.exp(-2), 12);
    expect(tailOf(5, 2)).toBeCloseTo(0.052653, 6);
    for (let n = 0; n < 30; n++) expect(tailOf(n + 1, 4)).toBeLessThanOrEqual(tailOf(n, 4));
  });
});

it.each([
  ['王', '王*'],
  ['张三', '张*'],
  ['陶文华', '陶*华'],
  ['欧阳某某', '欧**某'],
  ['江阴市某某织造有限公司', '江阴市**织造有限公司'],
])('%s is kept as %s', (name, hidden) => {
  expect(hiddenName(name)).toBe(hidden);
  expect([...hidden].length).toBeGreaterThan(1);
});

describe('the pretend systems', () => {
  let pack: LoadedPack;
  const now = Date.UTC(2026, 10, 30, 4);
  beforeAll(async () => {
    pack = must((await loadPacks({ ...packFolders(), only: ['xuxiake'] }))[0], 'a pack');
  });

  it('tell the same whenever they are asked, in pieces as at once, each once and in the right shape', () => {
    const plan = { pack, seed: 3 };
    const week = cluesDue(plan, now - 7 * dayMs, now);
    const pieces = Array.from({ length: 7 * 24 * 2 }, (_, i) => {
      const from = now - 7 * dayMs + (i * hourMs) / 2;
      return cluesDue(plan, from, from + hourMs / 2);
    }).flat();
    expect(pieces).toEqual(week);
    expect(new Set(week.map(({ id }) => id)).size).toBe(week.length);
    for (const one of week) {
      expect(clueIn.safeParse(one).success).toBe(true);
      expect(pack.grid.byId.has(one.grid ?? '')).toBe(true);
      expect(`${one.title}${one.subject ?? ''}`).toContain('演示');
    }
    for (const kind of clueKinds) {
      expect(week.some((one) => one.kind === kind)).toBe(true);
      expect(itemsOfClue[kind].some((item) => pack.items.has(item))).toBe(true);
    }
  });

  it('now and then one topic spikes, and mostly none does', () => {
    const all = cluesDue({ pack, seed: 3 }, now - 16 * dayMs, now).filter(({ kind }) => kind === 'opinion');
    let [told, hours] = [0, 0];
    for (let at = now - 9 * dayMs; at <= now; at += hourMs, hours++) {
      const counts = new Map<string, { topic: string; n: number; before: number }>();
      for (const { topic, at: when } of all) {
        const ago = at - Number(when);
        if (ago < 0 || ago >= spikeMs + usualMs) continue;
        const one = counts.get(topic) ?? { topic, n: 0, before: 0 };
        counts.set(topic, ago < spikeMs ? { ...one, n: one.n + 1 } : { ...one, before: one.before + 1 });
      }
      if (spikesOf([...counts.values()]).length > 0) told += 1;
    }
    expect(told).toBeGreaterThan(5);
    expect(told / hours).toBeLessThan(0.4);
  });
});
