import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import type { Film } from '#shared/wire/replay.ts';
import { filmPage } from '../../../client/replay/film.ts';

const film: Film = {
  from: 0,
  to: 120_000,
  by: '值班',
  at: 9,
  instants: [
    {
      at: 0,
      seq: 1,
      hash: 'a',
      frame: null,
      channels: [
        {
          channel: 'board:all',
          from: null,
          hash: '',
          ops: [
            ['incident', 'i-1', { id: 'i-1', title: '</script><b>井盖</b>', lng: 1, lat: 1 }],
            ['figure', 'today', { reported: 1 }],
          ],
        },
      ],
    },
    {
      at: 60_000,
      seq: 2,
      hash: 'b',
      frame: null,
      channels: [
        { channel: 'board:all', from: 0, hash: '', ops: [['incident', 'i-2', { id: 'i-2', title: '漏水' }]] },
      ],
    },
    {
      at: 120_000,
      seq: 3,
      hash: 'c',
      frame: null,
      channels: [{ channel: 'board:all', from: 60_000, hash: '', ops: [['incident', 'i-1', null]] }],
    },
  ],
};
const word = (name: string): string => name;
const names = 'past ledger taken reported dispatched closed open overdue matters acts play png series'.split(
  ' ',
);
const page = filmPage(film, {
  title: '指挥中心',
  name: 'toy',
  zone: 'Asia/Shanghai',
  attribution: '演示',
  box: [0, 0, 2, 2],
  outline: 'M0 0L1 1Z',
  width: 10,
  height: 10,
  words: Object.fromEntries(names.map((name) => [name, word(name)])) as Parameters<
    typeof filmPage
  >[1]['words'],
});

describe('a film', () => {
  it('is one page that fetches nothing, and no words of a matter become a part of it', () => {
    expect(page).not.toMatch(/https?:|src=|url\(|import /u);
    expect(page.match(/<script/gu)).toHaveLength(2);
    expect(page).toContain("default-src 'none'");
    const data = must(/id="film">(.*)<\/script>/u.exec(page)?.[1], 'data');
    expect(JSON.parse(data)).toMatchObject({ instants: film.instants });
  });

  it('plays without a server: each instant shows what was open then', () => {
    const [, data = '', script = ''] =
      /id="film">(.*?)<\/script>\n<script>(.*)<\/script>\n<\/body>/su.exec(page) ?? [];
    const written: string[] = [];
    const pen = new Proxy({} as Record<string, unknown>, {
      get: (_, name) => (name === 'fillText' ? (text: string) => void written.push(text) : () => undefined),
      set: () => true,
    });
    const heard: Record<string, (event: object) => void> = {};
    const element = (id: string) => ({
      textContent: id === 'film' ? data : '',
      value: '0',
      getContext: () => pen,
      addEventListener: (_: string, then: () => void) => (heard[id] = then),
    });
    const elements = new Map<string, ReturnType<typeof element>>();
    const find = (id: string): ReturnType<typeof element> => {
      if (!elements.has(id)) elements.set(id, element(id));
      return must(elements.get(id), id);
    };
    class Path2D {}
    runInNewContext(script, {
      Intl,
      Path2D,
      document: { getElementById: find, activeElement: null },
      setInterval: () => 0,
      addEventListener: (_: string, then: (event: object) => void) => (heard['key'] = then),
    });
    const shown = (): string[] => written.splice(0).filter((text) => text.startsWith('i-'));
    expect(shown()).toEqual(['i-1']);
    must(heard['key'], 'key')({ key: 'ArrowRight' });
    expect(shown().toSorted()).toEqual(['i-1', 'i-2']);
    must(heard['key'], 'key')({ key: 'ArrowRight' });
    expect(shown()).toEqual(['i-2']);
    must(heard['key'], 'key')({ key: 'ArrowLeft' });
    expect(shown().toSorted()).toEqual(['i-1', 'i-2']);
  });
});
