import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Person } from '#shared/access/person.ts';
import { allowedTransitions } from '#shared/incident/allow.ts';
import type { Form } from '#shared/incident/command.ts';
import { isCounted } from '#shared/incident/columns.ts';
import { clockActor, dueCommands } from '#shared/incident/due.ts';
import { ownWindows } from '#shared/indicator/window.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import { standardProcedure } from '#shared/procedure/standard.ts';
import type { FlowRow } from '#shared/views/flow.ts';
import { applyOps, emptyView, viewHash, type View } from '#shared/views/view.ts';
import { foldEntries, forgetOld } from '../../server/projections/county.ts';
import { emptyCounty } from '../../server/projections/open-county.ts';
import { openProjections, type Projections } from '../../server/projections/projections.ts';
import { wholeViews } from '../../server/projections/slices.ts';
import { openFigureTotals } from '../../server/figures/figure-totals.ts';
import { openThen } from '../../server/queries/figures-then.ts';
import { openReplay } from '../../server/replay/replay.ts';
import { openFigureQueries } from '../../server/storage/figures/figure-queries.ts';
import { openTwoHands } from '../../server/storage/figures/one-moment.ts';
import { openReadingStore } from '../../server/storage/readings/reading-store.ts';
import { openMomentQueries } from '../../server/storage/replay/moment-queries.ts';
import { openIndicatorStore } from '../../server/storage/indicators/indicator-store.ts';
import { openHotPast } from '../../server/storage/replay/hot-past.ts';
import { openReplayStore } from '../../server/storage/replay/replay-store.ts';
import { countingMetrics, person } from '../support/county.ts';
import { seeded } from '../support/grids.ts';
import { calendar, monday9 } from '../support/incident-world.ts';
import { memoryHotLane } from '../support/memory-hot-lane.ts';
import { duty, handler, recordLane, type RecordLane } from '../support/orders.ts';
import { shownOf } from '../support/shown.ts';

/** A storm of commands on a real database; then what the stream counts is what SQL counts. */
const storm = 500;
const actors: Person[] = [duty, person('leader'), handler('city'), handler('water')];
let lane: RecordLane;
let projections: Projections;
const faults: unknown[] = [];
beforeAll(async () => {
  lane = await recordLane({ now: monday9 });
  projections = await openProjections({
    ledger: lane.ledger,
    records: lane.records,
    hotLane: memoryHotLane(0),
    packs: lane.packs,
    clock: () => lane.time.now,
    log: lane.log,
    onFault: (error) => faults.push(error),
  });
});
afterAll(async () => {
  await projections.stop();
  await lane.end();
  expect(faults).toEqual([]);
});

/** A channel's counts as `node → open/late`, and a wait for the patch that makes them what they must be. */
function follow(channel: string) {
  const view: View = emptyView();
  let look = (): void => undefined;
  const slice = projections.openSlice('toy', shownOf(channel), view, (ops) => {
    applyOps(view, ops);
    look();
  });
  const counts = (): Record<string, string> =>
    Object.fromEntries(
      [...(view.tables.get('flow') ?? [])].map(([key, row]) => {
        const { open, overdue } = row as FlowRow;
        return [key, `${open}/${overdue}`];
      }),
    );
  const isSame = (wanted: Record<string, string>): boolean =>
    JSON.stringify(Object.entries(counts()).sort()) === JSON.stringify(Object.entries(wanted).sort());
  return {
    counts,
    close: slice.close,
    /** Resolves with the counts at the first patch that shows what is wanted, or with the last before the time is over. */
    settled: (wanted: Record<string, string>): Promise<Record<string, string>> =>
      new Promise((resolve) => {
        const end = (): void => (clearTimeout(timer), resolve(counts()));
        const timer = setTimeout(end, 10_000);
        look = () => isSame(wanted) && end();
        look();
      }),
  };
}

async function countedBySql(condition: string): Promise<Record<string, string>> {
  const since = lane.time.now - 7 * dayMs;
  const { rows } = await lane.database.pool.query<{ key: string; counts: string }>(
    `select procedure || '/' || node as key, count(*) || '/' || count(*) filter (where overdue) as counts from incident
     where jurisdiction = 'toy' and ended is null and (open or closed_at >= $1) and ${condition} group by 1`,
    [since],
  );
  return Object.fromEntries(rows.map(({ key, counts }) => [key, counts]));
}

function formFor(step: Transition, other: string): Form {
  const form: Form = {};
  for (const { id, kind, required } of step.form) {
    if (!required) continue;
    if (kind === 'text') form[id] = '因为';
    if (kind === 'unit') form[id] = 'city';
    if (kind === 'incident') form[id] = other;
    if (kind === 'rating') form[id] = 4;
    if (kind === 'choice') form[id] = must(step.form.find((one) => one.id === id)?.choices?.[0], id).id;
    if (kind === 'limit') form[id] = { amount: 2, unit: 'work-hour' };
    if (kind === 'evidence') form[id] = [{ kind: 'text', text: '现场', at: lane.time.now }];
  }
  return form;
}

