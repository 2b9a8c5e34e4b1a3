import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlaylistRow } from '#shared/pack/playlist.ts';
import type { Person } from '#shared/access/person.ts';
import { gridTree } from '#shared/grid/locate.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import type { Geodata } from '../../../client/map/geodata.ts';
import { readTopology } from '../../support/grids.ts';
import { usualWall, wallPolicy } from '#shared/pack/wall.ts';
import { turnAt } from '../../../client/apps/wall/frame/use-stage.ts';
import {
  advanced,
  beside,
  camerasInTurn,
  chosen,
  handMs,
  notShown,
  openStage,
  type Programme,
} from '../../../client/apps/wall/frame/stage.ts';
import { gridAsked, lookAmiss } from '../../../client/apps/wall/frame/amiss.ts';
import { readWallAddress, writeWallAddress } from '../../../client/apps/wall/frame/wall-address.ts';

const tree = gridTree(readTopology('jiangyin') as Parameters<typeof gridTree>[0]);
const programme = (more: Partial<Programme> = {}): Programme => ({
  scenes: [
    { id: 'overview', seconds: 30 },
    { id: 'grid', seconds: 20 },
    { id: 'sensing', seconds: 10 },
  ],
  rotate: false,
  emergency: false,
  ...more,
});

describe('the stage of a wall', () => {
  it('begins with what its address asks for, else with the first', () => {
    expect(openStage('grid', programme(), 0).scene).toBe('grid');
    expect(openStage(null, programme(), 0).scene).toBe('overview');
    expect(openStage('service', programme(), 0).scene).toBe('overview');
  });
  it.each([
    ['?scene=enforcement', programme(), 'unknown'],
    ['?scene=%E4%BB%80%E4%B9%88', programme({ emergency: true }), 'unknown'],
    ['?scene=service', programme(), 'elsewhere'],
    ['?scene=emergency', programme(), 'peace'],
    ['?scene=emergency', programme({ emergency: true }), undefined],
    ['?scene=grid', programme(), undefined],
    ['?scene=replay', programme(), undefined],
    ['?scene=', programme(), undefined],
    ['', programme(), undefined],
  ] as const)('asked for %s says why it shows another: %#', (search, at, why) => {
    const asked = readWallAddress(search);
    expect(notShown(asked, at)?.why).toBe(why);
    if (why) expect(openStage(asked.scene, at, 0).scene).toBe('overview');
  });
  it('stands still unless it rotates, and then goes on when the time of each scene is over', () => {
    const still = openStage(null, programme(), 0);
    expect(advanced(still, programme(), 9e9)).toBe(still);
    const walk = programme({ rotate: true });
    let stage = openStage(null, walk, 0);
    const seen: string[] = [];
    for (let now = 0; now <= 70_000; now += 1_000) {
      const next = advanced(stage, walk, now);
      if (next !== stage) seen.push(`${now / 1_000} ${next.scene}`);
      stage = next;
    }
    expect(seen).toEqual(['30 grid', '50 sensing', '60 overview']);
  });
  it('waits under a hand, and goes on after it', () => {
    const walk = programme({ rotate: true });
    const held = chosen(openStage(null, walk, 0), 'sensing', 5_000);
    expect(advanced(held, walk, 5_000 + handMs - 1)).toBe(held);
    expect(advanced(held, walk, 5_000 + handMs).scene).toBe('overview');
  });
  it('is taken by an emergency at once, lent to a hand, taken again, and given back', () => {
    const [peace, war] = [programme(), programme({ emergency: true })];
    const before = chosen(openStage(null, peace, 0), 'grid', 1_000);
    const taken = advanced(before, war, 2_000);
    expect(taken.scene).toBe('emergency');
    const lent = chosen(taken, 'sensing', 3_000);
    expect(advanced(lent, war, 4_000)).toBe(lent);
    const again = advanced(lent, war, 3_000 + handMs);
    expect(again.scene).toBe('emergency');
    expect(advanced(taken, peace, 5_000).scene).toBe('grid');
  });
  it('stands at what is held from elsewhere, lends it to a hand, and goes by the playlist of the hour', () => {
    const held = programme({ rotate: true, hold: 'sensing' });
    const stands = advanced(openStage(null, held, 0), held, 1_000);
    expect(stands.scene).toBe('sensing');
    expect(advanced(stands, held, 9e9)).toBe(stands);
    const lent = chosen(stands, 'grid', 2_000);
    expect(advanced(lent, held, 2_000 + handMs - 1)).toBe(lent);
    expect(advanced(lent, held, 2_000 + handMs).scene).toBe('sensing');
    expect(advanced(stands, { ...held, emergency: true }, 3_000).scene).toBe('emergency');
    // A playlist needs no rotation of the county, and may name what the county does not.
    const turn = [
      { id: 'performance' as const, seconds: 5 },
      { id: 'grid' as const, seconds: 5 },
    ];
    let stage = openStage(null, programme({ turn }), 0);
    const seen: string[] = [];
    for (let now = 0; now <= 12_000; now += 1_000) {
      stage = advanced(stage, programme({ turn }), now);
      if (seen.at(-1) !== stage.scene) seen.push(stage.scene);
    }
    expect(seen).toEqual(['performance', 'grid', 'performance']);
    const [one] = turn;
    expect(advanced(stage, programme({ turn: one ? [one] : [] }), 9e9).scene).toBe('performance');
  });
  it('goes through a list that names a scene twice, and shows the cameras of the row that stands', () => {
    const turn = [
      { id: 'sensing' as const, seconds: 5, cameras: ['CH-1', 'CH-2'] },
      { id: 'overview' as const, seconds: 5 },
      { id: 'sensing' as const, seconds: 5, cameras: ['CH-3'] },
      { id: 'grid' as const, seconds: 5 },
    ];
    const walk = programme({ turn });
    let stage = openStage(null, walk, 0);
    const seen: string[] = [];
    for (let now = 0; now <= 25_000; now += 1_000) {
      stage = advanced(stage, walk, now);
      const words = [stage.scene, ...camerasInTurn(stage, walk, now)].join(' ');
      if (seen.at(-1) !== words) seen.push(words);
    }
    const round = ['overview', 'sensing CH-3', 'grid', 'sensing CH-1 CH-2'];
    expect(seen).toEqual([...round, round[0], round[1]]);
    // Under a hand, an order or an emergency the pictures are not the playlist's.
    const first = { ...stage, scene: 'sensing' as const, place: 0 };
    expect(camerasInTurn(first, walk, 30_000)).toEqual(['CH-1', 'CH-2']);
    expect(camerasInTurn(chosen(first, 'sensing', 30_000), walk, 31_000)).toEqual([]);
    expect(camerasInTurn(first, { ...walk, hold: 'sensing' }, 30_000)).toEqual([]);
    expect(camerasInTurn(first, { ...walk, emergency: true }, 30_000)).toEqual([]);
  });
  it('always shows a scene of its programme or the emergency, whatever happens in whatever order', () => {
    const act = fc.record({
      ms: fc.integer({ min: 1, max: 200_000 }),
      choose: fc.option(fc.constantFrom('overview', 'grid', 'sensing', 'command') as fc.Arbitrary<'grid'>),
      rotate: fc.boolean(),
      emergency: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        let now = 0;
        let stage = openStage(null, programme(), now);
        for (const { ms, choose, rotate, emergency } of acts) {
          now += ms;
          if (choose) stage = chosen(stage, choose, now);
          const had = stage.emergency;
          stage = advanced(stage, programme({ rotate, emergency }), now);
          if (emergency && !had) expect(stage.scene).toBe('emergency');
          const shown = emergency
            ? [...programme().scenes.map(({ id }) => id), 'emergency', 'command']
            : programme().scenes.map(({ id }) => id);
          expect(shown).toContain(stage.scene);
        }
      }),
      { numRuns: 100 },
    );
  });
  it('goes round by its arrows', () => {
    const { scenes } = programme();
    expect([beside(scenes, 'sensing', 1), beside(scenes, 'overview', -1), beside(scenes, 'grid', 1)]).toEqual(
      ['overview', 'sensing', 'sensing'],
    );
  });
});

