import { expect, test } from 'vitest';
import { sensor as sensorSchema, type Sensor } from '#shared/pack/schema.ts';
import type { DiscoveredSensor } from '#shared/wire/configuration.ts';
import { adopted, likest, stepOf } from '../../../client/apps/admin/discovered/adopt.ts';

const gauge: Sensor = {
  id: 'wl-001',
  name: { zh: '水位', en: 'Level' },
  system: 'water-farm',
  quantity: 'water-level',
  measure: 'm',
  place: { lng: 120, lat: 31 },
  range: [0, 10],
  normal: [1, 4],
  decimals: 2,
  everyMs: 60_000,
};
const heard: DiscoveredSensor = {
  sensor: 'wl-009',
  source: 'plant',
  count: 3,
  firstAt: 0,
  lastAt: 9,
  at: 8,
  value: 3.2,
  least: 3,
  greatest: 3.4,
  everyMs: 9_700,
};

test('a heard sensor is adopted like a similar one: its own id, name, place and rhythm, the rest of the template', () => {
  const said = { zh: '新站', en: '', lng: 120.5, lat: null };
  const row = adopted({ ...gauge, retired: true }, heard, said);
  expect(sensorSchema.parse(row)).toEqual({
    ...gauge,
    id: 'wl-009',
    name: { zh: '新站', en: 'wl-009' },
    everyMs: 10_000,
    place: { lng: 120.5, lat: 31 },
  });
  expect(adopted(gauge, { ...heard, everyMs: null }, said).everyMs).toBe(60_000);
});

test('the likest is in use, holds what was heard in its range, and its id begins alike', () => {
  const others: Sensor[] = [
    { ...gauge, id: 'pm-001' },
    { ...gauge, id: 'wl-002', range: [0, 1] },
    { ...gauge, id: 'wl-003', retired: true },
    gauge,
  ];
  expect(likest(others, heard)?.id).toBe('wl-001');
  expect(likest([], heard)).toBeUndefined();
});

test('a rhythm is the usual step nearest to it', () => {
  expect([stepOf(null), stepOf(970), stepOf(61_000), stepOf(9e9)]).toEqual([null, 1_000, 60_000, 3_600_000]);
});
