import { sql, type SqlBool } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor, Person } from '#shared/access/person.ts';
import { allowedTransitions } from '#shared/incident/allow.ts';
import { unitOfClock } from '#shared/incident/birth.ts';
import { isClosedOnTime, isCounted, isOpen, owedAt } from '#shared/incident/columns.ts';
import { evolve } from '#shared/incident/evolve.ts';
import { dueCommands } from '#shared/incident/due.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { isRunning } from '#shared/incident/pursuit.ts';
import { ringStates } from '#shared/incident/rings.ts';
import { windowsOf } from '#shared/indicator/window.ts';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { applyOps, emptyView } from '#shared/views/view.ts';
import { openProjections } from '../../server/projections/projections.ts';
import { packInWords } from '../../server/past/in-words.ts';
import { loadPacks } from '../../server/packs/load.ts';
import { packFolders } from '../../server/packs/folders.ts';
import { dueGroundOf } from '../../server/packs/ground.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { arrivalsOf } from '../../server/simulator/arrivals.ts';
import { actorOf, member, officer } from '../../server/simulator/cast.ts';
import { openCourse, worldOf, type Course } from '../../server/simulator/course.ts';
import { makeServiceReport, openedByPeople, opener } from '../../server/simulator/services.ts';
import { openFigureTotals } from '../../server/figures/figure-totals.ts';
import { inOneMoment } from '../../server/storage/figures/one-moment.ts';
import type { Part } from '../../server/storage/figures/figure-part.ts';
import { byProcedure, readSums } from '../../server/storage/figures/figure-sums.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { memoryHotLane } from '../support/memory-hot-lane.ts';
import { recordLane, type RecordLane } from '../support/orders.ts';
import { shownOf } from '../support/shown.ts';

/**
 * A week of each county, through the one door and a real database, with the clock in the hand: people report, officers and
 * units act, deadlines pass, and every procedure of the pack is lived at least once.
 */
const start = Date.parse('2026-11-15T23:00:00+08:00');
const end = start + 7 * dayMs;
const incidentsADay = 15;
const ids = ['donghai', 'jiangyin', 'longgang', 'xuxiake'];

let lane: RecordLane;
let packs: LoadedPack[];
beforeAll(async () => {
  packs = (await loadPacks({ ...packFolders(), only: [] })).map(packInWords);
  lane = await recordLane({ packs, now: start });
}, 120_000);
afterAll(() => lane.end());

const packOf = (id: string): LoadedPack =>
  must(
    packs.find((pack) => pack.id === id),
    id,
  );

/** Time is one for all counties, so one runs after the other. */
async function liveAWeek(pack: LoadedPack): Promise<number> {
  const seed = 20_261_122;
  const world = worldOf(pack, seed);
  const course = openCourse(pack, world);
  const incidents = new Map<string, Incident>();
  let seq = (await lane.ledger.head(pack.id)).seq;
  let orders = 0;
  const roll = dice(seedOf(`${seed}:${pack.id}:week`));
  const perDay = must(pack.pack.demo, 'demo').incidentsPerDay;
  const arrivals = arrivalsOf(pack, world, { from: start, scale: incidentsADay / perDay, roll });

  const send = async (command: Parameters<typeof lane.execute>[0]['command'], by: Actor, at: number) => {
    lane.time.now = at;
    const isHouse = by.role === 'system' || by.role === 'source' || by.role === 'citizen';
    const person: Person | Actor = isHouse
      ? { ...by, role: by.role === 'citizen' ? 'source' : by.role }
      : {
          ...by,
          jurisdiction: pack.id,
          grids: by.role === 'field' ? pack.grid.levels[0].map(({ id }) => id) : [],
        };
    const answer = await lane.execute({ jurisdiction: pack.id, by: person, command });
    if (isRefusal(answer))
      throw new Error(`${pack.id} ${JSON.stringify(command).slice(0, 200)}: ${answer.reason}`);
    orders += 1;
    await follow(course, at);
  };
  const follow = async (to: Course, at: number) => {
    const touched = new Set<string>();
    for (const entry of await lane.ledger.read(pack.id, seq, 1_000)) {
      seq = entry.seq;
      const before = incidents.get(entry.subject) ?? null;
      incidents.set(entry.subject, evolve(before, { ...entry, fact: entry.fact as IncidentFact }));
      touched.add(entry.subject);
    }
    for (const id of touched) to.put(must(incidents.get(id), id), at);
  };

  // Some of each kind first, so that none is left to chance.
  const kinds = new Map(openedByPeople(pack).map(({ item }) => [item.procedure, item]));
  for (const [procedure, item] of [...kinds, ...kinds, ...kinds]) {
    const by = opener(pack.procedures.get(procedure)?.opens) === 'field' ? member : officer;
    await send(
      makeServiceReport(pack, item, world, start, roll),
      actorOf(by, (unit) => unit),
      start,
    );
  }
  for (let next = arrivals.next(); ; next = arrivals.next()) {
    const until = Math.min(next.at, end);
    for (let turn = course.next(until); turn; turn = course.next(until))
      await send(turn.command, turn.by, turn.at);
    if (next.at >= end) break;
    await send(next.report, next.by, next.at);
  }
  lane.time.now = end;
  return orders;
}

