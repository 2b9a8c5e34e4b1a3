import { openAlarms, type Alarms } from '../alarms/alarms.ts';
import type { AlarmOptions } from '../alarms/options.ts';
import type { Lines } from '../readings/batch.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import { harmlessMs } from './clock.ts';
import { openCourses, type Courses } from './courses.ts';
import { hearAgain, lookAtClock, openListening } from './listening.ts';
import { openRemember } from './remember.ts';
import { resume } from './resume.ts';
import type { Written } from '../storage/readings/reading-line.ts';
import { makeSentries, type Sentries } from './sentries.ts';
import { withTogether } from './together.ts';

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
  const { lane, clock } = options;
  const list = makeSentries(lane.sensors);
  const alarms = withTogether(openAlarms(options), lane, list, clock);
  const courses = openCourses(lane, list, alarms);
  const houseSince = options.houseSince ?? clock();
  const hearing = hearCommits(lane, list, alarms, courses);
  const remember = openRemember(lane, list, options.works);
  const takeUp = remember.load().then(() => resume(lane, list, alarms, courses, clock(), options.store));
  await takeUp.catch(async (error: unknown) => {
    // Who tries again begins with another: this one hears nothing more.
    hearing.stop();
    await alarms.stop();
    throw error;
  });
  remember.catchUp(clock());
  hearing.begin();

  const listening = openListening({ ...options, list, alarms, houseSince });
  for (const sentry of list.all) listening.expect(sentry, houseSince);
  // RULES.md W6: what a rule raised that is no more, or another now, is left to people.
  const unplace = lane.onPlaced((placed) => {
    const { gone, come } = list.place(placed);
    alarms.gather();
    for (const sentry of gone) alarms.forget(sentry);
    for (const sentry of come) listening.expect(sentry, clock());
    remember.catchUp(clock());
  });
  return {
    alarms,
    listen: listening.listen,
    async idle() {
      await listening.idle();
      await alarms.idle();
    },
    async stop() {
      hearing.stop();
      unplace();
      await listening.stop();
      await remember.stop();
      await alarms.stop();
    },
  };
}

/** Hears what is committed from now on. What comes while the past is read is stepped when it begins, in its order. */
function hearCommits(lane: OpenHotLane, list: Sentries, alarms: Alarms, courses: Courses) {
  const waiting: (() => void)[] = [];
  let isReady = false;
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
  const stop = lane.onCommitted((fresh, late, written, now) => {
    if (isReady) return hear(fresh, late, written, now);
    const rows = { rows: written.rows?.slice() ?? null, late: written.late.slice() };
    const [kept, keptLate] = [copyLines(fresh), copyLines(late)];
    waiting.push(() => hear(kept, keptLate, rows, now));
  });
  return {
    stop,
    begin() {
      for (const again of waiting) again();
      isReady = true;
    },
  };
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
