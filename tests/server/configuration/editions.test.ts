import { beforeAll, describe, expect, test, vi } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { editionAt, editionSoon, nextSince } from '../../../server/configuration/editions.ts';
import type { DrawAside } from '../../../server/packs/draw-aside.ts';
import { drawAnew } from '../../../server/packs/redrawn.ts';
import { historyOfRow } from '../../../server/configuration/row-history.ts';
import { rowsNaming } from '../../../server/configuration/naming.ts';
import { frameOfArea, type Area } from '#shared/grid/area.ts';
import { fitOf } from '#shared/grid/fit.ts';
import { type Cell, narrowCells } from '#shared/grid/tree.ts';
import { mergeAreas, splitArea, type Redrawn, type Steps } from '../../../client/apps/admin/grids/redraw.ts';
import { cellsOfMap, mapAfter, type MapCells } from '../../../server/packs/outlines.ts';
import { packFolders } from '../../../server/packs/folders.ts';
import { loadPacks } from '../../../server/packs/load.ts';
import type { LoadedPack } from '../../../server/packs/loaded.ts';
import { changeableParts, revise, type PackRow } from '../../../server/packs/revise.ts';
import type { PackVersion } from '../../../server/storage/pack-versions.ts';

let base: LoadedPack;
beforeAll(async () => {
  base = must((await loadPacks({ ...packFolders(), only: ['xuxiake'] }))[0], 'xuxiake');
});

const version = (number: number, rows: PackRow[], more: Partial<PackVersion> = {}): PackVersion => ({
  version: number,
  at: number * 1_000,
  since: number * 1_000,
  applies: 'open',
  by: 'a',
  byName: 'A',
  why: 'because',
  undoes: null,
  rows,
  ...more,
});
const packAt = (versions: PackVersion[], at: number): LoadedPack => {
  const { pack, faults } = editionAt(base, versions, at);
  expect(faults).toEqual([]);
  return must(pack, 'a pack');
};
const first = <T>(rows: readonly T[] | undefined): T => must(rows?.[0], 'a row');

