import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { percent } from '#shared/indicator/rates.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import * as wire from '#shared/wire/http.ts';
import { testPack } from '../support/county.ts';
import { sweep } from '../support/lane.ts';
import { openHttpHouse, type HttpHouse } from '../support/http-house.ts';

/** Published bulletins, the largest last, made again from as many incidents as they counted, through the database and the figures of the house. */
interface Bulletin {
  /** Accepted, and of them filed, and of these dispatched; where the bulletin tells. */
  accepted?: { count: number; filed: number; dispatched: number };
  due: { count: number; closed: number; onTime: number; reworked?: number; extended?: number };
  printed: Partial<
    Record<'filing' | 'dispatch' | 'closing' | 'onTimeClosing' | 'rework' | 'extension', string>
  >;
}
const published: Record<string, Bulletin> = {
  tianmen: {
    due: { count: 972, closed: 911, onTime: 737 },
    printed: { closing: '93.72%', onTimeClosing: '75.82%' },
  },
  huaian: {
    due: { count: 14_173, closed: 13_599, onTime: 13_117 },
    printed: { closing: '95.95%', onTimeClosing: '92.55%' },
  },
  zhengzhou: {
    accepted: { count: 51_571, filed: 51_229, dispatched: 49_151 },
    due: { count: 52_434, closed: 43_523, onTime: 40_394, reworked: 276, extended: 104 },
    printed: {
      filing: '99.34%',
      dispatch: '95.94%',
      closing: '83.01%',
      onTimeClosing: '77.04%',
      rework: '0.53%',
      extension: '0.20%',
    },
  },
};

/** The hundred thousand matters of the largest are written in the long lane. */
const bulletins = Object.fromEntries(Object.entries(published).slice(0, sweep(2, 3)));

/** Monday of the week that Zhengzhou tells of, and the end of it. */
const monday = Date.parse('2019-04-08T00:00:00+08:00');
const end = monday + 7 * dayMs - 1;

let house: HttpHouse;
beforeAll(async () => {
  const packs = Object.keys(bulletins).map((id, place) => testPack(id, `41010${place}`));
  house = await openHttpHouse(packs);
  house.clock.now = end;
  for (const [id, bulletin] of Object.entries(bulletins)) {
    await putBulletin(id, bulletin);
    await house.totals.remake(id);
  }
}, 240_000);
afterAll(() => house.close());

/** Those that were due were reported the week before; those accepted in the week are due after it, so that no one counts twice. */
async function putBulletin(jurisdiction: string, { accepted, due }: Bulletin): Promise<void> {
  const { count: news = 0, filed = 0, dispatched = 0 } = accepted ?? {};
  const before = monday - dayMs;
  await house.database.pool.query(
    `INSERT INTO incident (jurisdiction, id, version, state, procedure, node, queue, item, source, title, address,
      units, urgent, reported_at, accepted_at, filed_at, dispatched_at, closed_at, due_at, on_time, reworks, returns,
      extensions, supervised, overdue, open, rings, lng, lat, occurrences)
    SELECT $1, 'due-' || i, 1, '{}', 'standard', 'handling', 'work', 'manhole', 'patrol', 't', '',
      '{}', false, $2::bigint, $2::bigint, $2::bigint, $2::bigint,
      CASE WHEN i <= $4 THEN $3::bigint + $9::bigint * (CASE WHEN i <= $5 THEN 1 ELSE 3 END) END,
      $3::bigint + $9::bigint * 2, CASE WHEN i <= $4 THEN i <= $5 END,
      (i <= $6)::int, 0, (i <= $7)::int, false, false, i > $4, '000000000', 120, 31, 1
    FROM generate_series(1, $8::int) AS i`,
    [
      jurisdiction,
      before,
      monday,
      due.closed,
      due.onTime,
      due.reworked ?? 0,
      due.extended ?? 0,
      due.count,
      hourMs,
    ],
  );
  await house.database.pool.query(
    `INSERT INTO incident (jurisdiction, id, version, state, procedure, node, queue, item, source, title, address,
      units, urgent, reported_at, accepted_at, filed_at, dispatched_at, due_at, reworks, returns, extensions,
      supervised, overdue, open, rings, lng, lat, occurrences)
    SELECT $1, 'new-' || i, 1, '{}', 'standard', 'accepted', 'accept', 'manhole', 'patrol', 't', '',
      '{}', false, $2::bigint, $2::bigint, CASE WHEN i <= $3 THEN $2::bigint END,
      CASE WHEN i <= $4 THEN $2::bigint END, $2::bigint + $5::bigint, 0, 0, 0,
      false, false, true, '000000000', 120, 31, 1
    FROM generate_series(1, $6::int) AS i`,
    [jurisdiction, monday + hourMs, filed, dispatched, 8 * dayMs, news],
  );
}

describe('published bulletins from the incidents they counted', () => {
  it.each(Object.entries(bulletins))('%s', async (id, { due, printed }) => {
    const leader = await house.signIn('leader', id);
    const { rates } = wire.figures.parse((await leader('GET', '/figures?window=week')).body);
    expect(rates.closing.denominator).toBe(due.count);
    const made = Object.fromEntries(
      Object.keys(printed).map((figure) => [figure, percent(rates[figure as keyof typeof printed])]),
    );
    expect(made).toEqual(printed);
  });
});
