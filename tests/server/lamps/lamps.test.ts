import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { lampPatienceMs, type LampIn, type LampOrder } from '#shared/sensing/lamp.ts';
import type { WatchFact } from '#shared/watch/watch.ts';
import { takeLamps } from '../../../server/lamps/door.ts';
import { hear } from '../../../server/lamps/lamps.ts';
import { lampStoryOf } from '../../../server/queries/lamps.ts';
import { levelByNight, wordOf } from '../../../server/simulator/lamps.ts';
import type { ToldLamps } from '../../../server/storage/readings/lamp-store.ts';
import { foundLamps, lampRows } from '../../../client/apps/sensing/lamp-rows.ts';
import { sensingPack } from '../../support/sensing.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const by = { id: 'duty', name: '值班席', role: 'duty' as const };
const ordered = (version: number, groups: string[], at = now) => ({
  ...{ seq: 100 + version, at, by, version },
  fact: { kind: 'watch-lamps-ordered', groups, level: 60, reason: '暴雨' } as WatchFact,
});
const answered = (version: number, group: string, order: number) => ({
  ...{ seq: 100 + version, at: now + 1_000, by, version },
  fact: { kind: 'watch-lamps-answered', group, order, level: 60, lit: 38, dark: 2 } as WatchFact,
});

describe('orders on their way to controllers', () => {
  it('wait until they are answered or replaced, and those of long ago are not told', () => {
    const waiting = new Map<string, LampOrder>();
    expect(hear(waiting, [ordered(1, ['a', 'b'], now - lampPatienceMs)], now)).toBe(false);
    expect(waiting.size).toBe(0);
    expect(hear(waiting, [ordered(2, ['a', 'b'])], now)).toBe(true);
    expect(waiting.get('a')).toEqual({ order: 2, group: 'a', level: 60, until: now + lampPatienceMs });
    expect(hear(waiting, [answered(3, 'a', 1)], now)).toBe(false);
    expect([...waiting.keys()]).toEqual(['a', 'b']);
    hear(waiting, [answered(3, 'a', 2), ordered(4, ['b'])], now);
    expect([...waiting.values()].map(({ order }) => order)).toEqual([4]);
  });
  it('the story of a group is its orders with their answers, the newest first', () => {
    const entries = [ordered(1, ['a']), answered(2, 'a', 1), ordered(3, ['b']), ordered(4, ['a', 'b'])];
    const story = lampStoryOf('a', entries);
    expect(story.map(({ seq, order }) => [seq, order])).toEqual([
      [104, 4],
      [101, 1],
    ]);
    expect(story[1]?.answer).toEqual({ at: now + 1_000, level: 60, lit: 38, dark: 2 });
  });
});

describe('the lamp door', () => {
  const pack = sensingPack();
  const group = { id: 'g', name: '一组', place: { lng: 120, lat: 31 }, source: 'box', lamps: 40 };
  pack.pack.lamps = [group];
  const knock = async (source: string, items: unknown) => {
    const kept: ToldLamps[] = [];
    const heard: LampIn[] = [];
    const ports = {
      packs: { of: (id: string) => (id === 'toy' ? pack : undefined) },
      store: { tell: (_: string, told: ToldLamps) => Promise.resolve(kept.push(told) > 0) },
      clock: () => now,
      answer: (_: string, __: string, item: LampIn) => Promise.resolve(void heard.push(item)),
    };
    return { said: await takeLamps(ports, 'toy', source, items), kept, heard };
  };
  const word = { group: 'g', at: now, level: 60, lit: 38, dark: 2 };
  it('keeps what a controller says of its own lamps, and names what it does not take', async () => {
    const { said, kept, heard } = await knock('box', [
      word,
      { ...word, group: 'x' },
      { ...word, level: 130 },
      { ...word, at: now - 2 * 86_400_000 },
      { ...word, order: 7 },
      { ...word, at: 'yesterday' },
    ]);
    expect(said).toMatchObject({ taken: 2, refusedCount: 4 });
    expect('refused' in said && said.refused.map(({ index, code, field }) => [index, code, field])).toEqual([
      [1, 'unknown', 'group'],
      [2, 'absurd', 'level'],
      [3, 'too-old', 'at'],
      [5, 'invalid', 'at'],
    ]);
    expect(kept.length).toBe(2);
    expect(heard.at(-1)?.order).toBe(7);
  });
  it('takes nothing from a source that is not the controller of the group', async () => {
    const { said, kept, heard } = await knock('another', [{ ...word, order: 7 }]);
    expect(said).toMatchObject({ taken: 0, refused: [{ code: 'forbidden', field: 'group' }] });
    expect(kept.length + heard.length).toBe(0);
  });
});

describe('the pretend controller', () => {
  it('burns by night and not by day, with some lamps that never do', () => {
    const at = (hour: number): number => levelByNight(hour * 3_600_000);
    expect([3, 12, 17, 18, 22.9, 23.5].map(at)).toEqual([60, 0, 0, 100, 100, 60]);
    const group = (id: number) => ({
      id: `g${id}`,
      name: '',
      place: { lng: 0, lat: 0 },
      source: 's',
      lamps: 40,
    });
    const words = Array.from({ length: 400 }, (_, i) => wordOf(group(i), 60, now, 7));
    const partly = words.filter(({ dark }) => dark > 0);
    expect(partly.length).toBeGreaterThan(15);
    expect(partly.length).toBeLessThan(80);
    expect(words.every(({ lit, dark }) => lit + dark === 40)).toBe(true);
  });
});

describe('the list of lamps', () => {
  const line = { place: { lng: 0, lat: 0 }, grids: ['v'], lamps: 40 };
  const told = { at: now, level: 60, lit: 40, dark: 0 };
  const last = { order: 1, level: 60, reason: '', by, at: now - lampPatienceMs, answer: null };
  const rows = lampRows(
    [
      { ...line, id: '1', name: '甲组', told, last: null },
      { ...line, id: '2', name: '乙组', told: null, last: null },
      { ...line, id: '3', name: '丙组', told, last },
      { ...line, id: '4', name: '丁组', told, last: { ...last, at: now } },
    ],
    now,
  );
  it('has what is waited for first, then who did not answer, then who is out of touch', () => {
    expect(rows.map(({ name, standing, lost }) => [name, standing, lost])).toEqual([
      ['丁组', 'waiting', false],
      ['丙组', 'silent', false],
      ['乙组', 'quiet', true],
      ['甲组', 'quiet', false],
    ]);
  });
  it('is found by name, number and grid', () => {
    const ids = (text: string) =>
      foundLamps(rows, text, (id) => ({ v: '新桥村' })[id] ?? id).map(({ id }) => id);
    expect(ids('新桥 乙')).toEqual(['2']);
    expect(ids('')).toHaveLength(4);
    expect(must(rows[0], 'a row').grids).toEqual(['v']);
  });
});
