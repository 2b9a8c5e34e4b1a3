import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dice } from '#shared/kernel/dice.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { incidentQuery, type IncidentList } from '#shared/wire/http.ts';
import type { Person } from '#shared/access/person.ts';
import { openLog } from '../../server/log.ts';
import { openSearchIndex } from '../../server/search/search-index.ts';
import type { Database } from '../../server/storage/database.ts';
import { countedTo, openIncidentQueries } from '../../server/storage/record/incident-queries.ts';
import { indexNext } from '../../server/storage/search/search-store.ts';
import { openFinding, wantedOf } from '../../server/storage/search/search-queries.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { sql } from 'kysely';
import { person, testPack } from '../support/county.ts';
import { putIncidentRows } from '../support/incident-rows.ts';
import { testDatabase } from '../support/postgres.ts';

const toy = testPack();
/** An English name, of which a part stands in texts as well. */
const drain = 'Drain company 0512';
const pack = {
  ...toy,
  pack: {
    ...toy.pack,
    units: toy.pack.units.map((unit) =>
      unit.id === 'water' ? { ...unit, name: { ...unit.name, en: drain } } : unit,
    ),
  },
};
const duty = person('duty');
const from = Date.parse('2026-01-01T00:00:00+08:00');
const to = from + 300 * dayMs;
const rows = 3_000;
const words = ['井盖', '缺失', '积水', '占道', '经营', '人民路', '路口', '渗漏', 'A12', '0512'];

/** Facts of the ledger, one for each of some incidents, and whether they say what `q` asks for. */
const remarks = [
  { kind: 'noted', text: '备用泵已到场', evidence: [] },
  { kind: 'said', id: 'm2', text: '请把备用泵借给二中队', to: [], order: false, evidence: [] },
  { kind: 'advanced', transition: 'return', from: 'handling', note: '备用泵不归本单位', changes: [] },
  { kind: 'advanced', transition: 'accept', from: 'reported', note: '', changes: [] },
  { kind: 'lapsed', clock: '备用泵' },
];

interface Kept {
  id: string;
  title: string;
  address: string;
  detail: string;
  l1: string | null;
  l2: string | null;
  l3: string | null;
  units: string[];
  open: boolean;
  reported_at: number;
}

