import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sensor } from '#shared/pack/schema.ts';
import { courseLine, withGaps } from '../../../client/charts/options/course-line.ts';
import { alarmWords } from '../../../client/telling/alarm-words.ts';
import { loadBars, operatorLoads, shares } from '../../../client/apps/sensing/load.ts';
import {
  drawnRows,
  noSensorFilter,
  rowsOf,
  shownRows,
  type Heard,
} from '../../../client/apps/sensing/sensor-rows.ts';
import { floodItems, floodWindowMs } from '#shared/sensing/alarm.ts';

const sensor = (i: number): Sensor => ({
  id: `S-${i}`,
  name: { zh: `水位站${i}`, en: `Gauge ${i}` },
  quantity: 'level',
  measure: 'm',
  system: i % 2 === 0 ? 'water-farm' : 'environment',
  place: { lng: 120, lat: 31 },
  range: [0, 10],
  normal: [0, 4],
  decimals: 2,
  everyMs: 1_000,
});

describe('the table of sensors', () => {
  const list = [sensor(0), null, sensor(2), sensor(3), sensor(4)];
  const rows = rowsOf(list, ({ id }) => (id === 'S-4' ? ['e'] : ['w', 'w-1']));
  const heard: Record<string, Heard> = {
    'S-0': { at: 100_000, value: 3, isRaised: true },
    'S-2': { at: 50_000, value: 9, isRaised: false },
    'S-3': { at: 0, value: NaN, isRaised: false },
    'S-4': { at: 99_000, value: 1, isRaised: false },
  };
  const shown = (
    filter: Partial<typeof noSensorFilter>,
    by: 'need' | 'name' | 'value' | 'age' = 'name',
    isDown = false,
  ): string[] =>
    shownRows(
      rows,
      { ...noSensorFilter, ...filter },
      { by, isDown },
      (row) => heard[row.sensor.id] ?? { at: 0, value: 0, isRaised: false },
      100_500,
    ).map(({ sensor: { id } }) => id);

  it('keeps the ordinals of a list with holes, and finds by every part of the filter', () => {
    expect(rows.map(({ ordinal }) => ordinal)).toEqual([0, 2, 3, 4]);
    expect(shown({})).toEqual(['S-0', 'S-2', 'S-3', 'S-4']);
    expect(shown({ text: ' gauge 3' })).toEqual(['S-3']);
    expect(shown({ text: '水位 s-2' })).toEqual(['S-2']);
    expect(shown({ system: 'environment' })).toEqual(['S-3']);
    expect(shown({ grid: 'w-1' })).toEqual(['S-0', 'S-2', 'S-3']);
    expect(shown({ state: 'online' })).toEqual(['S-0', 'S-4']);
    expect(shown({ state: 'silent' })).toEqual(['S-2', 'S-3']);
    expect(shown({ state: 'raised' })).toEqual(['S-0']);
  });

  it('puts what asks for somebody first: raised, silent, well, never heard; then by name', () => {
    expect(shown({}, 'need')).toEqual(['S-0', 'S-2', 'S-4', 'S-3']);
    expect(shown({ state: 'silent' }, 'need')).toEqual(['S-2', 'S-3']);
  });

  it('sorts by value and age; what was never heard comes last of the greatest', () => {
    expect(shown({}, 'value', true)).toEqual(['S-2', 'S-0', 'S-4', 'S-3']);
    expect(shown({}, 'age', true)).toEqual(['S-0', 'S-4', 'S-2', 'S-3']);
    expect(shown({}, 'name', true)).toEqual(['S-4', 'S-3', 'S-2', 'S-0']);
  });
});

describe('the words of an alarm', () => {
  const say = (key: string, values?: Record<string, unknown>): string =>
    `${key.split('.').at(-1)}${values ? JSON.stringify(values) : ''}`;
  const names = {
    item: () => '积水',
    grid: () => '夏港',
    system: (id: string) => (id === 'water-farm' ? '水利' : null),
  };
  const told = (kind: Parameters<typeof alarmWords>[0]['kind'], cause: string): string =>
    alarmWords({ kind, cause, item: 'x', name: '站0', count: 6 }, say, names).head;

  it('names what its cause is called', () => {
    expect(told('single', '')).toBe('站0');
    expect(told('condition', 'flood:level')).toBe('condition{"item":"积水","n":6}');
    expect(told('rest', 'flood::urgent')).toBe('restUrgent{"n":6}');
    expect(told('rest', 'flood::silence')).toBe('restSilent{"n":6}');
    expect(told('outage', 'outage:GW-07')).toContain('source{\\"name\\":\\"GW-07\\"}');
    expect(told('outage', 'outage:grid:1')).toContain('夏港');
    expect(told('outage', 'outage:water-farm')).toContain('水利');
    expect(told('outage', 'outage:')).toContain('unknown');
  });
});

