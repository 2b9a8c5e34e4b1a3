// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import { i18n, setLanguage } from '../../../client/locales/i18n.ts';
import NineRings from '../../../client/matter/NineRings.vue';
import { currentRing, onCircle, ringArc, ringsOf } from '../../../client/matter/rings.ts';

const draw = (rings: string, more: object = {}) =>
  mount(NineRings, { props: { rings, ...more }, global: { plugins: [i18n] } });
beforeEach(() => setLanguage('zh'));

describe('the nine rings', () => {
  it('are nine arcs with the number of closed ones in the middle', () => {
    const drawn = draw('111100000');
    expect(drawn.findAll('path')).toHaveLength(9);
    expect(drawn.findAll('path.closed')).toHaveLength(4);
    expect(drawn.get('.count').text()).toBe('4');
    expect(drawn.attributes('aria-label')).toBe('九环闭合 4 环');
  });
  it('show a broken ring in rose and name it', () => {
    const drawn = draw('1111x0000');
    expect(drawn.findAll('path').map((path) => path.classes().find((one) => one !== 'no-fill'))).toEqual([
      ...Array<string>(4).fill('closed'),
      'broken',
      ...Array<string>(4).fill('open'),
    ]);
    expect(drawn.attributes('aria-label')).toBe('九环闭合 4 环，序 断开');
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
