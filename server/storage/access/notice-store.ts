import type { Notice } from '#shared/access/notice.ts';
import type { Database } from '../database.ts';
import type { PersonRow } from './access-tables.ts';

/** Whom a notice is for: a person, or the holders of a post in a unit. */
export type NoticeTo = { person: string } | { unit: string; post: string };
/** Says something beside matters; said again under the same id it is the same. */
export type TellNotice = (jurisdiction: string, to: NoticeTo, id: string, notice: Notice) => Promise<void>;
export interface NoticeRow {
  id: string;
  kind: Notice['kind'];
  said: Notice['said'];
  at: number;
  overAt: number | null;
  seenAt: number | null;
}
export type NoticeStore = ReturnType<typeof openNoticeStore>;

/** Notices to people, and who has read them. */
export const openNoticeStore = (database: Pick<Database, 'pool'>) => ({
  ...openNotices(database),
  ...openReaders(database),
});

function openNotices({ pool }: Pick<Database, 'pool'>) {
  return {
    /** False where it was said before: an id says one thing once. */
    async put(
      jurisdiction: string,
      to: NoticeTo,
      { id, kind, said, at }: Pick<NoticeRow, 'id' | 'kind' | 'said' | 'at'>,
    ): Promise<boolean> {
      const { rowCount } = await pool.query(
        `INSERT INTO notice (jurisdiction, id, kind, person, unit, post, said, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
        [
          ...[jurisdiction, id, kind],
          ...('person' in to ? [to.person, null, null] : [null, to.unit, to.post]),
          ...[JSON.stringify(said), at],
        ],
      );
      return rowCount === 1;
    },
    async end(jurisdiction: string, id: string, at: number): Promise<void> {
      await pool.query(
        'UPDATE notice SET over_at = $3 WHERE jurisdiction = $1 AND id = $2 AND over_at IS NULL',
        [jurisdiction, id, at],
      );
    },
    /** What one person is told: all that stands, and what was said or ended since an instant; newest first. */
    async of(
      jurisdiction: string,
      { id, unit, post }: { id: string; unit?: string | undefined; post?: string | undefined },
      since: number,
      limit: number,
    ): Promise<NoticeRow[]> {
      const { rows } = await pool.query<NoticeRow>(
        `SELECT n.id, n.kind, n.said, n.at, n.over_at AS "overAt", s.at AS "seenAt" FROM notice n
         LEFT JOIN notice_seen s ON s.jurisdiction = n.jurisdiction AND s.notice = n.id AND s.person = $2
         WHERE n.jurisdiction = $1 AND (n.person = $2 OR (n.unit = $3 AND n.post = $4))
           AND coalesce(n.over_at, n.at) >= $5
         ORDER BY n.at DESC, n.id LIMIT $6`,
        [jurisdiction, id, unit ?? null, post ?? null, since, limit],
      );
      return rows;
    },
    async forget(jurisdiction: string, before: number): Promise<void> {
      await pool.query(
        'DELETE FROM notice WHERE jurisdiction = $1 AND at < $2 AND (over_at IS NOT NULL OR person IS NOT NULL)',
        [jurisdiction, before],
      );
    },
  };
}

function openReaders({ pool }: Pick<Database, 'pool'>) {
  return {
    /** False where it is not told to this person. */
    async see(
      jurisdiction: string,
      {
        id,
        name,
        unit,
        post,
      }: { id: string; name: string; unit?: string | undefined; post?: string | undefined },
      notice: string,
      at: number,
    ): Promise<boolean> {
      const { rowCount } = await pool.query(
        `INSERT INTO notice_seen (jurisdiction, notice, person, name, at)
         SELECT jurisdiction, id, $2, $3, $7 FROM notice
         WHERE jurisdiction = $1 AND id = $4 AND (person = $2 OR (unit = $5 AND post = $6))
         ON CONFLICT (jurisdiction, notice, person) DO UPDATE SET at = notice_seen.at`,
        [jurisdiction, id, name, notice, unit ?? null, post ?? null, at],
      );
      return rowCount === 1;
    },
    /** Who has read these notices, the first first. */
    async readers(
      jurisdiction: string,
      notices: readonly string[],
    ): Promise<{ notice: string; name: string; at: number }[]> {
      const { rows } = await pool.query<{ notice: string; name: string; at: number }>(
        'SELECT notice, name, at FROM notice_seen WHERE jurisdiction = $1 AND notice = ANY($2) ORDER BY at, person',
        [jurisdiction, notices],
      );
      return rows;
    },
    /** The accounts that hold a post in a unit. */
    async holders(
      jurisdiction: string,
      { unit, post }: { unit: string; post: string },
    ): Promise<PersonRow[]> {
      const { rows } = await pool.query<PersonRow>(
        'SELECT * FROM person WHERE jurisdiction = $1 AND unit = $2 AND post = $3 AND NOT disabled ORDER BY login LIMIT 50',
        [jurisdiction, unit, post],
      );
      return rows;
    },
  };
}
