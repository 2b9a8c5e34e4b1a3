import { leastLevels } from '#shared/grid/levels.ts';
import { staff as staffRow, type Staff, type Unit } from '#shared/pack/schema.ts';
import { usualDomains, usualSystems } from '#shared/pack/domain.ts';
import type { Post } from '#shared/access/post.ts';
import { type Cell, type GridTree, narrowCells } from '#shared/grid/tree.ts';
import { gridTree } from '#shared/grid/locate.ts';
import type { Localized } from '#shared/kernel/localized.ts';
import type { NewCounty } from '#shared/wire/new-county.ts';
import type { FolderFile } from '../packs/folder.ts';
import { offsetMinutesOf } from './offset.ts';
import { frameOf, gridFile, outlineOf, drawnLevels } from './grids.ts';
import { both, itemsOf, needed } from './catalogue.ts';
import { gather, type Gathered } from './lists.ts';

const words = {
  town: { zh: '网格办', en: 'Grid office' },
  community: { zh: '工作站', en: 'Station' },
} as const;

/** Posts as they are written in the language that comes first: a new county names posts and places, and no person. */
const postNames: Readonly<Partial<Record<Post, Localized>>> = {
  'duty-chief': { zh: '值班长', en: 'Chief of the watch' },
  'duty-officer': { zh: '值班员', en: 'Duty officer' },
  leader: { zh: '分管领导', en: 'Leader' },
  admin: { zh: '管理员', en: 'Administrator' },
  handler: { zh: '经办人', en: 'Handler' },
  'grid-member': { zh: '网格员', en: 'Grid member' },
  agent: { zh: '代办员', en: 'Agent' },
};

/**
 * The folder of a county out of what was said of it: grids as a map file, a centre above everything, a unit for every grid of the
 * widest level that nobody answers for, the posts that the procedures need, and the items. What does not fit is told by the check of
 * folders, which is the only one.
 */
export function countyOf(draft: NewCounty, now: number): FolderFile[] {
  const levels = drawnLevels(draft.grids);
  const topology = gridFile(levels);
  const grid = gridTree(topology);
  const units = unitsOf(draft, grid);
  const [domains, systems] = [gather(usualDomains, 'domain'), gather(usualSystems, 'system')];
  const catalogue = itemsOf(draft, units, domains);
  const sensors = sensorsOf(draft, systems);
  const procedures = [...new Set(['standard', ...draft.procedures, ...needed(draft.procedures)])];
  const head = {
    identity: identityOf(draft, frameOf(topology)),
    calendar: {
      utcOffsetMinutes: offsetMinutesOf(draft.zone, now),
      zone: draft.zone,
      periods: draft.periods,
      holidays: draft.holidays,
      makeUpDays: [],
    },
    policy: {
      supervision: { remindAt: 0.7, stepShare: 0.5 },
      readingDays: 30,
      futureToleranceMs: 120_000,
      lateMs: 7 * 86_400_000,
      league: { onTime: 40, closing: 30, rework: 15, satisfaction: 15 },
      targets: { onTime: 0.95, grassRoots: 0.9, reworkMax: 0.02 },
      duplicates: { withinM: 100, withinMs: 72 * 3_600_000, likeness: 0.5 },
      ...(draft.emergency.length > 0 && {
        emergency: draft.emergency.map(({ number, name }) => ({ number, name: both(name) })),
      }),
    },
    procedures,
  };
  const file = (name: string, body: unknown): FolderFile => ({
    path: name,
    text: `${JSON.stringify(body)}\n`,
  });
  const nothing = { type: 'FeatureCollection', features: [] };
  return [
    file('pack/pack.json', head),
    file('pack/units.json', units),
    file('pack/staff.json', staffOf(draft, units, grid)),
    file('pack/catalogue.json', catalogue),
    file('pack/sensors.json', sensors),
    ...listFiles({ domains, systems }, file),
    file('map/grids.topo.json', topology),
    file('map/boundary.geojson', outlineOf(topology)),
    file('map/neighbours.geojson', nothing),
    file('map/places.geojson', nothing),
  ];
}

