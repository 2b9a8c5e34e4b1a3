import type { Person } from '#shared/access/person.ts';
import type { ClueKind, ClueState } from '#shared/incident/clue.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Database } from '../database.ts';

/** A clue as it is kept (migrations 058c, 060). */
export interface StoredClue {
  id: string;
  kind: ClueKind;
  at: number;
  topic: string;
  title: string;
  text: string;
  medium: string;
  weight: number;
  tone: number | null;
  subject: string | null;
  /** Grids that it lies in, the widest first. */
  chain: string[];
  lng: number | null;
  lat: number | null;
  source: string;
  state: ClueState;
  by: string | null;
  decidedAt: number | null;
  note: string;
  matter: string | null;
}
export type NewClue = Omit<StoredClue, 'state' | 'by' | 'decidedAt' | 'note' | 'matter'>;
/** One that was made a matter and has no number yet. */
export interface UnfinishedClue extends StoredClue {
  decidedAt: number;
  /** Who said so, as that one was then; null: an older version did not keep it. */
  person: Person | null;
  /** The matter that its key without a name has opened. */
  known: string | null;
}
/** How long one is kept that became no matter. */
const keptMs = 400 * dayMs;
/** Whose sight it is: of these grids alone, or all. */
type Area = readonly string[] | null;

const columns = `id, kind, at, topic, title, text, medium, weight, tone, subject, chain, lng, lat, source, state,
  by_name as "by", decided_at as "decidedAt", note, matter`;
const inArea = (n: number): string => `($${n}::text[] is null or chain && $${n}::text[])`;

export type ClueStore = ReturnType<typeof openClueStore>;

export function openClueStore({ pool }: Pick<Database, 'pool'>) {
  return { ...readingOf(pool), ...countingOf(pool), ...writingOf(pool) };
}

function writingOf(pool: Database['pool']) {
  return {
    /** Stores those that are new; answers their ids. One that is there stays as it is. What is older than 400 days is forgotten. */
    async put(jurisdiction: string, now: number, all: readonly NewClue[]): Promise<Set<string>> {
      const { rows } = await pool.query<{ id: string }>(
        `insert into clue (jurisdiction, id, kind, at, topic, title, text, medium, weight, tone, subject, chain, lng, lat, source, received_at)
         select $1, c.id, c.kind, c.at, c.topic, c.title, c.text, c.medium, c.weight, c.tone, c.subject, c.chain, c.lng, c.lat, c.source, $2
         from jsonb_to_recordset($3::jsonb) as c (id text, kind text, at bigint, topic text, title text, text text, medium text,
           weight float8, tone real, subject text, chain text[], lng float8, lat float8, source text)
         on conflict do nothing returning id`,
        [jurisdiction, now, JSON.stringify(all)],
      );
      // What became a matter stays as long as that does.
      await pool.query(
        'delete from clue where jurisdiction = $1 and kind = any($2::text[]) and at < $3 and matter is null',
        [jurisdiction, [...new Set(all.map(({ kind }) => kind))], now - keptMs],
      );
      return new Set(rows.map(({ id }) => id));
    },
    /** Says what one is, if nobody has; false: somebody was first. */
    async decide(
      jurisdiction: string,
      id: string,
      said: { state: ClueState; person: Person; at: number; note: string },
    ): Promise<boolean> {
      const { rowCount } = await pool.query(
        `update clue set state = $3, by_name = $4, decided_at = $5, note = $6, by_person = $7
         where jurisdiction = $1 and id = $2 and state = 'new'`,
        [jurisdiction, id, said.state, said.person.name, said.at, said.note, JSON.stringify(said.person)],
      );
      return rowCount === 1;
    },
    /** The matter that one became by the word of that instant; null: it could not be opened, and is to be looked at again. */
    async become(jurisdiction: string, id: string, decidedAt: number, matter: string | null): Promise<void> {
      await pool.query(
        matter === null
          ? `update clue set state = 'new', by_name = null, by_person = null, decided_at = null, note = '', matter = $3
             where jurisdiction = $1 and id = $2 and matter is null and state = 'matter' and decided_at = $4`
          : `update clue set matter = $3 where jurisdiction = $1 and id = $2 and state = 'matter' and decided_at = $4`,
        [jurisdiction, id, matter, decidedAt],
      );
    },
    /** Those made a matter before an instant that have no number: a server died between. */
    async unfinished(jurisdiction: string, before: number): Promise<UnfinishedClue[]> {
      const { rows } = await pool.query<UnfinishedClue>(
        `select ${columns}, by_person as person,
           (select k.answer->>'subject' from command_key k where k.jurisdiction = $1 and k.key = 'clue:' || c.id
             and k.answer->>'subject' is not null limit 1) as known
         from clue c where jurisdiction = $1 and state = 'matter' and matter is null and decided_at < $2
         order by decided_at limit 100`,
        [jurisdiction, before],
      );
      return rows;
    },
  };
}