it('a wall plays the list that it was told, else that of its county, by the clock of the county', () => {
  const row = (scene: PlaylistRow['scene'], from: string, to: string): PlaylistRow => ({
    ...{ scene, from, to, days: [], seconds: 30 },
  });
  // 09:00 in the county.
  const nine = Date.parse('2026-11-23T01:00:00Z');
  const county = [row('grid', '08:00', '12:00'), row('sensing', '12:00', '18:00')];
  const ids = (own: PlaylistRow[], of?: PlaylistRow[], at = nine) => turnAt(own, of, at).map(({ id }) => id);
  expect(ids([], county)).toEqual(['grid']);
  expect(ids([], county, nine + 4 * 3_600_000)).toEqual(['sensing']);
  expect(ids([row('service', '00:00', '23:59')], county)).toEqual(['service']);
  expect(ids([], undefined)).toEqual([]);
  expect(wallPolicy.parse({ ...usualWall, playlist: county }).playlist).toEqual(county);
  expect(wallPolicy.safeParse({ ...usualWall, playlist: [row('grid', '25:00', '12:00')] }).success).toBe(
    false,
  );
});

describe('the address of a wall', () => {
  it.each([
    ['', null, null, undefined],
    ['?grid=', null, null, undefined],
    ['?grid=320281-001', null, '320281-001', undefined],
    ['?grid=320281-001-01', null, '320281-001-01', undefined],
    ['?grid=320281-999', null, null, 'unknown'],
    ['?grid=%3Cb%3E', null, null, 'unknown'],
    ['?grid=320281-001-01', 'grid/320281-001', '320281-001-01', undefined],
    ['?grid=320281-001', 'grid/320281-001', '320281-001', undefined],
    ['?grid=320281-002', 'grid/320281-001', null, 'beyond'],
    ['?grid=320281-999', 'grid/320281-001', null, 'unknown'],
  ] as const)(
    'asks with %s of a wall of %s for the grid %s, else says why: %s',
    (search, scope, grid, why) => {
      const person = {
        id: 'w',
        name: '大屏',
        role: 'wall',
        jurisdiction: 'jiangyin',
        grids: [],
      } as unknown as Person;
      const pack = {
        identity: { name: { zh: '江阴市', en: 'Jiangyin' } },
        units: [],
      } as unknown as PackDigest;
      const geodata = { tree } as unknown as Geodata;
      const found = gridAsked(readWallAddress(search), { person, pack, scope, geodata });
      expect([found.grid, found.amiss?.why]).toEqual([grid, why]);
      if (why) expect(found.amiss?.asked).toBe(new URLSearchParams(search).get('grid'));
    },
  );
  it('says which look of the map it does not know', () => {
    expect(
      lookAmiss(readWallAddress('?map=globe&theme=pink')).map(({ of, asked }) => `${of} ${asked}`),
    ).toEqual(['map globe', 'theme pink']);
    expect(lookAmiss(readWallAddress('?map=heat&theme=dark'))).toEqual([]);
  });
  it('holds scene, grid and matter, leaves alone what else stands in it, and is read back', () => {
    const search = writeWallAddress('?scope=grid/320281-001', {
      scene: 'grid',
      grid: '320281-001-02',
      incident: null,
    });
    expect(new URLSearchParams(search).get('scope')).toBe('grid/320281-001');
    const nothing = { scene: null, grid: null, incident: null, map: null, theme: null, amiss: {} };
    expect(readWallAddress(search)).toEqual({ ...nothing, scene: 'grid', grid: '320281-001-02' });
    expect(writeWallAddress(search, { grid: null, scene: null })).not.toMatch(/grid=|scene=/);
    expect(readWallAddress('?scene=nothing&grid=<x>&map=globe&theme=pink')).toEqual({
      ...nothing,
      amiss: { scene: 'nothing', grid: '<x>', map: 'globe', theme: 'pink' },
    });
    expect(readWallAddress('?scene=&grid=&map=&theme=')).toEqual(nothing);
    expect(readWallAddress('?theme=dark')).toEqual(nothing);
    expect(readWallAddress('?map=towers&theme=light')).toEqual({ ...nothing, map: 'towers', theme: 'light' });
  });
});