function identityOf(draft: NewCounty, bounds: [number, number, number, number]) {
  const { id, code, language, codes, phones, numbers } = draft;
  const said = draft.levels.map(both);
  const levels = said.length < leastLevels ? [...said, { zh: '二级网格', en: 'Second-level grid' }] : said;
  return {
    id,
    code,
    name: both(draft.name),
    centre: both(draft.centre),
    language,
    ...(codes && { codes }),
    ...(phones && { phones }),
    ...(numbers && { numbers }),
    levels,
    bounds,
    facts: { source: language === 'zh' ? '由管理员设立' : 'Set up by an administrator' },
    map: {
      grids: 'grids.topo.json',
      neighbours: 'neighbours.geojson',
      water: [],
      places: 'places.geojson',
      boundary: 'boundary.geojson',
      attribution: language === 'zh' ? '网格由管理员提供' : 'Grids given by the administrator',
    },
  };
}

/** The centre, the departments that were named, and whoever answers for each grid of the widest level. */
function unitsOf(draft: NewCounty, grid: GridTree): Unit[] {
  const [first] = narrowCells(grid);
  const middle = first?.centre ?? { lng: 0, lat: 0 };
  const common = { skills: [], place: middle };
  const units: Unit[] = [
    { ...common, id: 'centre', name: both(draft.centre), kind: 'centre', phone: draft.phone },
  ];
  const taken = new Set<string>();
  for (const { id, name, phone, grids = [] } of draft.units) {
    const below = {
      ...common,
      name: both(name),
      phone: phone === '' ? draft.phone : phone,
      parent: 'centre',
    };
    if (grids.length === 0) units.push({ ...below, id, kind: 'department' });
    for (const [i, at] of grids.entries()) {
      taken.add(at);
      const place = insideOf(grid, at) ?? middle;
      units.push({ ...below, id: i === 0 ? id : `${id}-${i + 1}`, kind: 'town', grid: at, place });
    }
  }
  for (const cell of grid.levels[0]) {
    if (taken.has(cell.id)) continue;
    const name = { zh: `${cell.name}${words.town.zh}`, en: `${cell.name} ${words.town.en}` };
    const place = insideOf(grid, cell.id) ?? middle;
    units.push({
      ...common,
      id: `town-${cell.id}`,
      name,
      kind: 'town',
      grid: cell.id,
      phone: draft.phone,
      parent: 'centre',
      place,
    });
  }
  return units;
}

/** A place in the middle of a narrow cell below a grid: in it without doubt. */
function insideOf(grid: GridTree, id: string): Cell['centre'] | undefined {
  const isBelow = (cell: Cell | undefined): boolean => {
    for (let at = cell; at; at = grid.byId.get(at.parent ?? '')) if (at.id === id) return true;
    return false;
  };
  return narrowCells(grid).find(isBelow)?.centre;
}

/** Two at the desk and their chief, a leader, an administrator, a handler in each unit, a member in each grid of the middle level. */
function staffOf(draft: NewCounty, units: readonly Unit[], grid: GridTree): Staff[] {
  const { language, phone } = draft;
  const rows: Staff[] = [];
  const add = (id: string, post: Post, place: string, more: { unit?: string; grid?: string }): void => {
    const title = postNames[post]?.[language] ?? post;
    rows.push(staffRow.parse({ id, name: `${place} ${title}`.trim().slice(-64), post, phone, ...more }));
  };
  const centre = { unit: 'centre' };
  add('chief', 'duty-chief', '', centre);
  add('duty-1', 'duty-officer', '', centre);
  add('duty-2', 'duty-officer', '', centre);
  add('leader', 'leader', '', centre);
  add('administrator', 'admin', '', centre);
  add('agent', 'agent', '', centre);
  for (const unit of units)
    add(`handler-${unit.id}`.slice(0, 64), 'handler', unit.name[language], { unit: unit.id });
  for (const cell of grid.levels[1])
    add(`member-${cell.id}`.slice(0, 64), 'grid-member', cell.name, { grid: cell.id });
  return rows;
}

/** Lists that a county has of its own. */
function listFiles(
  lists: Record<string, Gathered>,
  file: (name: string, body: unknown) => FolderFile,
): FolderFile[] {
  return Object.entries(lists).flatMap(([part, list]) => {
    const rows = list.rows();
    return rows ? [file(`pack/${part}.json`, rows)] : [];
  });
}

function sensorsOf(draft: NewCounty, systems: Gathered): object[] {
  return draft.sensors.map(({ id, name, system, quantity, measure, lng, lat, low, high, everySeconds }) => ({
    id,
    name: both(name),
    system: systems.of(system || 'emergency'),
    quantity,
    measure,
    place: { lng, lat },
    range: [low, high],
    normal: [low, high],
    decimals: 2,
    everyMs: Math.round(everySeconds * 1_000),
  }));
}
