import { setTimeout as pause } from 'node:timers/promises';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { Log } from '../log.ts';
import type { Execute, Metrics, RaisedRule } from '../ports.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { Watch } from './watch-list.ts';
import { conditionOf, titleOf } from './words.ts';

/** Turns raises into reports, in order, at a bounded rate (RULES.md W1-W4). */
export interface Reporter {
  raise(watch: Watch, since: number, at: number): void;
  clear(watch: Watch): void;
  /** Takes up a raise found in the database at start. */
  resume(watch: Watch, since: number, incident: string | null): void;
  /** Resolves when nothing waits, or the rate is used up. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}
export interface ReporterOptions {
  lane: OpenHotLane;
  execute: Execute;
  clock: () => number;
  log: Log;
  metrics: Metrics;
  /** Raises of one jurisdiction that become commands within a minute. */
  perMinute?: number;
}

interface Raise {
  watch: Watch;
  since: number;
  at: number;
  shown: RaisedRule;
}

const evidencePoints = 120;
const patienceMs = 2_000;

/** Opens the reporter with nothing waiting. */
export function openReporter(options: ReporterOptions): Reporter {
  const { lane, clock, log, metrics } = options;
  const perMinute = options.perMinute ?? 120;
  const waiting = new Map<number, Raise>();
  const shown = new Map<number, RaisedRule>();
  const spent = new Map<string, { minute: number; count: number }>();
  let work: Promise<void> | null = null;
  let isStopping = false;
  /** Rows of raised rules are written one after the other: a clear must not overtake its raise. */
  let writes: Promise<unknown> = Promise.resolve();
  const write = (act: () => Promise<void>): void => {
    writes = writes
      .then(act)
      .catch((error: unknown) => log.warn({ err: error }, 'a raised rule was not written down'));
  };
  const stopped = new AbortController();

  function show(watch: Watch, raised: RaisedRule): void {
    shown.set(watch.index, raised);
    const { id } = lane.sensors.laneOf(watch.slot);
    const list = lane.board.get(id);
    if (list) list.push(raised);
    else lane.board.set(id, [raised]);
  }
  function hide(watch: Watch): void {
    const raised = shown.get(watch.index);
    if (!raised) return;
    shown.delete(watch.index);
    const { id } = lane.sensors.laneOf(watch.slot);
    lane.board.set(
      id,
      (lane.board.get(id) ?? []).filter((one) => one !== raised),
    );
  }

  /** Whether one more command may be given now. */
  function mayReport(jurisdiction: string): boolean {
    const minute = Math.floor(clock() / 60_000);
    const used = spent.get(jurisdiction);
    if (used?.minute !== minute) spent.set(jurisdiction, { minute, count: 0 });
    return (spent.get(jurisdiction)?.count ?? 0) < perMinute;
  }
  function spend(jurisdiction: string): void {
    const used = spent.get(jurisdiction);
    if (used) used.count++;
  }

  async function drain(): Promise<void> {
    for (const [index, raise] of waiting) {
      if (isStopping) return;
      const { id } = lane.sensors.laneOf(raise.watch.slot);
      if (!mayReport(id)) continue;
      spend(id);
      try {
        const incident = await report(options, raise);
        waiting.delete(index);
        raise.shown.incident = incident;
        keep(id, raise, incident);
      } catch (error) {
        log.error(
          { err: error, jurisdiction: id, rule: raise.watch.rule.id },
          'a raised rule was not reported',
        );
        await pause(patienceMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      }
    }
    metrics.gauge('rules_waiting', waiting.size);
  }
  function keep(jurisdiction: string, { watch, shown: raised }: Raise, incident: string | null): void {
    const sensor = sensorOf(lane, watch).id;
    const rule = watch.rule.id;
    if (shown.get(watch.index) === raised)
      write(() =>
        lane.observations.saveRaised(jurisdiction, {
          sensor,
          rule,
          since: raised.since,
          incident: incident ?? '',
        }),
      );
    else write(() => lane.observations.dropRaised(jurisdiction, sensor, rule));
  }
  function wake(): void {
    if (isStopping) return;
    work ??= drain().finally(() => (work = null));
  }
  // Takes up what the rate or a failure left behind.
  const timer = setInterval(() => waiting.size > 0 && wake(), patienceMs);

  return {
    raise(watch, since, at) {
      const { id, base } = lane.sensors.laneOf(watch.slot);
      const raised: RaisedRule = { sensor: watch.slot - base, rule: watch.rule.id, since, incident: null };
      hide(watch);
      show(watch, raised);
      metrics.count('rules_raised_total', { jurisdiction: id, kind: watch.kind });
      const row = { sensor: sensorOf(lane, watch).id, rule: watch.rule.id, since, incident: null };
      write(() => lane.observations.saveRaised(id, row));
      const before = waiting.get(watch.index);
      if (before) before.shown = raised;
      else waiting.set(watch.index, { watch, since, at, shown: raised });
      wake();
    },
    clear(watch) {
      hide(watch);
      const { id } = lane.sensors.laneOf(watch.slot);
      metrics.count('rules_cleared_total', { jurisdiction: id, kind: watch.kind });
      // What still waits to be reported keeps its row until it was.
      if (!waiting.has(watch.index))
        write(() => lane.observations.dropRaised(id, sensorOf(lane, watch).id, watch.rule.id));
    },
    resume(watch, since, incident) {
      const raised: RaisedRule = {
        sensor: watch.slot - lane.sensors.laneOf(watch.slot).base,
        rule: watch.rule.id,
        since,
        incident,
      };
      if (incident === '') raised.incident = null;
      show(watch, raised);
      if (incident === null) waiting.set(watch.index, { watch, since, at: clock(), shown: raised });
      wake();
    },
    async idle() {
      while (work) await work;
      await writes;
    },
    async stop() {
      isStopping = true;
      clearInterval(timer);
      stopped.abort();
      while (work) await work;
      await writes;
    },
  };
}

function sensorOf({ sensors }: OpenHotLane, { slot }: Watch): Sensor {
  const { base, loaded } = sensors.laneOf(slot);
  return must(loaded.pack.sensors[slot - base], 'sensor of a rule');
}

/** Reports a raise; answers the incident's number, or null when the ledger refused it for good. Throws to be asked again. */
async function report(
  { lane, execute, log, metrics }: ReporterOptions,
  raise: Raise,
): Promise<string | null> {
  const { watch, since, at } = raise;
  const { rule, slot } = watch;
  const { id, loaded } = lane.sensors.laneOf(slot);
  const sensor = sensorOf(lane, watch);
  const series = await lane.readings.recent(lane.sensors.numbers[slot] ?? 0, at, evidencePoints);
  const condition = conditionOf(sensor, rule, series.at(-1)?.[1] ?? NaN, since, at);
  const answer = await execute({
    jurisdiction: id,
    by: { id: 'watchman', name: '规则值守', role: 'system' },
    key: `rule:${sensor.id}:${rule.id}:${since}`,
    command: {
      kind: 'report',
      source: 'sensor',
      item: rule.item,
      title: titleOf(sensor, loaded.items.get(rule.item)),
      detail: condition,
      place: sensor.place,
      address: sensor.name.zh,
      urgent: rule.urgent,
      origin: `sensor:${sensor.id}:${rule.id}`,
      evidence: [{ kind: 'readings', text: condition, sensor: sensor.id, series, at }],
    },
  });
  if (!isRefusal(answer)) return answer.subject;
  if (answer.code === 'busy') throw new Error(answer.reason);
  log.error({ refusal: answer, sensor: sensor.id, rule: rule.id }, 'a raised rule was refused');
  metrics.count('rules_refused_total', { jurisdiction: id, code: answer.code });
  return null;
}
