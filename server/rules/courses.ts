import { quality } from '#shared/sensing/reading.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { Lines } from '../readings/batch.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { Written } from '../storage/readings/reading-line.ts';
import { makeCourse, takeLate, takeNewer, type Course, type Heard, type Say } from './course.ts';
import type { Sentries } from './sentries.ts';

/** The courses of all sensors that have a threshold. */
export interface Courses {
  /** Steps the rows of one commit; `now` is their arrival. */
  take(fresh: Lines, late: Lines, written: Written, now: number): void;
  /** The course of a slot, made when it is asked for first. */
  of(slot: number): Course;
}

/** Opens them empty; what they say goes to the alarms. */
export function openCourses(lane: OpenHotLane, { thresholds }: Sentries, alarms: Alarms): Courses {
  const courses: (Course | undefined)[] = [];
  let arrivedAt = 0;

  function say(said: Say): void {
    const { sentry } = said;
    if (said.kind === 'raise')
      alarms.raise(sentry, said.since, said.at, said.isByArrival ? arrivedAt : undefined);
    // Under the key of the first report, which answers it.
    else if (said.kind === 'again') alarms.raise(sentry, said.since, said.at);
    else if (said.kind === 'clear') alarms.clear(sentry);
    else alarms.retract(sentry, !sentry.state.isRaised && !sentry.arrival?.isRaised);
  }
  function of(slot: number): Course {
    const known = courses[slot];
    if (known) return known;
    const { loaded } = lane.sensors.laneOf(slot);
    const newest = lane.newestAt(slot);
    const everyMs = lane.sensors.everyMs[slot] ?? 1_000;
    const made = makeCourse(everyMs, loaded.pack.policy.futureToleranceMs, newest === 0 ? NaN : newest);
    courses[slot] = made;
    return made;
  }

  return {
    of,
    take(fresh, late, written, now) {
      arrivedAt = now;
      // A sensor of which something came late is told as a whole, by instant.
      const behind = new Map<number, Heard[]>();
      gather(behind, late, written.late);
      if (written.rows !== null) gather(behind, fresh, written.rows);
      const { count, at, value, quality: flags } = fresh.rows;
      for (let i = 0; i < count; i++) {
        const slot = fresh.slots[i] ?? 0;
        const sentries = thresholds[slot];
        if (!sentries || sentries.length === 0 || ((flags[i] ?? 0) & quality.outOfRange) !== 0) continue;
        const gathered = behind.size > 0 ? behind.get(slot) : undefined;
        if (!gathered) takeNewer(of(slot), sentries, at[i] ?? 0, value[i] ?? 0, now, say);
        else if (written.rows === null) gathered.push({ at: at[i] ?? 0, value: value[i] ?? 0 });
      }
      for (const [slot, heard] of behind) takeLate(of(slot), thresholds[slot] ?? [], heard, now, say);
    },
  };

  /** What was stored of rows that need not be newer than all before them. */
  function gather(behind: Map<number, Heard[]>, { rows, slots }: Lines, stored: Uint8Array): void {
    for (let i = 0; i < rows.count; i++) {
      const slot = slots[i] ?? 0;
      if (!thresholds[slot]?.length) continue;
      if (stored[i] !== 1 || ((rows.quality[i] ?? 0) & quality.outOfRange) !== 0) continue;
      const heard = { at: rows.at[i] ?? 0, value: rows.value[i] ?? 0 };
      const list = behind.get(slot);
      if (list) list.push(heard);
      else behind.set(slot, [heard]);
    }
  }
}
