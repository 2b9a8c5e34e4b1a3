// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import type { IndicatorRow } from '#shared/wire/indicators.ts';
import OverviewBoard from '../../../client/apps/indicators/OverviewBoard.vue';
import WholeOnly from '../../../client/apps/indicators/WholeOnly.vue';
import { i18n } from '../../../client/locales/i18n.ts';

const row = (id: string, more: Partial<IndicatorRow>): IndicatorRow => ({
  id,
  name: { zh: id, en: id },
  domain: 'public-safety',
  measure: '%',
  decimals: 1,
  better: 'more',
  cadence: 'live',
  origin: 'live',
  value: 99.1,
  state: '0',
  before: 98.1,
  ...more,
});

it('a tile tells its value, its change, what is out of bounds and what has no data, and opens its indicator', async () => {
  const rows = [
    row('视频在线率', {}),
    row('超期占比', { state: '2', value: 10.7 }),
    row('满意率', { state: '-', value: null }),
  ];
  const parts = [
    {
      id: 'cloud',
      band: { zh: '两大中心', en: 'Two centres' },
      name: { zh: '云计算中心', en: 'Cloud' },
      indicators: rows.map(({ id }) => id),
    },
  ];
  const board = mount(OverviewBoard, { props: { parts, rows, chosen: null }, global: { plugins: [i18n] } });
  const tiles = board.findAll('li button');
  expect(tiles.map((tile) => tile.text().replaceAll(/\s+/gu, ' '))).toEqual([
    '视频在线率99.1 % 环比 +1.0 pp',
    '超期占比10.7 %超出界限 · 环比 −87.4 pp',
    '满意率— % 暂无数据',
  ]);
  await tiles[1]?.trigger('click');
  expect(board.emitted('open')).toEqual([['超期占比']]);
});

it('who sees a part is told why there are no indicators, and where the part has its figures', () => {
  const person = { id: 'a', name: 'a', role: 'admin' as const, jurisdiction: 'toy', grids: ['w'] };
  const page = mount(WholeOnly, { props: { person }, global: { plugins: [i18n] } });
  expect(page.text()).toContain('指标按全域统计');
  expect(page.findAll('a').map((one) => one.attributes('href'))).toEqual([
    '/toy/lead',
    '/toy/supervise',
    '/toy/warnings',
    '/toy/sensing',
  ]);
});
