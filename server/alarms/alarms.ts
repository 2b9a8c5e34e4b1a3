import { setTimeout as pause } from 'node:timers/promises';
import type { RaisedRule } from '../ports.ts';
import {
  causeOf,
  nameOf,
  rankOf,
  sensorOf,
  type Errand,
  type Outage,
  type Raise,
  type Watched,
} from './alarm.ts';
import { makeOutages, usualOutages, type OutageSettings } from './outages.ts';
import { makeUrgencyQueue } from './queue.ts';
import { tellOutage, tellRaise, withdraw, type TellOptions } from './tell.ts';

/** Turns what the rules raise into incidents: the urgent first, one for one cause, at a bounded rate, and back again. */
export interface Alarms {
  /** `arrivedAt` where the instant of the reading does not tell. */
  raise(watch: Watched, since: number, at: number, arrivedAt?: number): void;
  clear(watch: Watched): void;
  /** Later data shows that a raise was none; `isLast`: and it is not raised otherwise. */
  retract(watch: Watched, isLast: boolean): void;
  /** Its rule is no more: nothing of it is shown or waits; what was reported is left to people. */
  forget(watch: Watched): void;
  /** Takes up a raise found in the database at start. */
  resume(watch: Watched, since: number, incident: string | null, cause: string | null): void;
  /** Looks for what was held long enough. */
  look(): void;
  /** Resolves when nothing waits, or the rate is used up. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}
export interface AlarmOptions extends TellOptions {
  clock: () => number;
  /** Errands of one jurisdiction that become commands within a minute; urgent ones have as many of their own. */
  perMinute?: number | undefined;
  outages?: OutageSettings | undefined;
}

const patienceMs = 2_000;
const backAgain = '数据已恢复，原因消失，自动撤回';
const notSo = '迟到的读数表明条件并未成立，自动撤回';

