import type { Database } from '../database.ts';

/** Positions of staff, states of cameras, and rules that are raised. */
export interface ObservationStore {
  /** Stores positions; answers 1 for each that was new, 0 for a duplicate, 2 where another place was told of that instant. */
  addPositions(rows: readonly StoredPosition[]): Promise<Uint8Array>;
  /** As with positions. */
  addCameraStates(rows: readonly StoredCameraState[]): Promise<Uint8Array>;
  newestPositions(jurisdiction: string, staff: readonly string[]): Promise<StoredPosition[]>;
  newestCameraStates(jurisdiction: string, cameras: readonly string[]): Promise<StoredCameraState[]>;
  raised(jurisdiction: string): Promise<StoredRaise[]>;
  /** Writes rows of raised rules, each rule on a sensor once, and takes away those of others. */
  keepRaised(
    jurisdiction: string,
    kept: readonly StoredRaise[],
    gone: readonly Pick<StoredRaise, 'sensor' | 'rule'>[],
  ): Promise<void>;
}
export interface StoredPosition {
  jurisdiction: string;
  staff: string;
  at: number;
  lng: number;
  lat: number;
  /** It has gone off duty: where it is is not kept. */
  off?: true;
}
export interface StoredCameraState {
  jurisdiction: string;
  camera: string;
  at: number;
  online: boolean;
}
export interface StoredRaise {
  sensor: string;
  rule: string;
  since: number;
  /** Null: not reported yet; empty: reported and refused. */
  incident: string | null;
  /** What the incident stands for besides this sensor; null: for it alone. */
  cause: string | null;
  /** The alarm that it stands in; null: none yet. */
  alarm: string | null;
}

function observationWrites({ pool }: Database): Pick<ObservationStore, 'addPositions' | 'addCameraStates'> {
  return {
    async addPositions(rows) {
      const answer = await pool.query<StoredPosition>(
        `insert into staff_position (jurisdiction, staff, at, lng, lat)
         select * from unnest($1::text[], $2::text[], $3::int8[], $4::float8[], $5::float8[])
         on conflict do nothing returning jurisdiction, staff, at`,
        [
          column(rows, 'jurisdiction'),
          column(rows, 'staff'),
          column(rows, 'at'),
          column(rows, 'lng'),
          column(rows, 'lat'),
        ],
      );
      const key = (row: StoredPosition): string => `${row.jurisdiction}/${row.staff}@${row.at}`;
      return storedOf(rows, answer.rows, key, async (known) => {
        const others = await pool.query<{ i: number }>(
          `select k.i - 1 as i from unnest($1::text[], $2::text[], $3::int8[], $4::float8[], $5::float8[])
             with ordinality k (jurisdiction, staff, at, lng, lat, i)
           join staff_position p using (jurisdiction, staff, at) where (p.lng, p.lat) <> (k.lng, k.lat)`,
          [
            column(known, 'jurisdiction'),
            column(known, 'staff'),
            column(known, 'at'),
            column(known, 'lng'),
            column(known, 'lat'),
          ],
        );
        return others.rows;
      });
    },
    async addCameraStates(rows) {
      const answer = await pool.query<StoredCameraState>(
        `insert into camera_state (jurisdiction, camera, at, online)
         select * from unnest($1::text[], $2::text[], $3::int8[], $4::boolean[])
         on conflict do nothing returning jurisdiction, camera, at`,
        [column(rows, 'jurisdiction'), column(rows, 'camera'), column(rows, 'at'), column(rows, 'online')],
      );
      const key = (row: StoredCameraState): string => `${row.jurisdiction}/${row.camera}@${row.at}`;
      return storedOf(rows, answer.rows, key, async (known) => {
        const others = await pool.query<{ i: number }>(
          `select k.i - 1 as i from unnest($1::text[], $2::text[], $3::int8[], $4::boolean[])
             with ordinality k (jurisdiction, camera, at, online, i)
           join camera_state c using (jurisdiction, camera, at) where c.online <> k.online`,
          [
            column(known, 'jurisdiction'),
            column(known, 'camera'),
            column(known, 'at'),
            column(known, 'online'),
          ],
        );
        return others.rows;
      });
    },
  };
}

function observationReads({
  pool,
}: Database): Pick<ObservationStore, 'newestPositions' | 'newestCameraStates' | 'raised' | 'keepRaised'> {
  return {
    async newestPositions(jurisdiction, staff) {
      const answer = await pool.query<StoredPosition>(
        `select p.* from unnest($2::text[]) s (id) cross join lateral
           (select * from staff_position where jurisdiction = $1 and staff = s.id order by at desc limit 1) p`,
        [jurisdiction, staff],
      );
      return answer.rows;
    },
    async newestCameraStates(jurisdiction, cameras) {
      const answer = await pool.query<StoredCameraState>(
        `select c.* from unnest($2::text[]) s (id) cross join lateral
           (select * from camera_state where jurisdiction = $1 and camera = s.id order by at desc limit 1) c`,
        [jurisdiction, cameras],
      );
      return answer.rows;
    },
    async raised(jurisdiction) {
      const answer = await pool.query<StoredRaise>(
        'select sensor, rule, since, incident, cause, alarm from raised_rule where jurisdiction = $1 order by since',
        [jurisdiction],
      );
      return answer.rows;
    },
    async keepRaised(jurisdiction, kept, gone) {
      if (kept.length > 0)
        await pool.query(
          `insert into raised_rule (jurisdiction, sensor, rule, since, incident, cause, alarm)
           select $1, * from unnest($2::text[], $3::text[], $4::int8[], $5::text[], $6::text[], $7::text[])
           on conflict (jurisdiction, sensor, rule) do update set since = excluded.since,
             incident = excluded.incident, cause = excluded.cause, alarm = excluded.alarm`,
          [
            ...[jurisdiction, column(kept, 'sensor'), column(kept, 'rule'), column(kept, 'since')],
            ...[column(kept, 'incident'), column(kept, 'cause'), column(kept, 'alarm')],
          ],
        );
      if (gone.length > 0)
        await pool.query(
          `delete from raised_rule r using unnest($2::text[], $3::text[]) g (sensor, rule)
           where r.jurisdiction = $1 and r.sensor = g.sensor and r.rule = g.rule`,
          [jurisdiction, column(gone, 'sensor'), column(gone, 'rule')],
        );
    },
  };
}

/** Opens the store; the tables come from migration 002. */
export function openObservationStore(database: Database): ObservationStore {
  return { ...observationWrites(database), ...observationReads(database) };
}

function column<T, K extends keyof T>(rows: readonly T[], key: K): T[K][] {
  return rows.map((row) => row[key]);
}

/** What became of each row; `differing` tells which of those that were there already say something else. */
async function storedOf<T>(
  rows: readonly T[],
  stored: readonly T[],
  keyOf: (row: T) => string,
  differing: (known: readonly T[]) => Promise<{ i: number }[]>,
): Promise<Uint8Array> {
  const keys = new Set(stored.map(keyOf));
  const told = Uint8Array.from(rows, (row) => (keys.delete(keyOf(row)) ? 1 : 0));
  const known = Array.from(told.keys()).filter((i) => told[i] === 0);
  if (known.length === 0) return told;
  const others = await differing(rows.filter((_, i) => told[i] === 0));
  for (const { i } of others) told[known[i] ?? -1] = 2;
  return told;
}