describe('a revised pack', () => {
  test('is the pack itself when nothing changes; what nothing changed stays the very same part', () => {
    const same = revise(base, []);
    expect([same.faults, same.grid === base.grid]).toEqual([[], true]);
    expect(same.pack).toEqual(base.pack);
    const unit = first(base.pack.units);
    const { pack } = revise(base, [
      { part: 'units', key: unit.id, body: { ...unit, name: { zh: '新名', en: 'New name' } } },
    ]);
    expect(first(pack?.units).name.zh).toBe('新名');
    for (const part of [
      'staff',
      'catalogue',
      'sensors',
      'rules',
      'procedures',
      'calendar',
      'policy',
    ] as const)
      expect(pack?.[part]).toBe(base.pack[part]);
    expect(pack?.units).toHaveLength(base.pack.units.length);
  });

  test('every part takes its own rows again, one after the other', () => {
    for (const part of changeableParts) {
      if (part === 'pack' || part === 'grids' || part === 'procedures') continue;
      const rows = base.pack[part as 'units'] ?? [];
      const changes = rows.slice(0, 3).map((body) => ({ part, key: body.id, body }));
      const { pack, faults } = revise(base, changes);
      expect(faults, part).toEqual([]);
      expect(pack?.[part as 'units'], part).toEqual(base.pack[part as 'units']);
    }
  });

  test('sensors that come stand behind those that were there, and none is taken out', () => {
    const sensor = first(base.pack.sensors);
    const added = { ...sensor, id: 'new-gauge', name: { zh: '新水位站', en: 'New gauge' } };
    const { pack } = revise(base, [
      { part: 'sensors', key: 'new-gauge', body: added },
      { part: 'sensors', key: sensor.id, body: { ...sensor, retired: true } },
    ]);
    expect(pack?.sensors.map(({ id }) => id)).toEqual([
      ...base.pack.sensors.map(({ id }) => id),
      'new-gauge',
    ]);
    const { faults } = revise(base, [{ part: 'sensors', key: sensor.id, body: null }]);
    expect(faults.map(({ part, key }) => `${part} ${key}`)).toContain(`sensors ${sensor.id}`);
  });

  test('rows come and go in every part: what nothing names goes, and what is named says so', () => {
    const added = changeableParts.flatMap((part): PackRow[] => {
      // A beat takes its grids from no other, nor the six fixed things their post; sensors stay for what they measured.
      if (['pack', 'grids', 'procedures', 'sensors', 'police', 'listed', 'six'].includes(part)) return [];
      const [row] = base.pack[part as 'units'] ?? [];
      // Vehicles tell their places under names that no member of the staff has.
      const id = part === 'vehicles' ? 'zz-car' : 'zz-new';
      return row ? [{ part, key: id, body: { ...row, id } }] : [];
    });
    expect(added.length).toBeGreaterThan(8);
    const came = revise(base, added);
    expect(came.faults).toEqual([]);
    for (const { part, key } of added) expect(came.pack?.[part as 'units']?.at(-1)?.id, part).toBe(key);
    const gone = revise(base, [...added, ...added.map((row) => ({ ...row, body: null }))]);
    expect([gone.faults, gone.pack]).toEqual([[], base.pack]);
    const isRefused = (id: string): boolean =>
      revise(base, [{ part: 'units', key: id, body: null }]).faults.length > 0;
    for (const { id } of base.pack.units.slice(0, 4))
      if (rowsNaming(base, { part: 'units', key: id }) > 0) expect(isRefused(id), id).toBe(true);
  });

  test('a fault names part, row and field: of form, of reference, of what is left behind', () => {
    const item = first(base.pack.catalogue);
    const unit = must(
      base.pack.units.find(({ id }) => item.units.includes(id)),
      'its unit',
    );
    const faultsOf = (rows: PackRow[]): string[] =>
      revise(base, rows).faults.map(({ part, key, field }) => `${part}/${key}/${field}`);
    const limits = { ...item.limits, whole: { amount: 0, unit: 'work-day' } };
    expect(faultsOf([{ part: 'catalogue', key: item.id, body: { ...item, limits } }])).toEqual([
      `catalogue/${item.id}/limits.whole.amount`,
    ]);
    expect(faultsOf([{ part: 'catalogue', key: item.id, body: { ...item, units: ['nobody'] } }])).toContain(
      `catalogue/${item.id}/units.0`,
    );
    expect(faultsOf([{ part: 'catalogue', key: item.id, body: { ...item, id: 'other' } }])).toContain(
      `catalogue/${item.id}/id`,
    );
    expect(faultsOf([{ part: 'units', key: unit.id, body: null }]).length).toBeGreaterThan(0);
    expect(
      faultsOf([{ part: 'pack', key: 'calendar', body: { ...base.pack.calendar, periods: [] } }]),
    ).toEqual(['pack/calendar/periods']);
    expect(faultsOf([{ part: 'pack', key: 'demo', body: null }])).toEqual(['pack/demo/']);
    expect(
      faultsOf([{ part: 'pack', key: 'identity', body: { ...base.pack.identity, code: '999999' } }]),
    ).toEqual(['pack/identity/code']);
    expect(faultsOf([{ part: 'grids', key: 'nowhere', body: { name: 'x' } }])).toEqual(['grids/nowhere/']);
    expect(faultsOf([{ part: 'weather', key: 'x', body: {} }])).toEqual(['weather/x/']);
  });

  test('a cell has another name wherever it is found, and lies where it lay', () => {
    const cell = first(narrowCells(base.grid));
    const { grid, cells, faults } = revise(base, [{ part: 'grids', key: cell.id, body: { name: '新格' } }]);
    expect(faults).toEqual([]);
    const geometries = [{ properties: { id: cell.id } }, { properties: { id: 'other', name: '旧' } }];
    expect(JSON.parse(mapAfter(JSON.stringify({ objects: { l3: { geometries } } }), cells))).toEqual({
      objects: {
        l3: {
          geometries: [
            { properties: { id: cell.id, name: '新格' } },
            { properties: { id: 'other', name: '旧' } },
          ],
        },
      },
    });
    expect(grid.byId.get(cell.id)?.name).toBe('新格');
    const [chain, again] = [grid.locate(cell.centre), grid.locate(cell.centre)];
    expect(chain.map(({ id }) => id)).toEqual(base.grid.locate(cell.centre).map(({ id }) => id));
    expect([chain.at(-1)?.name, chain === again]).toEqual(['新格', true]);
  });
});

