import type { Caller } from '#shared/wire/caller.ts';
import type { ReporterContact } from '#shared/wire/public.ts';
import type { Database } from '../database.ts';
import { plainPhone, plainSql } from './lost-store.ts';

/** A matter that came in by the public page. */
export interface PublicReportRow {
  jurisdiction: string;
  incident: string;
  /** SHA-256 of the tracking code, hex. */
  codeHash: string;
  name: string | null;
  phone: string | null;
  at: number;
}
/** What is kept about the reporter of a matter: whether, never what. */
export interface KeptContact {
  incident: string;
  way: 'public' | 'call';
  at: number;
  name: boolean;
  phone: boolean;
  callBack: boolean;
  outside: boolean;
  /** When it was erased at the person's wish; null: it was not, or something was left again since. */
  erasedAt: number | null;
}
export type PublicStore = ReturnType<typeof openPublicStore>;

/** Codes and contacts of those who report without an account. */
export function openPublicStore(database: Pick<Database, 'pool'>) {
  return { ...callers(database), ...contacts(database), ...keeping(database) };
}

/** Who reported, and what of it is let go. */
function callers({ pool }: Pick<Database, 'pool'>) {
  return {
    /** Keeps a report once; the same one again changes nothing. */
    async keep({ jurisdiction, incident, codeHash, name, phone, at }: PublicReportRow): Promise<void> {
      await pool.query(
        `INSERT INTO public_report (jurisdiction, incident, code_hash, name, phone, made_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (jurisdiction, incident) DO NOTHING`,
        [jurisdiction, incident, codeHash, name, phone, at],
      );
    },
    /** Keeps who called about a matter, once; what was left empty is not kept. */
    async keepCaller(jurisdiction: string, incident: string, caller: Caller, at: number): Promise<void> {
      const { name, phone, callBack, outside } = caller;
      if (!name && !phone && !callBack && !outside) return;
      await pool.query(
        `INSERT INTO caller (jurisdiction, incident, name, phone, call_back, outside, made_at)
         VALUES ($1, $2, NULLIF($3, ''), NULLIF($4, ''), NULLIF($5, ''), NULLIF($6, ''), $7)
         ON CONFLICT (jurisdiction, incident) DO NOTHING`,
        [jurisdiction, incident, name, phone, callBack, outside, at],
      );
    },
    /** The matter of a code, the first or the one that was found again; null when there is none. */
    async find(jurisdiction: string, codeHash: string): Promise<string | null> {
      const { rows } = await pool.query<{ incident: string }>(
        `SELECT incident FROM public_report WHERE jurisdiction = $1 AND code_hash = $2
         UNION ALL SELECT incident FROM public_report WHERE jurisdiction = $1 AND found_hash = $2`,
        [jurisdiction, codeHash],
      );
      return rows[0]?.incident ?? null;
    },
    /** The telephone that the reporter left with a matter; null: none. For who compares it, not for who reads. */
    async phoneOf(jurisdiction: string, incident: string): Promise<string | null> {
      const { rows } = await pool.query<{ phone: string | null }>(
        'SELECT phone FROM public_report WHERE jurisdiction = $1 AND incident = $2',
        [jurisdiction, incident],
      );
      return rows[0]?.phone ?? null;
    },
    /** Counts a remark; false when there were `most` already. */
    async countRemark(jurisdiction: string, incident: string, most: number): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE public_report SET remarks = remarks + 1
         WHERE jurisdiction = $1 AND incident = $2 AND remarks < $3`,
        [jurisdiction, incident, most],
      );
      return rowCount === 1;
    },
  };
}

/** How they are reached, changed at their wish. */
function contacts({ pool }: Pick<Database, 'pool'>) {
  return {
    /** How the reporter of a matter can be reached, and who asked before; this look is kept. Null: nobody left a word. */
    async contact(
      jurisdiction: string,
      incident: string,
      by: { id: string; name: string },
      at: number,
    ): Promise<ReporterContact | null> {
      const { rows } = await pool.query<Omit<ReporterContact, 'looks'>>(
        `SELECT name, phone, NULL AS "callBack", NULL AS outside, erased_at AS "erasedAt" FROM public_report
         WHERE jurisdiction = $1 AND incident = $2
         UNION ALL SELECT name, phone, call_back, outside, erased_at FROM caller
         WHERE jurisdiction = $1 AND incident = $2`,
        [jurisdiction, incident],
      );
      // A caller who found the matter again by telephone has a row of each kind, and left words in one of them.
      const found = rows.find((one) => one.phone ?? one.name ?? one.callBack ?? one.outside) ?? rows[0];
      if (!found) return null;
      const looks = await pool.query<ReporterContact['looks'][number]>(
        `SELECT name AS by, at FROM reporter_look WHERE jurisdiction = $1 AND incident = $2
         ORDER BY at DESC LIMIT 20`,
        [jurisdiction, incident],
      );
      await pool.query(
        'INSERT INTO reporter_look (jurisdiction, incident, person, name, at) VALUES ($1, $2, $3, $4, $5)',
        [jurisdiction, incident, by.id, by.name, at],
      );
      return { ...found, looks: looks.rows };
    },
    /** Replaces how the reporter of a matter can be reached; null erases it, with all other numbers that were written down. */
    async changeContact(
      jurisdiction: string,
      incident: string,
      contact: { name: string; phone: string } | null,
      now: number,
    ): Promise<void> {
      const { name, phone } = contact ?? { name: '', phone: '' };
      const given = [jurisdiction, incident, name, phone, name === '' && phone === '' ? now : null];
      const own = await pool.query(
        `UPDATE public_report SET name = NULLIF($3, ''), phone = NULLIF($4, ''), erased_at = $5
         WHERE jurisdiction = $1 AND incident = $2`,
        given,
      );
      if (own.rowCount === 0)
        await pool.query(
          `UPDATE caller SET name = NULLIF($3, ''), phone = NULLIF($4, ''), erased_at = $5
           WHERE jurisdiction = $1 AND incident = $2`,
          given,
        );
      if (contact) return;
      await pool.query(
        `UPDATE caller SET name = NULL, phone = NULL, call_back = NULL, outside = NULL, erased_at = $3
         WHERE jurisdiction = $1 AND incident = $2`,
        [jurisdiction, incident, now],
      );
    },
  };
}

/** How long it is kept. */
function keeping({ pool }: Pick<Database, 'pool'>) {
  return {
    /** What is kept about the reporters of a matter, or of all matters with a telephone number; newest first, and never the words themselves. */
    async kept(
      jurisdiction: string,
      { incident, phone }: { incident: string; phone: string },
      most: number,
    ): Promise<KeptContact[]> {
      const { rows } = await pool.query<KeptContact>(
        `SELECT incident, 'public' AS way, made_at AS at, name IS NOT NULL AS name, phone IS NOT NULL AS phone,
           false AS "callBack", false AS outside, erased_at AS "erasedAt"
         FROM public_report WHERE jurisdiction = $1 AND (incident = $2 OR ${plainSql('phone')} = $3)
         UNION ALL
         SELECT incident, 'call', made_at, name IS NOT NULL, phone IS NOT NULL, call_back IS NOT NULL,
           outside IS NOT NULL, erased_at
         FROM caller
         WHERE jurisdiction = $1 AND (incident = $2 OR ${plainSql('phone')} = $3 OR ${plainSql('call_back')} = $3)
         ORDER BY 3 DESC, 1 LIMIT $4`,
        [jurisdiction, incident, plainPhone(phone), most],
      );
      return rows;
    },
    /** Forgets how to reach those who reported before an instant, and the number that another system gave their call. */
    async forget(jurisdiction: string, before: number): Promise<void> {
      await pool.query(
        `UPDATE public_report SET name = NULL, phone = NULL
         WHERE jurisdiction = $1 AND made_at < $2 AND (name IS NOT NULL OR phone IS NOT NULL)`,
        [jurisdiction, before],
      );
      await pool.query(
        `UPDATE caller SET name = NULL, phone = NULL, call_back = NULL, outside = NULL
         WHERE jurisdiction = $1 AND made_at < $2
           AND (name IS NOT NULL OR phone IS NOT NULL OR call_back IS NOT NULL OR outside IS NOT NULL)`,
        [jurisdiction, before],
      );
    },
  };
}