/** Opens the alarms with nothing waiting. */
export function openAlarms(options: AlarmOptions): Alarms {
  const { lane, clock, log, metrics } = options;
  const queue = makeUrgencyQueue<Errand>(4, rankOf, nameOf);
  const outages = makeOutages(options.outages ?? usualOutages);
  const board = openBoard(options);
  const mayTell = openRate(options);
  let work: Promise<void> | null = null;
  let isStopping = false;
  const stopped = new AbortController();
  const idOf = ({ slot }: Watched): string => lane.sensors.laneOf(slot).id;

  async function drain(): Promise<void> {
    for (;;) {
      const errand = isStopping ? undefined : queue.first((one) => mayTell(jurisdictionOf(one), rankOf(one)));
      if (!errand) break;
      try {
        await run(errand);
      } catch (error) {
        log.error({ err: error, errand: nameOf(errand) }, 'an alarm was not reported');
        await pause(patienceMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      }
    }
    metrics.gauge('rules_waiting', queue.size);
  }
  const jurisdictionOf = (errand: Errand): string =>
    errand.kind === 'raise'
      ? idOf(errand.raise.watch)
      : errand.kind === 'outage'
        ? errand.outage.jurisdiction
        : errand.jurisdiction;

  async function run(errand: Errand): Promise<void> {
    const name = nameOf(errand);
    mayTell.spend(jurisdictionOf(errand), rankOf(errand));
    if (errand.kind === 'withdraw') {
      await withdraw(options, errand.jurisdiction, errand.incident, errand.reason);
      if (queue.get(name) === errand) queue.drop(name);
      return;
    }
    if (errand.kind === 'raise') {
      const { raise } = errand;
      const incident = await tellRaise(options, raise);
      if (queue.get(name) === errand) queue.drop(name);
      raise.shown.incident = incident;
      board.keep(raise, incident ?? '', null);
      // It ended while it was being reported.
      if (raise.watch.rule.kind === 'no-data' && !board.isShown(raise.watch) && incident !== null)
        queue.put({ kind: 'withdraw', jurisdiction: idOf(raise.watch), incident, reason: backAgain });
      return;
    }
    const { outage } = errand;
    const raises = [...outage.members.values()];
    if (raises.length > 0) {
      const incident = await tellOutage(options, outage, clock());
      outage.incident = incident;
      outage.told = raises.length;
      for (const raise of raises) enrol(outage, raise);
    }
    // It may have grown meanwhile, and waits to be told again.
    if (queue.get(name) === errand) queue.drop(name);
    if (outage.members.size === 0) endOutage(outage.jurisdiction, outage.incident);
  }
  function hold(raise: Raise): void {
    const { watch } = raise;
    outages.hold(idOf(watch), causeOf(raise, lane.sensors.gatewayOf(watch.slot)), raise, clock());
  }
  function enrol({ incident, cause }: Outage, raise: Raise): void {
    raise.shown.incident = incident;
    board.keep(raise, incident ?? '', cause);
  }
  function endOutage(jurisdiction: string, incident: string | null): void {
    if (incident !== null && incident !== '')
      queue.put({ kind: 'withdraw', jurisdiction, incident, reason: backAgain });
  }
  function wake(): void {
    if (isStopping) return;
    work ??= drain().finally(() => {
      work = null;
    });
  }
  function look(): void {
    const { single, joined, untold } = outages.due(clock());
    for (const raise of single) queue.put({ kind: 'raise', raise });
    for (const [outage, raise] of joined) if (outage.incident !== null) enrol(outage, raise);
    for (const outage of untold) queue.put({ kind: 'outage', outage });
    if (queue.size > 0) wake();
  }
  // Takes up what was held, and what the rate or a failure left behind.
  const timer = setInterval(look, 1_000);

  /** What is to be done when a rule is no longer raised. */
  function end(watch: Watched, reason: string, isTakenBack: boolean): void {
    const shown = board.hide(watch);
    const name = `raise ${watch.index}`;
    const { wasHeld, outage, isOver } = outages.end(watch.index);
    const isWaiting = queue.get(name) !== undefined;
    if (isWaiting && isTakenBack) queue.drop(name);
    // What still waits to be reported keeps its row until it was.
    if (!isWaiting || isTakenBack || wasHeld) board.drop(watch);
    if (wasHeld || isWaiting) return;
    if (outage) {
      if (isOver) endOutage(outage.jurisdiction, outage.incident);
    } else if (isTakenBack && shown?.incident)
      queue.put({ kind: 'withdraw', jurisdiction: idOf(watch), incident: shown.incident, reason });
    wake();
  }

  return {
    look,
    raise(watch, since, at, arrivedAt) {
      const raise: Raise = { watch, since, at, arrivedAt, shown: board.show(watch, since, null) };
      metrics.count('rules_raised_total', { jurisdiction: idOf(watch), kind: watch.rule.kind });
      board.keep(raise, null, null);
      const before = queue.get(`raise ${watch.index}`);
      if (before?.kind === 'raise') before.raise.shown = raise.shown;
      else if (watch.rule.kind === 'no-data' && !watch.rule.urgent) hold(raise);
      else queue.put({ kind: 'raise', raise });
      wake();
    },
    clear(watch) {
      metrics.count('rules_cleared_total', { jurisdiction: idOf(watch), kind: watch.rule.kind });
      end(watch, backAgain, watch.rule.kind === 'no-data');
    },
    retract(watch, isLast) {
      metrics.count('rules_retracted_total', { jurisdiction: idOf(watch) });
      // What is urgent is taken back by people alone.
      if (isLast) end(watch, notSo, !watch.rule.urgent);
    },
    forget(watch) {
      const wasShown = board.hide(watch) !== undefined;
      outages.end(watch.index);
      queue.drop(`raise ${watch.index}`);
      if (wasShown) board.drop(watch);
    },
    resume(watch, since, incident, cause) {
      const shown = board.show(watch, since, incident === '' ? null : incident);
      const raise = { watch, since, at: clock(), shown };
      if (incident !== null && cause !== null) outages.resume(idOf(watch), cause, raise, incident);
      else if (incident === null && watch.rule.kind === 'no-data' && !watch.rule.urgent) hold(raise);
      else if (incident === null) queue.put({ kind: 'raise', raise });
      wake();
    },
    async idle() {
      look();
      while (work) await work;
      await board.written();
    },
    async stop() {
      isStopping = true;
      clearInterval(timer);
      stopped.abort();
      while (work) await work;
      await board.written();
    },
  };
}

/** Whether one more errand of a rank may become a command now. Urgent ones do not share with the others. */
function openRate({ clock, perMinute = 120 }: AlarmOptions): {
  (jurisdiction: string, rank: number): boolean;
  spend(jurisdiction: string, rank: number): void;
} {
  const spent = new Map<string, { minute: number; count: number }>();
  const usedOf = (jurisdiction: string, rank: number): { count: number } => {
    const minute = Math.floor(clock() / 60_000);
    const key = `${jurisdiction}\0${Math.min(rank, 1)}`;
    let used = spent.get(key);
    if (used?.minute !== minute) spent.set(key, (used = { minute, count: 0 }));
    return used;
  };
  const may = (jurisdiction: string, rank: number): boolean => usedOf(jurisdiction, rank).count < perMinute;
  return Object.assign(may, {
    spend(jurisdiction: string, rank: number) {
      usedOf(jurisdiction, rank).count++;
    },
  });
}

/** What is shown as raised, and its rows in the database. */
function openBoard({ lane, log }: AlarmOptions) {
  const shown = new Map<number, RaisedRule>();
  /** Rows of raised rules are written one after the other: a clear must not overtake its raise. */
  let writes: Promise<unknown> = Promise.resolve();
  const write = (act: () => Promise<void>): void => {
    writes = writes
      .then(act)
      .catch((error: unknown) => log.warn({ err: error }, 'a raised rule was not written down'));
  };
  const laneOf = ({ slot }: Watched): { id: string; base: number } => lane.sensors.laneOf(slot);
  function hide(watch: Watched): RaisedRule | undefined {
    const raised = shown.get(watch.index);
    if (!raised) return undefined;
    shown.delete(watch.index);
    const { id } = laneOf(watch);
    lane.board.set(
      id,
      (lane.board.get(id) ?? []).filter((one) => one !== raised),
    );
    return raised;
  }
  function drop(watch: Watched): void {
    write(() => lane.observations.dropRaised(laneOf(watch).id, sensorOf(lane, watch).id, watch.rule.id));
  }
  return {
    hide,
    drop,
    isShown: (watch: Watched): boolean => shown.has(watch.index),
    show(watch: Watched, since: number, incident: string | null): RaisedRule {
      hide(watch);
      const { id, base } = laneOf(watch);
      const raised: RaisedRule = { sensor: watch.slot - base, rule: watch.rule.id, since, incident };
      shown.set(watch.index, raised);
      const list = lane.board.get(id);
      if (list) list.push(raised);
      else lane.board.set(id, [raised]);
      return raised;
    },
    /** Writes a raise down as it is now, or that it is over. `incident` null: not reported, empty: refused. */
    keep({ watch, since, shown: raised }: Raise, incident: string | null, cause: string | null): void {
      const row = { sensor: sensorOf(lane, watch).id, rule: watch.rule.id, since, incident, cause };
      if (shown.get(watch.index) === raised) write(() => lane.observations.saveRaised(laneOf(watch).id, row));
      else drop(watch);
    },
    written: () => writes,
  };
}
