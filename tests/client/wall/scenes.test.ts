import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  areaFaults,
  areaRows,
  channelOf,
  layoutIds,
  layoutShapes,
  panelIds,
  panelsIn,
  sceneIds,
  usualWall,
  wallChannels,
  wallPolicy,
} from '#shared/pack/wall.ts';
import { panels } from '../../../client/apps/wall/panels/panels.ts';
import { scenes } from '#shared/wall/scenes/scenes.ts';
import { wallEn } from '../../../client/locales/en/wall.ts';
import { wallZh } from '../../../client/locales/zh/wall.ts';

const rows = Object.values(scenes).flatMap((scene) => (scene ? [scene] : []));
const each = rows.flatMap((scene) => layoutIds.map((layout) => [scene.id, layout, scene] as const));

describe('scenes of a wall', () => {
  it.each(each)(
    '%s can be hung up as %s: panels do not overlap, nothing lies on a seam',
    (_, layout, scene) => {
      expect(areaFaults(layout, scene.layouts[layout])).toEqual([]);
      expect(panelsIn(scene.layouts[layout]).length).toBeGreaterThan(2);
    },
  );
  it('every panel that some plan names is drawn, is named in both languages, and its channel is joined', () => {
    const named = new Set(
      rows.flatMap(({ layouts }) => layoutIds.flatMap((layout) => panelsIn(layouts[layout]))),
    );
    for (const id of named) {
      if (id === 'map') continue;
      expect(panels[id], id).toBeDefined();
      for (const words of [wallZh.panel, wallEn.panel]) expect(words[id], id).toBeTruthy();
      const channel = channelOf[id];
      if (channel !== undefined) expect(wallChannels).toContain(channel);
    }
    // What no plan names would be weight that nobody sees.
    expect(panelIds.filter((id) => !named.has(id))).toEqual([]);
  });
  it('a scene that looks at a matter has a map in every plan', () => {
    for (const { map, layouts } of rows)
      if (map === 'matter')
        for (const layout of layoutIds) expect(panelsIn(layouts[layout])).toContain('map');
  });
  it('each stands under its own id, and every id has its name in both languages', () => {
    for (const [id, scene] of Object.entries(scenes)) expect(scene?.id).toBe(id);
    for (const words of [wallZh.scene, wallEn.scene])
      expect(Object.keys(words).toSorted()).toEqual([...sceneIds].toSorted());
  });
});

describe('a plan of areas', () => {
  const one = (words: string): string[] => [`${layoutShapes.hd.rows} ${words}`];
  it.each([
    ['too few rows', ['3 map map map map'], 'hd has 12 rows, not 3'],
    ['too few columns', one('map map'), 'row 1 of hd has 2 columns, not 4'],
    ['a panel that is none', one('maps . . .'), 'there is no panel maps'],
    ['one in two places', ['6 today . . today', '6 . . . .'], 'today is no rectangle in hd'],
    ['one round another', ['4 key key . .', '4 key map . .', '4 key key . .'], 'key is no rectangle in hd'],
  ])('with %s is refused in words', (_, areas, fault) => expect(areaFaults('hd', areas)).toContain(fault));
  it('of a mosaic lets the map alone lie across a seam', () => {
    const plan = (name: string): string[] => [`5 . ${name} ${name} . . .`, '6 . . . . . .'];
    expect(areaFaults('mosaic', plan('map'))).toEqual([]);
    expect(areaFaults('mosaic', plan('key'))).toEqual(['key lies across a seam of mosaic']);
    expect(areaFaults('mosaic', ['11 key . . . . .'])).toEqual(['key lies across a seam of mosaic']);
  });
  it('without faults covers each cell once: rectangles of the panels add up to what is not empty', () => {
    const word = fc.constantFrom('.', 'map', 'key', 'feed');
    const plan = fc.array(fc.array(word, { minLength: 4, maxLength: 4 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(plan, (cells) => {
        const areas = cells.map((words) => `1 ${words.join(' ')}`);
        expect(areaRows(areas)).toEqual(cells);
        const isRectangle = (name: string): boolean => {
          const at = cells.flatMap((words, y) =>
            words.flatMap((one, x) => (one === name ? [[x, y] as const] : [])),
          );
          if (at.length === 0) return true;
          const [xs, ys] = [at.map(([x]) => x), at.map(([, y]) => y)];
          const area = (Math.max(...xs) - Math.min(...xs) + 1) * (Math.max(...ys) - Math.min(...ys) + 1);
          return area === at.length;
        };
        expect(areaFaults('hd', areas).length === 0).toBe(['map', 'key', 'feed'].every(isRectangle));
      }),
      { numRuns: 60 },
    );
  });
});

describe('how a county has its walls', () => {
  it('may be left out, may choose, and is told what cannot be hung up', () => {
    expect(wallPolicy.safeParse(usualWall).success).toBe(true);
    const scene = { id: 'overview', seconds: 30 };
    const parse = (more: object) => wallPolicy.safeParse({ rotate: true, scenes: [{ ...scene, ...more }] });
    expect(parse({ layouts: { hd: ['12 key map map feed'] } }).success).toBe(true);
    const refused = parse({ layouts: { hd: ['11 key map map feed'] } });
    expect(refused.error?.issues[0]?.message).toBe('hd has 12 rows, not 11');
    expect(refused.error?.issues[0]?.path).toEqual(['scenes', 0, 'layouts', 'hd']);
    expect(wallPolicy.safeParse({ rotate: true, scenes: [scene, scene] }).success).toBe(false);
  });
});
