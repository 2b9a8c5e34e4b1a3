import { setTimeout as pause } from 'node:timers/promises';
import { isOfSilence, nameOf, rankOf, type Errand, type Group, type Raise } from './alarm.ts';
import type { AlarmOptions } from './options.ts';
import type { Board } from './board.ts';
import type { Governor } from './governor.ts';
import { makeUrgencyQueue, type UrgencyQueue } from './queue.ts';
import { openRate } from './rate.ts';
import type { AlarmRecord } from './record.ts';
import { tellGroup, tellRaise, withdraw } from './tell.ts';

/** What waits to be told to the record lane, and the telling of it, one after the other (RULES.md Q1-Q3). */
export interface Errands {
  queue: UrgencyQueue<Errand>;
  /** Shows a member with the matter of its group. */
  enrol(group: Group, raise: Raise): void;
  /** The cause of a group is gone: its matter is withdrawn. */
  endGroup(group: Group): void;
  wake(): void;
  /** Resolves when nothing waits, or the rate is used up. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export const backAgain = '数据已恢复，原因消失，自动撤回';
const patienceMs = 2_000;

/** Opens it with nothing waiting. */
export function openErrands(
  options: AlarmOptions,
  { board, record, governor }: { board: Board; record: AlarmRecord; governor: Governor },
): Errands {
  const { lane, clock, metrics, works } = options;
  const queue = makeUrgencyQueue<Errand>(4, rankOf, nameOf);
  const mayTell = openRate(options);
  let work: Promise<void> | null = null;
  let isStopping = false;
  const stopped = new AbortController();
  const idOf = ({ sentry }: Raise): string => lane.sensors.laneOf(sentry.slot).id;
  const jurisdictionOf = (errand: Errand): string =>
    errand.kind === 'raise'
      ? idOf(errand.raise)
      : errand.kind === 'group'
        ? errand.group.jurisdiction
        : errand.jurisdiction;

  async function drain(): Promise<void> {
    for (;;) {
      const isOver = isStopping || options.stands?.() === false;
      const errand = isOver ? undefined : queue.first((one) => mayTell(jurisdictionOf(one), rankOf(one)));
      if (!errand) break;
      if (!(await works.round('reporting alarms', () => runNamed(errand), jurisdictionOf(errand))))
        await pause(patienceMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
    metrics.gauge('rules_waiting', queue.size);
  }
  const runNamed = (errand: Errand): Promise<void> =>
    run(errand).catch((cause: unknown) => {
      throw new Error(`${nameOf(errand)} is not told`, { cause });
    });
  async function run(errand: Errand): Promise<void> {
    const name = nameOf(errand);
    const done = (): void => {
      // It may have grown meanwhile, and waits to be told again.
      if (queue.get(name) === errand) queue.drop(name);
    };
    mayTell.spend(jurisdictionOf(errand), rankOf(errand));
    if (errand.kind === 'withdraw') {
      await withdraw(options, errand.jurisdiction, errand.incident, errand.reason);
      done();
    } else if (errand.kind === 'raise') await runRaise(errand.raise, done);
    else await runGroup(errand.group, done);
  }
  async function runRaise(raise: Raise, done: () => void): Promise<void> {
    const incident = await tellRaise(options, raise);
    done();
    raise.shown.incident = incident;
    const alarm = governor.alarmOf(raise.sentry.index);
    if (alarm && !alarm.group) alarm.incident = incident;
    if (alarm) record.keep(alarm);
    board.keep(raise, incident ?? '', null, alarm?.id ?? null);
    // It ended while it was being reported.
    if (raise.sentry.rule.kind === 'no-data' && !board.isShown(raise.sentry) && incident !== null)
      queue.put({ kind: 'withdraw', jurisdiction: idOf(raise), incident, reason: backAgain });
  }
  async function runGroup(group: Group, done: () => void): Promise<void> {
    const raises = [...group.members.values()];
    const gone = [...group.gone.keys()];
    if (raises.length + gone.length > 0) {
      group.incident = await tellGroup(options, group, clock());
      group.told = group.members.size;
      for (const index of gone) group.gone.delete(index);
      for (const raise of raises) enrol(group, raise);
    }
    done();
    if (group.members.size === 0 && isOfSilence(group)) endGroup(group);
  }
  function enrol({ incident, cause }: Group, raise: Raise): void {
    raise.shown.incident = incident;
    const alarm = governor.alarmOf(raise.sentry.index);
    if (alarm) record.keep(alarm);
    board.keep(raise, incident ?? '', cause, alarm?.id ?? null);
  }
  function endGroup(group: Group): void {
    const { jurisdiction, incident } = group;
    group.incident = null;
    if (incident !== null && incident !== '')
      queue.put({ kind: 'withdraw', jurisdiction, incident, reason: backAgain });
  }
  return {
    queue,
    enrol,
    endGroup,
    wake() {
      if (isStopping) return;
      work ??= drain().finally(() => {
        work = null;
      });
    },
    async idle() {
      while (work) await work;
    },
    async stop() {
      isStopping = true;
      stopped.abort();
      while (work) await work;
    },
  };
}
