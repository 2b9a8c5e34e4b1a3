import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourMs } from '#shared/kernel/span.ts';
import { findDuplicates, usualWindow } from '#shared/responsibility/duplicates.ts';
import { findRepeats } from '#shared/responsibility/repeats.ts';
import { likeness } from '#shared/search/likeness.ts';
import { monday9 } from '../../support/incident-world.ts';

const written = (title: string, detail = '', address = '') => ({ title, detail, address });

describe('likeness', () => {
  it('is one for the same words, nothing for others, the same both ways', () => {
    expect(likeness(written('中山路井盖缺失'), written('中山路井盖缺失'))).toBe(1);
    expect(likeness(written('中山路井盖缺失'), written('夜间噪声扰民'))).toBe(0);
    const text = fc.record({ title: fc.string(), detail: fc.string(), address: fc.string() });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const one = likeness(a, b);
        expect(one).toBe(likeness(b, a));
        expect(one).toBeGreaterThanOrEqual(0);
        expect(one).toBeLessThanOrEqual(1);
      }),
    );
  });
  it('counts shared letter pairs: 2 × 3 of 4 + 5', () => {
    // 井盖 盖缺 缺失 失了 | 有井 井盖 盖缺 缺失 失吗
    expect(likeness(written('井盖缺失了'), written('有井盖缺失吗'))).toBeCloseTo(6 / 9, 10);
  });
  it('counts a pair as often as it occurs', () => {
    expect(likeness(written('哈哈哈'), written('哈哈'))).toBeCloseTo(2 / 3, 10);
  });
  it('does not mind width, case, blanks and marks', () => {
    expect(likeness(written('No.12 路灯，不亮！'), written('ＮＯ１２路灯不亮'))).toBe(1);
  });
  it('makes no pair across its parts, and a text without pairs is like nothing', () => {
    expect(likeness(written('井', '盖'), written('井盖'))).toBe(0);
    expect(likeness(written(''), written(''))).toBe(0);
  });
});

describe('duplicates', () => {
  const classOf = (item: string): string | undefined =>
    ({ manhole: '公用设施', road: '公用设施', noise: '环境' })[item];
  const of = {
    id: 'of',
    item: 'manhole',
    place: { lng: 120, lat: 31 },
    at: monday9,
    ...written('中山路井盖缺失'),
  };
  const other = (id: string, over: Partial<typeof of> = {}) => ({ ...of, id, ...over });
  /** Degrees of latitude for a way. */
  const north = (metres: number) => ({ lng: 120, lat: 31 + metres / 111_195 });
  const found = (...others: (typeof of)[]): string[] =>
    findDuplicates(of, others, classOf, usualWindow).map(({ id }) => id);

  it('are of the same subclass, whatever the words, or of the class and alike', () => {
    expect(found(other('same', written('完全不同的话')))).toEqual(['same']);
    expect(found(other('alike', { item: 'road' }))).toEqual(['alike']);
    expect(found(other('unlike', { item: 'road', ...written('完全不同的话') }))).toEqual([]);
    expect(found(other('foreign', { item: 'noise' }))).toEqual([]);
    expect(found(other('unknown', { item: 'ufo' }))).toEqual([]);
  });
  it('end at the edge of the window in place and time, and are never the matter itself', () => {
    expect(found(other('near', { place: north(99) }), other('far', { place: north(101) }))).toEqual(['near']);
    const at = (hours: number) => ({ at: monday9 - hours * hourMs });
    expect(found(other('then', at(72)), other('before', at(72.01)), other('after', at(-72)))).toEqual([
      'after',
      'then',
    ]);
    expect(found(of)).toEqual([]);
  });
  it('stand in order of likeness and nearness, with both as figures', () => {
    const list = findDuplicates(
      of,
      [
        other('far and alike', { place: north(90) }),
        other('near and unlike', written('别的事')),
        other('both', { place: north(10) }),
      ],
      classOf,
      usualWindow,
    );
    expect(list.map(({ id }) => id)).toEqual(['both', 'far and alike', 'near and unlike']);
    expect(list[0]?.distanceM).toBeCloseTo(10, 0);
    expect(list[2]?.likeness).toBe(0);
  });
  it('a jurisdiction sets its own window', () => {
    const wide = { withinM: 300, withinMs: hourMs, likeness: 0 };
    const list = [other('far', { place: north(200) }), other('old', { at: monday9 - 2 * hourMs })];
    expect(findDuplicates(of, list, classOf, wide).map(({ id }) => id)).toEqual(['far']);
  });
});

it('the same said before is of the item, near, earlier and alike in signs; pairs of signs would miss it', () => {
  const said = (id: string, title: string, over: Partial<{ item: string; at: number; lat: number }> = {}) => {
    const { item = 'lamp', at = monday9, lat = 31 } = over;
    return { id, item, at, place: { lng: 120, lat }, ...written(title) };
  };
  const now = said('now', '滨河步道夜里没有灯，反映半个月了');
  const day = 24 * hourMs;
  const found = findRepeats(now, [
    said('same', '河边散步的路上灯全不亮，夜里老人摔了', { at: monday9 - 20 * day }),
    said('other', '校门后面一闪一闪，是不是线路', { at: monday9 - day }),
    said('long-ago', '滨河步道夜里没有灯', { at: monday9 - 100 * day }),
    said('far', '滨河步道夜里没有灯', { at: monday9 - day, lat: 31.01 }),
    said('item', '滨河步道夜里没有灯', { at: monday9 - day, item: 'noise' }),
    said('later', '滨河步道夜里没有灯', { at: monday9 + 1 }),
    now,
  ]);
  expect(found.map(({ id }) => id)).toEqual(['same']);
  expect(likeness(now, written('河边散步的路上灯全不亮，夜里老人摔了'))).toBeLessThan(0.1);
});
