import { randomUUID } from 'node:crypto';
import { causeOf, isOfSilence, nameOf, sensorOf, type Alarm, type Raise, type RaisedBy } from './alarm.ts';
import { openBoard } from './board.ts';
import { backAgain, openErrands } from './errands.ts';
import { makeGovernor, type Governor } from './governor.ts';
import type { AlarmOptions, Stood } from './options.ts';
import { makeOutages, usualOutages } from './outages.ts';
import { openAlarmRecord, type AlarmRecord } from './record.ts';
import { makeResumed } from './resumed.ts';
import { makeSuppressions, type Suppressions } from './suppression.ts';
import { tellGroup, tellRaise } from './tell.ts';

/** Turns what the rules raise into alarms and incidents: the urgent first, one for one cause, no more than people read, and back again. */
export interface Alarms {
  /** `arrivedAt` where the instant of the reading does not tell. */
  raise(sentry: RaisedBy, since: number, at: number, arrivedAt?: number): void;
  clear(sentry: RaisedBy): void;
  /** Later data shows that a raise was none; `isLast`: and it is not raised otherwise. */
  retract(sentry: RaisedBy, isLast: boolean): void;
  /** Its rule is no more: nothing of it is shown or waits; what was reported is left to people. */
  forget(sentry: RaisedBy): void;
  /** Reads what stood when the house stopped; before anything is resumed. */
  load(): Promise<void>;
  /** Takes up a raise found in the database at start. */
  resume(sentry: RaisedBy, since: number, stood: Stood): void;
  /** Closes what nothing was found of any more. */
  settle(): void;
  /** Looks for what was held long enough. */
  look(): void;
  /** Makes a matter of an alarm, or of one raise in it; answers its number, or null when the ledger refused it. */
  promote(alarm: Alarm, index: number | null): Promise<string | null>;
  /** What was kept from the operators and may be shown again is placed. */
  release(): void;
  governor: Governor;
  record: AlarmRecord;
  suppressions: Suppressions;
  /** Resolves when nothing waits, or the rate is used up. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}
const keepMs = 400 * 24 * 3_600_000;
const notSo = '迟到的读数表明条件并未成立，自动撤回';

/** Opens the alarms with nothing waiting. */
export function openAlarms(options: AlarmOptions): Alarms {
  const { lane, clock, metrics, store, works } = options;
  const outages = makeOutages(options.outages ?? usualOutages);
  const board = openBoard(options);
  const record = openAlarmRecord(options);
  const suppressions = makeSuppressions(lane);
  const idOf = ({ slot }: RaisedBy): string => lane.sensors.laneOf(slot).id;
  const governor = makeGovernor({
    newId: randomUUID,
    jurisdictionOf: idOf,
    sensorOf: (sentry: RaisedBy) => sensorOf(lane, sentry).id,
    operators: options.operators ?? (() => []),
  });
  const errands = openErrands(options, { board, record, governor });
  const resumed = makeResumed(governor);
  /** Raises that are kept silent, by rule on a sensor. */
  const silent = new Map<number, Raise>();
  let prunedAt = clock();

  const { queue, enrol, endGroup, wake } = errands;

  /** A silence waits for others of its cause: of its source, else of its area, else of its system. */
  function hold(raise: Raise): void {
    const { sentry } = raise;
    const { id, loaded } = lane.sensors.laneOf(sentry.slot);
    const sensor = sensorOf(lane, sentry);
    const area = loaded.grid.locate(sensor.place)[1];
    const wider = [...(area ? [`outage:grid:${area.id}`] : []), `outage:${sensor.system}`];
    outages.hold(
      ...([id, causeOf(raise, lane.sensors.gatewayOf(sentry.slot)), raise, clock()] as const),
      raise.arrivedAt === undefined ? wider : [],
    );
  }
  /** Gives a raise its place before the operators, and tells of it what is to be told. */
  function place(raise: Raise, isAgain = false): void {
    const { sentry } = raise;
    const { alarm, tell } = governor.place(raise, clock(), isAgain);
    const name = `raise ${sentry.index}`;
    const isChatter = tell === 'nothing' && governor.isChattering(sentry.index, clock());
    record.placed(sentry, alarm, alarm.shelved ? 'shelved' : isChatter ? 'chatter' : null);
    const waiting = queue.get(name);
    if (waiting?.kind === 'raise') waiting.raise.shown = raise.shown;
    else if (tell === 'one') queue.put({ kind: 'raise', raise });
    else if (tell === 'group' && alarm.group) queue.put({ kind: 'group', group: alarm.group });
    if (tell === 'one' || waiting) return;
    const known = alarm.group ? alarm.group.incident : alarm.incident;
    raise.shown.incident = known === '' ? null : known;
    const isUntold = tell === 'group' && !known;
    board.keep(raise, isUntold ? null : (known ?? ''), alarm.group?.cause ?? null, alarm.id);
  }
  /** Silence is no matter of seconds, unless it is urgent. */
  function admit(raise: Raise): void {
    if (raise.sentry.rule.kind === 'no-data' && !raise.sentry.rule.urgent) hold(raise);
    else place(raise);
  }
  function look(): void {
    const now = clock();
    const { single, joined, untold } = outages.due(
      now,
      (outage) => governor.placeOutage(outage, now) !== null,
    );
    for (const raise of single) place(raise);
    for (const [outage, raise] of joined) {
      record.placed(raise.sentry, governor.joined(outage, raise, now), null);
      if (outage.incident !== null) enrol(outage, raise);
    }
    for (const group of untold) queue.put({ kind: 'group', group });
    tidy(now);
    if (queue.size > 0) wake();
  }
  function tidy(now: number): void {
    const { back, closed } = governor.tidy(now);
    for (const alarm of closed) record.keep(alarm, now);
    for (const alarm of back) comeBack(alarm);
    for (const raise of silent.values())
      if (!suppressions.holds(raise.sentry, now)) {
        silent.delete(raise.sentry.index);
        admit(raise);
      }
    for (const id of lane.sensors.lanes.keys())
      for (let raise = governor.turn(id, now); raise; raise = governor.turn(id, now)) place(raise, true);
    if (now - prunedAt < 3_600_000 && now >= prunedAt) return;
    prunedAt = now;
    suppressions.tidy(now - keepMs);
    void works.round('deleting old alarms', () => store.prune(now - keepMs));
  }
  /** What was put aside is before the operators again; what was raised meanwhile and is raised still is told. */
  function comeBack(alarm: Alarm): void {
    record.keep(alarm);
    for (const raise of alarm.members.values())
      if (raise.shown.incident === null && raise.sentry.rule.opens !== 'alarm' && alarm.kind !== 'chatter')
        queue.put(alarm.group ? { kind: 'group', group: alarm.group } : { kind: 'raise', raise });
    wake();
  }
  // Takes up what was held, and what the rate or a failure left behind.
  const timer = setInterval(look, 1_000);

  /** What is to be done when a rule is no longer raised. */
  function end(sentry: RaisedBy, reason: string, isTakenBack: boolean): void {
    const shown = board.hide(sentry);
    const name = `raise ${sentry.index}`;
    const wasSilent = silent.delete(sentry.index);
    const raise = governor.alarmOf(sentry.index)?.members.get(sentry.index);
    const { wasHeld, outage, isOver } = outages.end(sentry.index);
    const alarm = governor.end(sentry.index, clock());
    record.ended(sentry, clock());
    if (alarm) record.keep(alarm);
    const isWaiting = queue.get(name) !== undefined;
    if (isWaiting && isTakenBack) queue.drop(name);
    // What still waits to be reported keeps its row until it was.
    if (!isWaiting || isTakenBack || wasHeld) board.drop(sentry);
    if (wasHeld || wasSilent || isWaiting) return;
    if (outage) {
      if (isOver) endGroup(outage);
    } else if (alarm?.group) {
      const { group } = alarm;
      if (isOfSilence(group)) {
        if (group.members.size === 0) endGroup(group);
      } else if (raise && !isTakenBack && queue.get(nameOf({ kind: 'group', group })))
        group.gone.set(sentry.index, raise);
    } else if (isTakenBack && shown?.incident)
      queue.put({ kind: 'withdraw', jurisdiction: idOf(sentry), incident: shown.incident, reason });
    wake();
  }

  return {
    governor,
    record,
    suppressions,
    look,
    raise(sentry, since, at, arrivedAt) {
      const shown = board.show(sentry, since, null);
      const [usual, others] = [sentry.usual?.() ?? null, sentry.others?.(clock()) ?? []];
      const raise: Raise = { sentry, since, at, arrivedAt, usual, others, shown };
      metrics.count('rules_raised_total', { jurisdiction: idOf(sentry), kind: sentry.rule.kind });
      record.raised(raise, clock());
      board.keep(raise, null, null, null);
      if (suppressions.holds(sentry, clock())) {
        silent.set(sentry.index, raise);
        record.placed(sentry, null, 'suppressed');
      } else admit(raise);
      wake();
    },
    clear(sentry) {
      metrics.count('rules_cleared_total', { jurisdiction: idOf(sentry), kind: sentry.rule.kind });
      end(sentry, backAgain, sentry.rule.kind === 'no-data');
    },
    retract(sentry, isLast) {
      metrics.count('rules_retracted_total', { jurisdiction: idOf(sentry) });
      // What is urgent is taken back by people alone.
      if (isLast) end(sentry, notSo, !sentry.rule.urgent);
    },
    forget(sentry) {
      const wasShown = board.hide(sentry) !== undefined;
      silent.delete(sentry.index);
      outages.end(sentry.index);
      const alarm = governor.end(sentry.index, clock());
      record.ended(sentry, clock());
      if (alarm) record.keep(alarm);
      queue.drop(`raise ${sentry.index}`);
      if (wasShown) board.drop(sentry);
    },
    async load() {
      for (const { id } of lane.sensors.lanes.values()) {
        resumed.put(await store.open(id));
        for (const row of await store.suppressions(id, clock() - keepMs)) suppressions.put(row);
      }
    },
    resume(sentry, since, { incident, cause, alarm }) {
      const shown = board.show(sentry, since, incident === '' ? null : incident);
      const raise: Raise = { sentry, since, at: clock(), shown };
      const jurisdiction = idOf(sentry);
      if (incident === null) admit(raise);
      else {
        const isOutage = cause !== null && isOfSilence({ cause }) && !cause.startsWith('flood:');
        const outage = isOutage ? outages.resume(jurisdiction, cause, raise, incident) : null;
        const { id: sensor } = sensorOf(lane, sentry);
        resumed.adopt(raise, { jurisdiction, sensor, incident, cause, alarm }, outage, clock());
      }
      wake();
    },
    settle() {
      for (const row of resumed.lost()) record.close(row, clock());
    },
    async promote(alarm, index) {
      const raise = index === null ? null : (alarm.members.get(index) ?? null);
      const single = raise ?? (alarm.group ? null : ([...alarm.members.values()][0] ?? null));
      if (single) {
        const incident = await tellRaise(options, single);
        single.shown.incident = incident;
        if (!alarm.group) alarm.incident = incident;
        board.keep(single, incident ?? '', alarm.group?.cause ?? null, alarm.id);
        record.keep(alarm);
        return incident;
      }
      if (!alarm.group || alarm.members.size === 0) return null;
      alarm.group.incident = await tellGroup(options, alarm.group, clock());
      alarm.group.told = alarm.members.size;
      for (const one of alarm.members.values()) enrol(alarm.group, one);
      record.keep(alarm);
      return alarm.group.incident;
    },
    release: () => tidy(clock()),
    async idle() {
      look();
      await errands.idle();
      await board.written();
      await record.written();
    },
    async stop() {
      clearInterval(timer);
      await errands.stop();
      await board.written();
      await record.written();
    },
  };
}
