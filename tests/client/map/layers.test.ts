import { describe, expect, it } from 'vitest';
import { alongArc, arcData, arcLine, mostArcs, underWay } from '../../../client/map/layers/arcs.ts';
import { fillBreaks, fillByCell, fillShares, openByGrid } from '../../../client/map/layers/grid-fill.ts';
import { incidentData, namedData } from '../../../client/map/layers/incidents.ts';
import { abnormalData } from '../../../client/map/layers/abnormal.ts';
import { lateData, lateGrids } from '../../../client/map/layers/late-grids.ts';
import { warnedData } from '../../../client/map/layers/warned.ts';
import { sensorData } from '../../../client/map/layers/sensors.ts';
import { warningData, warningLayer } from '../../../client/map/layers/warnings.ts';
import { sameZoom, type Look } from '../../../client/styles/look.ts';
import { travelMs } from '#shared/geo/travel.ts';
import { must } from '#shared/kernel/must.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { GridTree } from '#shared/grid/tree.ts';
import type { Point } from '#shared/geo/point.ts';
import type { Sensor, Unit } from '#shared/pack/schema.ts';
import type { WarningRow } from '#shared/views/board.ts';
import type { AbnormalRow } from '#shared/views/sensing.ts';
import { row } from '../rows.ts';

const unit = (id: string): Unit => ({
  id,
  name: { zh: id, en: id },
  kind: 'squad',
  place: { lng: 120, lat: 31.8 },
  phone: '0',
  skills: [],
});

describe('grid fill', () => {
  it('counts open incidents by their level-2 grid', () => {
    const counts = openByGrid([
      row({ grids: ['a', 'a1', 'a11'] }),
      row({ grids: ['a', 'a1', 'a12'] }),
      row({ grids: [] }),
    ]);
    expect([...counts]).toEqual([['a1', 2]]);
  });
  it('grows darker with every step', () =>
    expect([...fillShares].sort((a, b) => a - b)).toEqual([...fillShares]));
  it('has steps that follow the counts, in rising whole numbers from 1', () => {
    const cells = (counts: number[]): Map<string, number> =>
      new Map(counts.map((count, i) => [String(i), count]));
    expect(fillBreaks(new Map())).toEqual([1, 2, 3, 4]);
    expect(fillBreaks(cells([1, 1, 1, 1, 1]))).toEqual([1, 2, 3, 4]);
    expect(fillBreaks(cells(Array.from({ length: 100 }, (_, i) => i)))).toEqual([1, 40, 75, 92]);
  });
  it('fills a cell by its step', () => {
    expect([...fillByCell(new Map([1, 1, 1, 1, 1, 9].map((n, i) => [String(i), n]))).values()]).toEqual([
      ...Array<number>(5).fill(fillShares[0]),
      fillShares[3],
    ]);
    expect(fillByCell(new Map([['a', 0]])).get('a')).toBe(0);
  });
});

describe('points', () => {
  it('name the incidents asked for and the selected one', () => {
    const rows = [row({ id: 'a' }), row({ id: 'b' }), row({ id: 'c' }), row({ id: 'd', grids: [] })];
    const { features } = namedData({ rows, named: [row({ id: 'b' }), row({ id: 'd' })], selected: 'c' });
    expect(features.map(({ properties }) => [properties?.['id'], properties?.['sort']] as unknown)).toEqual([
      ['b', 0],
      ['c', 2],
    ]);
    // The many know nothing of who is selected, so that they are not told to the map again.
    expect(incidentData(rows).features).toHaveLength(3);
    expect(incidentData(rows)).toBe(incidentData(rows));
  });
  it('give a sensor its ordinal as id', () => {
    const place = { lng: 1, lat: 2 };
    const sensor = {
      id: 's',
      name: { zh: 's', en: 's' },
      system: 'emergency',
      quantity: 'q',
      measure: 'm',
      place,
      range: [0, 1],
      normal: [0, 1],
      decimals: 0,
      everyMs: 1000,
    } as const;
    const sensors: Sensor[] = [
      { ...sensor, range: [0, 1], normal: [0, 1] },
      { ...sensor, id: 't', place: { lng: 2, lat: 2 }, range: [0, 1], normal: [0, 1] },
    ];
    const ids = (isShown: (at: Point) => boolean) =>
      sensorData({ sensors, geodata: { holds: isShown } }).features.map(({ id }) => id);
    expect(ids(() => true)).toEqual([0, 1]);
    expect(ids(({ lng }) => lng === 2)).toEqual([1]);
  });
  it('show a sensor once, however many of its rules are raised', () => {
    const raised = (rule: string): AbnormalRow => ({
      sensor: 's',
      name: 's',
      system: 'water-farm',
      rule,
      since: 0,
      value: 1,
      lng: 1,
      lat: 2,
      incident: null,
    });
    expect(abnormalData([raised('high'), raised('silent')]).features).toHaveLength(1);
  });
});

