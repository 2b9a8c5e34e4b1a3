import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dueCommands } from '#shared/incident/due.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import * as wire from '#shared/wire/history.ts';
import { figures, incidentDetail } from '#shared/wire/http.ts';
import { openHistory } from '../../server/history/history.ts';
import { openLedger } from '../../server/ledger/ledger.ts';
import { openLog } from '../../server/log.ts';
import { dueGroundOf } from '../../server/packs/ground.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { readTicking } from '../../server/storage/record/ledger-store.ts';
import { openSearchIndex } from '../../server/search/search-index.ts';
import { testPack, testReport } from '../support/county.ts';
import { seeded } from '../support/grids.ts';
import { openHttpHouse, type HttpHouse } from '../support/http-house.ts';

const now = Date.parse('2026-11-22T15:42:09+08:00');
const fields = [
  ...['id', 'item', 'title', 'lng', 'lat', 'reported', 'dispatched', 'handled', 'closed', 'rating'],
] as wire.HistoryImport['fields'];
const heads = fields.map((field) => String(field));
const count = 700;

interface Told {
  cells: string[];
  reported: number;
  closed: number | null;
}
/** A city's export: reported over eighty days, most of it closed, in the time of the county. */
function exported(): Told[] {
  const dice = seeded(11);
  const text = (at: number): string => new Date(at + 8 * hourMs).toISOString().slice(0, 19).replace('T', ' ');
  return Array.from({ length: count }, (_, i) => {
    const reported = Math.floor(now - dice() * 80 * dayMs - hourMs);
    const from = Math.floor(reported / 1_000) * 1_000;
    const [dispatched, handled] = [from + 30 * minuteMs, from + 2 * hourMs * dice() + 40 * minuteMs];
    const closed = Math.floor((handled + dice() ** 3 * 9 * dayMs) / 1_000) * 1_000;
    const isClosed = dice() < 0.9 && closed < now;
    const steps =
      dispatched < now && handled < now && isClosed ? [text(dispatched), text(handled)] : ['', ''];
    const place = [String(dice() < 0.5 ? 119.5 : 120.5), '31'];
    const cells = [`311-${i}`, '井盖缺失', `第 ${i} 件`, ...place, text(from), ...steps];
    return {
      cells: [...cells, isClosed ? text(closed) : '', isClosed && i % 3 === 0 ? '5' : ''],
      reported: from,
      closed: isClosed ? closed : null,
    };
  });
}

