import { sql, type Kysely, type Migration } from 'kysely';

/**
 * The record of the alarms: every raise, the alarms that they were gathered to, what people did about them, and what is kept silent
 * by approval. `raised_rule` names the alarm of what is raised now.
 */
export const alarmRecord: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`ALTER TABLE raised_rule ADD COLUMN alarm text COLLATE "C"`,
  sql`CREATE TABLE rule_raise (
    jurisdiction text COLLATE "C" NOT NULL,
    sensor text COLLATE "C" NOT NULL,
    rule text COLLATE "C" NOT NULL,
    since bigint NOT NULL,
    at bigint NOT NULL,
    raised_at bigint NOT NULL,
    ended_at bigint,
    alarm text COLLATE "C",
    held text,
    PRIMARY KEY (jurisdiction, sensor, rule, since)
  )`,
  sql`CREATE INDEX rule_raise_when ON rule_raise (jurisdiction, raised_at)`,
  sql`CREATE INDEX rule_raise_alarm ON rule_raise (jurisdiction, alarm, raised_at)`,
  sql`CREATE TABLE alarm (
    jurisdiction text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    cause text NOT NULL,
    sensor text COLLATE "C" NOT NULL,
    rule text COLLATE "C" NOT NULL,
    urgent boolean NOT NULL,
    priority int NOT NULL,
    opened_at bigint NOT NULL,
    last_at bigint NOT NULL,
    raises int NOT NULL,
    sensors int NOT NULL,
    over_at bigint,
    closed_at bigint,
    operator text,
    acknowledged jsonb,
    shelved jsonb,
    incident text COLLATE "C",
    PRIMARY KEY (jurisdiction, id)
  )`,
  sql`CREATE INDEX alarm_opened ON alarm (jurisdiction, opened_at)`,
  sql`CREATE INDEX alarm_open ON alarm (jurisdiction) WHERE closed_at IS NULL`,
  sql`CREATE TABLE alarm_act (
    jurisdiction text COLLATE "C" NOT NULL,
    alarm text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    act text NOT NULL,
    by_id text NOT NULL,
    by_name text NOT NULL,
    words text NOT NULL
  )`,
  sql`CREATE INDEX alarm_act_of ON alarm_act (jurisdiction, alarm, at)`,
  sql`CREATE TABLE alarm_suppression (
    jurisdiction text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    grids text[] NOT NULL,
    systems text[] NOT NULL,
    urgent boolean NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint NOT NULL,
    reason text NOT NULL,
    asked jsonb NOT NULL,
    approved jsonb,
    ended jsonb,
    PRIMARY KEY (jurisdiction, id)
  )`,
];
