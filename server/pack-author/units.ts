import type { Cell } from '#shared/grid/tree.ts';
import type { Localized } from '#shared/kernel/localized.ts';
import { must } from '#shared/kernel/must.ts';
import type { DedicatedGrid, Staff, Unit } from '#shared/pack/schema.ts';
import { departmentOf } from './catalogue.ts';
import type { County, Staffing } from './county.ts';
import type { AuthorGround } from './ground.ts';
import { shareOut } from './tables.ts';

const numberOf = (cell: Cell): string => cell.id.slice(cell.id.indexOf('-') + 1);
const two = (line: string): Localized => {
  const [zh = '', en = ''] = line.split(' | ');
  return { zh, en };
};

/** The command centre first, then departments, squads, further units, towns and communities. */
export function makeUnits(county: County, ground: AuthorGround): Unit[] {
  const seat = must(ground.grid.byId.get(county.seat), county.seat);
  const unit = (id: string, name: Localized, kind: Unit['kind'], more: Partial<Unit> = {}): Unit => ({
    id,
    name,
    kind,
    ...more,
    place: ground.near(must(ground.grid.byId.get(more.grid ?? county.seat), 'cell')),
    phone: ground.phone(),
    skills: more.skills ?? [],
  });
  const parent = { parent: 'centre' };
  const units = [{ ...unit('centre', county.identity.centre, 'centre'), place: seat.centre }];
  for (const line of county.departments.split('\n')) {
    const [key = ''] = line.split(' ', 1);
    units.push(unit(`dept-${key}`, two(line.slice(key.length + 1)), 'department', parent));
  }
  county.squads
    .split('\n')
    .forEach((line, i) =>
      units.push(unit(`squad-${i + 1}`, two(line), 'squad', { ...parent, skills: ['执法'] })),
    );
  for (const { kind, parent: above, prefix, list } of county.further) {
    list
      .split('\n')
      .forEach((line, i) => units.push(unit(`${prefix}-${i + 1}`, two(line), kind, { parent: above })));
  }
  if (county.wide === 'towns')
    for (const cell of ground.grid.levels[0]) units.push(...townUnits(cell, ground, unit));
  const villages = county.wide === 'communities' ? ground.grid.levels[0] : ground.grid.levels[1];
  for (const cell of villages) {
    const above =
      county.wide === 'towns'
        ? `town-${numberOf(must(ground.grid.byId.get(cell.parent ?? ''), 'town'))}`
        : 'centre';
    units.push(
      unit(
        `community-${numberOf(cell)}`,
        { zh: cell.name, en: villageInEnglish(cell, ground) },
        'community',
        {
          parent: above,
          grid: cell.id,
        },
      ),
    );
  }
  return units;
}

/** The fire brigade and the medical station: squads of their departments. */
export function makeRescue(county: County, ground: AuthorGround): Unit[] {
  const department = departmentOf(county);
  const seat = must(ground.grid.byId.get(county.seat), county.seat);
  const [fire, medical] = county.rescue;
  const unit = (duty: string, line: string, above: string, skill: string): Unit => ({
    id: department(duty),
    name: two(line),
    kind: 'squad',
    parent: department(above),
    place: ground.near(seat),
    phone: ground.phone(),
    skills: [skill],
  });
  return [unit('fire', fire, 'emergency', '消防'), unit('medical', medical, 'health', '救护')];
}

/** Who sits by the telephone of each of them. */
export function makeRescuers(rescue: readonly Unit[], ground: AuthorGround): Staff[] {
  return rescue.flatMap(({ id, name }) =>
    Array.from({ length: 4 }, (_, i) => ({
      id: `${id}-${i + 1}`,
      name: `${name.zh} 值班员 ${String(i + 1).padStart(2, '0')}`,
      post: 'handler' as const,
      unit: id,
      phone: ground.phone(),
    })),
  );
}

/** 龙虹社区 → Longhong Community, 金凤村 → Jinfeng Village. */
function villageInEnglish(cell: Cell, ground: AuthorGround): string {
  const own = ground.romanized(cell);
  if (cell.name.endsWith('社区')) return `${own} Community`;
  return cell.name.endsWith('村') ? `${own} Village` : own;
}

function townUnits(
  cell: Cell,
  ground: AuthorGround,
  unit: (id: string, name: Localized, kind: Unit['kind'], more: Partial<Unit>) => Unit,
): Unit[] {
  const number = numberOf(cell);
  const body = cell.name.endsWith('街道') ? '街道办事处' : `${cell.name.slice(-1)}人民政府`;
  const plain = cell.name.replace(/(街道|镇|乡)$/, '');
  const en = ground.romanized(cell);
  return [
    unit(`town-${number}`, { zh: `${plain}${body}`, en }, 'town', {
      parent: 'centre',
      grid: cell.id,
    }),
    unit(`centre-${number}`, { zh: `${cell.name}管理服务指挥中心`, en: `${en} command centre` }, 'centre', {
      parent: `town-${number}`,
      grid: cell.id,
    }),
    unit(`squad-${number}`, { zh: `${cell.name}综合执法中队`, en: `${en} squad` }, 'squad', {
      parent: `town-${number}`,
      grid: cell.id,
      skills: ['执法'],
    }),
  ];
}

