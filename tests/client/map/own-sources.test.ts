import type { Map as MapLibre } from 'maplibre-gl';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { missingOf, followSources } from '../../../client/map/own-sources.ts';

const name = (zh: string) => ({ zh, en: zh });
const map = {
  layers: [
    { id: 'roads', name: name('道路') },
    { id: 'rivers', name: name('内河') },
  ],
  bases: [{ id: 'paper', name: name('底图') }],
};
const identity = { map } as unknown as Parameters<typeof missingOf>[0];
const all = new Set(['ground', 'own-roads', 'own-rivers', 'base-paper']);
const none: ReadonlySet<string> = new Set();

describe('what of its own a county misses on its map', () => {
  it('is named: what draws it did not come, or its source says nothing', () => {
    expect(missingOf(identity, all, none)).toEqual([]);
    expect(missingOf(identity, new Set(['ground']), none).map(({ zh }) => zh)).toEqual([
      '底图',
      '道路',
      '内河',
    ]);
    expect(missingOf(identity, all, new Set(['own-rivers']))).toEqual([name('内河')]);
  });
  it('is nothing on a map that shows outlines alone', () => {
    expect(missingOf(identity, new Set(['outlines']), none)).toEqual([]);
  });
});

/** A map that remembers who listens, with a file and a source of tiles. */
function openMap() {
  const ears = new Map<string, (event: object) => void>();
  const asked: string[] = [];
  const file = {
    type: 'geojson',
    serialize: () => ({ data: '/packs/toy/roads.geojson' }),
    setData: (url: string) => void asked.push(url),
  };
  const sources: Record<string, object> = { 'own-roads': file, 'base-paper': { type: 'raster' } };
  const library = {
    on: (kind: string, hear: (event: object) => void) => void ears.set(kind, hear),
    getSource: (id: string) => sources[id],
  };
  return {
    map: library as unknown as MapLibre,
    asked,
    tell: (kind: string, event: object) => ears.get(kind)?.(event),
  };
}

describe('a source that says nothing', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const error = new Error('503');

  it('is told once, asked for again, and forgotten when it comes', () => {
    const { map, asked, tell } = openMap();
    const told: string[][] = [];
    const stop = followSources(map, (silent) => told.push([...silent]));
    tell('error', { sourceId: 'own-roads', error });
    tell('error', { sourceId: 'own-roads', error });
    // Its tiles are cut out of nothing: that is no sign of it.
    tell('sourcedata', { sourceId: 'own-roads', tile: {} });
    expect(told).toEqual([['own-roads']]);
    vi.advanceTimersByTime(30_000);
    expect(asked).toEqual(['/packs/toy/roads.geojson']);
    tell('sourcedata', { sourceId: 'own-roads', sourceDataType: 'content' });
    expect(told).toEqual([['own-roads'], []]);
    vi.advanceTimersByTime(60_000);
    expect(asked).toHaveLength(1);
    stop();
  });
  it('is none where one of its tiles came', () => {
    const { map, tell } = openMap();
    const told: string[][] = [];
    const stop = followSources(map, (silent) => told.push([...silent]));
    tell('sourcedata', { sourceId: 'base-paper', tile: {} });
    tell('error', { sourceId: 'base-paper', error, tile: {} });
    expect(told).toEqual([]);
    stop();
  });
});
