import type { Actor } from '#shared/access/person.ts';
import { localMidnight } from '#shared/clock/deadline.ts';
import type { IncidentCommand } from '#shared/incident/command.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { dice, seedOf, type Dice } from '#shared/kernel/dice.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { DecidedEntry, DecidedPast } from '../ledger/bulk.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { arrivalsOf } from '../simulator/arrivals.ts';
import { openCourse, worldOf, type Course, type CourseWorld, type Turn } from '../simulator/course.ts';
import { listingTurns } from './listings.ts';
import { listTurns } from './lists.ts';
import { superviseTurn, supervisionTimes } from './supervision.ts';
import { warnedTurns } from './warned.ts';
import { watchTurns } from './watch.ts';
import { packInWords } from './in-words.ts';
import { openStage, type Stage } from './stage.ts';

/**
 * The past of a demo county: every matter of the last days decided by the same `decide` as a live one, with the instants of
 * its pretend people. Entries come in the order of time, for a ledger that is still empty.
 */
export interface PastPlan {
  pack: LoadedPack;
  now: number;
  days: number;
  seed: number;
  /** Multiplies the county's matters a day. */
  scale: number;
  /** Hash of the last entry that was taken, once it stands in the ledger. */
  head(): string;
  /** Told what the pretend people wanted and could not have; the past goes on without it. */
  refused(what: string): void;
  /** Called now and then with the share done, 0 to 1. */
  progress(share: number): void;
}

/** What a past is told with: the county's stage, its matters' own course, and what happens between them, each in its order. */
interface Telling {
  plan: PastPlan;
  start: number;
  world: CourseWorld;
  stage: Stage;
  course: Course;
  kept: ReturnType<typeof watchTurns>;
  warned: ReturnType<typeof warnedTurns>;
  looks: ReturnType<typeof supervisionTimes>;
  proposed: Turn[];
  /** Of those who supervise. */
  slow: Dice;
}

/** The past, made as its entries are read. Cost: about 50 µs an entry, one core. */
export function makePast(plan: PastPlan): DecidedPast {
  const { pack, now, days, seed } = plan;
  const world = worldOf(pack, seed);
  const stage = openStage(packInWords(pack), plan.head);
  const start = localMidnight(pack.pack.calendar, now - days * dayMs);
  const span = { start, now };
  const rollOf = (what: string): Dice => dice(seedOf(`${seed}:${pack.id}:${what}`));
  const slow = rollOf('supervision');
  const telling: Telling = {
    plan,
    start,
    world,
    stage,
    course: openCourse(pack, world),
    kept: watchTurns(pack, { ...span, roll: rollOf('watch') }),
    warned: warnedTurns(pack, { ...span, seed }),
    looks: supervisionTimes(pack, { ...span, roll: slow }),
    proposed: listingTurns(pack, { ...span, world, roll: rollOf('listings') }),
    slow,
  };
  return {
    entries: live(telling, rollOf('past')),
    end: () => ({
      incidents: [...stage.incidents.values()],
      watch: stage.watch,
      warnings: [...stage.warnings.values()],
      day: stage.day,
      serial: stage.serial,
    }),
  };
}

function act(
  { plan, stage, course }: Telling,
  command: IncidentCommand,
  by: Actor,
  at: number,
): Incident[] | Refusal {
  const changed = stage.act(command, by, at);
  if (isRefusal(changed))
    plan.refused(`${JSON.stringify(command)}: ${changed.reason} (${changed.field ?? ''})`);
  else for (const incident of changed) course.put(incident, at);
  return changed;
}

// Whoever reads the entries has chained one before he asks for the next: each decision sees the head as it is by then.
function* take(telling: Telling, { command, by, at }: Turn): Generator<DecidedEntry> {
  act(telling, command, by, at);
  yield* telling.stage.entries.splice(0);
}

/** What arrives, day by day, and all that goes on meanwhile. */
function* live(telling: Telling, roll: Dice): Generator<DecidedEntry> {
  const { plan, start, world, stage } = telling;
  const { pack, now, scale } = plan;
  const arrivals = arrivalsOf(pack, world, { from: start, scale, roll });
  let told = 0;
  let midnight = start;
  for (let next = arrivals.next(); ; next = arrivals.next()) {
    const until = Math.min(next.at, now);
    for (; midnight <= until; midnight += dayMs) {
      yield* liveUntil(telling, midnight);
      for (const turn of listTurns(pack, stage.incidents.values(), midnight)) yield* take(telling, turn);
    }
    yield* liveUntil(telling, until);
    if (next.at >= now) return;
    yield* take(telling, { ...next, command: next.report });
    if ((told += 1) % 500 === 0) plan.progress((next.at - start) / (now - start));
  }
}

/** What matters do by themselves, and between it the watch, those who supervise and those who warn. */
function* liveUntil(telling: Telling, until: number): Generator<DecidedEntry> {
  const { course, kept, looks, warned, proposed } = telling;
  for (;;) {
    const others = [kept[0]?.at, looks[0], warned[0]?.at, proposed[0]?.at];
    const at = Math.min(...others.map((one) => one ?? Infinity));
    const before = Math.min(at, until);
    for (let turn = course.next(before); turn; turn = course.next(before)) yield* take(telling, turn);
    if (at >= until) return;
    yield* takeOther(telling, at);
  }
}

/** The first of those whose turn it is at an instant. */
function* takeOther(telling: Telling, at: number): Generator<DecidedEntry> {
  const { plan, stage, world, kept, looks, warned, proposed, slow } = telling;
  if (warned[0]?.at === at) {
    const refusal = warned.shift()?.take(stage, (...said) => act(telling, ...said));
    if (refusal) plan.refused(`warning: ${refusal.reason} (${refusal.field ?? ''})`);
    yield* stage.entries.splice(0);
  } else if (proposed[0]?.at === at) {
    const turn = proposed.shift();
    if (turn) yield* take(telling, turn);
  } else if (looks[0] === at) {
    looks.shift();
    const turn = superviseTurn(plan.pack, stage.incidents.values(), { at, world, roll: slow });
    if (turn) yield* take(telling, turn);
  } else {
    const turn = kept.shift();
    const refusal = turn && stage.keep(turn.command(stage), turn.by, at);
    if (refusal) plan.refused(`watch: ${refusal.reason} (${refusal.field ?? ''})`);
    yield* stage.entries.splice(0);
  }
}