describe('the search index', () => {
  let database: Database;
  let stop: () => Promise<void>;
  let kept: Kept[];
  // Slices so small that every search goes through many.
  const openIndex = () =>
    openSearchIndex({ database, packs: stillPacks([pack]), log: openLog('silent'), sliceSize: 100 });

  beforeAll(async () => {
    ({ database, stop } = await testDatabase());
    const chains = [['w', 'w-1', 'w-1-1'], ['e', 'e-1', 'e-1-1'], ['e']];
    const roll = dice(5);
    const common = { count: rows, jurisdiction: 'toy', chains, units: ['city', 'water'], from, to };
    await putIncidentRows(database, { ...common, dice: () => roll.roll() });
    await putIncidentRows(database, {
      ...common,
      count: 50,
      jurisdiction: 'elsewhere',
      dice: () => roll.roll(),
    });
    const write = (most: number): string =>
      Array.from({ length: roll.between(1, most) }, () => roll.pick(words)).join('');
    const texts = Array.from({ length: rows }, () => [write(3), write(2), roll.chance(0.3) ? write(4) : '']);
    await database.pool.query(
      `UPDATE incident SET title = t.title, address = t.address, state = json_build_object('detail', t.detail)
       FROM (SELECT row_number() OVER () AS n, * FROM unnest($1::text[], $2::text[], $3::text[]) AS t (title, address, detail)) AS t
       WHERE right(id, 7)::int = t.n - 1 AND jurisdiction = 'toy'`,
      [texts.map(([one]) => one), texts.map(([, one]) => one), texts.map(([, , one]) => one)],
    );
    await database.pool.query(
      `INSERT INTO jurisdiction SELECT id, ordinal, 0, '', 0, '', 0 FROM (VALUES ('toy', 1), ('elsewhere', 2)) AS v (id, ordinal)`,
    );
    await database.pool.query(
      `INSERT INTO ledger SELECT jurisdiction, row_number() OVER (ORDER BY id), 0, id, 2,
         json_build_object('by', '{}'::json, 'fact', (remarks::json) -> (right(id, 7)::int / 50))::text, ''
       FROM incident, (VALUES ($1)) AS v (remarks)
       WHERE jurisdiction = 'toy' AND right(id, 7)::int % 50 = 7 AND right(id, 7)::int < 50 * json_array_length(remarks::json)`,
      [JSON.stringify(remarks)],
    );
    const found = await database.pool.query<Kept>(
      `SELECT id, title, address, state ->> 'detail' AS detail, l1, l2, l3, units, open, reported_at
       FROM incident WHERE jurisdiction = 'toy' ORDER BY reported_at DESC, id DESC`,
    );
    kept = found.rows;
    // What autovacuum does a minute later.
    await database.pool.query('ANALYZE incident');
  }, 60_000);
  afterAll(() => stop());

  async function list(query: Record<string, unknown>, who: Person = duty): Promise<IncidentList> {
    const answer = await openIncidentQueries(database, openIndex(), () => 0).list(
      who,
      incidentQuery.parse(query),
    );
    if (isRefusal(answer)) throw new Error(answer.reason);
    return answer;
  }
  /** Said once more, plainly: what the row says of itself, and the names of what it points to. */
  const holds = (row: Kept, word: string): boolean =>
    [
      row.id,
      row.title,
      row.address,
      row.detail,
      '市容环境',
      '井盖缺失',
      'Manhole cover missing',
      ...(row.units.includes('water') ? [drain] : []),
      row.l1,
      row.l2,
      row.l3,
      ...row.units,
    ].some((text) => text?.toLowerCase().includes(word.toLowerCase()));

  it('is made from the incidents, a part at a time, by as many nodes as like to', async () => {
    const nodes = [openIndex(), openIndex(), openIndex()];
    const states = await Promise.all(nodes.map(({ freshen }) => freshen('toy')));
    expect(states).toEqual(nodes.map(() => ({ isMade: true, behind: 0 })));
    const { rows: counted } = await database.pool.query<{ n: number; slices: number }>(
      `SELECT count(*) AS n, count(DISTINCT slice) AS slices FROM incident_search WHERE jurisdiction = 'toy'`,
    );
    expect(counted[0]).toEqual({ n: rows, slices: rows / 100 });
    const { rows: slices } = await database.pool.query<{
      incidents: number;
      first_at: number;
      last_at: number;
    }>(`SELECT incidents, first_at, last_at FROM search_slice WHERE jurisdiction = 'toy' ORDER BY number`);
    expect(slices.every(({ incidents }) => incidents === 100)).toBe(true);
    slices.slice(1).forEach(({ first_at }, i) => expect(first_at).toBeGreaterThan(slices[i]?.last_at ?? 0));
  });

  it('finds exactly what holds all words and meets all filters, newest first', async () => {
    const roll = dice(17);
    let [tried, hits] = [0, 0];
    for (let round = 0; round < 60; round++) {
      const source = roll.pick(kept);
      const text = roll.pick([source.title, source.address, source.id, source.title + source.address]);
      const at = roll.between(0, text.length - 1);
      const q = text.slice(at, at + roll.between(1, 6)) + (roll.chance(0.3) ? ` ${roll.pick(words)}` : '');
      const filters = {
        ...(roll.chance(0.4) && { grid: roll.pick(['w', 'e', 'w-1', 'e-1']) }),
        ...(roll.chance(0.3) && { state: roll.pick(['open', 'closed']) }),
        ...(roll.chance(0.3) && { unit: roll.pick(['city', 'water']) }),
        ...(roll.chance(0.3) && {
          from: from + roll.between(0, 200) * dayMs,
          to: to - roll.between(0, 90) * dayMs,
        }),
      };
      const expected = kept.filter(
        (row) =>
          q.split(' ').every((word) => holds(row, word)) &&
          (filters.grid === undefined || [row.l1, row.l2].includes(filters.grid)) &&
          (filters.state === undefined || row.open === (filters.state === 'open')) &&
          (filters.unit === undefined || row.units.includes(filters.unit)) &&
          (filters.from === undefined ||
            (row.reported_at >= filters.from && row.reported_at < must(filters.to, 'to'))),
      );
      const label = JSON.stringify({ q, ...filters });
      const answer = await list({ q, ...filters, limit: 40 });
      expect(
        answer.rows.map(({ id }) => id),
        label,
      ).toEqual(expected.slice(0, 40).map(({ id }) => id));
      expect(answer.total, label).toBe(Math.min(expected.length, countedTo));
      expect(answer.exact, label).toBe(expected.length <= countedTo);
      expect(answer.next === null, label).toBe(expected.length <= 40);
      tried += 1;
      hits += expected.length;
    }
    expect(tried).toBe(60);
    expect(hits).toBeGreaterThan(2_000);
  });

  it('pages beyond what is counted without gap or repetition', async () => {
    const expected = kept.filter((row) => holds(row, '路')).map(({ id }) => id);
    expect(expected.length).toBeGreaterThan(countedTo);
    const seen: string[] = [];
    for (let after: string | null | undefined; after !== null;) {
      const page: IncidentList = await list({ q: '路', limit: 90, after });
      expect([page.total, page.exact]).toEqual([countedTo, false]);
      seen.push(...page.rows.map(({ id }) => id));
      after = page.next;
    }
    expect(seen).toEqual(expected);
  });

  it('finds nothing where words only seem to be', async () => {
    // Of these pairs of characters every one occurs, and the phrase never does.
    expect(kept.some((row) => holds(row, '路口井盖'))).toBe(true);
    const never = '井盖路口井盖缺失井盖';
    expect(kept.some((row) => holds(row, never))).toBe(false);
    expect(await list({ q: never })).toMatchObject({ rows: [], total: 0, exact: true, next: null });
    expect(await list({ q: '%' })).toMatchObject({ rows: [], total: 0, exact: true });
    expect(await list({ q: '飞碟' })).toMatchObject({ rows: [], total: 0, exact: true });
  });

  it('finds letters and digits in any width and case', async () => {
    const expected = kept.filter((row) => holds(row, 'a12')).length;
    for (const q of ['a12', 'A12', 'Ａ１２'])
      expect((await list({ q })).total, q).toBe(Math.min(expected, countedTo));
  });

  it('finds what was remarked, said and given as a reason, and no other fact', async () => {
    const expected = kept.filter(({ id }) => [7, 57, 107].includes(Number(id.slice(-7)))).map(({ id }) => id);
    expect((await list({ q: '备用泵' })).rows.map(({ id }) => id)).toEqual(expected);
    expect((await list({ q: '备用泵 不归' })).rows.map(({ id }) => id)).toEqual(
      expected.filter((id) => id.endsWith('0000107')),
    );
  });

  it('finds items and units by their English names, and what says the same in its text', async () => {
    const ids = (every: (row: Kept) => boolean): string[] => kept.filter(every).map(({ id }) => id);
    const water = ids(({ units }) => units.includes('water'));
    const either = ids((row) => holds(row, '0512'));
    expect(new Set([...water, ...either]).size).toBe(either.length);
    expect(either.length).toBeGreaterThan(water.length + 100);
    for (const [q, expected] of [
      ['DRAIN compan', water],
      ['ain ny manhole', water],
      ['0512', either],
      ['Ｏ drain', water],
      ['cover 0512', either],
    ] as const)
      expect(
        (await list({ q, limit: 500 })).rows.map(({ id }) => id),
        q,
      ).toEqual(expected.slice(0, 500));
    expect((await list({ q: 'manhole 备用泵' })).total).toBe(3);
  });

  it('ends at the scope of the asker', async () => {
    for (const [who, sees] of [
      [person('duty', { grids: ['w'] }), (row: Kept) => row.l1 === 'w'],
      [person('handler', { unit: 'water' }), (row: Kept) => row.units.includes('water')],
      [person('handler'), () => false],
      [person('field', { grids: ['e-1'] }), (row: Kept) => row.l2 === 'e-1'],
    ] as const) {
      const expected = kept.filter((row) => sees(row) && holds(row, '渗漏'));
      const answer = await list({ q: '渗漏', limit: 500 }, who);
      expect(
        answer.rows.map(({ id }) => id),
        who.id,
      ).toEqual(expected.slice(0, 500).map(({ id }) => id));
      expect((await list({ limit: 500 }, who)).total).toBe(Math.min(countedTo, kept.filter(sees).length));
    }
  });

  it('says how far it came when time runs out, and goes on from there', async () => {
    const query = incidentQuery.parse({ q: '人民路' });
    const wanted = must(wantedOf(duty, query, openIndex().namedBy), 'something to look for');
    const expected = kept.filter((row) => holds(row, '人民路')).map(({ id }) => id);
    // Each look at the clock is as late as a slow machine's.
    let now = 0;
    const slow = (): number => (now += 1_000);
    const found: string[] = [];
    const find = openFinding(database, slow);
    let before = { at: Number.MAX_SAFE_INTEGER, id: '' };
    let parts = 0;
    for (let more = true; more; parts++) {
      const condition = sql<boolean>`true`;
      const asked = { jurisdiction: 'toy', wanted, condition, from: 0, before, limit: 10_000 };
      const { places, lookedSince } = await find(asked);
      found.push(...places.map(({ id }) => id));
      more = lookedSince !== null;
      before = { at: lookedSince ?? 0, id: '' };
    }
    expect(parts).toBeGreaterThan(5);
    expect(found).toEqual(expected);
  });

  it('is made again when its documents are made otherwise, and goes on where it was cut short', async () => {
    await database.pool.query(`UPDATE search_mark SET form = 0 WHERE jurisdiction = 'toy'`);
    const making = { makeDocument: () => ({ text: '', grams: new Set<number>() }), sliceSize: 100 };
    expect(await indexNext(database, 'toy', making)).toBe(true);
    const count = async (): Promise<number> =>
      Number(
        (await database.pool.query('SELECT 1 FROM incident_search WHERE jurisdiction = $1', ['toy']))
          .rowCount,
      );
    expect(await count()).toBe(500);
    expect(await openIndex().freshen('toy')).toEqual({ isMade: true, behind: 0 });
    expect(await count()).toBe(rows);
  });
});
