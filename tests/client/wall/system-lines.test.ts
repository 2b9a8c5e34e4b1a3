import { expect, it } from 'vitest';
import type { Sensor } from '#shared/pack/schema.ts';
import type { AbnormalRow } from '#shared/views/sensing.ts';
import type { County } from '../../../client/apps/wall/county.ts';
import { behindOf } from '../../../client/apps/wall/panels/system-lines.ts';

const now = 10_000_000;
const sensor = (id: string, system: string, lng = 120): Sensor =>
  ({ id, system, name: { zh: id, en: id }, everyMs: 60_000, place: { lng, lat: 32 } }) as unknown as Sensor;
const county = (grids: string[] = []): County =>
  ({
    sensors: [
      sensor('heard', 'a'),
      sensor('late', 'a'),
      sensor('never', 'a', 121),
      null,
      sensor('other', 'b'),
    ],
    slice: { grids },
    geodata: { tree: { locate: ({ lng }: { lng: number }) => [{ id: lng === 120 ? 'west' : 'east' }] } },
  }) as unknown as County;
const at = Float64Array.of(now - 100_000, now - 200_000, 0, 0, 0);
const abnormal = [
  { sensor: 'heard', rule: 'r', name: 'heard', system: 'a', since: now - 60_000, incident: 'i' },
  { sensor: 'other', rule: 'r', name: 'other', system: 'b', since: now, incident: null },
] as unknown as AbnormalRow[];
const lines = (grids?: string[]) =>
  behindOf({ county: county(grids), at, now }, { system: 'a', abnormal }).map(({ title, tone }) => [
    title,
    tone,
  ]);

it('behind a count of sensors stand those of its system that are silent, the longest first, and the abnormal', () => {
  expect(lines()).toEqual([
    ['never', 'rose'],
    ['late', 'rose'],
    ['heard', undefined],
  ]);
  expect(lines(['west'])[0]).toEqual(['late', 'rose']);
});
