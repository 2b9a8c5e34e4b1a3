// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import type { Located } from '#shared/wire/responsibility.ts';
import PointCard from '../../../client/matter/PointCard.vue';
import { i18n } from '../../../client/locales/i18n.ts';
import { locatedHere } from './desk-world.ts';

const text = (zh: string) => ({ zh, en: zh });
const open = (located: Located, matters?: { id: string; title: string; overdue: boolean }[]) =>
  mount(PointCard, {
    props: { located, ...(matters && { open: matters }) },
    global: { plugins: [i18n] },
  });

describe('the card of a point', () => {
  it('names the grids, the phones from near to far, and posts that nobody holds', () => {
    const card = open(locatedHere);
    expect(card.get('h3').text()).toBe('夏港街道 › 长江村 › 长江村 03 格');
    expect(card.text()).toMatch(/夏港街道办事处\s*000-2[\s\S]*指挥中心\s*12345/);
    const posts = card.findAll('dl')[1]?.findAll('div') ?? [];
    expect(posts.map((one) => one.text())).toEqual([
      expect.stringMatching(/^网格长\s*长江村 03 格 网格长\s*000-1$/),
      ...['网格员', '督查员', '信息员', '联络员', '巡查员'].map((post) =>
        expect.stringMatching(new RegExp(`^${post}\\s*未配备$`)),
      ),
    ]);
    expect(card.text()).toContain('近 30 天上报 4 件，其中结案 3 件');
  });

  it('tells what is fixed for a post, who holds it, and how many', async () => {
    const people = [1, 2, 3].map((n) => ({ id: `i${n}`, name: `信息员 ${n}`, phone: `000-${n}` }));
    const card = open({
      ...locatedHere,
      six: [
        {
          grid: 'c',
          level: 3,
          post: 'information-officer',
          people,
          duty: text('报送'),
          standard: text('即时'),
          schedule: text('每周'),
          reward: text('按条'),
        },
      ],
    });
    expect(card.get('summary').text()).toMatch(/^信息员\s*信息员 1 等 3 人\s*000-1$/);
    const fixed = card.get('details').text();
    for (const word of ['长江村 03 格 · 信息员', '信息员 3 000-3', '报送', '即时', '每周', '按条'])
      expect(fixed).toContain(word);
    // What is fixed is not listed again as a bare post.
    expect(card.findAll('dt').filter((one) => one.text() === '信息员')).toHaveLength(0);
  });

  it('lists open matters as handed in, and a click selects one', async () => {
    const matters = Array.from({ length: 7 }, (_, n) => ({
      id: `m${n}`,
      title: `事件 ${n}`,
      overdue: n === 0,
    }));
    const card = open(locatedHere, matters);
    const rows = card.findAll('li button');
    expect(rows).toHaveLength(5);
    expect(rows[0]?.classes()).toContain('rose');
    expect(card.text()).toContain('另有 2 件');
    await rows[1]?.trigger('click');
    expect(card.emitted('select')).toEqual([['m1']]);
  });

  it('says that incidents are out of scope, which is not that there are none', () => {
    expect(open({ ...locatedHere, recent: null }).text()).toContain('事件不在你的权限范围内');
    expect(open(locatedHere).text()).toContain('本格没有未结事件');
  });

  it('outside of every grid tells so', () => {
    const card = open({ ...locatedHere, grids: [], duty: [], staff: [], recent: null });
    expect(card.get('h3').text()).toBe('此处不在辖区网格内');
    expect(card.findAll('h4')).toHaveLength(0);
  });
});