describe('the load', () => {
  it('tells by operator what ISA-18.2 asks for', () => {
    const bins = [
      { operator: '01', bin: 0, count: 11 },
      { operator: '01', bin: 3, count: 4 },
      { operator: '02', bin: 0, count: 2 },
      { operator: null, bin: 1, count: 1 },
    ];
    const loads = operatorLoads({ bins }, 6 * floodWindowMs);
    expect(loads.map(({ operator, alarms, peak, floodMs }) => [operator, alarms, peak, floodMs])).toEqual([
      ['01', 15, 11, floodWindowMs],
      ['02', 2, 2, 0],
      [null, 1, 1, 0],
    ]);
    expect(loads[0]?.mean).toBeCloseTo(2.5);
    expect(loadBars({ bins }, 6 * floodWindowMs, 96)).toEqual([13, 1, 0, 4, 0, 0]);
    expect(loadBars({ bins }, 6 * floodWindowMs, 3)).toEqual([13, 4, 0]);
    expect(shares({ byPriority: { 1: 1, 2: 3 } }).map(({ share }) => share)).toEqual([0.25, 0.75, 0]);
    expect(shares({ byPriority: {} }).map(({ share }) => share)).toEqual([null, null, null]);
    expect(floodItems).toBe(10);
  });

  it('a bar is never lower than the busiest ten minutes under it, and no ten minutes are without a bar', () => {
    const bin = fc.record({
      operator: fc.constantFrom('01', '02', null),
      bin: fc.nat(999),
      count: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(bin, { selector: (one) => `${one.operator} ${one.bin}` }),
        fc.integer({ min: 1, max: 200 }),
        (bins, most) => {
          const bars = loadBars({ bins }, 1_000 * floodWindowMs, most);
          expect(bars.length).toBeLessThanOrEqual(most);
          const sums = new Map<number, number>();
          for (const one of bins) sums.set(one.bin, (sums.get(one.bin) ?? 0) + one.count);
          expect(Math.max(0, ...bars)).toBe(Math.max(0, ...sums.values()));
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a course', () => {
  it('is broken where nothing is known, and drawn with its limits', () => {
    const points = [0, 1, 2, 3, 20, 21].map((at) => [at, at, at - 1, at + 1] as const);
    expect(withGaps(points).map(([at, mean]) => [at, mean])).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
      [4, null],
      [20, 20],
      [21, 21],
    ]);
    expect(withGaps([])).toEqual([]);
    const look = { u: 1, font: 'x' } as never;
    const drawn = courseLine({
      points,
      isGathered: true,
      from: 0,
      to: 30,
      measure: 'm',
      decimals: 1,
      timeOf: String,
      limits: [{ value: 4, name: '限值' }],
    })(look) as { series: { markLine?: { data: unknown[] } }[] };
    expect(drawn.series).toHaveLength(3);
    expect(drawn.series[0]?.markLine?.data).toEqual([{ yAxis: 4, name: '限值' }]);
  });
});

describe('rows that are drawn', () => {
  it('hold all in sight, are always as many, and a row that comes takes the element of one that left', () => {
    for (const count of [0, 1, 7, 40, 10_000])
      for (const inSight of [1, 14.2, 16, 20.5]) {
        let before = drawnRows(0, inSight, count);
        for (let first = 0; first <= Math.max(0, count - inSight); first += 7) {
          const { from, many } = drawnRows(first, inSight, count);
          expect(many).toBe(before.many);
          expect(from).toBeLessThanOrEqual(first);
          expect(from + many).toBeGreaterThanOrEqual(Math.min(count, Math.ceil(first + inSight)));
          const elements = new Set(Array.from({ length: many }, (_, i) => (from + i) % Math.max(1, many)));
          expect(elements.size).toBe(many);
          before = { from, many };
          if (first > 400 && first < count - 400) first += 900;
        }
      }
    expect(drawnRows(5, 0, 100)).toEqual({ from: 0, many: 0 });
  });
});
