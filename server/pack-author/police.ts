import type { Cell } from '#shared/grid/tree.ts';
import type { Localized } from '#shared/kernel/localized.ts';
import { must } from '#shared/kernel/must.ts';
import type { PoliceGrid } from '#shared/pack/police.ts';
import type { ResponsibilityRule } from '#shared/pack/responsibility.ts';
import type { CatalogueItem, Staff, Unit } from '#shared/pack/schema.ts';
import { departmentOf } from './catalogue.ts';
import type { County } from './county.ts';
import type { AuthorGround } from './ground.ts';

/** Villages that one officer of a beat can know. */
const villagesABeat = 5;
const numberOf = (cell: Cell): string => cell.id.slice(cell.id.indexOf('-') + 1);
const stationOf = (cell: Cell): string => `station-${numberOf(cell)}`;

/** 派出所: a police station in every wide cell, where the county's beats belong to stations. */
export function makeStations(county: County, ground: AuthorGround): Unit[] {
  if (!county.stations) return [];
  const parent = departmentOf(county)('police');
  return ground.grid.levels[0].map((cell): Unit => {
    const plain = cell.name.replace(/(街道|镇|乡)$/u, '');
    const name = { zh: `${plain}派出所`, en: `${ground.romanized(cell)} police station` };
    const skills = ['公安'];
    const place = ground.near(cell);
    return {
      id: stationOf(cell),
      name,
      kind: 'squad',
      parent,
      grid: cell.id,
      place,
      phone: ground.phone(),
      skills,
    };
  });
}

/** 警格: some villages of a station each; without stations one a wide cell, or, where all is one wide cell, one for every seven cells below it. */
export function makePolice(county: County, units: readonly Unit[], ground: AuthorGround): PoliceGrid[] {
  if (county.stations) return ground.grid.levels[0].flatMap((cell) => beatsOfStation(cell, ground));
  const station = must(
    units.find((unit) => unit.id === `dept-${county.duties['police'] ?? 'police'}`),
    'police',
  );
  const beat = (n: number, name: Localized, grids: string[]): PoliceGrid => ({
    id: `beat-${n}`,
    name,
    unit: station.id,
    grids,
    officer: `${name.zh} 责任民警`,
    phone: ground.phone(),
  });
  if (county.wide !== 'self')
    return ground.grid.levels[0].map((cell, i) =>
      beat(i + 1, { zh: `${cell.name}警格`, en: `${ground.romanized(cell)} beat` }, [cell.id]),
    );
  const each = 7;
  const cells = ground.grid.levels[1];
  return Array.from({ length: Math.ceil(cells.length / each) }, (_, i) =>
    beat(
      i + 1,
      { zh: `第 ${i + 1} 警格`, en: `Beat ${i + 1}` },
      cells.slice(i * each, (i + 1) * each).map(({ id }) => id),
    ),
  );
}

function beatsOfStation(wide: Cell, ground: AuthorGround): PoliceGrid[] {
  const villages = ground.grid.levels[1].filter(({ parent }) => parent === wide.id);
  const count = Math.max(1, Math.ceil(villages.length / villagesABeat));
  return Array.from({ length: count }, (_, i): PoliceGrid => {
    const name = {
      zh: `${wide.name}第 ${i + 1} 警格`,
      en: `${ground.romanized(wide)} beat ${i + 1}`,
    };
    const own = villages.slice(i * villagesABeat, (i + 1) * villagesABeat);
    const grids = own.length > 0 ? own.map(({ id }) => id) : [wide.id];
    const officer = `${name.zh} 责任民警`;
    return {
      id: `beat-${numberOf(wide)}-${i + 1}`,
      name,
      unit: stationOf(wide),
      grids,
      officer,
      phone: ground.phone(),
    };
  });
}

/** Who answers for each beat: an officer of its station, so that matters reach somebody by name of post. */
export function makeBeatOfficers(county: County, police: readonly PoliceGrid[]): Staff[] {
  if (!county.stations) return [];
  return police.map(({ id, officer, unit, phone }): Staff => {
    const post = 'handler';
    return { id: `${id}-officer`, name: officer, post, unit, phone };
  });
}

const together: ReadonlySet<string> = new Set(['lonely-elder', 'women-children']);
/** 网格+警格: what the grid and the beat of a place see to together. */
const isJoint = ({ id, units, class: { zh } }: CatalogueItem): boolean =>
  together.has(id) || zh === '矛盾治安' || (zh === '公共安全' && units.includes('dept-police'));

/** The station of the beat helps with what grid and beat see to together. */
export function ofBeats(catalogue: readonly CatalogueItem[]): ResponsibilityRule {
  return {
    id: 'beat-of-place',
    items: { items: catalogue.filter(isJoint).map(({ id }) => id) },
    area: { level: 2 },
    unit: 'beat-of-place',
    role: 'co',
    why: {
      zh: '网格+警格：所在警格派出所联动',
      en: 'grid and beat work together: the police station of the beat',
    },
  };
}