/** The county again, from nothing but its ledger. */
async function refold(pack: LoadedPack): Promise<{ incidents: Incident[]; lapses: Map<string, number> }> {
  const incidents = new Map<string, Incident>();
  const lapses = new Map<string, number>();
  for (let after = 0; ;) {
    const entries = await lane.ledger.read(pack.id, after, 5_000);
    if (entries.length === 0) break;
    for (const entry of entries) {
      const fact = entry.fact as IncidentFact;
      incidents.set(entry.subject, evolve(incidents.get(entry.subject) ?? null, { ...entry, fact }));
      if (fact.kind === 'lapsed') {
        const clock = incidents.get(entry.subject)?.clocks[fact.clock];
        const key = `${entry.subject} ${fact.clock} ${clock?.dueAt}`;
        lapses.set(key, (lapses.get(key) ?? 0) + 1);
      }
      after = entry.seq;
    }
  }
  return { incidents: [...incidents.values()], lapses };
}

describe.each(ids)('a week of %s', (id) => {
  let county: Awaited<ReturnType<typeof refold>>;
  beforeAll(async () => {
    const pack = packOf(id);
    expect(await liveAWeek(pack)).toBeGreaterThan(300);
    county = await refold(pack);
  }, 300_000);

  it('lives every procedure of its pack', () => {
    const lived = new Set(county.incidents.map(({ procedure }) => procedure));
    const opened = new Set([...packOf(id).procedures.keys()].filter((one) => !rare.has(one)));
    expect([...opened].filter((one) => !lived.has(one))).toEqual([]);
  });

  it('leaves every matter ended, or where somebody or something can go on', () => {
    const pack = packOf(id);
    const ground = dueGroundOf(pack);
    const stuck = county.incidents.filter((one) => {
      const procedure = must(pack.procedures.get(one.procedure), one.procedure);
      expect(procedure.nodes.map((node) => node.id)).toContain(one.node);
      if (one.ended) return false;
      const waits = (one.children ?? []).some(({ joinedAt }) => joinedAt === undefined);
      const units = one.tasks.filter(({ state }) => state !== 'withdrawn').map(({ unit }) => unit);
      const people = [
        ...(['duty', 'leader', 'field', 'citizen', 'system'] as const).map((role) => ({ role })),
        { role: 'duty', post: 'duty-chief' },
        { role: 'leader', post: 'leader' },
        { role: 'field', post: 'agent' },
        ...units.map((unit) => ({ role: 'handler', unit })),
      ].map((one) => ({ id: 'x', name: 'x', ...one }) as Actor);
      const goesOn = people.some((by) => allowedTransitions(one, procedure, by).length > 0);
      return !goesOn && !waits && dueCommands(one, procedure, ground).length === 0;
    });
    expect(stuck.map(({ id, procedure, node }) => ({ id, procedure, node }))).toEqual([]);
    const archived = county.incidents.filter(({ ended }) => ended === 'archived').length;
    expect(archived / county.incidents.length).toBeGreaterThan(0.3);
  });

  it('loses no clock: what is past its deadline has lapsed, once; what has ended runs no more', () => {
    const faults = county.incidents.flatMap((one) =>
      Object.entries(one.clocks).flatMap(([name, clock]) => {
        const late = isRunning(clock) && clock.dueAt < end && clock.lapsedAt === undefined;
        const runsOn = one.ended !== undefined && isRunning(clock);
        const early = clock.lapsedAt !== undefined && clock.lapsedAt < clock.dueAt;
        return late || runsOn || early ? [`${one.id} ${one.procedure} ${name}`] : [];
      }),
    );
    expect(faults).toEqual([]);
    expect([...county.lapses.values()].filter((times) => times > 1)).toEqual([]);
    expect(county.lapses.size).toBeGreaterThan(0);
    const tasks = county.incidents.flatMap(({ clocks }) => Object.keys(clocks).filter(unitOfClock));
    expect(tasks.length).toBeGreaterThan(0);
  });

  it('adds up every nine rings to the millisecond', () => {
    for (const one of county.incidents) {
      const closed = ringStates(one).filter(({ closedAt }) => closedAt !== null);
      const sum = closed.reduce((total, { ms }) => total + must(ms ?? undefined, 'ms'), 0);
      expect(sum, one.id).toBe(Math.max(...closed.map(({ closedAt }) => closedAt ?? 0)) - one.reportedAt);
    }
  });

  it('has the same state in its tables, its boards and its figures as in its ledger', async () => {
    const pack = packOf(id);
    for (const one of county.incidents) expect(await lane.records.incident(id, one.id)).toEqual(one);
    const ports = {
      ledger: lane.ledger,
      records: lane.records,
      hotLane: memoryHotLane(pack.pack.sensors.length),
    };
    const projections = await openProjections({
      ...ports,
      packs: stillPacks([pack]),
      clock: () => end,
      log: lane.log,
      onFault: (error) => {
        throw error;
      },
    });
    const counted = county.incidents.filter((one) =>
      isCounted(one, must(pack.procedures.get(one.procedure), one.procedure)),
    );
    const board = emptyView();
    const slice = projections.openSlice(id, shownOf('board:all'), board, (ops) => applyOps(board, ops));
    const today = board.tables.get('figure')?.get('today') as { open: number; overdue: number } | undefined;
    expect(today?.open).toBe(counted.filter(isOpen).length);
    slice.close();
    await projections.stop();

    const { now } = windowsOf('year', pack.pack.calendar, end);
    await openFigureTotals({ database: lane.database, packs: stillPacks([pack]), log: lane.log }).freshen(id);
    const part: Part = {
      jurisdiction: id,
      time: pack.pack.calendar,
      totals: { dim: '*', keys: null },
      where: sql<SqlBool>`true`,
    };
    const rows = await inOneMoment(lane.database.db, (trx) => readSums(trx, part, now, { by: byProcedure }));
    for (const procedure of pack.procedures.keys()) {
      const own = county.incidents.filter((one) => one.procedure === procedure);
      const sum = (name: string): number =>
        rows.reduce((total, row) => total + (row.procedure === procedure ? (row.sums[name] ?? 0) : 0), 0);
      const within = (at: number | null | undefined): boolean => at != null && at >= now.from && at < now.to;
      const due = own.filter((one) => within(owedAt(one)));
      const onTime = due.filter(isClosedOnTime);
      expect(
        [sum('opened'), sum('closed'), sum('due'), sum('due_closed'), sum('due_on_time')],
        procedure,
      ).toEqual([
        own.filter(({ reportedAt }) => within(reportedAt)).length,
        own.filter(({ closedAt }) => within(closedAt)).length,
        due.length,
        due.filter(({ closedAt }) => closedAt !== undefined).length,
        onTime.length,
      ]);
    }
    expect((await lane.ledger.verify(id)).bad).toBeNull();
  });
});

/** Opened only by what seldom happens: an appeal needs a deduction, a case a violation found, a list what a case or an inspection ended in. */
const rare = new Set([
  ...['appeal', 'supervision-order', 'duty-list', 'enforcement'],
  ...['abnormal-listing', 'dishonesty-listing'],
]);
