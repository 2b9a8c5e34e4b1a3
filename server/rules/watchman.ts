import { quality } from '#shared/sensing/reading.ts';
import type { Log } from '../log.ts';
import type { Execute, Metrics } from '../ports.ts';
import type { Lines } from '../readings/batch.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import { silentAt } from './no-data.ts';
import { openReporter, type Reporter } from './reporter.ts';
import { stepThreshold } from './threshold.ts';
import { makeWatchList, type NoDataWatch, type WatchList } from './watch-list.ts';
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
  const { lane, clock } = options;
  const list = makeWatchList(lane.sensors);
  const reporter = openReporter(options);
  const houseSince = clock();
  const heard: [Lines, number][] = [];
  let isReady = false;
  // What is committed while the past is read is stepped after it.
  lane.onCommitted((fresh, _late, now) => {
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

  function listen(): void {
    const now = clock();
    for (const index of wheel.take(now)) {
      const watch = list.all[index];
      if (watch?.kind !== 'no-data') continue;
      const at = newestOf(watch.slot);
      const due = silentAt(watch.rule, at, houseSince);
      if (due !== null && due <= now && !watch.isRaised) {
        watch.isRaised = true;
        reporter.raise(watch, at, now);
      }
      wheel.put(index, due !== null && due > now ? due : now + watch.rule.afterMs);
    }
  }
  const timer = setInterval(listen, 1_000);

  return {
    listen,
    idle: () => reporter.idle(),
    async stop() {
      clearInterval(timer);
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
  for (const place of lane.sensors.lanes.values()) {
    const raised = new Map(
      (await lane.observations.raised(place.id)).map((row) => [`${row.sensor}\0${row.rule}`, row]),
    );
    for (const watch of list.all) {
      const sensor = place.loaded.pack.sensors[watch.slot - place.base];
      const row = sensor && raised.get(`${sensor.id}\0${watch.rule.id}`);
      if (!row) continue;
      if (watch.kind === 'threshold') {
        watch.state.isRaised = true;
        watch.state.raisedSince = row.since;
      } else watch.isRaised = true;
      reporter.resume(watch, row.since, row.incident);
    }
    await stepPast(lane, list, reporter, place.base, place.count, clock());
  }
}

async function stepPast(
  lane: OpenHotLane,
  list: WatchList,
  reporter: Reporter,
  base: number,
  count: number,
  now: number,
): Promise<void> {
  const slots = new Map<number, number>();
  let backMs = 0;
  for (let slot = base; slot < base + count; slot++)
    for (const { rule, gapMs } of list.thresholds[slot] ?? []) {
      slots.set(lane.sensors.numbers[slot] ?? 0, slot);
      backMs = Math.max(backMs, rule.enterMs + gapMs, rule.leaveMs + gapMs);
    }
  if (slots.size === 0) return;
  for (const row of await lane.readings.since(Int32Array.from(slots.keys()), now - backMs)) {
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
