import { describe, expect, it } from 'vitest';
import type { Camera } from '#shared/pack/schema.ts';
import { resourceKinds } from '#shared/pack/resource.ts';
import {
  shownCameras,
  tourStep,
  treeLines,
  type CameraRow,
  type TreeLine,
} from '../../../client/apps/sensing/camera-rows.ts';
import { rankedModels, stateOf } from '../../../client/apps/sensing/model-rows.ts';
import { foundResources, kindCounts } from '../../../client/resources/resource-rows.ts';
import type { ModelLine } from '#shared/wire/models.ts';

const camera = (i: number, more: Partial<Camera> = {}): CameraRow => ({
  camera: { id: `CH-${i}`, name: `甲社区 路口 ${i}`, place: { lng: 0, lat: 0 }, models: [], ...more },
  grids: [i % 2 === 0 ? 'w' : 'e', `${i % 2 === 0 ? 'w' : 'e'}-${i % 4}`],
});
const rows = [
  camera(0, { system: 'water-farm', owner: 'water' }),
  camera(1, { models: ['crowd'], system: 'water-farm' }),
  camera(2, { name: '乙社区 河道 2', system: 'emergency', owner: 'water' }),
  camera(3),
];
const words = {
  grid: (id: string) => `格${id}`,
  system: (id: string) => `系统${id}`,
  unit: (id: string) => `单位${id}`,
  none: '未登记',
};
const offline = new Set(['CH-2']);
const said = (lines: readonly TreeLine[]): string[] =>
  lines.map((line) =>
    line.kind === 'branch'
      ? `${'>'.repeat(line.depth)}${line.name} ${line.online}/${line.total}`
      : `${'>'.repeat(line.depth)}${line.id}${line.isOnline ? '' : ' off'}`,
  );

describe('the tree of cameras', () => {
  it('is folded by areas, and counts those that deliver a picture', () => {
    expect(said(treeLines(rows, 'grid', new Set(), offline, words))).toEqual(['格e 2/2', '格w 1/2']);
    expect(said(treeLines(rows, 'grid', new Set(['/w', '/w/w-2']), offline, words))).toEqual([
      '格e 2/2',
      '格w 1/2',
      '>格w-0 1/1',
      '>格w-2 0/1',
      '>>CH-2 off',
    ]);
  });
  it('is sorted by system and by owner; what has none is a branch too, and the same area under two is two', () => {
    expect(said(treeLines(rows, 'system', new Set(['/water-farm']), offline, words))).toEqual([
      '未登记 1/1',
      '系统emergency 0/1',
      '系统water-farm 2/2',
      '>格e 1/1',
      '>格w 1/1',
    ]);
    expect(said(treeLines(rows, 'owner', new Set(), offline, words))).toEqual([
      '单位water 1/2',
      '未登记 2/2',
    ]);
  });
  it.each([
    ['', 'any', ['CH-0', 'CH-1', 'CH-2', 'CH-3']],
    ['甲 3', 'any', ['CH-3']],
    ['ch-1', 'any', ['CH-1']],
    ['', 'offline', ['CH-2']],
    ['路口', 'online', ['CH-0', 'CH-1', 'CH-3']],
    ['', 'watched', ['CH-1']],
  ] as const)('%j and %s leave %j', (text, state, ids) => {
    expect(shownCameras(rows, { text, state }, offline).map((row) => row.camera.id)).toEqual(ids);
  });
  it('a tour shows everything once before it begins anew', () => {
    const list = [1, 2, 3, 4, 5, 6];
    expect([0, 1, 2].map((step) => tourStep(list, 4, step))).toEqual([
      [1, 2, 3, 4],
      [5, 6],
      [1, 2, 3, 4],
    ]);
    expect(tourStep([], 9, 3)).toEqual([]);
  });
});

describe('the resource map', () => {
  const all = [
    { id: 'hydrant-001', kind: 'hydrant', name: '甲社区消火栓 001', place: { lng: 0, lat: 0 } },
    { id: 'shelter-001', kind: 'shelter', name: '乙社区应急避难场所 001', place: { lng: 0, lat: 0 } },
  ] as const;
  it('shows the kinds that are switched on; a search looks through all', () => {
    const ids = (text: string, on: readonly (typeof resourceKinds)[number][]) =>
      foundResources(all, text, on).map(({ id }) => id);
    expect(ids('', [])).toEqual([]);
    expect(ids('', ['hydrant'])).toEqual(['hydrant-001']);
    expect(ids('乙 001', [])).toEqual(['shelter-001']);
    expect(kindCounts(all).get('hydrant')).toBe(1);
    expect(resourceKinds.length).toBe(19);
  });
});

describe('the list of models', () => {
  const model = (id: string, more: Partial<ModelLine>): ModelLine => ({
    id,
    name: { zh: id, en: id },
    owner: null,
    items: [id],
    floor: 0.5,
    precisionFloor: 0.6,
    over: 50,
    least: 8,
    cameras: 1,
    today: 0,
    month: 0,
    right: 9,
    wrong: 1,
    unsure: 0,
    precision: 0.9,
    interval: [0.6, 0.98],
    muted: null,
    word: null,
    ...more,
  });
  it('begins with who is muted, then who is least often right; who was never judged comes last', () => {
    const list = [
      model('new', { right: 0, wrong: 0, precision: null, interval: null }),
      model('good', {}),
      model('muted', { muted: 'rule', precision: 0.95 }),
      model('poor', { precision: 0.7 }),
    ];
    expect(rankedModels(list).map(({ id }) => id)).toEqual(['muted', 'poor', 'good', 'new']);
    expect(rankedModels(list).map(stateOf)).toEqual(['muted', 'fine', 'fine', 'few']);
  });
});