describe('a history of matters', () => {
  const told = exported();
  const pack = testPack();
  let house: HttpHouse;
  let admin: Awaited<ReturnType<HttpHouse['signIn']>>;
  beforeAll(async () => {
    house = await openHttpHouse([pack]);
    house.clock.now = now;
    admin = await house.signIn('demo-admin');
  });
  afterAll(() => house.close());
  const ledger = () => openLedger(house.database, openLog('silent'));
  const stands = async (id: string) =>
    wire.historyImport.parse((await admin('GET', `/histories/${id}`)).body);
  const act = async (id: string, what: 'trial' | 'commit') => {
    const answer = await admin('POST', `/histories/${id}/${what}`, { body: {} });
    expect(answer.status, answer.text).toBe(200);
    return wire.historyImport.parse(answer.body);
  };
  async function bring(rows: readonly string[][], file = '311.csv'): Promise<string> {
    const begun = await admin('POST', '/histories', {
      body: { file, sheet: '', heads, fields, rows: rows.length },
    });
    expect(begun.status, begun.text).toBe(200);
    const { id } = wire.historyImport.parse(begun.body);
    for (let at = 0; at < rows.length; at += 500) {
      const part = { from: at + 2, rows: rows.slice(at, at + 500) };
      const put = await admin('POST', `/histories/${id}/rows`, { body: part });
      expect(put.status, put.text).toBe(200);
    }
    return id;
  }
  const entries = async () => ledger().read('toy', 0, 100_000);
  const detail = async (outsideId: string) => {
    const found = (await admin('GET', `/incidents?q=${outsideId}`)).body as { rows: { id: string }[] };
    expect(found.rows, outsideId).toHaveLength(1);
    return incidentDetail.parse((await admin('GET', `/incidents/${must(found.rows[0], outsideId).id}`)).body);
  };
  let sheet = '';

  it('is tried first: every faulty cell is named, nothing is written, and a mended row goes through', async () => {
    const rows = told.map(({ cells }) => cells);
    const bad = must(rows[4], 'row').with(3, '').with(5, 'soon');
    sheet = await bring(rows.with(4, bad));
    expect((await admin('POST', `/histories/${sheet}/commit`, { body: {} })).body).toMatchObject({
      status: 409,
    });
    expect((await act(sheet, 'trial')).counts).toMatchObject({ new: count - 1, refused: 1, done: 0 });
    const page = wire.historySheet.rowPage.parse(
      (await admin('GET', `/histories/${sheet}/rows?verdict=refused`)).body,
    );
    expect(page.rows.map(({ no, faults }) => [no, faults.map(({ field }) => field)])).toEqual([
      [6, ['lng', 'reported']],
    ]);
    expect(await entries()).toEqual([]);
    await admin('POST', `/histories/${sheet}/rows`, { body: { from: 6, rows: [must(rows[4], 'row')] } });
    expect((await act(sheet, 'trial')).counts).toMatchObject({ new: count, refused: 0 });
  });

  it('is written in the order of its instants; a job that ends half-way goes on, and writes nothing twice', async () => {
    const parts = {
      database: house.database,
      packs: stillPacks([pack]),
      clock: () => now,
      log: openLog('silent'),
    };
    const note = house.audit.note;
    const first = openHistory({ ...parts, note });
    const head = must(await first.store.find('toy', sheet), sheet);
    expect(await first.commit(head)).toBeNull();
    while ((await ledger().head('toy')).seq === 0) await new Promise((done) => setTimeout(done, 5));
    await first.stop();
    const half = await entries();
    expect(half.length).toBeGreaterThan(0);
    // What had a number and was not marked as such yet is found in the ledger's own keys.
    await house.database.pool.query('UPDATE history_row SET incident = NULL, done = false');
    expect((await stands(sheet)).state).toBe('running');
    // Two servers that go on at once write it once.
    const [second, third] = [openHistory({ ...parts, note }), openHistory({ ...parts, note })];
    await Promise.all([second.follow(), third.follow()]);
    await Promise.all([second.settled(), third.settled()]);
    expect(await stands(sheet)).toMatchObject({ error: null, state: 'done', counts: { done: count } });
    const all = await entries();
    expect(all.slice(0, half.length)).toEqual(half);
    expect(all.length).toBeGreaterThan(half.length);
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(new Set(all.map(({ subject }) => subject)).size).toBe(count);
    expect(await ledger().verify('toy')).toEqual({ entries: all.length, bad: null });
    expect(all.every(({ imported }) => imported?.import === sheet && imported.at === now)).toBe(true);
    expect(all[0]?.imported).toMatchObject({ by: { name: expect.any(String) }, from: '311.csv' });
  });

  it('has the figures of an independent count, at its own instants', async () => {
    const leader = await house.signIn('leader');
    for (const [days, width] of [
      [80, 80],
      [60, 10],
      [30, 1],
    ] as const) {
      const [from, to] = [now - days * dayMs, now - (days - width) * dayMs];
      const within = (at: number | null): boolean => at !== null && at >= from && at < to;
      const asked = await leader('GET', `/figures?from=${from}&to=${to}`);
      expect(asked.status, asked.text).toBe(200);
      const told80 = figures.parse(asked.body);
      const closed = told.filter((one) => within(one.closed));
      expect(told80).toMatchObject({
        reported: told.filter((one) => within(one.reported)).length,
        closed: closed.length,
        rates: { satisfaction: { denominator: closed.filter(({ cells }) => cells[9] === '5').length } },
      });
    }
  });

  it('keeps what matters were called, tells nobody of what ran out, and leaves numbers of today to today', async () => {
    const index = openSearchIndex({
      database: house.database,
      packs: stillPacks([pack]),
      log: openLog('silent'),
    });
    const stop = await index.follow();
    while ((await index.freshen('toy')).behind > 0) await new Promise((done) => setTimeout(done, 20));
    await stop();
    const some = told.findIndex(({ closed }) => closed !== null);
    const { incident, entries: story } = await detail(`311-${some}`);
    expect(incident).toMatchObject({
      outside: { id: `311-${some}`, import: sheet },
      closedAt: told[some]?.closed,
    });
    expect(story[0]).toMatchObject({ at: told[some]?.reported, by: { id: 'history' } });
    const { incidents } = await readTicking(house.database, 'toy', []);
    expect(incidents).toHaveLength(told.filter(({ closed }) => closed === null).length);
    for (const one of incidents) {
      const procedure = must(pack.procedures.get(one.procedure), one.procedure);
      const early = dueCommands(one, procedure, dueGroundOf(pack)).filter(({ at }) => at < now);
      expect(early).toEqual([]);
    }
    const officer = await house.signIn('duty1');
    const body = testReport({ title: '今天的' });
    const made = await officer('POST', '/commands', { body, headers: { 'idempotency-key': 'live-one' } });
    expect(made.status, made.text).toBe(200);
  });

  it('does not come twice, and a later sheet of an earlier time stands behind with instants of its own', async () => {
    const early = now - 200 * dayMs;
    const text = new Date(early + 8 * hourMs).toISOString().slice(0, 16);
    const again = must(told[0], 'row').cells;
    const id = await bring([
      again,
      again.with(0, 'old-1').with(5, text).with(6, '').with(7, '').with(8, text),
    ]);
    expect((await act(id, 'trial')).counts).toMatchObject({ new: 1, same: 1 });
    await act(id, 'commit');
    await house.history.settled();
    const { incident, entries: story } = await detail('old-1');
    const at = Math.floor(early / minuteMs) * minuteMs;
    expect(incident).toMatchObject({ reportedAt: at, closedAt: at });
    expect(story.map((one) => [one.at, one.imported?.own])).toEqual(story.map(() => [at, at]));
    expect(incident.id.slice(-13, -5)).toBe(text.slice(0, 10).replaceAll('-', ''));
    const { bad } = await ledger().verify('toy');
    expect(bad).toBeNull();
    const { rows } = await house.database.pool.query<{ at: number }>(
      `SELECT at FROM ledger WHERE jurisdiction = 'toy' ORDER BY seq`,
    );
    expect(rows.map((row) => row.at)).toEqual(rows.map((row) => row.at).toSorted((a, b) => a - b));
  });

  it('takes nothing that others do to a half-written matter for a deed of its own', async () => {
    const text = (at: number): string =>
      new Date(at + 8 * hourMs).toISOString().slice(0, 19).replace('T', ' ');
    const from = now - 100 * dayMs;
    const rows = Array.from({ length: 300 }, (_, i) => [
      ...[`half-${i}`, '井盖缺失', `半件 ${i}`, '119.5', '31', text(from + i * 1_000)],
      ...['', '', text(from + dayMs + i * 1_000), ''],
    ]);
    const id = await bring(rows, 'half.csv');
    await act(id, 'trial');
    const parts = {
      database: house.database,
      packs: stillPacks([pack]),
      clock: () => now,
      log: openLog('silent'),
    };
    const first = openHistory({ ...parts, note: house.audit.note });
    const { seq } = await ledger().head('toy');
    expect(await first.commit(must(await first.store.find('toy', id), id))).toBeNull();
    while ((await ledger().head('toy')).seq === seq) await new Promise((done) => setTimeout(done, 5));
    await first.stop();
    const { rows: begun } = await house.database.pool.query<{ incident: string }>(
      `SELECT incident FROM history_row WHERE import = $1 AND NOT done AND incident IS NOT NULL LIMIT 3`,
      [id],
    );
    expect(begun.length).toBeGreaterThan(0);
    const officer = await house.signIn('duty1');
    for (const { incident } of begun) {
      const body = { kind: 'note', incident, text: '来电催问', evidence: [] };
      const made = await officer('POST', '/commands', {
        body,
        headers: { 'idempotency-key': `note-${incident}` },
      });
      expect(made.status, made.text).toBe(200);
    }
    const second = openHistory({ ...parts, note: house.audit.note });
    await second.follow();
    await second.settled();
    expect(await stands(id)).toMatchObject({ error: null, state: 'done', counts: { done: rows.length } });
    const { rows: open } = await house.database.pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM incident WHERE jurisdiction = 'toy' AND title LIKE '半件 %' AND closed_at IS NULL`,
    );
    expect(open).toEqual([{ n: 0 }]);
    await second.stop();
  });
});
