import pointInPolygon from 'point-in-polygon-hao';
import type { GeometryCollection } from 'topojson-specification';
import { describe, expect, it } from 'vitest';
import { gridTree, locateSlowly } from '#shared/grid/locate.ts';
import { borderPlaces, narrowRings, readTopology, seeded } from '../../support/grids.ts';

const counties = [
  ['jiangyin', 17, 269, 1363],
  ['longgang', 102, 469, 3311],
  ['donghai', 19, 373, 1492],
] as const;

describe.each(counties)('grid tree of %s', (id, wide, middle, narrow) => {
  const topology = readTopology(id);
  const tree = gridTree(topology);
  const slowly = locateSlowly(topology);

  it('has the counted cells, each under its parent and with its centre inside', () => {
    expect(tree.levels.map((cells) => cells.length)).toEqual([wide, middle, narrow]);
    expect(tree.byId.size).toBe(wide + middle + narrow);
    for (const cells of tree.levels) {
      for (const cell of cells) {
        expect(
          tree.locate(cell.centre).map((c) => c.id),
          cell.id,
        ).toContain(cell.id);
        expect(cell.parent === null ? 1 : tree.byId.get(cell.parent)?.level, cell.id).toBe(
          cell.level === 1 ? 1 : cell.level - 1,
        );
        expect(cell.name.length, cell.id).toBeGreaterThan(1);
      }
    }
  });

  it('finds what looking at every cell finds, in the open and on borders', () => {
    const dice = seeded(20_261_122);
    const [west = 0, south = 0, east = 0, north = 0] = topology.bbox ?? [];
    const open = Array.from({ length: 3000 }, () => ({
      lng: west + (east - west) * dice(),
      lat: south + (north - south) * dice(),
    }));
    for (const place of [...open, ...borderPlaces(topology, 3000, dice)]) {
      const [first] = slowly(place);
      expect(tree.locate(place)[2]?.id, JSON.stringify(place)).toBe(first);
    }
  });

  it('agrees with an exact predicate about the open places', () => {
    const dice = seeded(3);
    const [west = 0, south = 0, east = 0, north = 0] = topology.bbox ?? [];
    const rings = new Map(narrowRings(topology));
    for (let i = 0; i < 20_000; i += 1) {
      const place = { lng: west + (east - west) * dice(), lat: south + (north - south) * dice() };
      const id = tree.locate(place)[2]?.id;
      if (id !== undefined)
        expect(pointInPolygon([place.lng, place.lat], rings.get(id) ?? []), id).not.toBe(false);
    }
  });

  it('gives a place on an inner border to exactly one cell', () => {
    const places = borderPlaces(topology, 4000, seeded(7));
    const counts = places.map((place) => slowly(place).length);
    expect(Math.max(...counts)).toBe(1);
    // Only the outline's eastern and northern parts belong to nobody.
    expect(counts.filter((n) => n === 0).length).toBeLessThan(400);
  });

  it('answers an empty chain outside, and for what is no place', () => {
    for (const place of [
      { lng: 0, lat: 0 },
      { lng: NaN, lat: 31 },
      { lng: 1e9, lat: 31.8 },
      { lng: 120.3, lat: -90 },
    ])
      expect(tree.locate(place)).toEqual([]);
  });
});

it('lets a cell hold its western and southern border', () => {
  // Two unit squares side by side; the western one is numbered first.
  const square = (west: number): number[][] => [
    [west, 0],
    [west + 1, 0],
    [west + 1, 1],
    [west, 1],
    [west, 0],
  ];
  const cells = (level: string): GeometryCollection => ({
    type: 'GeometryCollection',
    geometries: [0, 1].map((i) => ({
      type: 'Polygon',
      arcs: [[i]],
      properties: { id: `${level}-0${i + 1}`, p: i, name: level === 'l3' ? undefined : `${level}${i}` },
    })),
  });
  const tree = gridTree({
    type: 'Topology',
    arcs: [square(0), square(1)],
    objects: { l1: cells('l1'), l2: cells('l2'), l3: cells('l3') },
  });
  const at = (lng: number, lat: number): string =>
    tree
      .locate({ lng, lat })
      .map((c) => c.name)
      .join('/');
  expect(at(0.5, 0.5)).toBe('l10/l20/l20 01 格');
  expect(at(1, 0.5)).toBe('l11/l21/l21 02 格');
  expect(at(0, 0)).toBe('l10/l20/l20 01 格');
  expect(at(1, 0)).toBe('l11/l21/l21 02 格');
  expect(at(2, 0.5)).toBe('');
  expect(at(0.5, 1)).toBe('');
});