/** Grid posts of every cell, then the people of the units. Names are designations: no person is invented. */
export function makeStaff(county: County, units: readonly Unit[], ground: AuthorGround): Staff[] {
  const responsible = new Map(
    units.filter((u) => u.grid && (u.kind === 'community' || u.kind === 'town')).map((u) => [u.grid, u.id]),
  );
  const staff: Staff[] = [];
  for (const post of county.staffing) {
    const cells = ground.grid.levels[post.level - 1] ?? [];
    const counts = shareOut(
      post.total ?? cells.length,
      cells.map(() => 1),
    );
    cells.forEach((cell, i) =>
      staff.push(...inCell(post, cell, counts[i] ?? 0, unitOf(cell, responsible, ground), ground)),
    );
  }
  const add = (id: string, name: string, post: Staff['post'], unit: string): void =>
    void staff.push({ id, name, post, unit, phone: ground.phone() });
  for (let n = 1; n <= 12; n += 1)
    add(`duty-${n}`, `指挥中心 值班席 ${String(n).padStart(2, '0')}`, 'duty-officer', 'centre');
  for (let n = 1; n <= 3; n += 1)
    add(`chief-${n}`, `指挥中心 值班长 ${String(n).padStart(2, '0')}`, 'duty-chief', 'centre');
  for (let n = 1; n <= 3; n += 1)
    add(`leader-${n}`, `分管领导 ${String(n).padStart(2, '0')}`, 'leader', 'centre');
  add('admin-1', '系统管理员', 'admin', 'centre');
  const squads = units.filter((u) => u.kind === 'squad' && u.grid === undefined);
  for (const { id, name, kind, grid } of units) {
    // Where the officers of a squad are counted, its clerk is not one of them: an inspection is not drawn for a clerk.
    if (kind === 'squad' && grid === undefined) add(`${id}-liaison`, `${name.zh} 联络员`, 'liaison', id);
    else if (kind !== 'centre') add(`${id}-handler`, `${name.zh} 经办员`, 'handler', id);
    if (kind === 'department') add(`${id}-liaison`, `${name.zh} 联络员`, 'liaison', id);
  }
  shareOut(
    county.officers.total,
    squads.map(() => 1),
  ).forEach((count, i) => {
    const squad = must(squads[i], 'squad');
    for (let n = 1; n <= count; n += 1)
      add(
        `${squad.id}-officer-${n}`,
        `${squad.name.zh} ${county.officers.title} ${String(n).padStart(3, '0')}`,
        county.officers.post,
        squad.id,
      );
  });
  return staff;
}

/** The unit of the cell itself or of the nearest cell above it. */
function unitOf(
  cell: Cell,
  responsible: ReadonlyMap<string | undefined, string>,
  ground: AuthorGround,
): string | undefined {
  for (
    let at: Cell | undefined = cell;
    at;
    at = at.parent === null ? undefined : ground.grid.byId.get(at.parent)
  ) {
    const found = responsible.get(at.id);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inCell(
  { post, title }: Staffing,
  cell: Cell,
  count: number,
  unit: string | undefined,
  ground: AuthorGround,
): Staff[] {
  const place = cell.name.replace(/ (\d+) 格$/, '$1格');
  return Array.from({ length: count }, (_, i) => {
    const serial = count > 1 ? String(i + 1) : '';
    return {
      id: `${cell.id}-${post}${serial && `-${serial}`}`,
      name: `${place} ${title}${serial}`,
      post,
      grid: cell.id,
      ...(unit === undefined ? {} : { unit }),
      phone: ground.phone(),
    };
  });
}

const inTowns = ['工业集中区', '农贸市场', '中心小学', '中学', '医院', '客运站', '商业广场'];

/** 专属网格 that lie over the tree. */
export function makeDedicated(county: County, units: readonly Unit[], ground: AuthorGround): DedicatedGrid[] {
  const wide = ground.grid.levels[0];
  const { dedicated } = county;
  const names =
    typeof dedicated !== 'number'
      ? dedicated
      : Array.from(
          { length: dedicated },
          (_, i) =>
            `${wide[i % wide.length]?.name.replace(/(街道|镇|乡)$/, '') ?? ''}${inTowns[Math.floor(i / wide.length)] ?? ''}`,
        );
  const taken = new Set<Cell>();
  const cells = ground.shuffled('dedicated');
  return names.map((name, i) => {
    const cell =
      typeof dedicated === 'number'
        ? must(
            cells.find((c) => c.id.startsWith(`${wide[i % wide.length]?.id ?? ''}-`) && !taken.has(c)),
            name,
          )
        : must(cells[i], name);
    taken.add(cell);
    const unit = must(
      unitOf(cell, new Map(units.filter((u) => u.kind === 'community').map((u) => [u.grid, u.id])), ground),
      'community',
    );
    return {
      id: `dedicated-${i + 1}`,
      name,
      kind: kindOf(name),
      place: ground.near(cell),
      radiusM: 200 + ground.dice(name).between(0, 6) * 50,
      unit,
    };
  });
}

function kindOf(name: string): DedicatedGrid['kind'] {
  if (/医院/.test(name)) return 'hospital';
  if (/小学|中学|中专/.test(name)) return 'school';
  if (/客运|渔港|码头/.test(name)) return 'transport-hub';
  if (/市场|商|水晶城/.test(name)) return 'market';
  if (/景区|度假|水库|博物馆|核心区/.test(name)) return 'scenic-area';
  return 'industrial-park';
}
