// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import { i18n, setLanguage } from '../../../client/locales/i18n.ts';
import NineRings from '../../../client/matter/NineRings.vue';
import { currentRing, onCircle, ringArc, ringsOf } from '../../../client/matter/rings.ts';

const draw = (rings: string, more: object = {}) =>
  mount(NineRings, { props: { rings, ...more }, global: { plugins: [i18n] } });
/** How many arcs are drawn in each look: a glyph has one path for all of a look. */
const arcsOf = (drawn: ReturnType<typeof draw>): Record<string, number> =>
  Object.fromEntries(
    drawn
      .findAll('path')
      .map((path) => [path.classes()[0], (path.attributes('d') ?? '').split('M').length - 1]),
  );
beforeEach(() => setLanguage('zh'));

describe('the nine rings', () => {
  it('are nine arcs with the number of closed ones in the middle', () => {
    const drawn = draw('111100000');
    expect(arcsOf(drawn)).toEqual({ closed: 4, open: 5 });
    expect(drawn.get('.count').text()).toBe('4');
    expect(drawn.attributes('aria-label')).toBe('九环闭合 4 环');
  });
  it('show a broken ring in rose and name it', () => {
    const drawn = draw('1111x0000');
    expect(arcsOf(drawn)).toEqual({ closed: 4, broken: 1, open: 4 });
    expect(drawn.attributes('aria-label')).toBe('九环闭合 4 环，序 断开');
  });
  it('show the ring under way as long as it is open, and large each arc by itself', () => {
    expect(arcsOf(draw('110000000', { current: 2 }))).toEqual({ closed: 2, current: 1, open: 6 });
    expect(arcsOf(draw('111000000', { current: 2 }))).toEqual({ closed: 3, open: 6 });
    expect(draw('1111x0000', { large: true }).findAll('path')).toHaveLength(9);
  });
  it('follow the row that they are given', async () => {
    const drawn = draw('100000000');
    await drawn.setProps({ rings: '111111111' });
    expect(drawn.get('.count').text()).toBe('9');
  });
  it('carry their names when large', () => {
    expect(
      draw('000000000', { large: true })
        .findAll('.name')
        .map((name) => name.text())
        .join(''),
    ).toBe('云格人事序评考档归');
  });
  it('speak English', async () => {
    await setLanguage('en');
    expect(draw('110000000').attributes('aria-label')).toBe('2 of nine rings closed');
  });
});

it('the ring under way is the first open one after all that are closed', () =>
  expect(['111100000', '111x11000', '111111111', 'xxxxxxxxx'].map(currentRing)).toEqual([4, 6, null, null]));

describe('the geometry of the rings', () => {
  it('starts at the top and goes clockwise', () => {
    expect(onCircle(0, 10).map(Math.round)).toEqual([0, -10]);
    expect(onCircle(0.25, 10).map(Math.round)).toEqual([10, 0]);
  });
  it('leaves the gap between two arcs', () => expect(ringArc(0, 10, 0)).not.toBe(ringArc(0, 10, 0.02)));
  it('takes what is missing or unknown as open', () =>
    expect(ringsOf('1?')).toEqual(['closed', ...Array<string>(8).fill('open')]));
});
