import { openAlarms, type Alarms } from '../alarms/alarms.ts';
import type { AlarmOptions } from '../alarms/options.ts';
import type { Lines } from '../readings/batch.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { harmlessMs, stepClock } from './clock.ts';
import { openCourses } from './courses.ts';
import { silentAt } from './no-data.ts';
import { openRemember } from './remember.ts';
import { resume } from './resume.ts';
import type { Written } from '../storage/readings/reading-line.ts';
import { withTogether } from './together.ts';
import { makeSentries, type NoDataSentry, type Sentry } from './sentries.ts';
import { makeWheel } from './wheel.ts';

export interface WatchmanOptions extends AlarmOptions {
  /** Since when readings are heard here: silence before it is not counted. Now, unless told. */
  houseSince?: number;
}

/** The watchman at work. */
export interface Watchman {
  alarms: Alarms;
  /** Looks for silence now; the watchman does so by itself every second. */
  listen(): void;
  /** Resolves when every raise so far was reported, unless the rate is used up. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the watchman: what was raised stays raised, stretches under way go on, then each commit is stepped. */
export async function startWatchman(options: WatchmanOptions): Promise<Watchman> {
  const { lane, clock, log } = options;
  const list = makeSentries(lane.sensors);
  const alarms = withTogether(openAlarms(options), lane, list, clock);
  const courses = openCourses(lane, list, alarms);
  const houseSince = options.houseSince ?? clock();
  const heard: (() => void)[] = [];
  let isReady = false;
  // What is committed while the past is read is stepped after it.
  const unhear = lane.onCommitted((fresh, late, written, now) => {
    if (isReady) return hear(fresh, late, written, now);
    const rows = { rows: written.rows?.slice() ?? null, late: written.late.slice() };
    const [kept, keptLate] = [copyLines(fresh), copyLines(late)];
    heard.push(() => hear(kept, keptLate, rows, now));
  });
  function hear(fresh: Lines, late: Lines, written: Written, now: number): void {
    for (const lines of [fresh, late])
      for (let i = 0; i < lines.rows.count; i++) {
        const at = lines.rows.at[i] ?? 0;
        for (const silent of list.noData[lines.slots[i] ?? 0] ?? []) {
          if (silent.isRaised) hearAgain(silent, alarms);
          if (silent.clock !== null || Math.abs(now - at) > harmlessMs) lookAtClock(silent, at, now, alarms);
        }
      }
    courses.take(fresh, late, written, now);
  }
  const remember = openRemember(lane, list, options.works);
  const takeUp = remember.load().then(() => resume(lane, list, alarms, courses, clock()));
  await takeUp.catch(async (error: unknown) => {
    // Who tries again begins with another: this one hears nothing more.
    unhear();
    await alarms.stop();
    throw error;
  });
  remember.catchUp(clock());
  for (const again of heard) again();
  isReady = true;

  const wheel = makeWheel(houseSince);
  /** Arrival of the last reading here: what a device says now is heard, whatever its clock says. */
  const heardOf = (slot: number): number => {
    const { id, base } = lane.sensors.laneOf(slot);
    return lane.latest(id).receivedAt[slot - base] ?? 0;
  };
  const listenFor = (sentry: Sentry | undefined, since: number): void => {
    if (sentry?.kind === 'no-data') wheel.put(sentry.index, since + sentry.rule.afterMs);
  };
  for (const sentry of list.all) listenFor(sentry, houseSince);
  // RULES.md W6: what a rule raised that is no more, or another now, is left to people.
  const unplace = lane.onPlaced((placed) => {
    const { gone, come } = list.place(placed);
    alarms.gather();
    for (const sentry of gone) alarms.forget(sentry);
    for (const sentry of come) listenFor(sentry, clock());
    remember.catchUp(clock());
  });

  /** Looks at the sensors whose moment has come. Another node may have heard what was silent here: the table knows. */
  async function look(): Promise<void> {
    const now = clock();
    alarms.lookTogether(now);
    const due = wheel.take(now).flatMap((index) => list.all[index] ?? []);
    const quiet: NoDataSentry[] = [];
    for (const sentry of due) {
      if (sentry.kind !== 'no-data') continue;
      const at = silentAt(sentry.rule, heardOf(sentry.slot), houseSince);
      if (sentry.isRaised || (at !== null && at <= now)) quiet.push(sentry);
      else wheel.put(sentry.index, at ?? now + sentry.rule.afterMs);
    }
    if (quiet.length === 0) return;
    try {
      const heardAt = await storedAt(lane, quiet);
      for (const sentry of quiet)
        if (list.all[sentry.index] === sentry)
          wheel.put(sentry.index, judgeSilence(sentry, heardAt(sentry), now));
    } catch (error) {
      log.warn(
        { err: error, sensors: quiet.length },
        'rules: asking for readings of other nodes failed, retrying',
      );
      for (const sentry of quiet) wheel.put(sentry.index, now);
    }
  }
  /** What is known of a sensor, here and at other nodes, says of its silence; the answer is when to look again. */
  function judgeSilence(sentry: NoDataSentry, storedAt: number, now: number): number {
    // Of other nodes only the instants are known, and none of them is later than now.
    const heardAt = Math.max(heardOf(sentry.slot), Math.min(storedAt, now));
    const due = silentAt(sentry.rule, heardAt, houseSince);
    if (sentry.isRaised) {
      if (due !== null && due > now) hearAgain(sentry, alarms);
    } else if (due !== null && due <= now) {
      if (sentry.clock?.isWrong) alarms.clear(sentry);
      sentry.clock = null;
      sentry.isRaised = true;
      // By the instant, which all nodes know, unless the device's clock makes it meaningless.
      alarms.raise(
        sentry,
        Math.abs(heardAt - storedAt) <= minuteMs ? Math.min(storedAt, heardAt) : heardAt,
        now,
      );
    }
    return due !== null && due > now ? due : now + sentry.rule.afterMs;
  }
  let looking: Promise<void> | null = null;
  function listen(): void {
    const after = (looking ?? Promise.resolve()).then(look);
    const mine = after.finally(() => {
      if (looking === mine) looking = null;
    });
    looking = mine;
  }
  const timer = setInterval(() => looking ?? listen(), 1_000);

  return {
    alarms,
    listen,
    async idle() {
      await looking;
      await alarms.idle();
    },
    async stop() {
      unhear();
      unplace();
      clearInterval(timer);
      await looking;
      await remember.stop();
      await alarms.stop();
    },
  };
}

/** When each of these sensors was heard last, by whichever node. */
async function storedAt(
  { sensors, readings }: OpenHotLane,
  sentries: readonly NoDataSentry[],
): Promise<(sentry: NoDataSentry) => number> {
  const numberOf = ({ slot }: NoDataSentry): number => sensors.numbers[slot] ?? 0;
  const rows = await readings.newest(Int32Array.from(sentries.map(numberOf)));
  const at = new Map(rows.map((row) => [row.sensor, row.at]));
  return (sentry) => at.get(numberOf(sentry)) ?? 0;
}

/** A device that sends with a wrong clock is not silent: that is said of it instead. */
function lookAtClock(sentry: NoDataSentry, at: number, now: number, alarms: Alarms): void {
  const wasWrong = sentry.clock?.isWrong ?? false;
  sentry.clock = stepClock(sentry.clock, at, now);
  const isWrong = sentry.clock?.isWrong ?? false;
  if (isWrong && !wasWrong) alarms.raise(sentry, sentry.clock?.since ?? now, at, now);
  else if (wasWrong && !isWrong) alarms.clear(sentry);
}

function hearAgain(sentry: NoDataSentry, alarms: Alarms): void {
  sentry.isRaised = false;
  alarms.clear(sentry);
}

function copyLines({ rows, slots, items }: Lines): Lines {
  return {
    rows: {
      count: rows.count,
      sensor: rows.sensor.slice(0, rows.count),
      at: rows.at.slice(0, rows.count),
      value: rows.value.slice(0, rows.count),
      quality: rows.quality.slice(0, rows.count),
    },
    slots: slots.slice(0, rows.count),
    items: items.slice(0, rows.count),
  };
}
