import { quality } from '#shared/sensing/reading.ts';
import { hourMs } from '#shared/kernel/span.ts';
import type { CourseRule } from '#shared/sensing/rule.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { WatchedSensor } from '../storage/readings/reading-store.ts';
import type { AlarmStore } from '../storage/readings/alarm-store.ts';
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
  store: Pick<AlarmStore, 'over'>,
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
  const watched = watchedOf(lane, list, now);
  const since = Math.min(now, ...watched.rows.map((row) => row.since));
  const said = untold(lane, alarms, await toldOf(lane, store, since));
  await stepPast(lane, list, courses, watched, said.say);
  said.rest();
}

/** By sensor and rule of each lane, the stretches that were raised and are over. */
type Told = ReadonlyMap<string, readonly { since: number; endedAt: number | null }[]>;
const keyOf = (...names: [jurisdiction: string, sensor: string, rule: string]): string => names.join('\0');

async function toldOf(
  { sensors }: OpenHotLane,
  store: Pick<AlarmStore, 'over'>,
  since: number,
): Promise<Told> {
  const told = new Map<string, { since: number; endedAt: number | null }[]>();
  for (const { id } of sensors.lanes.values())
    for (const row of await store.over(id, since)) {
      const key = keyOf(id, row.sensor, row.rule);
      told.set(key, [...(told.get(key) ?? []), row]);
    }
  return told;
}

/** Hears what is stepped again, and raises nothing a second time that was raised and is over (RULES.md W2). */
function untold(lane: OpenHotLane, alarms: Alarms, told: Told) {
  const known = new Map<ThresholdSentry, Extract<Say, { kind: 'raise' }>>();
  function isTold(sentry: ThresholdSentry, since: number): boolean {
    const { id, base, loaded } = lane.sensors.laneOf(sentry.slot);
    const sensor = loaded.pack.sensors[sentry.slot - base]?.id ?? '';
    const rows = told.get(keyOf(id, sensor, sentry.rule.id)) ?? [];
    return rows.some((row) => row.since <= since && since <= (row.endedAt ?? -Infinity));
  }
  return {
    say(said: Say): void {
      if (said.kind === 'raise' && isTold(said.sentry, said.since)) known.set(said.sentry, said);
      else if (said.kind === 'raise') alarms.raise(said.sentry, said.since, said.at);
      else if (said.kind === 'clear' && !known.delete(said.sentry)) alarms.clear(said.sentry);
    },
    /** What has not ended by what is stored stands, whatever the record says. */
    rest(): void {
      for (const { sentry, since, at } of known.values()) alarms.raise(sentry, since, at);
    },
  };
}

/** Sensors whose rules may have something under way, and which place each has. */
function watchedOf(lane: OpenHotLane, list: Sentries, now: number) {
  const slots = new Map<number, number>();
  const rows: WatchedSensor[] = [];
  for (const [slot, sentries] of list.thresholds.entries()) {
    const sensor = lane.sensors.numbers[slot];
    // Room that a lane keeps for sensors to come has no rules.
    if (!sentries?.length || sensor === undefined) continue;
    slots.set(sensor, slot);
    rows.push({ sensor, ...bandOf(sentries, now) });
  }
  return { slots, rows };
}

async function stepPast(
  lane: OpenHotLane,
  list: Sentries,
  courses: Courses,
  { slots, rows }: ReturnType<typeof watchedOf>,
  say: (said: Say) => void,
): Promise<void> {
  for (const row of await lane.readings.restless(rows)) {
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
