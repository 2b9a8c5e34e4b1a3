import { quality } from '#shared/sensing/reading.ts';
import type { Log } from '../log.ts';
import type { Execute, Metrics } from '../ports.ts';
import type { Lines } from '../readings/batch.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { WatchedSensor } from '../storage/reading-store.ts';
import { silentAt } from './no-data.ts';
import { openReporter, type Reporter } from './reporter.ts';
import { stepThreshold } from './threshold.ts';
import { makeWatchList, type NoDataWatch, type ThresholdWatch, type WatchList } from './watch-list.ts';
import { makeWheel } from './wheel.ts';

export interface WatchmanOptions {
  lane: OpenHotLane;
  execute: Execute;
  clock: () => number;
  log: Log;
  metrics: Metrics;
  perMinute?: number;
}

/** The watchman at work. */
export interface Watchman {
  /** Looks for silence now; the watchman does so by itself every second. */
  listen(): void;
  /** Resolves when every raise so far was reported, unless the rate is used up. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the watchman: what was raised stays raised, stretches under way go on, then each commit is stepped. */
export async function startWatchman(options: WatchmanOptions): Promise<Watchman> {
  const { lane, clock, log } = options;
  const list = makeWatchList(lane.sensors);
  const reporter = openReporter(options);
  const houseSince = clock();
  const heard: [Lines, number][] = [];
  let isReady = false;
  // What is committed while the past is read is stepped after it.
  lane.onCommitted((fresh, _late, _written, now) => {
    if (isReady) stepLines(lane, list, reporter, fresh, now);
    else heard.push([copyLines(fresh), now]);
  });
  await resume(options, list, reporter);
  for (const [fresh, now] of heard) stepLines(lane, list, reporter, fresh, now);
  isReady = true;

  const wheel = makeWheel(houseSince);
  const newestOf = (slot: number): number => {
    const { id, base } = lane.sensors.laneOf(slot);
    return lane.latest(id).at[slot - base] ?? 0;
  };
  for (const watch of list.all)
    if (watch.kind === 'no-data') wheel.put(watch.index, houseSince + watch.rule.afterMs);

  /** Looks at the sensors whose moment has come. Another node may have heard what was silent here: the table knows. */
  async function look(): Promise<void> {
    const now = clock();
    const due = wheel.take(now).flatMap((index) => list.all[index] ?? []);
    const quiet: NoDataWatch[] = [];
    for (const watch of due) {
      if (watch.kind !== 'no-data') continue;
      const at = silentAt(watch.rule, newestOf(watch.slot), houseSince);
      if (watch.isRaised || (at !== null && at <= now)) quiet.push(watch);
      else wheel.put(watch.index, at ?? now + watch.rule.afterMs);
    }
    if (quiet.length === 0) return;
    try {
      const heardAt = await storedAt(lane, quiet);
      for (const watch of quiet) wheel.put(watch.index, judgeSilence(watch, heardAt(watch), now));
    } catch (error) {
      log.warn({ err: error, sensors: quiet.length }, 'cannot ask what was heard elsewhere: trying again');
      for (const watch of quiet) wheel.put(watch.index, now);
    }
  }
  /** What the newest reading of a sensor says of its silence; the answer is when to look again. */
  function judgeSilence(watch: NoDataWatch, at: number, now: number): number {
    const due = silentAt(watch.rule, at, houseSince);
    if (watch.isRaised) hearAgain(watch, at, now, reporter);
    else if (due !== null && due <= now) {
      watch.isRaised = true;
      reporter.raise(watch, at, now);
    }
    return due !== null && due > now ? due : now + watch.rule.afterMs;
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
    listen,
    async idle() {
      await looking;
      await reporter.idle();
    },
    async stop() {
      clearInterval(timer);
      await looking;
      await reporter.stop();
    },
  };
}

/** Steps the rows of one commit through the rules of their sensors. */
function stepLines(lane: OpenHotLane, list: WatchList, reporter: Reporter, fresh: Lines, now: number): void {
  const { count, at, value, quality: flags } = fresh.rows;
  for (let i = 0; i < count; i++) {
    const slot = fresh.slots[i] ?? 0;
    for (const silent of list.noData[slot] ?? [])
      if (silent.isRaised) hearAgain(silent, at[i] ?? 0, now, reporter);
    if (((flags[i] ?? 0) & quality.outOfRange) !== 0) continue;
    for (const watch of list.thresholds[slot] ?? []) {
      const step = stepThreshold(watch.rule, watch.state, at[i] ?? 0, value[i] ?? 0, watch.gapMs);
      if (step === 1) reporter.raise(watch, watch.state.raisedSince, at[i] ?? 0);
      else if (step === 2) reporter.clear(watch);
    }
  }
}

/** When each of these sensors was heard last, by whichever node. */
async function storedAt(
  { sensors, readings }: OpenHotLane,
  watches: readonly NoDataWatch[],
): Promise<(watch: NoDataWatch) => number> {
  const numberOf = ({ slot }: NoDataWatch): number => sensors.numbers[slot] ?? 0;
  const rows = await readings.newest(Int32Array.from(watches.map(numberOf)));
  const at = new Map(rows.map((row) => [row.sensor, row.at]));
  return (watch) => at.get(numberOf(watch)) ?? 0;
}

function hearAgain(watch: NoDataWatch, at: number, now: number, reporter: Reporter): void {
  // Buffered readings of long ago are data, but not of the present.
  if (now - at > watch.rule.afterMs) return;
  watch.isRaised = false;
  reporter.clear(watch);
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

/** RULES.md W5. */
async function resume({ lane, clock }: WatchmanOptions, list: WatchList, reporter: Reporter): Promise<void> {
  const places = [...lane.sensors.lanes.values()];
  const raised = await Promise.all(
    places.map(async ({ id }) => {
      const rows = await lane.observations.raised(id);
      return [id, new Map(rows.map((row) => [`${row.sensor}\0${row.rule}`, row]))] as const;
    }),
  );
  const raisedIn = new Map(raised);
  for (const watch of list.all) {
    const { id, base, loaded } = lane.sensors.laneOf(watch.slot);
    const sensor = loaded.pack.sensors[watch.slot - base];
    const row = sensor && raisedIn.get(id)?.get(`${sensor.id}\0${watch.rule.id}`);
    if (!row) continue;
    if (watch.kind === 'threshold') {
      watch.state.isRaised = true;
      watch.state.raisedSince = row.since;
    } else watch.isRaised = true;
    reporter.resume(watch, row.since, row.incident);
  }
  await stepPast(lane, list, reporter, clock());
}

async function stepPast(lane: OpenHotLane, list: WatchList, reporter: Reporter, now: number): Promise<void> {
  const slots = new Map<number, number>();
  const watched: WatchedSensor[] = [];
  for (const [slot, watches] of list.thresholds.entries()) {
    const sensor = lane.sensors.numbers[slot];
    if (watches.length === 0 || sensor === undefined) continue;
    slots.set(sensor, slot);
    watched.push({ sensor, ...bandOf(watches, now) });
  }
  for (const row of await lane.readings.restless(watched)) {
    if ((row.quality & (quality.late | quality.outOfRange)) !== 0) continue;
    for (const watch of list.thresholds[slots.get(row.sensor) ?? -1] ?? []) {
      // What went before a raise that is known already has had its say.
      if (watch.state.isRaised && row.at < watch.state.raisedSince) continue;
      const step = stepThreshold(watch.rule, watch.state, row.at, row.value, watch.gapMs);
      if (step === 1) reporter.raise(watch, watch.state.raisedSince, row.at);
      else if (step === 2) reporter.clear(watch);
    }
  }
}

/** How far back a sensor's rules reach, and the values that leave a resting rule at rest; one that is raised asks about all. */
function bandOf(watches: readonly ThresholdWatch[], now: number): Omit<WatchedSensor, 'sensor'> {
  const band = { since: now, low: -Infinity, high: Infinity };
  for (const { rule, gapMs, state } of watches) {
    band.since = Math.min(band.since, now - Math.max(rule.enterMs, rule.leaveMs) - gapMs);
    if (state.isRaised) [band.low, band.high] = [Infinity, -Infinity];
    else if (rule.side === 'above') band.high = Math.min(band.high, rule.enter);
    else band.low = Math.max(band.low, rule.enter);
  }
  return band;
}
