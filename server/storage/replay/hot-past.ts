import type { Database } from '../database.ts';
import type { StoredReading } from '../readings/reading-store.ts';

/** The hot lane as it was at an instant, by instants of measurement. */
export interface HotPast {
  /** Of each sensor the newest reading in (`since`, `at`], by the sensors' numbers. */
  readings(numbers: Int32Array, since: number, at: number): Promise<StoredReading[]>;
  raised(jurisdiction: string, at: number): Promise<RaisedThen[]>;
  /** Of each member of staff the newest place in (`since`, `at`]. */
  places(jurisdiction: string, staff: readonly string[], since: number, at: number): Promise<SeenThen[]>;
  /** Cameras that delivered a picture. */
  camerasOn(jurisdiction: string, cameras: readonly string[], at: number): Promise<string[]>;
}
export interface RaisedThen {
  sensor: string;
  rule: string;
  since: number;
  incident: string | null;
}
export interface SeenThen {
  staff: string;
  at: number;
  lng: number;
  lat: number;
}

/** Each is one index probe a thing that is asked for. */
export function openHotPast({ pool }: Pick<Database, 'pool'>): HotPast {
  return {
    async readings(numbers, since, at) {
      const found = await pool.query<StoredReading>(
        `select s.sensor, r.at, r.value, r.quality from unnest($1::int4[]) s (sensor)
         cross join lateral (select at, value, quality from reading
           where sensor = s.sensor and at > $2 and at <= $3 order by at desc limit 1) r`,
        [Array.from(numbers), since, at],
      );
      return found.rows;
    },
    async raised(jurisdiction, at) {
      const found = await pool.query<RaisedThen>(
        `select r.sensor, r.rule, r.since, nullif(a.incident, '') as incident
         from rule_raise r left join alarm a on a.jurisdiction = r.jurisdiction and a.id = r.alarm
         where r.jurisdiction = $1 and r.raised_at <= $2 and (r.ended_at is null or r.ended_at > $2)
         order by r.since, r.sensor, r.rule`,
        [jurisdiction, at],
      );
      return found.rows;
    },
    async places(jurisdiction, staff, since, at) {
      const found = await pool.query<SeenThen>(
        `select p.staff, p.at, p.lng, p.lat from unnest($2::text[]) s (id) cross join lateral
           (select * from staff_position where jurisdiction = $1 and staff = s.id and at > $3 and at <= $4
            order by at desc limit 1) p`,
        [jurisdiction, staff, since, at],
      );
      return found.rows;
    },
    async camerasOn(jurisdiction, cameras, at) {
      const found = await pool.query<{ camera: string }>(
        `select c.camera from unnest($2::text[]) s (id) cross join lateral
           (select * from camera_state where jurisdiction = $1 and camera = s.id and at <= $3
            order by at desc limit 1) c where c.online`,
        [jurisdiction, cameras, at],
      );
      return found.rows.map(({ camera }) => camera);
    },
  };
}
