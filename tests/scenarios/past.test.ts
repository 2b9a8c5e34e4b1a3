import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkDraw } from '#shared/incident/check-draw.ts';
import { evolve } from '#shared/incident/evolve.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { evolveWatch, sheetsOf } from '#shared/watch/evolve.ts';
import { isWatchFact, quietWatch, watchNumber } from '#shared/watch/watch.ts';
import { packFolders } from '../../server/packs/folders.ts';
import { groundOf } from '../../server/packs/ground.ts';
import { loadPacks } from '../../server/packs/load.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import type { LedgerEntry } from '../../server/ports.ts';
import { startInstrumentPast } from '../../server/past/instruments.ts';
import { tellPast, writePast } from '../../server/past/tell.ts';
import { openPastMinutes } from '../../server/storage/readings/past-minutes.ts';
import { openReadingStore } from '../../server/storage/readings/reading-store.ts';
import { openWorks } from '../../server/works.ts';
import { recordLane, type RecordLane } from '../support/orders.ts';

/** The past of a demo county as a first start writes it. */
const now = Date.parse('2026-11-22T19:00:00+08:00');
const id = 'xuxiake';
let lane: RecordLane;
let pack: LoadedPack;
let entries: LedgerEntry[];
let refused: string[] | undefined;

const tell = () =>
  tellPast({
    ledger: lane.ledger,
    packs: lane.packs,
    clock: () => now,
    log: lane.log,
    async write(of, plan) {
      const written = await writePast(lane.database)(of, plan);
      refused ??= written?.refused;
      return written;
    },
    days: 20,
  });

beforeAll(async () => {
  const packs = await loadPacks({ ...packFolders(), only: [id] });
  pack = must(packs[0], id);
  lane = await recordLane({ packs, now });
  await tell();
  entries = await lane.ledger.read(id, 0, 1_000_000);
}, 120_000);
afterAll(() => lane.end());

it('refuses its people nothing', () => expect(refused).toEqual([]));

it('confirms every draw by lot against the ledger', () => {
  const verdicts = entries.flatMap(({ subject, fact }, index) => {
    if (fact.kind !== 'advanced') return [];
    return fact.changes.flatMap((change) => {
      if (change.kind !== 'drawn') return [];
      const { incident } = must(
        entries
          .filter((one) => one.subject === subject)
          .flatMap(({ fact: first }) => (first.kind === 'reported' ? [first] : []))[0],
        subject,
      );
      const pool = groundOf(pack).pool(change.draw.from, must(pack.items.get(incident.item), incident.item));
      const before = must(entries[index - 1], 'the entry before a draw').hash;
      return [checkDraw(change.draw, subject, { pool, before })];
    });
  });
  expect(verdicts.length).toBeGreaterThan(3);
  expect(new Set(verdicts)).toEqual(new Set(['same']));
});

it('leaves a chain that holds, and the states that its entries make', async () => {
  const { bad } = await lane.ledger.verify(id);
  expect(bad).toBeNull();
  const states = new Map<string, Incident>();
  for (const { subject, at, by, fact } of entries)
    if (
      ![`${pack.pack.identity.code}W`, watchNumber(pack.pack.identity.code)].some((one) =>
        subject.startsWith(one),
      )
    )
      states.set(subject, evolve(states.get(subject) ?? null, { at, by, fact: fact as IncidentFact }));
  expect(states.size).toBeGreaterThan(500);
  for (const [subject, { rings: _, ...state }] of [...states].slice(0, 200))
    expect(await lane.records.incident(id, subject)).toMatchObject(state);
});

it('holds the watch: each shift of a week handed over and signed for, and an emergency that ended', async () => {
  const events = entries.flatMap(({ fact, ...rest }) => (isWatchFact(fact) ? [{ ...rest, fact }] : []));
  const sheets = sheetsOf(events);
  expect(sheets.length).toBeGreaterThanOrEqual(12);
  for (const { by, at, signed, text, matters } of sheets) {
    expect(signed?.by.id).not.toBe(by.id);
    expect(must(signed, 'a signature').at).toBeGreaterThan(at);
    expect(text).toMatch(/接报各类事项 [1-9]\d* 件/u);
    expect(matters.queues.reduce((sum, { count }) => sum + count, 0)).toBe(matters.open);
  }
  const switches = events.flatMap(({ fact }) => (fact.kind === 'watch-switched' ? [fact.emergency] : []));
  expect(switches.map((one) => one?.plan ?? 'peace')).toEqual(['flood', 'flood', 'peace']);
  expect(events.filter(({ fact }) => fact.kind === 'watch-step-done').length).toBeGreaterThan(3);
  const last = events.reduce(
    (state, event) => evolveWatch(state, event),
    quietWatch(id, pack.pack.identity.code),
  );
  expect(last.emergency).toBeNull();
  const stored = await lane.database.pool.query('SELECT state FROM watch WHERE jurisdiction = $1', [id]);
  expect(stored.rows).toEqual([{ state: JSON.parse(JSON.stringify(last)) as unknown }]);
});

it('holds orders of supervision and what cameras saw, at honest rates', () => {
  const reports = entries.flatMap(({ fact }) => (fact.kind === 'reported' ? [fact.incident] : []));
  const orders = reports.filter(({ procedure, parent }) => procedure === 'supervision-order' && parent);
  expect(orders.length).toBeGreaterThanOrEqual(4);
  expect(orders.length).toBeLessThan(40);
  const incidents = reports.filter(({ procedure }) => procedure === 'standard');
  const seen = incidents.filter(({ source }) => source === 'camera');
  expect(seen.length / incidents.length).toBeGreaterThan(0.015);
  expect(seen.length / incidents.length).toBeLessThan(0.08);
});

it('is told once', async () => {
  const { seq } = await lane.ledger.head(id);
  await tell();
  expect((await lane.ledger.head(id)).seq).toBe(seq);
});

it('instruments have a past by the hour, before whatever was measured; what was broken off goes on, and what is there stays', async () => {
  const store = openReadingStore(lane.database);
  const points = pack.pack.sensors.filter(({ counts }) => !counts).length;
  const tellInstruments = () =>
    startInstrumentPast({
      past: openPastMinutes(lane.database),
      packs: [pack],
      numbersOf: (...asked) => store.numbersOf(...asked),
      days: 1,
      clock: () => now,
      works: openWorks({ log: lane.log }),
      afterMs: 0,
    }).done;
  const hours = async () =>
    (
      await lane.database.pool.query<{ minute: number; n: number; sum: number }>(
        'select minute, count(*)::int as n, sum(mean) as sum from reading_minute group by 1 order by 1',
      )
    ).rows;
  await tellInstruments();
  const told = await hours();
  expect([told.length, told[0]?.minute]).toEqual([24, now - dayMs]);
  for (const { n } of told) {
    expect(n).toBeLessThanOrEqual(points);
    // A few are silent for a day, as they are in the pretend county.
    expect(n).toBeGreaterThan(0.95 * points);
  }
  await lane.database.pool.query('delete from reading_minute where minute < $1', [now - dayMs / 2]);
  await tellInstruments();
  expect(await hours()).toEqual(told);
  await tellInstruments();
  expect(await hours()).toEqual(told);
});