describe('outlines that were drawn', () => {
  let outlines: MapCells;
  let cell: Cell;
  let ground: Area;
  /** A neighbour below the same grid. */
  let beside = '';
  beforeAll(() => {
    outlines = cellsOfMap(must(base.outlines, 'outlines').read());
    // One that lies within the county: what its ground loses, nobody has.
    const isInner = ({ id }: Cell): boolean => {
      const without = new Map(outlines.areas);
      without.delete(id);
      return fitOf(outlines.areas, without, [id]).misfits.length === 1;
    };
    cell = must(narrowCells(base.grid).find(isInner), 'an inner cell');
    ground = must(outlines.areas.get(cell.id), 'ground');
    const own = narrowCells(base.grid).filter(({ id, parent }) => parent === cell.parent && id !== cell.id);
    beside = must(
      own.find(({ id }) => mergeAreas(outlines.areas, cell.id, id)),
      'a neighbour',
    ).id;
  });
  const rowsOfStroke = (stroke: Redrawn | null, parent: string | null): PackRow[] =>
    [...must(stroke, 'a stroke')].map(([key, shape]) => {
      const name = base.grid.byId.get(key)?.name ?? '新格';
      const more = base.grid.byId.has(key) || parent === null ? {} : { parent };
      return { part: 'grids', key, body: shape && { name, shape, ...more } };
    });
  const moved = (one: PackRow): PackRow =>
    JSON.parse(JSON.stringify(one).replaceAll(`"${beside}"`, `"${cell.id}"`)) as PackRow;
  /** Staff, beats and the like of a grid that goes are its heir's. */
  const heirs = (): PackRow[] =>
    (['staff', 'units', 'responsibility', 'police'] as const).flatMap((part) =>
      (base.pack[part] ?? []).flatMap((row) =>
        JSON.stringify(row).includes(`"${beside}"`) ? [moved({ part, key: row.id, body: row })] : [],
      ),
    );

  test('a cell that was cut is two: both are found by place, and every other cell is what it was', () => {
    const [west, south, east, north] = frameOfArea(ground);
    const steps = must(base.outlines, 'outlines').read().transform as unknown as Steps;
    const line: [number, number][] = [
      [west, south],
      [east, north],
    ];
    const rows = rowsOfStroke(splitArea(outlines.areas, steps, cell.id, line, 'new-1'), cell.parent);
    const { faults, grid, map, cells } = revise(base, rows);
    expect(faults).toEqual([]);
    const made = must(grid.byId.get('new-1'), 'the new cell');
    expect(made).toMatchObject({ level: 3, parent: cell.parent, name: '新格' });
    for (const one of [made, must(grid.byId.get(cell.id), 'the old one')])
      expect(grid.locate(one.centre).map(({ id }) => id)).toEqual([
        ...base.grid
          .locate(cell.centre)
          .slice(0, 2)
          .map(({ id }) => id),
        one.id,
      ]);
    const others = narrowCells(base.grid).filter(({ id }) => !cells.has(id));
    expect(others.length).toBeGreaterThan(170);
    for (const one of others)
      expect(grid.locate(one.centre).map(({ id }) => id)).toEqual(
        base.grid.locate(one.centre).map(({ id }) => id),
      );
    // The file is on the same grid of coordinates: what nobody drew has its very numbers.
    const again = cellsOfMap(must(map, 'the map'));
    for (const one of others) expect(again.areas.get(one.id)?.flat(2).length).toBeGreaterThan(3);
    expect(again.levels.map(({ length }) => length)).toEqual([1, 21, 180]);
    // As a folder it is the same county.
    const text = mapAfter(JSON.stringify(must(base.outlines, 'outlines').read()), cells);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(map)));
  });

  test('wider grids that are new are made of the cells that go below them, and what they leave keeps the rest', () => {
    const parent = must(cell.parent, 'a parent');
    const own = narrowCells(base.grid).filter((one) => one.parent === parent);
    const answering = must(
      base.pack.units.find(({ grid: at }) => at === parent),
      'the unit of the village',
    );
    const row = (key: string, body: object): PackRow => ({ part: 'grids', key, body });
    const rows = [
      row('g-01', { name: '新镇' }),
      row('g-01-01', { name: '新村', parent: 'g-01' }),
      row(cell.id, { name: cell.name, parent: 'g-01-01' }),
      { part: 'units', key: 'unit-g', body: { ...answering, id: 'unit-g', grid: 'g-01-01' } },
    ];
    const { faults, grid, map } = revise(base, rows);
    expect(faults).toEqual([]);
    expect(grid.locate(cell.centre).map(({ id }) => id)).toEqual(['g-01', 'g-01-01', cell.id]);
    const left = must(
      own.find(({ id }) => id !== cell.id),
      'one that stays',
    );
    expect(grid.locate(left.centre).map(({ id }) => id)).toEqual(
      base.grid.locate(left.centre).map(({ id }) => id),
    );
    expect(cellsOfMap(must(map, 'the map')).levels.map(({ length }) => length)).toEqual([2, 22, 179]);
    // One that nothing goes below is a slip.
    expect(revise(base, [row('g-01', { name: '新镇' })]).faults).not.toEqual([]);
    expect(revise(base, rows.slice(0, 2)).faults).not.toEqual([]);
  });

  test('what another thread drew is not drawn here, faults included; without its answer it is', async () => {
    const before = must(base.outlines, 'outlines');
    const [west, south, east, north] = frameOfArea(ground);
    const across: [number, number][] = [
      [west, north],
      [east, south],
    ];
    const steps = before.read().transform as unknown as Steps;
    const sound = rowsOfStroke(splitArea(outlines.areas, steps, cell.id, across, 'new-1'), cell.parent);
    const faulty = sound.filter(({ key }) => key !== 'new-1');
    for (const rows of [sound, faulty]) {
      const asked: unknown[] = [];
      const read = vi.fn<typeof before.read>(before.read);
      const county = { ...base, outlines: { ...before, read } };
      const draw: DrawAside = async (_, changes) => {
        asked.push(changes);
        return drawAnew(before.read(), changes);
      };
      const here = editionAt(base, [version(2, rows)], 2_000);
      for (const at of [2_000, 3_000]) {
        const there = await editionSoon(county, [version(2, rows)], at, draw);
        expect(there.faults).toEqual(here.faults);
        expect(there.pack?.map).toEqual(here.pack?.map);
      }
      expect([asked.length, read.mock.calls.length]).toEqual([1, 0]);
      const alone = { ...base, outlines: { ...before, read } };
      await editionSoon(alone, [version(2, rows)], 2_000, () => Promise.resolve(null));
      expect(read).toHaveBeenCalledOnce();
    }
  });

  test('two that became one need an heir for all that names the one that goes', () => {
    const rows = rowsOfStroke(mergeAreas(outlines.areas, cell.id, beside), null);
    const { faults } = revise(base, rows);
    expect(faults.map(({ part }) => part)).toContain('staff');
    expect(faults.map(({ reasonId }) => reasonId)).toContain('grid-no-heir');
    const formerly: PackRow = { part: 'pack', key: 'formerly', body: { grids: { [beside]: cell.id } } };
    const whole = revise(base, [...rows, ...heirs(), formerly]);
    expect(whole.faults).toEqual([]);
    expect(whole.grid.byId.has(beside)).toBe(false);
    expect(whole.pack?.formerly).toEqual({ grids: { [beside]: cell.id } });
  });

  test('what a map must not have is told by the grid: ground twice, ground of nobody, a crossing, no parent, a shape above', () => {
    const reasons = (rows: PackRow[]): (string | undefined)[] =>
      revise(base, rows).faults.map(({ reasonId }) => reasonId);
    const body = (shape: unknown, more: object = {}) => ({ name: 'x', shape, ...more });
    const [[outer = []] = []] = ground;
    const least = outer.slice(0, 3);
    expect(
      reasons([{ part: 'grids', key: cell.id, body: body([[[...least, ...least.slice(0, 1)]]]) }]),
    ).toContain('grid-gap');
    const over = must(outlines.areas.get(beside), 'beside');
    expect(reasons([{ part: 'grids', key: 'new-1', body: body(over, { parent: cell.parent }) }])).toContain(
      'grid-over',
    );
    const [a, b, ...rest] = outer;
    expect(
      reasons([{ part: 'grids', key: cell.id, body: body([[[a, rest[0], b, ...rest.slice(1)]]]) }]).length,
    ).toBe(1);
    expect(reasons([{ part: 'grids', key: 'new-1', body: body(over, { parent: 'nowhere' }) }])).toContain(
      'grid-no-parent',
    );
    const wide = first(base.grid.levels[1]);
    expect(reasons([{ part: 'grids', key: wide.id, body: body(over) }])).toContain('grid-shape-above');
    expect(reasons([{ part: 'grids', key: wide.id, body: null }])).toContain('grid-no-parent');
    expect(reasons([{ part: 'grids', key: 'new-2', body: { name: 'x', parent: wide.parent } }])).toContain(
      'grid-no-child',
    );
    expect(reasons([{ part: 'grids', key: 'a b', body: body(over, { parent: cell.parent }) }])).toContain(
      'grid-id',
    );
    expect(reasons([{ part: 'grids', key: cell.id, body: body([[[a, b, rest[0], rest[1]]]]) }]).length).toBe(
      1,
    );
  });
});

