import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeRank, plainName, searchPlaces, type FindablePlace } from '#shared/geo/named-place.ts';

const at = (
  kind: FindablePlace['kind'],
  name: string,
  initials: string,
  number = '',
  lng = 120.28,
): FindablePlace => ({
  kind,
  name,
  number,
  initials,
  key: plainName(name),
  place: { lng, lat: 31.9 },
});
const places = [
  at('crossing', '人民中路 × 虹桥路路口', 'rmzlhqllk'),
  at('road', '虹桥北路', 'hqbl'),
  at('estate', '虹桥新村', 'hqxc'),
  at('shop', '虹桥面馆', 'hqmg', '人民中路231号'),
  at('lamp-post', '人民中路路灯', 'rmzlld', 'LD-0417'),
  at('grid', '天鹤社区', 'thsq'),
];
const found = (query: string, near: FindablePlace['place'] | null = null): string[] =>
  searchPlaces(places, query, { limit: 10, near }).map(({ name }) => name);

describe('a place by its name', () => {
  it.each([
    ['虹桥新村', '虹桥新村'],
    ['人民路虹桥', '人民中路 × 虹桥路路口'],
    ['虹桥 新村', '虹桥新村'],
    ['hqxc', '虹桥新村'],
    ['HQBL', '虹桥北路'],
    ['LD-0417', '人民中路路灯'],
    ['0417', '人民中路路灯'],
    ['231号', '虹桥面馆'],
    ['天鹤', '天鹤社区'],
  ])('%s → %s', (query, name) => {
    expect(found(query)[0]).toBe(name);
  });

  it('what nobody called so is not found', () => {
    for (const query of ['', '  ', '×', 'zzz', '桥虹', '长江大桥']) expect(found(query), query).toEqual([]);
  });

  it('of equal names the nearest stands first', () => {
    const [west, east] = [at('shop', '面馆', 'mg', '1', 120.1), at('shop', '面馆', 'mg', '2', 120.5)];
    const order = (lng: number) =>
      searchPlaces([west, east], '面馆', { limit: 2, near: { lng, lat: 31.9 } }).map(({ number }) => number);
    expect([order(120), order(120.6)]).toEqual([
      ['1', '2'],
      ['2', '1'],
    ]);
  });

  it('every name is found by itself, by any part of it, and by its initials, and a better answer never stands below a worse one', () => {
    const name = fc.string({
      unit: fc.constantFrom(...'人民中路虹桥新村面馆社区'),
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 12 }), fc.nat(), fc.nat(), (names, a, b) => {
        const all = names.map((one) => at('place', one, 'x'));
        const asked = names[a % names.length] ?? '';
        const from = b % asked.length;
        const part = asked.slice(from);
        const list = searchPlaces(all, part, { limit: 99, near: null });
        expect(list.some((one) => one.name === asked)).toBe(true);
        const ranks = list.map((one) => placeRank(one, part) ?? 99);
        expect(ranks).toEqual(ranks.toSorted((x, y) => x - y));
      }),
    );
  });
});