/** One throw of the dice: a new report, a clock that has run out, or a step that somebody may take. */
async function stir(lives: string[], dice: () => number): Promise<void> {
  const pick = <T>(from: readonly T[]): T => must(from[Math.floor(dice() * from.length)], 'a choice');
  lane.time.now += Math.floor(dice() * hourMs);
  if (lives.length < 30 || dice() < 0.1) {
    const place = { lng: pick([119.5, 120.5]), lat: 31 };
    lives.push(await lane.report({ title: `掷 ${lives.length}`, place, urgent: lives.length % 3 === 0 }));
    return;
  }
  const incident = must(await lane.records.incident('toy', pick(lives)), 'a life');
  const ground = { calendar, supervision: undefined, ladder: () => [] };
  const [lapse] = dueCommands(incident, standardProcedure, ground).filter(
    ({ at, command }) => at <= lane.time.now && command.kind === 'lapse',
  );
  if (lapse) {
    await lane.execute({ jurisdiction: 'toy', by: clockActor, command: lapse.command });
    return;
  }
  const steps = actors.flatMap((by) =>
    allowedTransitions(incident, standardProcedure, by).map((step) => ({ by, step })),
  );
  const main = steps.filter(({ step }) => step.weight === 'main');
  if (steps.length === 0) return;
  const { by, step } = pick(main.length > 0 && dice() < 0.7 ? main : steps);
  const answer = await lane.take(by, incident.id, incident.version, step.id, formFor(step, pick(lives)));
  // To be its own duplicate is refused, and a member where the grid has none; what is refused moves nothing.
  if (isRefusal(answer)) expect(['merge', 'give-member'], answer.reason).toContain(step.id);
}

it('F1 what the stream counts at each node is what SQL counts, in every scope, after a storm', async () => {
  const [all, west, city] = [follow('flow:all'), follow('flow:grid/w'), follow('flow:unit/city')];
  const [dice, lives] = [seeded(9), [] as string[]];
  for (let thrown = 0; thrown < storm; thrown++) await stir(lives, dice);
  const wanted = {
    all: await countedBySql('true'),
    west: await countedBySql(`'w' in (l1, l2, l3)`),
    city: await countedBySql(`units @> array['city']`),
  };
  expect(Object.keys(wanted.all).length).toBeGreaterThan(6);
  expect(Object.values(wanted.all).some((one) => !one.endsWith('/0'))).toBe(true);
  expect({
    all: await all.settled(wanted.all),
    west: await west.settled(wanted.west),
    city: await city.settled(wanted.city),
  }).toEqual(wanted);
  // Whoever joins later sees the same.
  const late = follow('flow:all');
  expect(late.counts()).toEqual(wanted.all);
  for (const one of [all, west, city, late]) one.close();
});

it('F2 the past of that storm, read by SQL, is the ledger folded from its beginning, at any instant', async () => {
  const entries = await lane.ledger.read('toy', 0, 100_000);
  const pack = must(lane.packs.of('toy'), 'toy');
  const open = () =>
    openReplay({
      ledger: lane.ledger,
      store: openReplayStore(lane.database),
      past: openHotPast(lane.database),
      indicators: openIndicatorStore(lane.database),
      packs: lane.packs,
      clock: () => lane.time.now,
      log: lane.log,
      metrics: countingMetrics(),
      numbersOf: openReadingStore(lane.database).numbersOf,
    });
  const channels = ['board:all', 'board:grid/w', 'board:unit/city', 'finish:all', 'flow:all', 'sensing:all'];
  const nobody = { cameras: () => ({ total: 0, online: 0 }), staff: () => ({ total: 2, online: 0 }) };
  const hotLane = { ...memoryHotLane(0), ...nobody };
  const [first, dice] = [must(entries[0], 'first').at, seeded(10)];
  let [replay, seen] = [open(), 0];
  for (let i = 0; i < 24; i++) {
    // Some between entries, some exactly at one.
    const at =
      i % 3 === 0
        ? must(entries[Math.floor(dice() * entries.length)], 'entry').at
        : first + Math.floor(dice() * (lane.time.now - first));
    const county = emptyCounty(pack);
    foldEntries(
      county,
      entries.filter((entry) => entry.at <= at),
    );
    forgetOld(county, at);
    const wanted = channels.map((channel) => {
      const { name, scope } = shownOf(channel);
      const view = emptyView();
      applyOps(view, wholeViews[name]({ county, hotLane }, scope, view, at));
      return viewHash(view);
    });
    const told = await replay.at(duty, { at, channels, sensors: 'none' });
    if (isRefusal(told)) throw new Error(told.reason);
    expect([told.seq, told.channels.map(({ hash }) => hash)]).toEqual([county.seq, wanted]);
    seen = Math.max(seen, county.incidents.size);
    // With nothing in memory: from the midnight's checkpoint, or from the histories of who lived then.
    if (i % 4 === 3) {
      replay.stop();
      replay = open();
    }
    if (i % 8 === 7) await lane.database.pool.query('delete from replay_checkpoint');
  }
  replay.stop();
  expect(seen).toBeGreaterThan(20);
});

