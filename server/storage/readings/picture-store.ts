import type { Database } from '../database.ts';

/** A picture that is to follow, as it was asked for. */
export interface PictureWish {
  jurisdiction: string;
  /** What was told of, and its instant: the key under which it was reported. */
  origin: string;
  at: number;
  source: string;
  /** Under which name the gateway has it. */
  snapshot: string;
  /** What was seen, in words. */
  text: string;
}
/** One that was left behind, and what it was to come to: a matter, something held of a muted model, or nothing that was ever told. */
export interface LeftWish extends PictureWish {
  id: number;
  /** Asked for so long ago that nobody looks any more. */
  isOld: boolean;
  subject: string | null;
  isHeld: boolean;
}
export type PictureStore = ReturnType<typeof openPictureStore>;

/**
 * Pictures that are to follow (migration 075). Each is held by the server that asks for it, for a term by the clock of the database that it
 * prolongs; what is held no longer is taken by whichever server looks next.
 */
export function openPictureStore({ pool }: Pick<Database, 'pool'>) {
  return {
    /** Kept before it is told of; what is told of again is the same wish. */
    async keep({ jurisdiction, origin, at, source, snapshot, text }: PictureWish, termMs: number) {
      const { rows } = await pool.query<{ id: number }>(
        `insert into wanted_picture (jurisdiction, origin, at, source, snapshot, text, held_until)
         values ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 ms')
         on conflict (jurisdiction, origin, at) do update set held_until = excluded.held_until returning id`,
        [jurisdiction, origin, at, source, snapshot, text, termMs],
      );
      return rows[0]?.id ?? null;
    },
    async drop(id: number): Promise<void> {
      await pool.query('delete from wanted_picture where id = $1', [id]);
    },
    async prolong(ids: readonly number[], termMs: number): Promise<void> {
      await pool.query(
        `update wanted_picture set held_until = now() + $2 * interval '1 ms' where id = any($1::bigint[])`,
        [ids, termMs],
      );
    },
    /** Takes at most `most` that nobody holds, the oldest first; of those that are not yet old only where somebody can fetch. */
    async take(
      jurisdictions: readonly string[],
      { most, termMs, oldMs, all }: { most: number; termMs: number; oldMs: number; all: boolean },
    ): Promise<LeftWish[]> {
      const { rows } = await pool.query<LeftWish>(
        `with left_behind as (
           select id from wanted_picture
           where jurisdiction = any($1::text[]) and held_until < now()
             and ($5 or since < now() - $4 * interval '1 ms')
           order by since limit $2 for update skip locked
         )
         update wanted_picture as w set held_until = now() + $3 * interval '1 ms'
         from left_behind where w.id = left_behind.id
         returning w.id, w.jurisdiction, w.origin, w.at, w.source, w.snapshot, w.text,
           w.since < now() - $4 * interval '1 ms' as "isOld",
           (select k.answer ->> 'subject' from command_key as k where k.jurisdiction = w.jurisdiction
             and k.actor = w.source and k.key = w.origin || ':' || w.at) as subject,
           exists (select from model_held as h where h.jurisdiction = w.jurisdiction and h.origin = w.origin
             and h.first_at <= w.at and h.last_at >= w.at) as "isHeld"`,
        [jurisdictions, most, termMs, oldMs, all],
      );
      return rows;
    },
  };
}
