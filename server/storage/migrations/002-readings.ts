import { sql, type Kysely, type Migration } from 'kysely';

/**
 * The hot lane. Sensors get a number of their own, so that a pack may add, remove and reorder them. The primary key of
 * `reading` is what makes "exactly once" true; partitions are made ahead and dropped by `reading-upkeep.ts`.
 */
export const readings: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE sensor_number (
    number int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    jurisdiction text COLLATE "C" NOT NULL,
    sensor text COLLATE "C" NOT NULL,
    UNIQUE (jurisdiction, sensor)
  )`,
  // Widest columns first: no padding inside a row.
  sql`CREATE TABLE reading (
    at bigint NOT NULL,
    value float8 NOT NULL,
    sensor int NOT NULL,
    quality smallint NOT NULL,
    PRIMARY KEY (sensor, at)
  ) PARTITION BY RANGE (at)`,
  sql`CREATE TABLE reading_minute (
    minute bigint NOT NULL,
    min float8 NOT NULL,
    max float8 NOT NULL,
    mean float8 NOT NULL,
    last float8 NOT NULL,
    sensor int NOT NULL,
    count int NOT NULL,
    PRIMARY KEY (sensor, minute)
  ) PARTITION BY RANGE (minute)`,
  // Minutes that were closed when another reading of theirs came.
  sql`CREATE TABLE reading_dirty (sensor int NOT NULL, minute bigint NOT NULL, PRIMARY KEY (sensor, minute))`,
  sql`CREATE TABLE reading_rolled (one boolean PRIMARY KEY DEFAULT true CHECK (one), until bigint NOT NULL)`,
  sql`CREATE TABLE raised_rule (
    jurisdiction text COLLATE "C" NOT NULL,
    sensor text COLLATE "C" NOT NULL,
    rule text COLLATE "C" NOT NULL,
    since bigint NOT NULL,
    incident text COLLATE "C",
    PRIMARY KEY (jurisdiction, sensor, rule)
  )`,
  sql`CREATE TABLE staff_position (
    at bigint NOT NULL,
    lng float8 NOT NULL,
    lat float8 NOT NULL,
    jurisdiction text COLLATE "C" NOT NULL,
    staff text COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, staff, at)
  )`,
  sql`CREATE TABLE camera_state (
    at bigint NOT NULL,
    jurisdiction text COLLATE "C" NOT NULL,
    camera text COLLATE "C" NOT NULL,
    online boolean NOT NULL,
    PRIMARY KEY (jurisdiction, camera, at)
  )`,
];
