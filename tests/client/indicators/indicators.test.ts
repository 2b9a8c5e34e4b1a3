import { describe, expect, it } from 'vitest';
import type { IndicatorRow } from '#shared/wire/indicators.ts';
import { openFavourites } from '../../../client/apps/indicators/favourites.ts';
import { countsOf, listed } from '../../../client/apps/indicators/indicator-list.ts';
import { bandsOf } from '../../../client/apps/indicators/overview.ts';
import { changeOf } from '../../../client/indicators/change.ts';
import { formulaWords } from '../../../client/indicators/formula-words.ts';
import { i18n } from '../../../client/locales/i18n.ts';

const words = {
  t: (key: string, values: Record<string, string> = {}): string => i18n.global.t(key, values),
  name: (kind: string, id: string): string => `${kind}:${id}`,
};

describe('a formula in words', () => {
  it.each([
    [
      'percent(on-time(over: 30d), due(over: 30d))',
      '按期结案事件（近 30 日） ÷ 应结案事件（近 30 日） × 100%',
    ],
    ['count(pm25 >= 75)', 'quantity:pm25 ≥ 75 的点位数'],
    ['mean(pm25, over: 6h, in: "1-2")', 'subject:pm25平均值（in:1-2，近 6 小时）'],
    ['reported(items: a b)', '上报事件（items:a、items:b）'],
    ['(1 + 2) * @x - -3', '(1 + 2) × 「indicator:x」 − −3'],
    ['growth(gdp)', 'subject:gdp比上年同期增幅'],
    ['mean(', 'mean('],
  ])('%s', (text, said) => {
    expect(formulaWords(text, words)).toBe(said);
  });
});

const row = (more: Partial<IndicatorRow>): IndicatorRow => ({
  id: 'a',
  name: { zh: '甲', en: 'A' },
  domain: 'water',
  measure: '件',
  decimals: 0,
  better: 'less',
  cadence: 'live',
  origin: 'live',
  value: 12,
  state: '0',
  before: 10,
  ...more,
});

it('a change is in per cent, of shares in points, and good or bad by which way is better', () => {
  expect(changeOf(row({}), 10)).toEqual({ text: '+20.0%', tone: 'bad' });
  expect(changeOf(row({ better: 'more' }), 10).tone).toBe('good');
  expect(changeOf(row({ better: 'none' }), 10).tone).toBe('plain');
  expect(changeOf(row({ measure: '%', value: 95, decimals: 1, better: 'more' }), 96.5)).toEqual({
    text: '−1.5 pp',
    tone: 'bad',
  });
  expect(changeOf(row({}), 0)).toEqual({ text: '+12', tone: 'bad' });
  expect(changeOf(row({ value: null }), 10).text).toBe('—');
});

it('the list is found by any words of the name, what is out of bounds first', () => {
  const rows = [
    row({ id: 'a', name: { zh: '河道水位最高点位', en: 'River level' } }),
    row({
      id: 'b',
      name: { zh: '路灯亮灯率', en: 'Lamps' },
      domain: 'city-management',
      value: null,
      state: '-',
    }),
    row({ id: 'c', name: { zh: '闸前水位', en: 'Sluice level' }, state: '2', origin: 'demo' }),
  ];
  const ids = (group: Parameters<typeof listed>[1]['group'], word = ''): string[] =>
    listed(rows, {
      group,
      word,
      domains: ['city-management', 'water'],
      favourites: new Set(['b']),
      tiles: new Set(['c']),
    }).map(({ id }) => id);
  expect(ids('all')).toEqual(['c', 'b', 'a']);
  expect([ids('water', '水位'), ids('favourite'), ids('abnormal'), ids('silent')]).toEqual([
    ['c', 'a'],
    ['b'],
    ['c'],
    ['b'],
  ]);
  expect([ids('all', 'level SLUICE'), ids('overview')]).toEqual([['c'], ['c']]);
  expect(countsOf(rows)).toEqual({ all: 3, live: 1, outside: 1, silent: 1 });
});

it('favourites are kept by person, and a spoilt keeping is none', () => {
  const kept = new Map<string, string>([['jiuhuan.indicators.x.q', '{"no":1']]);
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  };
  const one = openFavourites('x', 'p', storage);
  one.turn('a');
  one.turn('b');
  one.turn('a');
  expect([...openFavourites('x', 'p', storage).all.value]).toEqual(['b']);
  expect(openFavourites('x', 'q', storage).all.value.size).toBe(0);
});

it('the page at a glance: parts stand in their bands in the order of the pack, each tile is the row of its indicator', () => {
  const two = (zh: string): { zh: string; en: string } => ({ zh, en: zh });
  const part = (id: string, band: string, indicators: string[]) => ({
    id,
    band: two(band),
    name: two(id),
    indicators,
  });
  const rows = [row({ id: 'a' }), row({ id: 'b' })];
  const parts = [part('云', '中心', ['b', 'a']), part('民生', '平台', ['a']), part('指挥', '中心', ['gone'])];
  const bands = bandsOf(parts, rows).map(({ name, parts: own }) => [
    name.zh,
    own.map(({ id, tiles }) => [id, ...tiles.map((tile) => tile.id)]),
  ]);
  expect(bands).toEqual([
    ['中心', [['云', 'b', 'a'], ['指挥']]],
    ['平台', [['民生', 'a']]],
  ]);
});
