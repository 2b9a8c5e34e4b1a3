import type { FeatureCollection } from 'geojson';
import { describe, expect, it } from 'vitest';
import { loadMs, openContents } from '../../../client/map/contents.ts';
import {
  floors,
  hiddenIf,
  inOrder,
  noFeatures,
  shown,
  type MapLayer,
} from '../../../client/map/map-layer.ts';
import type { Look } from '../../../client/styles/look.ts';

const source = 'dots';
const one: FeatureCollection = { ...noFeatures, features: [] };
const none: ReadonlyMap<string, number> = new Map();
let made = 0;
const dots: MapLayer<{ rows: readonly number[]; fixed: FeatureCollection }, ReadonlyMap<string, number>> = {
  id: 'dots',
  sources: { [source]: { type: 'geojson', data: noFeatures }, fixed: { type: 'geojson', data: noFeatures } },
  layers: () => ({
    name: [{ id: 'dots-name', type: 'symbol', source }],
    land: [{ id: 'dots-land', type: 'circle', source }],
  }),
  data: ({ rows, fixed }) => {
    made += 1;
    return { [source]: { ...noFeatures, features: rows.map(() => ({}) as never) }, fixed };
  },
  states: (marks) => ({ source, key: 'n', values: marks, missing: 0 }),
};
const other: MapLayer<object> = {
  id: 'other',
  sources: {},
  layers: () => ({ ground: [{ id: 'other', type: 'background' }] }),
};
const look = { u: 1 } as Look;

/** A map that remembers what it was told. */
function openMap() {
  const data = new Map<string, FeatureCollection>();
  const states = new Map<string, object>();
  const told: string[] = [];
  const map = {
    getSource: (name: string) => ({
      setData: (next: FeatureCollection) => void (data.set(name, next), told.push(`data ${name}`)),
      serialize: () => ({ data: data.get(name) }),
    }),
    setFeatureState({ id }: { id: string }, state: { n: number }) {
      states.set(id, state);
      told.push(`state ${id} ${state.n}`);
    },
    getFeatureState: ({ id }: { id: string }) => states.get(id) ?? {},
    setLayoutProperty: (id: string, _: string, value: string) => void told.push(`${id} ${value}`),
    getStyle: () => ({ layers: inOrder([dots, other], look) }),
  };
  const contents = openContents(map as never, (act) => act(), 40);
  return { contents, states, data, take: () => told.splice(0) };
}

describe('what a map shows', () => {
  it('is not called shown for ever while its style does not come', () => {
    let now = 0;
    const contents = openContents(
      {} as never,
      () => undefined,
      40,
      () => now,
    );
    expect(contents.isShown(null)).toBe(true);
    now = loadMs;
    expect(contents.isShown(null)).toBe(false);
  });

  const rows = [1];
  it('is made anew only where a field of what is shown changed, and put only where the data are others', () => {
    const { contents, take } = openMap();
    made = 0;
    contents.show([shown(dots, { rows, fixed: one }, none)]);
    expect(take()).toEqual(['data dots', 'data fixed']);
    contents.show([shown(dots, { rows, fixed: one }, none)]);
    expect([take(), made]).toEqual([[], 1]);
    contents.stop();
  });
  it('comes calmly: of many the newest stays', async () => {
    const { contents, data, take } = openMap();
    contents.show([shown(dots, { rows, fixed: one }, none)]);
    take();
    for (const next of [[1], [1, 2], [1, 2, 3]])
      contents.show([shown(dots, { rows: next, fixed: one }, none)]);
    expect(take()).toEqual([]);
    await new Promise((done) => setTimeout(done, 60));
    expect([take(), data.get(source)?.features.length]).toEqual([['data dots'], 3]);
  });
  it('tells states at once, of those alone that changed; what is named no longer falls back', () => {
    const { contents, take } = openMap();
    const marks = (...pairs: [string, number][]) => shown(dots, { rows, fixed: one }, new Map(pairs));
    contents.show([marks(['a', 1], ['b', 2])]);
    expect(take().slice(0, 2)).toEqual(['data dots', 'data fixed']);
    contents.show([marks(['b', 2], ['c', 5])]);
    expect(take()).toEqual(['state a 0', 'state c 5']);
    contents.show([marks(['b', 2], ['c', 5])]);
    expect(take()).toEqual([]);
    contents.stop();
  });
  it('hides a layer with all that draws its sources, and shows it again', () => {
    const { contents, take } = openMap();
    contents.show([hiddenIf(true, shown(dots, { rows, fixed: one }, none))]);
    expect(take().slice(2)).toEqual(['dots-land none', 'dots-name none']);
    contents.show([hiddenIf(false, shown(dots, { rows, fixed: one }, none))]);
    expect(take()).toEqual(['dots-land visible', 'dots-name visible']);
    contents.stop();
  });
  it('is sound while the map holds it; a state lost, or one that the truth has otherwise, is a fault', () => {
    const { contents, states } = openMap();
    const marks = (...pairs: [string, number][]) => shown(dots, { rows, fixed: one }, new Map(pairs));
    contents.show([marks(['a', 1])]);
    expect(contents.isShown(null)).toBe(true);
    expect(contents.isShown(marks(['a', 2]))).toBe(false);
    expect(contents.isShown(marks())).toBe(false);
    states.clear();
    expect(contents.isShown(null)).toBe(false);
    contents.stop();
  });
});

it('layers lie by their floors, whatever the order in which a screen names them', () => {
  const ids = (all: Parameters<typeof inOrder>[0]) => inOrder(all, look).map(({ id }) => id);
  expect(ids([dots, other])).toEqual(['other', 'dots-land', 'dots-name']);
  expect(ids([other, dots])).toEqual(ids([dots, other]));
  expect(floors.indexOf('ground')).toBe(0);
});
