import { quality } from '#shared/sensing/reading.ts';
import { hourMs } from '#shared/kernel/span.ts';
import type { CourseRule } from '#shared/sensing/rule.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { WatchedSensor } from '../storage/readings/reading-store.ts';
import { remembers } from './remember.ts';
import { takeNewer, type Say } from './course.ts';
import type { Courses } from './courses.ts';
import type { ThresholdSentry, Sentries } from './sentries.ts';

/** RULES.md W5: what was raised stays raised, and stretches under way go on. */
export async function resume(
  lane: OpenHotLane,
  list: Sentries,
  alarms: Alarms,
  courses: Courses,
  now: number,
): Promise<void> {
  await alarms.load();
  const places = [...lane.sensors.lanes.values()];
  const raised = await Promise.all(
    places.map(async ({ id }) => {
      const rows = await lane.observations.raised(id);
      return [id, new Map(rows.map((row) => [`${row.sensor}\0${row.rule}`, row]))] as const;
    }),
  );
  const raisedIn = new Map(raised);
  for (const sentry of list.all) {
    if (!sentry) continue;
    const { id, base, loaded } = lane.sensors.laneOf(sentry.slot);
    const sensor = loaded.pack.sensors[sentry.slot - base];
    const row = sensor && raisedIn.get(id)?.get(`${sensor.id}\0${sentry.rule.id}`);
    if (!row) continue;
    if (sentry.kind === 'threshold') {
      for (const state of [sentry.state, sentry.before])
        Object.assign(state, { isRaised: true, raisedSince: row.since });
      sentry.episodes = [{ since: row.since, at: row.since, end: NaN }];
    } else sentry.isRaised = true;
    alarms.resume(sentry, row.since, row);
  }
  alarms.settle();
  await stepPast(lane, list, alarms, courses, now);
}

async function stepPast(
  lane: OpenHotLane,
  list: Sentries,
  alarms: Alarms,
  courses: Courses,
  now: number,
): Promise<void> {
  const slots = new Map<number, number>();
  const watched: WatchedSensor[] = [];
  for (const [slot, sentries] of list.thresholds.entries()) {
    const sensor = lane.sensors.numbers[slot];
    // Room that a lane keeps for sensors to come has no rules.
    if (!sentries?.length || sensor === undefined) continue;
    slots.set(sensor, slot);
    watched.push({ sensor, ...bandOf(sentries, now) });
  }
  const say = (said: Say): void => {
    if (said.kind === 'raise') alarms.raise(said.sentry, said.since, said.at);
    else if (said.kind === 'clear') alarms.clear(said.sentry);
  };
  for (const row of await lane.readings.restless(watched)) {
    if ((row.quality & quality.outOfRange) !== 0) continue;
    const slot = slots.get(row.sensor) ?? -1;
    const sentries = list.thresholds[slot] ?? [];
    const course = courses.of(slot);
    // What went before a raise that is known already has had its say.
    const known = Math.max(...sentries.map(({ state }) => (state.isRaised ? state.raisedSince : -Infinity)));
    if (course.count === 0) course.floor = Math.max(course.floor, known);
    if (row.at >= known || course.count > 0) takeNewer(course, sentries, row.at, row.value, row.at, say);
  }
}

/** How long ago something may have been that the rule remembers; what a learned one or one of drift knows is kept besides (RULES.md U6). */
function reachOf(rule: CourseRule): number {
  if (rule.kind === 'rate') return 2 * rule.overMs;
  if (rule.kind === 'stuck') return rule.forMs;
  return remembers(rule) ? hourMs : 0;
}

/** How far back a sensor's rules reach, and the values that leave a resting rule at rest; one that is raised asks about all. */
function bandOf(sentries: readonly ThresholdSentry[], now: number): Omit<WatchedSensor, 'sensor'> {
  const band = { since: now, low: -Infinity, high: Infinity };
  for (const { rule, limits, derived, gapMs, state } of sentries) {
    const reach = reachOf(rule);
    band.since = Math.min(band.since, now - Math.max(limits.enterMs, limits.leaveMs) - reach - gapMs);
    // What is derived tells nothing by the value alone.
    if (state.isRaised || derived !== null) [band.low, band.high] = [Infinity, -Infinity];
    else if (limits.side === 'above') band.high = Math.min(band.high, limits.enter);
    else band.low = Math.max(band.low, limits.enter);
  }
  return band;
}
