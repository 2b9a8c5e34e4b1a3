import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alikeAmong,
  alikeLeast,
  readMeter,
  spreadAmong,
  surgeOf,
  type CountedClue,
} from '#shared/incident/clue-meter.ts';
import { spikesOf } from '#shared/incident/clue.ts';
import { hourMs } from '#shared/kernel/span.ts';
import { likeness } from '#shared/search/likeness.ts';
import { clueMeasures } from '#shared/sensing/clue-meter.ts';

const clue = (over: Partial<CountedClue>): CountedClue => ({
  at: 1,
  topic: '停水',
  title: '',
  text: '',
  medium: '微博',
  weight: 1,
  chain: ['w', 'w1'],
  ...over,
});
const copied = (place: string, at: number): CountedClue =>
  clue({
    at,
    title: `${place}又停水了没人通知`,
    text: `网友称${place}小区又停水了没人通知，望尽快处理`,
    chain: [place],
    medium: place,
  });

describe('texts alike', () => {
  it.each([
    ['copied from place to place', [copied('西街', 1), copied('东街', 2), copied('南街', 3)], [3]],
    ['two are a coincidence', [copied('西街', 1), copied('东街', 2)], []],
    [
      'of another matter are not among them',
      [copied('西街', 1), clue({ title: '路灯坏了三天没人修' }), copied('东街', 2), copied('南街', 3)],
      [3],
    ],
    ['without a letter are like nothing', [clue({}), clue({}), clue({})], []],
  ])('%s', (_, clues, sizes) => {
    expect(alikeAmong(clues, 0).map(({ rows }) => rows.length)).toEqual(sizes);
  });
  it('tells in how many areas and by how many media they came', () => {
    const [group] = alikeAmong([copied('西街', 1), copied('东街', 2), copied('东街', 3)], 0);
    expect(group).toMatchObject({ areas: 2, media: 2 });
  });
  it('a group is what is like its first; none is in two, and the order of delivery changes nothing', () => {
    const words = fc.array(fc.constantFrom('停水', '停电', '路灯', '坏了', '西街'), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.array(words, { maxLength: 20 }), (texts) => {
        const clues = texts.map((text, at) => clue({ at, title: text.join('') }));
        const groups = alikeAmong(clues, 0);
        const members = groups.flatMap(({ rows }) => rows);
        expect(new Set(members).size).toBe(members.length);
        const written = ({ title }: CountedClue) => ({ title, detail: '', address: '' });
        for (const { rows } of groups) {
          const [first, ...others] = rows;
          expect(rows.length).toBeGreaterThanOrEqual(alikeLeast);
          for (const one of others)
            expect(likeness(written(first ?? one), written(one))).toBeGreaterThanOrEqual(0.6);
        }
        expect(alikeAmong([...clues].reverse(), 0)).toEqual(groups);
      }),
    );
  });
});

describe('how far and how suddenly', () => {
  it('spread is the most areas of any topic, as counting by hand says', () => {
    const some = fc.record({ topic: fc.constantFrom('a', 'b', 'c'), town: fc.constantFrom('w', 'e', 'n') });
    fc.assert(
      fc.property(fc.array(some), (all) => {
        const clues = all.map(({ topic, town }) => clue({ topic, chain: [town] }));
        const byHand = ['a', 'b', 'c'].map(
          (topic) => new Set(all.filter((one) => one.topic === topic).map(({ town }) => town)).size,
        );
        const { areas, rows } = spreadAmong(clues, 0);
        expect(areas).toBe(Math.max(...byHand));
        expect(new Set(rows.map(({ topic }) => topic)).size).toBeLessThanOrEqual(1);
      }),
    );
  });
  it('a surge of three is what is told as a spike; more of it is more, and a busy week before makes it less', () => {
    const many = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(many, fc.integer({ min: 0, max: 600 }), (n, before) => {
        const isSpike = spikesOf([{ topic: 't', n, before }]).length === 1;
        const surge = surgeOf(n, before, 3 * hourMs);
        expect(surge > 3).toBe(isSpike);
        expect(surgeOf(n + 1, before, 3 * hourMs)).toBeGreaterThanOrEqual(surge);
        expect(surgeOf(n, before + 10, 3 * hourMs)).toBeLessThanOrEqual(surge + 1e-9);
      }),
    );
  });
  it('a meter rests on what it shows', () => {
    const clues = [
      copied('西街', 1),
      copied('东街', 2),
      copied('南街', 3),
      clue({ topic: '路灯', title: '路灯' }),
    ];
    const topics = [
      { topic: '停水', n: 5, before: 0 },
      { topic: '路灯', n: 1, before: 0 },
    ];
    const told = clueMeasures.map((by) => {
      const { value, rows } = readMeter({ clues: 'opinion', by, withinMs: 3 * hourMs }, clues, topics, 0);
      return [by, value, rows.length];
    });
    expect(told).toEqual([
      ['number', 4, 4],
      ['weight', 4, 4],
      ['surge', expect.closeTo(-Math.log10(6.12e-5), 1), 3],
      ['alike', 3, 3],
      ['spread', 3, 3],
    ]);
  });
});
