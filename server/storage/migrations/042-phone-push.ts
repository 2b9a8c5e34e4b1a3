import { sql, type Kysely, type Migration } from 'kysely';

/** Phones that are told of tasks while their page is closed: each as long as the sign-in by which it asked for it. */
export const phonePush: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`CREATE TABLE phone_push (
    seat text COLLATE "C" PRIMARY KEY REFERENCES seat (id) ON DELETE CASCADE,
    jurisdiction text COLLATE "C" NOT NULL,
    endpoint text NOT NULL,
    p256dh text NOT NULL,
    auth text NOT NULL,
    made_at bigint NOT NULL
  )`,
  sql`CREATE INDEX phone_push_jurisdiction ON phone_push (jurisdiction)`,
  // What a phone was told: once for each time that a matter comes to it, whichever server was first.
  sql`CREATE TABLE phone_push_told (
    seat text COLLATE "C" NOT NULL REFERENCES phone_push (seat) ON DELETE CASCADE,
    incident text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (seat, incident, version)
  )`,
];
