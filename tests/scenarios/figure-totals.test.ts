import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isClosedOnTime, isOpen, isOverdue, owedAt } from '#shared/incident/columns.ts';
import type { Person } from '#shared/access/person.ts';
import { maySee } from '#shared/access/scope.ts';
import { accountOf, concernOf } from '#shared/incident/concern.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { dice } from '#shared/kernel/dice.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import { dayStart, localDay } from '#shared/clock/zone.ts';
import { ownWindows, type Window } from '#shared/indicator/window.ts';
import * as wire from '#shared/wire/http.ts';
import { concerns, supervisionList, type Concern } from '#shared/wire/supervision.ts';
import { figureGroundOf, openFigureTotals } from '../../server/figures/figure-totals.ts';
import { openLog } from '../../server/log.ts';
import {
  openFigureQueries,
  type FigureAsk,
  type RawFigures,
} from '../../server/storage/figures/figure-queries.ts';
import { lookNext } from '../../server/storage/figures/figure-onlookers.ts';
import { figureNext, remakeFigures } from '../../server/storage/figures/figure-store.ts';
import { openNearbyQueries } from '../../server/storage/record/nearby-queries.ts';
import { inAccount, inScope } from '../../server/storage/scope-condition.ts';
import { withConnection } from '../../server/storage/transaction.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { testPack } from '../support/county.ts';
import { openFigureCounty, putLives, type FigureCounty } from '../support/figure-county.ts';
import { openHttpHouse, type HttpHouse } from '../support/http-house.ts';

/** Random lives of all procedures: totals that follow, totals made anew, and a count of the matters themselves are the same. */
const start = Date.parse('2026-08-20T09:00:00+08:00');
const pack = testPack();
let house: HttpHouse;
let county: FigureCounty;
let matters: Incident[];
const asked: Record<string, (address: string) => Promise<Record<string, unknown>>> = {};

beforeAll(async () => {
  house = await openHttpHouse([pack]);
  county = openFigureCounty(start, 20_261_129);
  for (let chunk = 0; chunk < 6; chunk++) {
    const changed = county.live(250);
    await putLives(
      house.database,
      pack.id,
      changed.map((id) => county.world.state(id)),
    );
    expect(await house.totals.freshen(pack.id)).toBeNull();
  }
  matters = [...county.world.states.values()];
  house.clock.now = county.world.now + 1;
  for (const login of ['leader', 'town', 'city']) {
    const session = await house.signIn(login);
    asked[login] = async (address) => {
      const { status, body, text } = await session('GET', address);
      if (status !== 200) throw new Error(`${address}: ${text}`);
      return body;
    };
  }
}, 120_000);
afterAll(() => house.close());

const ask = (address: string, login = 'leader') =>
  asked[login]?.(address) ?? Promise.reject(new Error(login));
const figuresOf = async (query: string, login?: string) =>
  wire.figures.parse(await ask(`/figures?${query}`, login));
const totalOf = async (query: Record<string, unknown>, login?: string): Promise<number> => {
  const pairs = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  return wire.incidentList.parse(await ask(`/incidents?limit=1&${new URLSearchParams(pairs)}`, login)).total;
};

/** Totals that hold anything, whichever way they were added up. */
async function snapshot(): Promise<string[]> {
  const { rows: totals } = await house.database.pool.query<{ row: string }>(
    `SELECT t::text AS row FROM figure_total AS t
     WHERE (opened, accepted, filed, due, handle_due, closed, rated_own, rated_centre) <> (0, 0, 0, 0, 0, 0, 0, 0)`,
  );
  const { rows: parts } = await house.database.pool.query<{ row: string }>(
    'SELECT p::text AS row FROM figure_part AS p WHERE n <> 0',
  );
  const { rows: took } = await house.database.pool.query<{ row: string }>(
    `SELECT (dim, span, at, key, procedure, child, u.b, u.n)::text AS row
     FROM figure_took CROSS JOIN LATERAL unnest(buckets, counts) AS u (b, n)`,
  );
  return [...totals, ...parts, ...took].map(({ row }) => row).toSorted();
}

