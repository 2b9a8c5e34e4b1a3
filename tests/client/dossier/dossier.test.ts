import { describe, expect, it } from 'vitest';
import type { Earlier } from '#shared/wire/dossier.ts';
import { seriesRange, storyRows } from '../../../client/apps/dossier/paper.ts';
import { firstSign, momentsOf, whoActed } from '../../../client/apps/dossier/review.ts';
import { marginRules } from '../../../client/apps/dossier/print-margins.ts';

type Entries = Parameters<typeof storyRows>[0];
type Line = Parameters<typeof storyRows>[1][number];
const entries = [4, 7, 9].map((seq) => ({ seq, at: seq * 1_000, hash: `h${seq}` })) as unknown as Entries;
const line = (key: string, text: string, more: Partial<Line> = {}): Line => ({
  ...({ key, text, by: '', note: '', tone: 'plain' } as unknown as Line),
  ...more,
});

describe('the printed story', () => {
  it('has every entry of the ledger once, told or not', () => {
    const rows = storyRows(entries, [line('4', 'reported', { by: 'Seat 01' }), line('9', 'closed')]);
    expect(rows.map(({ seq, texts }) => [seq, texts])).toEqual([
      [4, ['reported']],
      [7, []],
      [9, ['closed']],
    ]);
    expect(rows[0]).toMatchObject({ by: 'Seat 01', at: 4_000, hash: 'h4' });
  });

  it('puts lines of the same entry together, and asks to be looked at when one of them does', () => {
    const [row] = storyRows(entries, [
      line('4', 'reported', { note: 'first' }),
      line('4-place', 'located', { tone: 'look', note: 'second' }),
    ]);
    expect(row).toMatchObject({ texts: ['reported', 'located'], tone: 'look', note: 'first' });
  });

  it('drops what belongs to no entry', () => {
    expect(storyRows(entries, [line('elsewhere', 'x')]).flatMap(({ texts }) => texts)).toEqual([]);
  });
});

it('a series of readings is told by its ends, whole numbers as such', () => {
  expect(seriesRange([])).toBeNull();
  expect(
    seriesRange([
      [1, 4],
      [2, 3.456],
      [3, 12],
    ]),
  ).toEqual({ n: '3', low: '3.46', high: '12' });
});

it('words in the margins of a page cannot end their string', () => {
  const rules = marginRules('a"; } body { display: none } <x', 'b\\\nc');
  const strings = [...rules.matchAll(/content: (".*?");/g)].map(([, one]) => one);
  expect(strings).toHaveLength(2);
  for (const one of strings) expect(one?.slice(1, -1)).not.toMatch(/["\n<]/);
});

describe('a review', () => {
  const sensor = (id: string, first: number | null) =>
    ({ id, first, place: { lng: 0, lat: 0 } }) as Earlier['sensors'][number];
  const report = (id: string, at: number, same: boolean) =>
    ({ id, at, same, place: { lng: 0, lat: 0 } }) as Earlier['reports'][number];
  const earlier = {
    sensors: [sensor('quiet', null), sensor('loud', 3_000)],
    reports: [report('twin', 3_500, true), report('other', 1_000, false)],
  } as Earlier;
  const words = { sign: (one: { id: string }) => one.id, near: (one: { id: string }) => one.id };
  const lines = [line('4', 'reported', { at: 4_000 }), line('7', 'lapsed', { at: 7_000, tone: 'look' })];

  it('tells what lay open before the report and every act, in the order of time', () => {
    const moments = momentsOf(lines, earlier, words);
    expect(moments.map(({ text, look }) => [text, look])).toEqual([
      ['other', false],
      ['loud', true],
      ['twin', true],
      ['reported', false],
      ['lapsed', true],
    ]);
    expect(firstSign(moments, 4_000)).toMatchObject({ moment: { text: 'loud' }, leadMs: 1_000 });
    expect(firstSign(momentsOf(lines, null, words), 4_000)).toBeNull();
  });

  it('names people who acted, not the house itself', () => {
    const by = (id: string, role: string) => ({ id, name: id, role });
    const told = whoActed([
      { at: 1, by: by('hua', 'duty') },
      { at: 2, by: by('rule', 'system') },
      { at: 3, by: by('ming', 'handler') },
      { at: 5, by: by('hua', 'duty') },
    ] as unknown as Parameters<typeof whoActed>[0]);
    expect(told).toEqual([
      { name: 'hua', unit: null, acts: 2, first: 1, last: 5 },
      { name: 'ming', unit: null, acts: 1, first: 3, last: 3 },
    ]);
  });
});