function readingOf(pool: Database['pool']) {
  return {
    /** The newest first. */
    async list(
      jurisdiction: string,
      area: Area,
      asked: { kind: ClueKind; state?: ClueState | undefined; topic?: string | undefined; limit: number },
    ): Promise<StoredClue[]> {
      const { rows } = await pool.query<StoredClue>(
        `select ${columns} from clue where jurisdiction = $1 and kind = $2 and ${inArea(3)}
           and ($4::text is null or state = $4) and ($5::text is null or topic = $5)
         order by at desc, id limit $6`,
        [jurisdiction, asked.kind, area, asked.state ?? null, asked.topic ?? null, asked.limit],
      );
      return rows;
    },
    /** What came in [from, to), the newest first. */
    async within(
      jurisdiction: string,
      area: Area,
      of: { kind: ClueKind; topic?: string | undefined; from: number; to: number; limit: number },
    ): Promise<StoredClue[]> {
      const { rows } = await pool.query<StoredClue>(
        `select ${columns} from clue where jurisdiction = $1 and kind = $2 and ${inArea(3)}
           and ($4::text is null or topic = $4) and at >= $5 and at < $6
         order by at desc, id limit $7`,
        [jurisdiction, of.kind, area, of.topic ?? null, of.from, of.to, of.limit],
      );
      return rows;
    },
    async find(jurisdiction: string, area: Area, id: string): Promise<StoredClue | null> {
      const { rows } = await pool.query<StoredClue>(
        `select ${columns} from clue where jurisdiction = $1 and id = $2 and ${inArea(3)}`,
        [jurisdiction, id, area],
      );
      return rows[0] ?? null;
    },
  };
}

function countingOf(pool: Database['pool']) {
  return {
    /** How many of each kind nobody has looked at. */
    async open(jurisdiction: string, area: Area): Promise<Map<ClueKind, number>> {
      const { rows } = await pool.query<{ kind: ClueKind; n: number }>(
        `select kind, count(*)::int as n from clue where jurisdiction = $1 and state = 'new' and ${inArea(2)} group by 1`,
        [jurisdiction, area],
      );
      return new Map(rows.map(({ kind, n }) => [kind, n]));
    },
    /** By topic: all since `from`, those since `late`, and what they weigh. */
    async topics(
      jurisdiction: string,
      area: Area,
      of: { kind: ClueKind; from: number; late: number; to: number },
    ) {
      const { rows } = await pool.query<{ topic: string; all: number; late: number; weight: number }>(
        `select topic, count(*)::int as all, count(*) filter (where at >= $5)::int as late, sum(weight) as weight
         from clue where jurisdiction = $1 and kind = $2 and ${inArea(3)} and at >= $4 and at < $6
         group by topic order by 2 desc, topic`,
        [jurisdiction, of.kind, area, of.from, of.late, of.to],
      );
      return rows;
    },
    async hours(jurisdiction: string, area: Area, of: { kind: ClueKind; from: number; to: number }) {
      const { rows } = await pool.query<{ at: number; n: number }>(
        `select at - at % 3600000 as at, count(*)::int as n from clue
         where jurisdiction = $1 and kind = $2 and ${inArea(3)} and at >= $4 and at < $5 group by 1 order by 1`,
        [jurisdiction, of.kind, area, of.from, of.to],
      );
      return rows;
    },
  };
}
