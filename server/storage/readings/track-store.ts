import type { Database } from '../database.ts';
import type { StoredPosition } from './observation-store.ts';

export type Place = Pick<StoredPosition, 'staff' | 'at' | 'lng' | 'lat'>;
/** West, south, east, north. */
export type Box = readonly [number, number, number, number];
/** Of a fence that is about more people than this, all places of the time are looked through. */
const mostSingly = 500;
export type TrackStore = ReturnType<typeof openTrackStore>;

/** Where people and vehicles on duty were (migrations 002, 073). */
export function openTrackStore({ pool }: Pick<Database, 'pool'>) {
  return {
    /** One's places in [from, to], in order; of more than `most` those evenly spread over them, the first and the last among them. */
    async track(
      jurisdiction: string,
      staff: string,
      { from, to, most }: { from: number; to: number; most: number },
    ): Promise<{ all: number; places: Omit<Place, 'staff'>[] }> {
      const { rows } = await pool.query<Omit<Place, 'staff'> & { all: number }>(
        `select at, lng, lat, n::int as all from (
           select at, lng, lat, row_number() over (order by at) - 1 as i, count(*) over () as n
           from staff_position where jurisdiction = $1 and staff = $2 and at >= $3 and at <= $4) p
         where n <= $5 or i = n - 1 or (i * ($5 - 1)) % n < $5 - 1 order by at limit $5`,
        [jurisdiction, staff, from, to, most],
      );
      return { all: rows[0]?.all ?? 0, places: rows.map(({ at, lng, lat }) => ({ at, lng, lat })) };
    },
    /** All places of (from, to], in order; the newest `most` of more. */
    async within(jurisdiction: string, from: number, to: number, most: number): Promise<Place[]> {
      const { rows } = await pool.query<Place>(
        `select staff, at, lng, lat from staff_position where jurisdiction = $1 and at > $2 and at <= $3
         order by at desc limit $4`,
        [jurisdiction, from, to, most],
      );
      return rows.reverse();
    },
    /** The newest place in (from, to] of each who told one. */
    async newest(jurisdiction: string, from: number, to: number, most: number): Promise<Place[]> {
      const { rows } = await pool.query<Place>(
        `select distinct on (staff) staff, at, lng, lat from staff_position
         where jurisdiction = $1 and at > $2 and at <= $3 order by staff, at desc limit $4`,
        [jurisdiction, from, to, most],
      );
      return rows;
    },
    /**
     * Places of (from, to] within a box, the newest first, those behind `before` where it is named; of these people alone where they
     * are named.
     */
    async around(
      jurisdiction: string,
      [west, south, east, north]: Box,
      of: {
        from: number;
        to: number;
        ids: readonly string[] | null;
        before: Pick<Place, 'at' | 'staff'> | null;
        most: number;
      },
    ): Promise<Place[]> {
      const { at, staff } = of.before ?? { at: of.to + 1, staff: '' };
      const values = [jurisdiction, of.from, at, staff, west, east, south, north, of.most];
      const { rows } = await pool.query<Place>(
        placesAround(of.ids?.length ?? null),
        of.ids === null ? values : [...values, of.ids],
      );
      return rows;
    },
  };
}

/** How places around something are asked for; `named`: of how many people alone. Some one by one, by the primary key; many picked out of all. */
function placesAround(named: number | null): string {
  const order = 'order by at desc, staff desc limit $9';
  const places = `select staff, at, lng, lat from staff_position
    where jurisdiction = $1 and at > $2 and at <= $3 and (at, staff) < ($3, $4)
      and lng between $5 and $6 and lat between $7 and $8`;
  if (named === null) return `${places} ${order}`;
  if (named > mostSingly) return `${places} and staff = any($10) ${order}`;
  return `select p.* from unnest($10::text[]) as w (id)
    cross join lateral (${places} and staff = w.id ${order}) as p ${order}`;
}
