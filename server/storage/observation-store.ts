import type { Database } from './database.ts';

/** Positions of staff, states of cameras, and rules that are raised. */
export interface ObservationStore {
  /** Stores positions; answers 1 for each that was new, 0 for a duplicate. */
  addPositions(rows: readonly StoredPosition[]): Promise<Uint8Array>;
  addCameraStates(rows: readonly StoredCameraState[]): Promise<Uint8Array>;
  newestPositions(jurisdiction: string, staff: readonly string[]): Promise<StoredPosition[]>;
  newestCameraStates(jurisdiction: string, cameras: readonly string[]): Promise<StoredCameraState[]>;
  raised(jurisdiction: string): Promise<StoredRaise[]>;
  saveRaised(jurisdiction: string, raise: StoredRaise): Promise<void>;
  dropRaised(jurisdiction: string, sensor: string, rule: string): Promise<void>;
}
export interface StoredPosition {
  jurisdiction: string;
  staff: string;
  at: number;
  lng: number;
  lat: number;
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
}

/** Opens the store; the tables come from migration 002. */
export function openObservationStore({ pool }: Database): ObservationStore {
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
      return storedOf(rows, answer.rows, (row) => `${row.jurisdiction}/${row.staff}@${row.at}`);
    },
    async addCameraStates(rows) {
      const answer = await pool.query<StoredCameraState>(
        `insert into camera_state (jurisdiction, camera, at, online)
         select * from unnest($1::text[], $2::text[], $3::int8[], $4::boolean[])
         on conflict do nothing returning jurisdiction, camera, at`,
        [column(rows, 'jurisdiction'), column(rows, 'camera'), column(rows, 'at'), column(rows, 'online')],
      );
      return storedOf(rows, answer.rows, (row) => `${row.jurisdiction}/${row.camera}@${row.at}`);
    },
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
        'select sensor, rule, since, incident from raised_rule where jurisdiction = $1 order by since',
        [jurisdiction],
      );
      return answer.rows;
    },
    async saveRaised(jurisdiction, { sensor, rule, since, incident }) {
      await pool.query(
        `insert into raised_rule (jurisdiction, sensor, rule, since, incident) values ($1, $2, $3, $4, $5)
         on conflict (jurisdiction, sensor, rule) do update set since = excluded.since, incident = excluded.incident`,
        [jurisdiction, sensor, rule, since, incident],
      );
    },
    async dropRaised(jurisdiction, sensor, rule) {
      await pool.query('delete from raised_rule where jurisdiction = $1 and sensor = $2 and rule = $3', [
        jurisdiction,
        sensor,
        rule,
      ]);
    },
  };
}

function column<T, K extends keyof T>(rows: readonly T[], key: K): T[K][] {
  return rows.map((row) => row[key]);
}

function storedOf<T>(rows: readonly T[], stored: readonly T[], keyOf: (row: T) => string): Uint8Array {
  const keys = new Set(stored.map(keyOf));
  return Uint8Array.from(rows, (row) => (keys.delete(keyOf(row)) ? 1 : 0));
}
