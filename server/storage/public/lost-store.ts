import type { Database } from '../database.ts';

/** A matter that was reported with a telephone number: on the public page, over the telephone or at a window. */
export interface LostReport {
  incident: string;
  /** As the reporter left it. */
  phone: string;
}
/** Who asks: the number is known here by a keyed hash alone. */
export interface Asking {
  jurisdiction: string;
  phoneHash: string;
}
export type LostStore = ReturnType<typeof openLostStore>;

/** Digits alone, and without the prefix of the own country: the same number, however it was written. */
export const plainPhone = (phone: string): string => phone.replaceAll(/^(?:\+|00)86|[^0-9]/gu, '');
/** The same in SQL, and word for word the expression of the indexes of migrations 024 and 036. */
export function plainSql(column: 'phone' | 'call_back'): string {
  return String.raw`regexp_replace(${column}, '^(?:\+|00)86|[^0-9]', '', 'g')`;
}

/** Of a county and a plain number, wherever it was left. */
const byPhoneSql = `
  SELECT incident, min(phone) AS phone FROM (
    SELECT incident, phone, made_at FROM public_report
    WHERE jurisdiction = $1 AND phone IS NOT NULL AND ${plainSql('phone')} = $2
    UNION ALL
    SELECT incident, phone, made_at FROM caller
    WHERE jurisdiction = $1 AND phone IS NOT NULL AND ${plainSql('phone')} = $2
    UNION ALL
    SELECT incident, call_back, made_at FROM caller
    WHERE jurisdiction = $1 AND call_back IS NOT NULL AND ${plainSql('call_back')} = $2
  ) AS left_with GROUP BY incident ORDER BY max(made_at) DESC LIMIT $3`;
/** What an officer wrote down has no row of its own here before, and no first code. */
const foundSql = `
  INSERT INTO public_report (jurisdiction, incident, code_hash, made_at, found_hash)
  SELECT jurisdiction, incident, 'none ' || gen_random_uuid(), made_at, $3 FROM (
    SELECT jurisdiction, incident, made_at FROM public_report WHERE jurisdiction = $1 AND incident = $2
    UNION ALL SELECT jurisdiction, incident, made_at FROM caller WHERE jurisdiction = $1 AND incident = $2
    LIMIT 1
  ) AS known
  ON CONFLICT (jurisdiction, incident) DO UPDATE SET found_hash = excluded.found_hash`;

/** One-time codes of numbers, and the codes that are found by them. */
export function openLostStore({ pool }: Pick<Database, 'pool'>) {
  return {
    /**
     * Keeps a one-time code in place of an earlier one; false when the number has asked `most` times since `from`. What is older than
     * that is forgotten.
     */
    async ask(
      { jurisdiction, phoneHash }: Asking,
      codeHash: string,
      { now, until, from, most }: { now: number; until: number; from: number; most: number },
    ): Promise<boolean> {
      await pool.query('DELETE FROM lost_code WHERE asked_from < $1', [from]);
      const { rowCount } = await pool.query(
        `INSERT INTO lost_code (jurisdiction, phone_hash, code_hash, until, asked_from) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (jurisdiction, phone_hash) DO UPDATE
         SET code_hash = excluded.code_hash, until = excluded.until, tries = 0, asked = lost_code.asked + 1
         WHERE lost_code.asked < $6`,
        [jurisdiction, phoneHash, codeHash, until, now, most],
      );
      return rowCount === 1;
    },
    /** Counts a try and says whether the code is the right one; that uses it up. Tries at the same time are counted one by one. */
    async open(
      { jurisdiction, phoneHash }: Asking,
      codeHash: string,
      { now, most }: { now: number; most: number },
    ): Promise<boolean> {
      const { rows } = await pool.query<{ isRight: boolean }>(
        `UPDATE lost_code SET tries = tries + 1, until = CASE WHEN code_hash = $3 THEN 0 ELSE until END
         WHERE jurisdiction = $1 AND phone_hash = $2 AND until > $4 AND tries < $5
         RETURNING code_hash = $3 AS "isRight"`,
        [jurisdiction, phoneHash, codeHash, now, most],
      );
      return rows[0]?.isRight ?? false;
    },
    /** What was reported with a number, newest first. */
    async ofPhone(jurisdiction: string, phone: string, most: number): Promise<LostReport[]> {
      const { rows } = await pool.query<LostReport>(byPhoneSql, [jurisdiction, plainPhone(phone), most]);
      return rows;
    },
    /** Gives a matter a second code beside its first, in place of an earlier second one. What an officer wrote down has no first. */
    async found(jurisdiction: string, incident: string, codeHash: string): Promise<void> {
      await pool.query(foundSql, [jurisdiction, incident, codeHash]);
    },
  };
}