describe('totals', () => {
  it('that followed are those made anew, also by another who goes on where one stopped', async () => {
    const followed = await snapshot();
    expect(followed.length).toBeGreaterThan(1_000);
    // Every closing lies in one bucket, wherever closings are counted.
    const { rows: apart } = await house.database.pool.query(
      `SELECT * FROM (
         SELECT dim, span, at, key, procedure, child, closed AS n FROM figure_total WHERE closed <> 0
           AND (dim IN ('*', '1') OR dim IN ('2', 'unit') AND span = 'm')
       ) AS t FULL JOIN (
         SELECT dim, span, at, key, procedure, child, (SELECT sum(c) FROM unnest(counts) AS c) AS n
         FROM figure_took WHERE counts <> '{}'
       ) AS b USING (dim, span, at, key, procedure, child) WHERE t.n IS DISTINCT FROM b.n`,
    );
    expect(apart).toEqual([]);
    await house.totals.remake(pack.id);
    expect(await snapshot()).toEqual(followed);
    // An administrator's act does the same; nobody else's is taken.
    const [admin, leader] = [await house.signIn('demo-admin'), await house.signIn('leader')];
    expect((await leader('POST', '/figures/remake')).status).toBe(403);
    expect((await admin('POST', '/figures/remake')).status).toBe(200);
    expect(await snapshot()).toEqual(followed);
    await remakeFigures(house.database, pack.id);
    for (let step = 0; step < 3; step++) await figureNext(house.database, figureGroundOf(pack));
    const other = openFigureTotals({
      database: house.database,
      packs: stillPacks([pack]),
      log: openLog('silent'),
    });
    expect(await other.freshen(pack.id)).toBeNull();
    expect(await snapshot()).toEqual(followed);
  });

  it('are those of the matters, procedure by procedure, in windows that begin and end anywhere', async () => {
    const roll = dice(7);
    const last = county.world.now;
    const windows = [
      { from: start - dayMs, to: last },
      ...Array.from({ length: 6 }, () => {
        const from = roll.between(start, last - dayMs);
        return { from, to: roll.between(from + 1, last) };
      }),
    ];
    const lived = new Set<string>();
    for (const { from, to } of windows) {
      const { families } = await figuresOf(`from=${from}&to=${to}`);
      for (const family of families) {
        const own = matters.filter(({ procedure }) => procedure === family.procedure);
        if (own.length > 0) lived.add(family.procedure);
        const count = (holds: (one: Incident) => boolean): number => own.filter(holds).length;
        const within = (at: number | null | undefined): boolean => at != null && at >= from && at < to;
        const isDue = (one: Incident): boolean => within(owedAt(one));
        const carried = (one: Incident): boolean =>
          (owedAt(one) ?? from) < from && (isOpen(one) || (one.closedAt ?? 0) >= to);
        expect(family, `${family.procedure} ${from} ${to}`).toMatchObject({
          opened: count(({ reportedAt }) => within(reportedAt)),
          closed: count(({ closedAt }) => within(closedAt)),
          due: count(isDue),
          dueClosed: count((one) => isDue(one) && (one.closedAt ?? to) < to),
          onTime: count((one) => isDue(one) && isClosedOnTime(one)),
          missed: count((one) => isDue(one) && !isClosedOnTime(one)),
          carried: count(carried),
          open: count(isOpen),
          overdue: count((one) => isOpen(one) && isOverdue(one)),
        });
      }
    }
    // What only other matters open is left to the dice: an appeal needs a deduction, an order's grids a community with such.
    const rare = new Set(['appeal', 'order-community', 'order-grid', 'department-task', 'supervision-order']);
    expect([...pack.procedures.keys()].filter((id) => !lived.has(id) && !rare.has(id))).toEqual([]);
  });

  it('count a matter for units that act in it, as the states themselves say, and not for those merely spoken to', async () => {
    const { pool, db } = house.database;
    // Out of the states alone, by none of the columns that figures are made of.
    const { rows } = await pool.query<{ unit: string; opened: number; open: number }>(`
      SELECT w.unit, count(*)::int AS opened, count(*) FILTER (WHERE o.is)::int AS open
      FROM incident AS i
      CROSS JOIN LATERAL (SELECT i.state ->> 'closedAt' IS NULL AND i.state ->> 'ended' IS NULL AS is) AS o
      CROSS JOIN LATERAL (
        SELECT t ->> 'unit' AS unit FROM json_array_elements(i.state -> 'tasks') AS t WHERE t ->> 'state' <> 'withdrawn'
        UNION SELECT c ->> 'unit' FROM json_array_elements(i.state -> 'children') AS c
        UNION SELECT i.state #>> '{parent,unit}'
        UNION SELECT i.state #>> '{reporter,unit}' WHERE i.state ->> 'placeless' = 'true'
      ) AS w WHERE w.unit IS NOT NULL GROUP BY w.unit`);
    const loads = await openNearbyQueries({ db }).unitLoads(pack.id);
    const window = `from=${start - dayMs}&to=${county.world.now + 1}`;
    const known = rows.filter(({ unit }) => pack.units.has(unit));
    expect(known.length).toBeGreaterThan(2);
    for (const { unit, opened, open } of known) {
      const { families } = await figuresOf(`${window}&family=all&scope=unit/${unit}`);
      const sum = (name: 'opened' | 'open'): number => families.reduce((n, one) => n + one[name], 0);
      expect([sum('opened'), sum('open')], unit).toEqual([opened, open]);
      expect(loads.get(unit)?.open ?? 0, unit).toBe(open);
      const filter = { unit, family: 'all', figure: 'open' };
      expect(await totalOf(filter), unit).toBe(open);
    }
    const { rows: seen } = await pool.query<{ state: Incident }>('SELECT state FROM incident');
    for (const unit of ['water', 'city'])
      for (const grids of [[], ['w-1']]) {
        const handler: Person = { id: 'h', name: 'h', role: 'handler', unit, jurisdiction: pack.id, grids };
        const idsBy = (concern: typeof accountOf): string[] =>
          seen.flatMap(({ state }) => (maySee(handler, concern(state)) ? [state.id] : [])).toSorted();
        for (const table of ['incident', 'figure_matter'])
          for (const [where, concern] of [
            [inAccount(handler), accountOf],
            [inScope(handler), concernOf],
          ] as const) {
            const found = await sql<{
              id: string;
            }>`select id from ${sql.table(table)} where ${where} order by id`.execute(db);
            expect(found.rows.map(({ id }) => id)).toEqual(idsBy(concern));
          }
        expect(idsBy(concernOf).length).toBeGreaterThan(idsBy(accountOf).length);
      }
  });

  it('of before that column are looked through a few at a time, also by another who goes on where one stopped', async () => {
    const { pool } = house.database;
    const columns = async (): Promise<unknown[]> =>
      (await pool.query('SELECT id, onlookers FROM incident ORDER BY id')).rows;
    const [before, kept] = [await snapshot(), await columns()];
    await pool.query(`UPDATE incident SET onlookers = '{}'`);
    await house.totals.remake(pack.id);
    expect(await snapshot()).not.toEqual(before);
    await pool.query('INSERT INTO onlooker_fill VALUES ($1, $2)', [pack.id, '']);
    const ground = figureGroundOf(pack);
    let steps = 0;
    for (; steps < 3; steps++) expect(await lookNext(house.database, ground, 50)).toBe(true);
    const { rows: marks } = await pool.query<{ done_id: string }>('SELECT done_id FROM onlooker_fill');
    expect(marks[0]?.done_id).not.toBe('');
    // What is being written waits for nobody, and is not passed over.
    const writing = await pool.query<{ id: string }>(
      'SELECT id FROM incident WHERE id > $1 AND state -> $2 IS NOT NULL ORDER BY id LIMIT 1',
      [marks[0]?.done_id, 'messages'],
    );
    await withConnection(pool, async (client) => {
      await client.query('BEGIN');
      await client.query('SELECT FROM incident WHERE id = $1 FOR UPDATE', [writing.rows[0]?.id]);
      for (let n = 0; n < 20; n++) expect(await lookNext(house.database, ground, 50)).toBe(true);
      await client.query('ROLLBACK');
    });
    // Totals that are being made are made first.
    await remakeFigures(house.database, pack.id);
    while (await lookNext(house.database, ground, 50)) steps += 1;
    expect(steps).toBeGreaterThan(4);
    expect(await columns()).toEqual(kept);
    expect(await snapshot()).toEqual(before);
    expect((await pool.query('SELECT FROM onlooker_fill')).rows).toEqual([]);
  });

  it('make every matter due once: the months add up to the whole', async () => {
    const whole = await figuresOf(`from=${start - dayMs}&to=${county.world.now}&family=all`);
    let due = 0;
    const first = new Date(start + 8 * 3_600_000);
    for (let month = 0; month < 12; month++) {
      const at = (n: number): number =>
        Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + n, 1) - 8 * 3_600_000;
      if (at(month) >= county.world.now) break;
      const part = await figuresOf(`from=${at(month)}&to=${at(month + 1)}&family=all`);
      due += part.rates.closing.denominator;
    }
    expect(due).toBe(whole.rates.closing.denominator);
    expect(due).toBe(matters.filter((one) => (owedAt(one) ?? Infinity) < county.world.now).length);
  });
});

