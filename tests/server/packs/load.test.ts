import { describe, expect, it } from 'vitest';
import { narrowCells } from '#shared/grid/tree.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import { must } from '#shared/kernel/must.ts';
import { usualDomains, usualSystems } from '#shared/pack/domain.ts';
import type { Grade } from '#shared/procedure/schema.ts';
import { demoPeople } from '../../../server/access/demo.ts';
import { packFolders } from '../../../server/packs/folders.ts';
import { groundOf } from '../../../server/packs/ground.ts';
import { loadPacks } from '../../../server/packs/load.ts';

const packs = await loadPacks({ ...packFolders(), only: [] });
const byId = new Map(packs.map((pack) => [pack.id, pack]));
const of = (id: string): (typeof packs)[number] => must(byId.get(id), id);

describe('the four shipped packs', () => {
  it.each([
    ['jiangyin', [17, 269, 1363], 1223, 2400, 324],
    ['xuxiake', [1, 21, 179], 1223, 320, 325],
    ['longgang', [102, 469, 3311], 1048, 9700, 683],
    ['donghai', [19, 373, 1492], 800, 1800, 325],
  ] as const)('%s has the counts of its county', (id, cells, sensors, cameras, indicators) => {
    const { pack, grid } = of(id);
    expect(grid.levels.map((level) => level.length)).toEqual(cells);
    expect([pack.sensors.length, pack.cameras.length, pack.indicators.length]).toEqual([
      sensors,
      cameras,
      indicators,
    ]);
    expect(new Set(pack.sensors.map((sensor) => sensor.system))).toEqual(
      new Set(usualSystems.map((one) => one.id)),
    );
    expect(new Set(pack.indicators.map((indicator) => indicator.domain))).toEqual(
      new Set(usualDomains.map((one) => one.id)),
    );
    expect(pack.catalogue.length).toBeGreaterThanOrEqual(60);
  });

  it('gives every sensor a threshold and a no-data rule, whatever rules it has besides', () => {
    for (const { pack, rulesOf, sensorOrdinals } of packs) {
      for (const [id, ordinal] of sensorOrdinals) {
        expect(pack.sensors[ordinal]?.id).toBe(id);
        expect(
          rulesOf(ordinal).map((rule) => rule.kind),
          `${pack.identity.id} ${id}`,
        ).toEqual(expect.arrayContaining(['threshold', 'no-data']));
      }
    }
  });

  it('hands on the functions that its county counts: 154, of which 85 to 92 bodies, and 95 to communities', () => {
    const { pack, units } = of('longgang');
    const handed = (pack.listed ?? []).filter(({ list }) => list === 'function');
    const bodies = new Set(handed.flatMap((one) => one.bodies ?? []));
    expect([handed.length, handed.filter((one) => one.bodies).length, bodies.size]).toEqual([154, 85, 92]);
    expect([...bodies].map((id) => units.get(id)?.kind)).toEqual(Array<string>(92).fill('society'));
    expect((pack.listed ?? []).filter(({ list }) => list === 'community-function')).toHaveLength(95);
  });

  it('has police stations whose beats cover every village once where grid and police work together', () => {
    const { pack, grid, units } = of('donghai');
    const cells = (pack.police ?? []).flatMap(({ grids }) => grids);
    expect(cells.toSorted()).toEqual(grid.levels[1].map(({ id }) => id).toSorted());
    const stations = new Set((pack.police ?? []).map(({ unit }) => units.get(unit)?.parent));
    expect([new Set((pack.police ?? []).map(({ unit }) => unit)).size, [...stations]]).toEqual([
      19,
      ['dept-police'],
    ]);
  });

  it('sees Donghai on one page of two centres, three platforms and three fields', () => {
    const bands = [...groupBy(of('donghai').pack.overview ?? [], ({ band }) => band.zh)];
    expect(bands.map(([band, parts]) => [band, parts.length])).toEqual([
      ['两大中心', 2],
      ['三大平台', 3],
      ['三大领域', 3],
    ]);
  });

  it('has the people its county counts', () => {
    const count = (id: string, post: string): number =>
      of(id).pack.staff.filter((one) => one.post === post).length;
    expect(count('xuxiake', 'information-officer')).toBe(1025);
    expect(
      of('xuxiake').pack.staff.filter((one) => one.unit?.startsWith('squad-') && /执法队员/.test(one.name)),
    ).toHaveLength(88);
    expect(count('jiangyin', 'grid-member')).toBe(1363);
    expect(count('jiangyin', 'grid-head')).toBe(17 + 269 + 1363);
    expect(count('longgang', 'information-officer')).toBe(3311);
    expect(count('longgang', 'patroller')).toBe(477);
  });

  it('has for a demo, in each of its widest grids, a grid member who signs in', () => {
    for (const pack of packs) {
      const fields = demoPeople(pack, '', 0).filter(({ role }) => role === 'field');
      const without = pack.grid.levels[0].filter(({ id }) => !fields.some(({ grids }) => grids.includes(id)));
      expect(
        without.map(({ name }) => name),
        pack.id,
      ).toEqual([]);
    }
  });

  it('lists the services its county counts', () => {
    const items = (id: string, procedure: string): (typeof packs)[number]['pack']['catalogue'] =>
      of(id).pack.catalogue.filter((one) => one.procedure === procedure);
    expect(items('jiangyin', 'approval').filter(({ id }) => id.startsWith('approval-'))).toHaveLength(85);
    const promised = (id: string): (number | undefined)[] =>
      ['company', 'estate-transfer', 'works-permit'].map(
        (one) => of(id).items.get(`approval-${one}`)?.limits['whole']?.amount,
      );
    expect([promised('jiangyin'), promised('xuxiake'), promised('donghai')]).toEqual([
      [2, 4, 40],
      [2, 4, 40],
      [3, 5, 50],
    ]);
    const aid = items('jiangyin', 'assistance');
    expect([new Set(aid.map((one) => one.class.zh)).size, aid.length >= 60]).toEqual([8, true]);
    expect(new Set(aid.map(({ units }) => [...units].sort().join())).size).toBe(1);
    expect(aid[0]?.units).toHaveLength(12);
    const agents = of('jiangyin').pack.staff.filter(({ post }) => post === 'agent');
    expect(agents.length).toBeGreaterThan(280);
    expect(agents.length).toBeLessThan(300);
    const desks = items('longgang', 'enterprise-call').filter(({ units }) =>
      units[0]?.startsWith('service-'),
    );
    expect(desks).toHaveLength(18);
    expect(of('xuxiake').pack.staff.filter(({ name }) => name.includes('综合窗口'))).toHaveLength(14);
    const fields = new Set(items('xuxiake', 'enforcement').map((one) => one.class.zh));
    fields.delete('执法·双随机');
    expect(fields.size).toBe(13);
  });

  it('lists one by one what its account counts', () => {
    const of647 = [...of('xuxiake').listed.values()].filter(({ list }) => list === 'power');
    const of961 = [...of('xuxiake').listed.values()].filter(({ list }) => list !== 'power');
    const departments = (rows: typeof of647): number => new Set(rows.map(({ unit }) => unit)).size;
    expect([of647.length, departments(of647)]).toEqual([647, 13]);
    expect([of961.length, departments(of961)]).toEqual([961, 38]);
    expect(departments(of961.filter(({ list }) => list === 'service'))).toBe(16);
    const ways = (one: string): number => of961.filter(({ way }) => way === one).length;
    expect([ways('online'), ways('no-visit')]).toEqual([187, 105]);
    for (const rows of [of647, of961])
      for (const language of ['zh', 'en'] as const)
        expect(new Set(rows.map(({ name }) => name[language])).size).toBe(rows.length);
  });

  it('lists one by one the services to enterprises that its account counts', () => {
    const rows = [...of('longgang').listed.values()];
    const approvals = rows.filter(({ list }) => list === 'enterprise-approval');
    const added = rows.filter(({ list }) => list === 'value-added');
    expect([approvals.length, added.length]).toEqual([1612, 229]);
    const both = [...approvals, ...added];
    for (const language of ['zh', 'en'] as const) {
      expect(new Set(both.map(({ name }) => name[language])).size).toBe(both.length);
      const areas = [...new Set(both.map(({ area }) => must(area, 'area')[language]))];
      expect([new Set(areas.map((area) => area.split(' · ', 1)[0])).size, areas.length]).toEqual([11, 21]);
    }
    const desks = both.filter(({ unit }) => unit.startsWith('service-'));
    expect(new Set(desks.map(({ unit }) => unit)).size).toBe(18);
  });

  it('draws the officers of the squads and the objects of the field', () => {
    const item = must(of('xuxiake').items.get('random-safety'), 'random-safety');
    const { pool } = groundOf(of('xuxiake'));
    expect(pool('officers', item)).toHaveLength(88);
    const kinds = new Set(pool('objects', item).map(({ name }) => name.split(' ', 1)[0]));
    expect(kinds).toEqual(new Set(item.draws));
  });

  it.each(['jiangyin', 'xuxiake', 'longgang', 'donghai'])(
    '%s has what a night brings: fire, an accident, a collapse, somebody lost or drowning, and who comes to it',
    (id) => {
      const { pack, items, matrix, grid } = of(id);
      const lead = (item: string): string | undefined => {
        const grids = grid.locate(must(narrowCells(grid)[0], 'cell').centre).map((cell) => cell.id);
        return matrix.responsibleUnits(grids, item)[0]?.unit;
      };
      for (const item of [
        ...['fire', 'drowning', 'medical-aid', 'traffic-accident', 'road-collapse', 'missing-person'],
        'mass-incident',
      ])
        expect(items.has(item), item).toBe(true);
      expect([lead('fire'), lead('drowning'), lead('medical-aid')]).toEqual([
        ...['fire-brigade', 'fire-brigade', 'medical-120'],
      ]);
      const card = pack.plans?.find((plan) => plan.type === 'fire');
      expect(card?.units[0]?.unit).toBe('fire-brigade');
      expect(card?.units.map(({ unit }) => unit)).toContain('medical-120');
      expect(new Set(pack.catalogue.map(({ name }) => name.zh)).size).toBe(pack.catalogue.length);
    },
  );

  it('where matters have grades, each has one, within a day or five days as the county promises', () => {
    const { pack } = of('longgang');
    for (const item of pack.catalogue)
      if (item.procedure === 'standard') expect(item.grade, item.id).toBeDefined();
    const whole = (grade: Grade) => pack.policy.grades?.[grade]?.['whole'];
    expect([whole('simple'), whole('ordinary'), whole('complex')]).toEqual([
      { amount: 120, unit: 'urgent-minute' },
      { amount: 1, unit: 'day-end' },
      { amount: 5, unit: 'day-end' },
    ]);
  });

  it('has the units its county counts', () => {
    const count = (id: string, kind: string, parent?: string): number =>
      of(id).pack.units.filter((one) => one.kind === kind && (parent === undefined || one.parent === parent))
        .length;
    expect([
      count('jiangyin', 'department'),
      count('jiangyin', 'town'),
      count('jiangyin', 'community'),
    ]).toEqual([25, 17, 269]);
    expect([
      count('jiangyin', 'squad', 'centre'),
      count('jiangyin', 'squad'),
      count('jiangyin', 'centre'),
    ]).toEqual([7, 26, 18]);
    // Beside those that enforce: the fire brigade and the medical station.
    expect([count('xuxiake', 'department'), count('xuxiake', 'squad', 'centre')]).toEqual([38, 3]);
    expect([
      count('longgang', 'department') + 1,
      count('longgang', 'community'),
      count('longgang', 'enterprise'),
    ]).toEqual([21, 102, 18]);
    expect([of('longgang').pack.dedicated?.length, of('jiangyin').pack.dedicated?.length]).toEqual([15, 118]);
  });

  it('answers who is responsible, the innermost last and the head first', () => {
    const { grid, unitsOfGrid, staffOf } = of('jiangyin');
    const cell = must(grid.byId.get('320281-001-01-02'), 'cell');
    const chain = grid.locate(cell.centre).map(({ id }) => id);
    expect(unitsOfGrid(chain).map(({ kind, name }) => [kind, name.zh])).toEqual([
      ['town', '澄江街道办事处'],
      ['community', '文定社区'],
    ]);
    expect(staffOf(cell.id).map(({ name }) => name)).toEqual(
      ['网格长', '网格员', '督查员', '信息员', '联络员', '巡查员'].map((title) => `文定社区02格 ${title}`),
    );
    expect(
      of('longgang')
        .unitsOfGrid(['330383-001', '330383-001-01'])
        .map(({ name }) => name.zh),
    ).toEqual(['金钗河社区']);
    expect(of('jiangyin').duty.actor).toMatchObject({ role: 'duty', unit: 'centre' });
  });

  it('knows the holidays and make-up days of the years it was authored for', () => {
    const { holidays, makeUpDays } = of('jiangyin').pack.calendar;
    expect(holidays).toEqual(
      expect.arrayContaining(['2025-10-08', '2026-02-23', '2026-10-07', '2027-10-01']),
    );
    expect(makeUpDays).toEqual(expect.arrayContaining(['2025-10-11', '2026-02-28', '2026-10-10']));
  });

  it('picks packs by id, and refuses one that is not there', async () => {
    const [one] = await loadPacks({ ...packFolders(), only: ['xuxiake'] });
    expect(one?.id).toBe('xuxiake');
    await expect(loadPacks({ ...packFolders(), only: ['atlantis'] })).rejects.toThrow(
      'atlantis $: there is no such pack',
    );
  });
});
