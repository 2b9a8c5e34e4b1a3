import type { Point } from '#shared/geo/point.ts';
import type { Making } from './world-making.ts';

/** A building with its homes and who heads them. */
export interface Homes {
  building: string;
  place: Point;
  dwellings: string[];
  heads: string[];
}

/** A building's chief, a head of ten homes, and a party member who is tied to ten (1+10+N). */
export function groupsOf(
  { put }: Pick<Making, 'put'>,
  address: string,
  key: string,
  { building, place, dwellings, heads }: Homes,
): void {
  const group = (sort: string, name: string, of: readonly string[], head: string | undefined): void =>
    void put(
      'group',
      `${key}/${sort}`,
      { name, sort, head, building, dwellings: of },
      { place, daysAgo: 12 },
    );
  group('building', `${address} 楼栋长`, dwellings, heads[0]);
  group('ten', `${address} 十户组`, dwellings.slice(0, 10), heads[1] ?? heads[0]);
  group('party', `${address} 党员联户`, dwellings.slice(2), heads[2] ?? heads[0]);
}