describe('editions', () => {
  const named = (zh: string): PackRow => {
    const unit = first(base.pack.units);
    return { part: 'units', key: unit.id, body: { ...unit, name: { zh, en: zh } } };
  };

  test('each version that took effect makes one; what was true at an instant stays true for it', () => {
    const versions = [
      version(2, [named('甲')]),
      version(3, [named('丙')], { since: 9_000 }),
      version(4, [named('乙')]),
    ];
    const told = [0, 2_000, 3_999, 4_000, 8_999, 9_000].map((at) => {
      const pack = packAt(versions, at);
      return [pack.edition, first(pack.pack.units).name.zh];
    });
    const folder = first(base.pack.units).name.zh;
    expect(told).toEqual([
      ...[
        [1, folder],
        [2, '甲'],
        [2, '甲'],
        [3, '乙'],
        [3, '乙'],
        [4, '丙'],
      ],
    ]);
    expect([0, 2_000, 4_000, 9_000].map((at) => nextSince(versions, at))).toEqual([
      2_000,
      4_000,
      9_000,
      Infinity,
    ]);
    expect(packAt(versions, 0)).toBe(base);
  });

  test('a limit for new matters alone leaves the others theirs; one for all takes them along', () => {
    const item = first(base.pack.catalogue);
    const withDays = (amount: number): PackRow => {
      const limits = { ...item.limits, whole: { amount, unit: 'work-day' as const } };
      return { part: 'catalogue', key: item.id, body: { ...item, limits } };
    };
    const versions = [
      version(10, [withDays(50)], { applies: 'new' }),
      version(20, [withDays(60)], { applies: 'open' }),
      version(30, [withDays(70)], { applies: 'new' }),
    ];
    const daysOf = (at: number, began: number): number | undefined => {
      const pack = packAt(versions, at);
      return (pack.formerItem?.(item.id, began) ?? pack.items.get(item.id))?.limits['whole']?.amount;
    };
    const folder = item.limits['whole']?.amount;
    expect([daysOf(10_000, 9_999), daysOf(10_000, 10_000)]).toEqual([folder, 50]);
    expect([daysOf(20_000, 5_000), daysOf(20_000, 15_000), daysOf(20_000, 20_000)]).toEqual([60, 60, 60]);
    expect([daysOf(30_000, 5_000), daysOf(30_000, 29_999), daysOf(30_000, 30_000)]).toEqual([60, 60, 70]);
    expect(packAt(versions, 30_000).formerItem?.('nothing', 0)).toBe(undefined);
  });

  test('what does not fit is no edition', () => {
    const unit = first(base.pack.units);
    const bad = editionAt(
      base,
      [version(2, [{ part: 'units', key: unit.id, body: { id: unit.id } }])],
      2_000,
    );
    expect(bad.pack).toBe(null);
    expect(bad.faults[0]).toMatchObject({ part: 'units', key: unit.id, field: 'name' });
  });
});

test('a row tells who changed it when and why, and what it was from then on', () => {
  const unit = first(base.pack.units);
  const row = (phone: string): PackRow => ({ part: 'units', key: unit.id, body: { ...unit, phone } });
  const other = first(base.pack.units.slice(1));
  const versions = [
    version(2, [row('1')], { why: 'moved' }),
    version(3, [{ part: 'units', key: other.id, body: { ...other, phone: '9' } }]),
    version(4, [{ part: 'units', key: unit.id, body: unit }], { undoes: 2, byName: 'B' }),
  ];
  const packs = { base: () => base, versions: () => versions };
  const told = historyOfRow(packs, base.id, { part: 'units', key: unit.id });
  expect(told.map(({ version: n, by, why, undoes, fields }) => [n, by, why, undoes, fields])).toEqual([
    [4, 'B', 'because', 2, ['phone']],
    [2, 'A', 'moved', null, ['phone']],
  ]);
  expect(told.map(({ body }) => body)).toEqual([unit, { ...unit, phone: '1' }]);
});