it('F3 the bar counts what the ledger tells, and leads from one urgent matter to the next, of the own part', async () => {
  const county = emptyCounty(must(lane.packs.of('toy'), 'toy'));
  foldEntries(county, await lane.ledger.read('toy', 0, 100_000));
  const moments = openMomentQueries(lane.database);
  const west = person('field', { grids: ['w'] });
  for (const by of [duty, west]) {
    const own = [...county.incidents.values()]
      .filter(({ grids }) => by === duty || grids.includes('w'))
      .sort((a, b) => a.reportedAt - b.reportedAt);
    const [from, stepMs] = [must(own[0], 'first').reportedAt, hourMs];
    const to = from + 300 * hourMs;
    const told = await moments.density(by, { from, to, stepMs });
    const wanted = Array.from({ length: 300 }, () => 0);
    for (const one of own) {
      if (!isCounted(one, must(county.pack.procedures.get(one.procedure), one.procedure))) continue;
      const step = Math.floor((one.reportedAt - from) / stepMs);
      if (step < 300) wanted[step] = (wanted[step] ?? 0) + 1;
    }
    expect([told.counts.reported, told.warnings, told.first]).toEqual([wanted, [], expect.any(Number)]);
    expect(told.counts.dispatched.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
    const urgent = own.filter((one) => one.urgent);
    for (const at of [from - 1, from + 5 * hourMs, must(urgent.at(-1), 'urgent').reportedAt, lane.time.now]) {
      const [next, last] = [
        await moments.moment(by, 'urgent', at, false),
        await moments.moment(by, 'urgent', at, true),
      ];
      expect(next?.at).toBe(urgent.find((one) => one.reportedAt > at)?.reportedAt);
      expect(last?.at).toBe(urgent.findLast((one) => one.reportedAt < at)?.reportedAt);
      for (const kind of ['warning', 'alarm'] as const)
        expect(await moments.moment(by, kind, at, false)).toBeNull();
    }
  }
});

it('F4 what the leaders’ page had open is what SQL counts, of whatever is the part of whoever looks', async () => {
  const pack = must(lane.packs.of('toy'), 'toy');
  const { database, log, packs } = lane;
  expect(await openFigureTotals({ database, log, packs }).freshen('toy')).toBeNull();
  const county = emptyCounty(pack);
  foldEntries(county, await lane.ledger.read('toy', 0, 100_000));
  const incidents = [...county.incidents.values()];
  const since = lane.time.now - 2 * hourMs;
  const windows = ownWindows({ from: since, to: lane.time.now }, pack.pack.calendar);
  const sorted = (rows: readonly object[]): string[] =>
    rows.map((row) => JSON.stringify(Object.entries(row).toSorted())).toSorted();
  let seen = 0;
  for (const by of [duty, person('leader', { grids: ['w'] }), handler('water')])
    for (const level of [1, 2] as const) {
      const counted = { procedures: [...pack.procedures.keys()], children: true };
      const raw = await openFigureQueries(database).read({
        ...{ person: by, windows, counted, now: lane.time.now, time: { utcOffsetMinutes: 480 } },
        ...{ league: { level, keys: null }, levelOf: (grid) => pack.grid.byId.get(grid)?.level },
      });
      const then = openThen(pack, by, incidents, { level, since, counted });
      seen += then.open.length;
      expect(sorted(then.open)).toEqual(sorted(raw.open));
      expect(then.density).toEqual(raw.density);
    }
  expect(seen).toBeGreaterThan(10);
});

it('F5 both halves of a leaders’ page are of one instant, and many at once wait for nobody for ever', async () => {
  const { db, pool } = lane.database;
  await pool.query('CREATE TABLE moment (n int)');
  const count = sql<{ n: number }>`select count(*)::int as n from moment`;
  const inTwo = openTwoHands(db);
  let written = 0;
  const pairs = await Promise.all(
    Array.from({ length: 30 }, async () => {
      await pool.query('INSERT INTO moment VALUES ($1)', [(written += 1)]);
      return inTwo(
        async (trx) => {
          await sql`select pg_sleep(0.05)`.execute(trx);
          return (await count.execute(trx)).rows[0]?.n;
        },
        async (trx) => (await count.execute(trx)).rows[0]?.n,
      );
    }),
  );
  for (const [one, other] of pairs) expect(other).toBe(one);
  expect(new Set(pairs.map(([one]) => one)).size).toBeGreaterThan(1);
  await pool.query('DROP TABLE moment');
});
