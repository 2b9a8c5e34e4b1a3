import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import { encodeFrame } from '#shared/wire/frame.ts';
import type { Film } from '#shared/wire/replay.ts';
import { filmReadings } from '../../../client/replay/film-readings.ts';
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
const names =
  'past ledger taken reported dispatched closed open overdue matters acts sensors heard beyond quiet play png series'.split(
    ' ',
  );
/** The first rises from its quiet values, the second is heard once. */
const said: [ordinal: number, value: number, at: number][][] = [
  [
    [7, 1.5, -5_000],
    [9, 20, -30_000],
  ],
  [
    [7, 3.26, 58_000],
    [9, 20, -30_000],
  ],
  [
    [7, 1.2, 119_000],
    [9, 20, -30_000],
  ],
];
film.instants.forEach((instant, i) => {
  const readings = said[i] ?? [];
  const frame = encodeFrame({
    tick: 0,
    at: instant.at,
    sensors: Uint32Array.from(readings, ([ordinal]) => ordinal),
    values: Float32Array.from(readings, ([, value]) => value),
    ages: Uint32Array.from(readings, ([, , at]) => instant.at - at),
    qualities: new Uint8Array(readings.length),
  });
  instant.frame = Buffer.from(frame).toString('base64');
});
const sensors = Array.from({ length: 10 }, (_, i) =>
  i === 7 || i === 9
    ? ({
        id: `s${i}`,
        name: { zh: i === 7 ? '河道</script>水位' : '气温', en: '' },
        measure: i === 7 ? 'm' : '℃',
        place: { lng: 1, lat: 1 },
        normal: i === 7 ? [1, 2] : [10, 30],
        decimals: 1,
      } as unknown as Sensor)
    : null,
);
const kept = filmReadings(film.instants, sensors, ({ name, measure }) => ({ name: name.zh, measure }));
const page = filmPage(film, {
  title: '指挥中心',
  name: 'toy',
  zone: 'Asia/Shanghai',
  attribution: '演示',
  box: [0, 0, 2, 2],
  outline: 'M0 0L1 1Z',
  width: 10,
  height: 10,
  ...kept,
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
    const instants = film.instants.map(({ frame: _, ...instant }) => instant);
    expect(JSON.parse(data)).toMatchObject({ instants, ...kept });
  });

  it('keeps of its readings what was said since the instant before', () => {
    expect(kept.sensors.map(([name, measure]) => `${name} ${measure}`)).toEqual([
      '河道</script>水位 m',
      '气温 ℃',
    ]);
    expect(kept.readings).toEqual([
      [0, 1.5, 5, 1, 20, 30],
      [0, 3.3, 2],
      [0, 1.2, 1],
    ]);
  });

  it('plays without a server: each instant shows what was open then, and is a picture of the series', async () => {
    const saved: string[] = [];
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
      toBlob: (then: (blob: object) => void) => then({}),
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
      document: {
        getElementById: find,
        activeElement: null,
        createElement: () => ({
          download: '',
          click() {
            saved.push(this.download);
          },
        }),
      },
      URL: { createObjectURL: () => 'blob:', revokeObjectURL: () => undefined },
      setTimeout: (then: () => void) => then(),
      setInterval: () => 0,
      addEventListener: (_: string, then: (event: object) => void) => (heard['key'] = then),
    });
    let readings: string[] = [];
    const shown = (): string[] => {
      readings = written.filter((text) => /水位|quiet|heard|\d m$/u.test(text));
      return written.splice(0).filter((text) => text.startsWith('i-'));
    };
    expect(shown()).toEqual(['i-1']);
    expect(readings).toEqual(['heard 2 · beyond 0', 'quiet']);
    must(heard['key'], 'key')({ key: 'ArrowRight' });
    expect(shown().toSorted()).toEqual(['i-1', 'i-2']);
    expect(readings).toEqual(['heard 2 · beyond 1', '河道</script>水位', '3.3 m']);
    const box = { left: 0, top: 0, width: 1_920, height: 1_080 };
    Object.assign(find('scene'), { getBoundingClientRect: () => box });
    // The second of them lies at the same place: the first of them that is near answers.
    must(heard['scene'], 'pointer')({ clientX: 40 + 430, clientY: 150 + 430 });
    expect(find('note').textContent).toMatch(/^河道.* 3\.3 m · /u);
    must(heard['key'], 'key')({ key: 'ArrowRight' });
    expect(shown()).toEqual(['i-2']);
    must(heard['key'], 'key')({ key: 'ArrowLeft' });
    expect(shown().toSorted()).toEqual(['i-1', 'i-2']);
    must(heard['series'], 'series')({});
    await expect.poll(() => saved).toHaveLength(3);
    expect(new Set(saved).size).toBe(3);
    expect(saved[0]).toMatch(/^toy-1970010108\d{4}\.png$/u);
  });
});
