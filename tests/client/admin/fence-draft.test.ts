import { expect, it } from 'vitest';
import { reactive } from 'vue';
import { fenceMeter } from '#shared/pack/fence.ts';
import { alike } from '../../../client/apps/admin/config/config-row.ts';
import {
  clockOf,
  cornerLines,
  cornersOf,
  kindOfArea,
  minuteOf,
  newArea,
  newFence,
  withWho,
} from '../../../client/apps/admin/config/fence-draft.ts';

it('a fence says of whom it is only what somebody said', () => {
  const made = withWho(withWho(newFence(), 'posts', ['patroller']), 'vehicles', true);
  expect(made.who).toEqual({ posts: ['patroller'], vehicles: true });
  expect(fenceMeter.parse(made)).toEqual(made);
  const less = withWho(withWho(made, 'posts', []), 'vehicles', false);
  expect(less).toEqual(newFence());
});

it('areas, hours and corners are read as they are written', () => {
  expect(['radiusM', 'grid', 'ring'].map((kind) => kindOfArea(newArea(kind as 'ring')))).toEqual([
    'radiusM',
    'grid',
    'ring',
  ]);
  expect([0, 485, 1_440].map(clockOf)).toEqual(['00:00', '08:05', '00:00']);
  expect([clockOf(1_019), '00:00'].map(minuteOf)).toEqual([1_019, 0]);
  const ring = cornersOf('120.1, 31.9\n120.2 31.9\nno corner\n120.2，32');
  expect(ring).toEqual([
    { lng: 120.1, lat: 31.9 },
    { lng: 120.2, lat: 31.9 },
    { lng: 120.2, lat: 32 },
  ]);
  expect(cornersOf(cornerLines(ring))).toEqual(ring);
});

it('a row like another begins with all that the form holds, and shares nothing with it', () => {
  const form = reactive({ id: 'a', counts: newFence(), range: [0, 1] });
  const made = alike(form);
  expect(made).toEqual({ id: '', counts: newFence(), range: [0, 1] });
  form.range[1] = 2;
  expect(made['range']).toEqual([0, 1]);
});