describe('every number opens to its matters', () => {
  /** A department's tasks, a town's area and tasks, and parts that a leader looks through. */
  const views: [name: string, login: string, scope: string, filter: Record<string, string>][] = [
    ['a leader', 'leader', '', {}],
    ['a town', 'town', '', {}],
    ['a department', 'city', '', {}],
    ['a leader through a town', 'leader', '&scope=grid/w', { grid: 'w' }],
    ['a leader through a village', 'leader', '&scope=grid/w-1', { grid: 'w-1' }],
    ['a leader through a unit', 'leader', '&scope=unit/water', { unit: 'water' }],
  ];
  it.each(views)(
    'of each procedure, as %s sees it',
    async (_, login, scope, filter) => {
      let checked = 0;
      for (const query of ['window=month', 'window=last-month', 'window=year']) {
        const { families, window } = await figuresOf(query + scope, login);
        for (const one of families) {
          const lists: [number, Record<string, unknown>][] = [
            [one.opened, { figure: 'reported' }],
            [one.closed, { figure: 'closed' }],
            [one.due, { figure: 'closing', part: 'denominator' }],
            [one.dueClosed, { figure: 'closing' }],
            [one.onTime, { figure: 'onTimeClosing' }],
            [one.missed, { figure: 'missed' }],
            [one.carried, { figure: 'carried' }],
            [one.open, { figure: 'open' }],
            [one.overdue, { figure: 'overdue' }],
            ...one.stages.flatMap(({ clock, rate }): [number, Record<string, unknown>][] => [
              [rate.numerator, { figure: 'stage', clock }],
              [rate.denominator, { figure: 'stage', clock, part: 'denominator' }],
            ]),
            ...one.specials.flatMap(({ rate, query: special }): [number, Record<string, unknown>][] => [
              [rate.numerator, special],
              [rate.denominator, { ...special, part: 'denominator' }],
            ]),
          ];
          for (const [count, list] of lists) {
            if (count === 0) continue;
            checked += 1;
            const named = { procedure: one.procedure, ...window, ...filter, ...list };
            expect(await totalOf(named, login), `${login} ${query} ${JSON.stringify(named)}`).toBe(count);
          }
        }
      }
      expect(checked).toBeGreaterThan(20);
    },
    120_000,
  );

  it('by procedure, node, area, unit, item, source and agent', async () => {
    const filter = {
      procedure: 'procedure',
      node: 'node',
      area: 'grid',
      unit: 'lead',
      item: 'item',
    } as const;
    const filters: Record<wire.Breakdown, string> = { ...filter, source: 'source', agent: 'agent' };
    for (const by of wire.breakdowns) {
      const table = wire.breakdown.parse(await ask(`/figures/by?by=${by}&window=year&family=all`));
      const { window, rows, total } = table;
      const sum = (of: (row: (typeof rows)[number]) => number): number =>
        rows.reduce((n, row) => n + of(row), 0);
      expect([sum((row) => row.due), sum((row) => row.opened), sum((row) => row.open)], by).toEqual([
        ...[total.due, total.opened, total.open],
      ]);
      for (const row of rows.slice(0, 12)) {
        if (row.key === '') continue;
        const list = { [filters[by]]: row.key, family: 'all', ...window };
        expect(await totalOf({ ...list, figure: 'closing', part: 'denominator' }), `${by} ${row.key}`).toBe(
          row.due,
        );
        expect(await totalOf({ ...list, figure: 'missed' }), `${by} ${row.key}`).toBe(row.missed);
        expect(await totalOf({ ...list, figure: 'open' }), `${by} ${row.key}`).toBe(row.open);
      }
    }
    const agents = wire.breakdown.parse(await ask('/figures/by?by=agent&window=year&procedure=agency'));
    expect(agents.total.opened).toBeGreaterThan(0);
  });

  it('a list that is asked for in full tells its true total, and how many of each procedure', async () => {
    const list = wire.incidentList.parse(await ask('/incidents?limit=1&state=open&count=full'));
    const open = matters.filter(isOpen);
    expect([list.total, list.exact]).toEqual([open.length, true]);
    for (const { procedure, count } of list.types ?? [])
      expect(count, procedure).toBe(open.filter((one) => one.procedure === procedure).length);
  });

  it('of supervision are those of the matters themselves, concern by concern, and open to them', async () => {
    // Out of the states alone, by none of the columns that the figures are made of.
    const open = `i.state ->> 'closedAt' IS NULL AND i.state ->> 'ended' IS NULL`;
    const has = (flag: string): string => `i.state::jsonb -> 'flags' ? '${flag}'`;
    const clocks = `json_each(i.state -> 'clocks') AS c WHERE c.value ->> 'stoppedAt' IS NULL`;
    const overdue = `EXISTS (SELECT FROM ${clocks} AND c.value ->> 'lapsedAt' IS NOT NULL AND c.value ->> 'pausedAt' IS NULL)`;
    const told: Record<Concern, (forcedFrom: number) => string> = {
      overdue: () => `${open} AND ${overdue}`,
      reminded: () =>
        `${open} AND NOT ${overdue} AND EXISTS (SELECT FROM ${clocks} AND c.value ->> 'remindedAt' IS NOT NULL)`,
      escalated: () => `${open} AND (i.state #>> '{escalation,rung}')::int > 0`,
      returned: () => `${open} AND (i.state #>> '{counts,return}')::int >= 2`,
      reworked: () => `${open} AND (i.state #>> '{counts,rework}')::int > 0`,
      supervised: () => `${open} AND ${has('supervised')}`,
      forced: (from) => `${has('forced')} AND ((${open}) OR (i.state ->> 'closedAt')::int8 >= ${from})`,
    };
    const list = supervisionList.parse(await ask('/supervision'));
    const seen = new Set<Concern>();
    for (const concern of concerns) {
      const { rows } = await house.database.pool.query<{ id: string }>(
        `SELECT id FROM incident AS i WHERE ${told[concern](list.forcedFrom)} ORDER BY id`,
      );
      expect(list.counts[concern] ?? 0, concern).toBe(rows.length);
      if (rows.length > 0) seen.add(concern);
      // Of more than an answer holds, the rows are the most pressing ones.
      const shown = list.rows.filter((row) => row.concerns.includes(concern)).map(({ id }) => id);
      const ids = new Set(rows.map(({ id }) => id));
      expect(
        shown.filter((id) => !ids.has(id)),
        concern,
      ).toEqual([]);
      if (list.total <= list.rows.length) expect(shown, concern).toHaveLength(ids.size);
    }
    expect(seen.size).toBeGreaterThan(2);
  });

  it('says by name what cannot be asked for', async () => {
    await expect(ask('/figures?from=5&to=3')).rejects.toThrow(/"field":"to"/);
    await expect(ask(`/figures?to=${start}`)).rejects.toThrow(/"field":"from"/);
    await expect(ask(`/figures?from=${county.world.now + dayMs}`)).rejects.toThrow(/"field":"from"/);
    await expect(ask('/figures?procedure=none')).rejects.toThrow(/"field":"procedure"/);
  });

  it('that are held are those that are read, whatever is booked in between and by whomever', async () => {
    const { database } = house;
    const holding = openFigureQueries(database);
    const counted = { procedures: [...pack.procedures.keys()], children: true };
    const askOf = (grids: string[], since: number, now: number): FigureAsk => ({
      person: { id: 'l', name: 'l', role: 'leader', jurisdiction: pack.id, grids },
      windows: ownWindows({ from: since, to: now }, pack.pack.calendar),
      league: { level: 1, keys: null },
      levelOf: (grid) => pack.grid.byId.get(grid)?.level,
      ...{ time: { utcOffsetMinutes: 480 }, counted, now },
    });
    const sorted = (rows: object): string[] =>
      Object.values(rows)
        .map((row) => JSON.stringify(row))
        .toSorted();
    const told = ({ took, weeks, ...raw }: RawFigures): object => ({
      ...Object.fromEntries(
        Object.entries(raw).map(([name, rows]) => [name, Array.isArray(rows) ? sorted(rows) : rows]),
      ),
      took: sorted([...took]),
      weeks: weeks.sums.map(sorted),
    });
    const agree = async (): Promise<void> => {
      const { now } = county.world;
      for (const since of [start, now - 40 * dayMs, now - 3 * dayMs - 1])
        for (const grids of [[], ['w']]) {
          const ask = askOf(grids, since, now);
          const first = told(await holding.read(ask));
          expect(told(await openFigureQueries(database).read(ask))).toEqual(first);
          expect(told(await holding.read(ask))).toEqual(first);
        }
    };
    const live = async (): Promise<void> => {
      const changed = county.live(12);
      await putLives(
        database,
        pack.id,
        changed.map((id) => county.world.state(id)),
      );
      expect(await house.totals.freshen(pack.id)).toBeNull();
    };
    await agree();
    for (let round = 0; round < 3; round++) {
      await live();
      await agree();
    }
    // What nobody booked is not looked at again: a total that is bent behind everybody's back is not seen.
    const whole = askOf([], start, county.world.now);
    const before = told(await holding.read(whole));
    const bend = (by: number) => database.pool.query('UPDATE figure_total SET opened = opened + $1', [by]);
    await bend(1_000);
    expect(told(await holding.read(whole))).toEqual(before);
    // A server that does not say which days it touched: from then on everything is read again.
    await database.pool.query('UPDATE figure_mark SET touched_seq = touched_seq - 1');
    expect(told(await holding.read(whole))).not.toEqual(before);
    await live();
    expect(told(await holding.read(whole))).not.toEqual(before);
    await bend(-1_000);
    await database.pool.query('UPDATE figure_mark SET touch_base = touch + 1, touch = touch + 1');
    await agree();
  });

  it('of a county whose clocks change lie on its own days, of 23 and 25 hours too, and hours make up their day', async () => {
    const { database } = house;
    const last = county.world.now;
    const lived = [...county.world.states.values()];
    for (const zone of ['America/Santiago', 'Europe/Berlin', 'America/New_York']) {
      const time = { utcOffsetMinutes: 0, zone };
      const ground = { ...figureGroundOf(pack), time };
      while (await figureNext(database, ground));
      const { rows } = await database.pool.query<{ at: number; n: number }>(
        `SELECT at, sum(opened)::int AS n FROM figure_total WHERE dim = '*' AND span = 'd' AND opened <> 0 GROUP BY at`,
      );
      const counted = new Map<number, number>();
      for (const { reportedAt } of lived) {
        const day = localDay(time, reportedAt);
        counted.set(day, (counted.get(day) ?? 0) + 1);
      }
      expect(new Map(rows.map(({ at, n }) => [at, n]))).toEqual(counted);
      const opened = async (window: Window, stepMs: number): Promise<[number, number[]]> => {
        const windows = { now: window, before: window, yearBefore: window, stepMs };
        const { now, trend } = await openFigureQueries(database).read({
          person: { id: 'l', name: 'l', role: 'leader', jurisdiction: pack.id, grids: [] },
          league: { level: 1, keys: null },
          levelOf: (grid) => pack.grid.byId.get(grid)?.level,
          ...{
            windows,
            time,
            counted: { procedures: [...pack.procedures.keys()], children: true },
            now: last,
          },
        });
        const sum = (list: readonly { sums: Record<string, number> }[]): number =>
          list.reduce((all, { sums }) => all + (sums['opened'] ?? 0), 0);
        return [sum(now), trend.map((row) => row.sums['opened'] ?? 0)];
      };
      const count = ({ from, to }: Window): number =>
        lived.filter(({ reportedAt }) => reportedAt >= from && reportedAt < to).length;
      const [first, end] = [localDay(time, start), localDay(time, last)];
      // The day on which the clocks change, or the middle one where this world saw no change.
      const days = Array.from({ length: end - first }, (_, i) => first + i);
      const odd = days.find((day) => dayStart(time, day + 1) - dayStart(time, day) !== dayMs) ?? first + 3;
      const day = { from: dayStart(time, odd), to: dayStart(time, odd + 1) };
      const [whole, hours] = await opened(day, hourMs);
      expect([whole, hours.reduce((a, b) => a + b, 0)]).toEqual([count(day), count(day)]);
      const wide = { from: start + hourMs, to: dayStart(time, Math.min(end, odd + 4)) - hourMs };
      expect((await opened(wide, dayMs))[0]).toBe(count(wide));
    }
  });
});