describe('warnings', () => {
  const warning = (more: Partial<WarningRow>): WarningRow => ({
    id: 'w',
    version: 1,
    colour: 'orange',
    title: 't',
    basis: 'b',
    signer: 's',
    issuedAt: 0,
    lng: null,
    lat: null,
    grids: [],
    incident: null,
    adjustedAt: null,
    until: null,
    measures: '',
    sent: 0,
    read: 0,
    around: [],
    escalatedAt: null,
    asked: false,
    takenBy: null,
    takenAt: null,
    ...more,
  });
  const tree = {
    byId: new Map([['g', { id: 'g', level: 1, name: 'g', parent: null, centre: { lng: 3, lat: 4 } }]]),
  } as unknown as GridTree;
  it('stand at their place, else in their first grid, else nowhere', () => {
    const { features } = warningData({
      rows: [warning({ lng: 1, lat: 2 }), warning({ grids: ['g'] }), warning({})],
      tree,
    });
    expect(features.map(({ geometry }) => geometry.type === 'Point' && geometry.coordinates)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
  it('put the graver level first', () => {
    const { features } = warningData({
      rows: [warning({ colour: 'blue', lng: 1, lat: 1 }), warning({ colour: 'red', lng: 1, lat: 1 })],
      tree,
    });
    expect(features.map(({ properties }) => properties?.['sort'] as number)).toEqual([3, 0]);
  });
  it('are drawn in the legal colours', () => {
    const look = {
      u: 1,
      ground: '#000',
      legal: { red: '#r', orange: '#o', yellow: '#y', blue: '#b' },
    } as Look;
    expect(JSON.stringify(warningLayer.layers(look))).toContain(
      '["match",["get","colour"],"red","#r","orange","#o","yellow","#y","#b"]',
    );
  });
});

describe('units under way', () => {
  const units = new Map([unit('u1'), unit('u2')].map((one) => [one.id, one]));
  const view = (incidents: ReturnType<typeof row>[]) => arcData({ incidents, units, language: 'zh' });
  it('run from each unit with an open task to the incident', () => {
    const { arc, squad } = view([row({ queue: 'work', lead: 'u1', co: ['u2', 'unknown'] })]);
    expect([arc.features.length, squad.features.length]).toEqual([2, 2]);
  });
  it('are not drawn before dispatch, while suspended, or once fed back', () => {
    const rows = [
      row({ queue: 'accept', lead: 'u1' }),
      row({ queue: 'work', lead: 'u1', suspended: true }),
      row({ queue: 'work', lead: 'u1', fedBack: ['u1'] }),
    ];
    expect(view(rows).arc.features).toHaveLength(0);
  });
  it('stop where more would say nothing', () => {
    const rows = Array.from({ length: mostArcs + 3 }, () => row({ queue: 'work', lead: 'u1' }));
    expect(view(rows).arc.features).toHaveLength(mostArcs);
  });
  it('move on by the estimate of their way, and stand still once they should have arrived', () => {
    const one = row({ queue: 'work', lead: 'u1', nodeSince: 1_000_000, lng: 120, lat: 31.85 });
    const u1 = must(units.get('u1'), 'u1');
    const whole = travelMs(u1.place, one);
    // 5.56 km as the crow flies: 7.2 km of road at 36 km/h, and a minute to leave.
    expect(Math.round(whole / minuteMs)).toBe(13);
    const at = (ms: number) =>
      arcData({ incidents: [one], units, language: 'zh', now: one.nodeSince + ms, arrives: '{n}!' });
    const names = (ms: number) =>
      at(ms).squad.features.map(({ properties }) => properties?.['name'] as string);
    expect([names(0), names(whole - minuteMs + 1), names(whole)]).toEqual([['u1 14!'], ['u1 1!'], ['u1']]);
    const [mover] = at(whole / 2).mover.features;
    const [lng, lat] = alongArc(u1.place, one, 0.5);
    expect(mover?.geometry).toMatchObject({
      coordinates: [expect.closeTo(lng, 9), expect.closeTo(lat, 9)] as unknown[],
    });
    expect(at(whole).mover.features).toEqual([]);
    expect(at(whole).arc.features[0]?.properties).toMatchObject({ still: true });
    expect(underWay({ ...one, unsigned: ['u1'] }, u1, one.nodeSince + 1)).toBeNull();
  });
  it('bow between their two ends', () => {
    const line = arcLine({ lng: 120, lat: 31 }, { lng: 121, lat: 31 });
    expect([line[0], line.at(-1)]).toEqual([
      [120, 31],
      [121, 31],
    ]);
    expect(line[12]?.[1]).toBeGreaterThan(31.05);
  });
});

it('a map of two pixels a unit shows at zoom 11 what one of one pixel shows at zoom 10', () =>
  expect(sameZoom({ u: 2 }, 10)).toBe(11));

describe('states of grids', () => {
  const l2 = (ids: string[]) =>
    ({
      type: 'FeatureCollection',
      features: ids.map((id) => ({
        type: 'Feature',
        properties: { id },
        geometry: { type: 'Polygon', coordinates: [] },
      })),
    }) as Parameters<typeof lateData>[0]['geodata']['l2'];
  it('mark those with something overdue, whatever else is open in them', () => {
    const cells = lateGrids([
      row({ grids: ['a', 'a1'], overdue: true }),
      row({ grids: ['a', 'a1'], overdue: false }),
      row({ grids: ['a', 'a2'], overdue: false }),
      row({ grids: [], overdue: true }),
    ]);
    expect([...cells]).toEqual(['a1']);
    const { features } = lateData({ geodata: { l2: l2(['a1', 'a2']) }, cells });
    expect(features.map(({ properties }) => properties?.['id'] as string)).toEqual(['a1']);
  });
});

describe('areas of warnings', () => {
  const square = (id: string, x: number) => ({
    type: 'Polygon' as const,
    properties: { id },
    arcs: [[x]],
  });
  const topology = {
    type: 'Topology',
    arcs: [0, 2].map((x) => [
      [x, 0],
      [x + 1, 0],
      [x + 1, 1],
      [x, 0],
    ]),
    objects: { l2: { type: 'GeometryCollection', geometries: [square('a', 0), square('b', 1)] } },
  } as unknown as Parameters<typeof warnedData>[0]['geodata']['topology'];
  const tree = {
    byId: new Map(['a', 'b'].map((id) => [id, { id, level: 2 }])),
  } as unknown as GridTree;
  const county = { type: 'FeatureCollection', features: [{ type: 'Feature' }] } as never;
  const colours = (rows: Parameters<typeof warnedData>[0]['rows']) =>
    warnedData({ rows, geodata: { topology, tree, county } }).features.map(
      ({ properties }) => properties?.['colour'] as string,
    );
  it('are the named grids once, in the gravest colour, the gravest on top', () =>
    expect(
      colours([
        { id: '1', colour: 'blue', grids: ['a', 'b'] },
        { id: '2', colour: 'red', grids: ['b'] },
      ]),
    ).toEqual(['blue', 'red']));
  it('are everything where a warning names none, and nothing where its grids lie elsewhere', () => {
    expect(colours([{ id: '1', colour: 'yellow', grids: [] }])).toEqual(['yellow']);
    expect(colours([{ id: '1', colour: 'yellow', grids: ['elsewhere'] }])).toEqual([]);
  });
});
