import { inRecord } from '#shared/kernel/localized.ts';
import { must } from '#shared/kernel/must.ts';
import { placeName } from '#shared/pack/place-name.ts';
import type { Role } from '#shared/access/person.ts';
import type { LoadedPack } from '../packs/loaded.ts';

/** One level below the city with the pretend people who work there. A county has only the levels that its units have. */
export interface DemoLevel {
  level: 'town' | 'village' | 'department';
  name: string;
  /** The part that its wall shows; a department has none. */
  grid?: string;
  people: DemoSeat[];
}
export interface DemoSeat {
  login: string;
  name: string;
  role: Role;
  unit: string;
  grids: string[];
}

/** The first town and the first village in it, and the department that leads the commonest matter. */
export function demoLevels({ pack, units }: LoadedPack): DemoLevel[] {
  const town = pack.units.find(({ kind, grid }) => kind === 'town' && grid !== undefined);
  const village = pack.units.find(
    ({ kind, grid, parent }) => kind === 'community' && grid !== undefined && (!town || parent === town.id),
  );
  const department = units.get(pack.catalogue[0]?.units[0] ?? '');
  return [
    ...(town ? [townLevel(pack, town.id, must(town.grid, 'grid'))] : []),
    ...(village ? [villageLevel(village.id, inRecord(village.name), must(village.grid, 'grid'))] : []),
    ...(department ? [departmentLevel(department.id, inRecord(department.name))] : []),
  ];
}

/** A town has an officer's desk of its own: it accepts, files and dispatches what lies in it. */
function townLevel({ units }: LoadedPack['pack'], id: string, grid: string): DemoLevel {
  const centre = units.find((unit) => unit.kind === 'centre' && unit.grid === grid)?.id ?? id;
  const name = inRecord(
    placeName(
      must(
        units.find((unit) => unit.id === id),
        id,
      ),
    ),
  );
  const seat = { unit: centre, grids: [grid] };
  return {
    level: 'town',
    name,
    grid,
    people: [
      { login: 'town-desk', name: `${name} 值班席`, role: 'duty', ...seat },
      { login: 'town-lead', name: `${name} 分管领导`, role: 'leader', ...seat },
    ],
  };
}

/** A village signs and handles what is sent to it, and sees all that lies in it. */
function villageLevel(unit: string, name: string, grid: string): DemoLevel {
  return {
    level: 'village',
    name,
    grid,
    people: [
      { login: 'village-desk', name: `${name} 工作站`, role: 'handler', unit, grids: [grid] },
      { login: 'village-lead', name: `${name} 负责人`, role: 'leader', unit, grids: [grid] },
    ],
  };
}

/** A department sees its tasks and nothing else. */
function departmentLevel(unit: string, name: string): DemoLevel {
  return {
    level: 'department',
    name,
    people: [{ login: 'dept-desk', name: `${name} 值守席`, role: 'handler', unit, grids: [] }],
  };
}
