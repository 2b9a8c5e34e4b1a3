import { must } from '#shared/kernel/must.ts';
import { resourceKinds, type MapResource, type ResourceKind } from '#shared/pack/resource.ts';
import type { County } from './county.ts';
import type { AuthorGround } from './ground.ts';
import { shareOut } from './tables.ts';

/** How each kind is called, how many there are against the others, what one holds, and whether it stands by the water. */
const table: Record<
  ResourceKind,
  [name: string, weight: number, holds: readonly [number, number] | null, shore?: true]
> = {
  hydrant: ['消火栓', 412, null],
  shelter: ['应急避难场所', 46, [150, 2_400]],
  store: ['应急物资仓库', 24, [200, 3_000]],
  hospital: ['医院', 6, [60, 800]],
  clinic: ['社区卫生服务站', 52, [4, 30]],
  school: ['学校', 68, [180, 2_200]],
  'care-home': ['养老机构', 22, [20, 260]],
  'fire-station': ['消防救援站', 7, [8, 45]],
  'police-station': ['派出所', 9, null],
  'pump-station': ['排涝泵站', 38, [1_800, 36_000], true],
  sluice: ['水闸', 44, null, true],
  bridge: ['桥梁', 96, null, true],
  'petrol-station': ['加油站', 21, null],
  'hazmat-site': ['危化企业', 17, null],
  market: ['农贸市场', 26, null],
  toilet: ['公共厕所', 104, null],
  'car-park': ['公共停车场', 62, [30, 620]],
  'bus-stop': ['公交首末站', 84, null],
  heritage: ['文物保护单位', 16, null],
};

/** The things of a county's resource map, named by the village they stand in; none where its account counts none. */
export function makeResources(county: County, ground: AuthorGround): MapResource[] {
  if (county.resources === undefined) return [];
  const shares = shareOut(
    county.resources,
    resourceKinds.map((kind) => table[kind][1]),
  );
  const roll = ground.dice('resources');
  return resourceKinds.flatMap((kind, k) => {
    const [name, , holds, shore] = table[kind];
    const cells = shore ? ground.shore : ground.shuffled(`resources:${kind}`);
    return Array.from({ length: shares[k] ?? 0 }, (_, i): MapResource => {
      const cell = must(cells[i % cells.length], 'a cell');
      const village = cell.parent === null ? cell : (ground.grid.byId.get(cell.parent) ?? cell);
      const number = String(i + 1).padStart(3, '0');
      return {
        id: `${kind}-${number}`,
        kind,
        name: `${village.name}${name} ${number}`,
        place: ground.near(cell),
        ...(holds && { capacity: roll.between(holds[0], holds[1]) }),
      };
    });
  });
}
