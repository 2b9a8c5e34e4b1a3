import { setTimeout as pause } from 'node:timers/promises';
import { bindTo } from '#shared/kernel/bind.ts';
import { isOfSilence, jurisdictionOf, nameOf, rankOf, type Errand, type Group, type Raise } from './alarm.ts';
import type { AlarmOptions } from './options.ts';
import type { Board } from './board.ts';
import type { Governor } from './governor.ts';
import { makeUrgencyQueue, type UrgencyQueue } from './queue.ts';
import { openRate, type Rate } from './rate.ts';
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

/** Who shows, writes down and places what is told. */
interface ErrandPorts {
  board: Board;
  record: AlarmRecord;
  governor: Governor;
}

export const backAgain = '数据已恢复，原因消失，自动撤回';
const patienceMs = 2_000;

/** What it needs of the room, and how far it is. */
interface Desk extends ErrandPorts {
  options: AlarmOptions;
  queue: UrgencyQueue<Errand>;
  mayTell: Rate;
  work: Promise<void> | null;
  stopping: AbortController;
}

/** Opens it with nothing waiting. */
export function openErrands(options: AlarmOptions, ports: ErrandPorts): Errands {
  const queue = makeUrgencyQueue<Errand>(4, rankOf, nameOf);
  const stopping = new AbortController();
  const desk: Desk = { ...ports, options, queue, mayTell: openRate(options), work: null, stopping };
  const idle = async (): Promise<void> => {
    while (desk.work) await desk.work;
  };
  return {
    queue,
    ...bindTo(desk, { enrol, endGroup, wake }),
    idle,
    async stop() {
      stopping.abort();
      await idle();
    },
  };
}

function wake(desk: Desk): void {
  if (desk.stopping.signal.aborted) return;
  desk.work ??= drain(desk).finally(() => {
    desk.work = null;
  });
}

function placeOf({ lane }: AlarmOptions, errand: Errand): string {
  if (errand.kind === 'raise') return jurisdictionOf(lane, errand.raise.sentry);
  return errand.kind === 'group' ? errand.group.jurisdiction : errand.jurisdiction;
}

async function drain(desk: Desk): Promise<void> {
  const { options, queue, mayTell, stopping } = desk;
  const { works, metrics } = options;
  for (;;) {
    const isOver = stopping.signal.aborted || options.stands?.() === false;
    const errand = isOver ? undefined : queue.first((one) => mayTell(placeOf(options, one), rankOf(one)));
    if (!errand) break;
    if (!(await works.round('reporting alarms', () => runNamed(desk, errand), placeOf(options, errand))))
      await pause(patienceMs, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
  metrics.gauge('rules_waiting', queue.size);
}

async function runNamed(desk: Desk, errand: Errand): Promise<void> {
  try {
    await run(desk, errand);
  } catch (cause) {
    throw new Error(`${nameOf(errand)} is not told`, { cause });
  }
}

async function run(desk: Desk, errand: Errand): Promise<void> {
  const { options, queue, mayTell } = desk;
  const name = nameOf(errand);
  const done = (): void => {
    // It may have grown meanwhile, and waits to be told again.
    if (queue.get(name) === errand) queue.drop(name);
  };
  mayTell.spend(placeOf(options, errand), rankOf(errand));
  if (errand.kind === 'withdraw') {
    await withdraw(options, errand.jurisdiction, errand.incident, errand.reason);
    done();
  } else if (errand.kind === 'raise') await runRaise(desk, errand.raise, done);
  else await runGroup(desk, errand.group, done);
}

async function runRaise(desk: Desk, raise: Raise, done: () => void): Promise<void> {
  const { options, queue, board, record, governor } = desk;
  const { sentry } = raise;
  const incident = await tellRaise(options, raise);
  done();
  raise.shown.incident = incident;
  const alarm = governor.alarmOf(sentry.index);
  if (alarm && !alarm.group) alarm.incident = incident;
  if (alarm) record.keep(alarm);
  board.keep(raise, incident ?? '', null, alarm?.id ?? null);
  // It ended while it was being reported.
  if (sentry.rule.kind === 'no-data' && !board.isShown(sentry) && incident !== null)
    queue.put({
      kind: 'withdraw',
      jurisdiction: jurisdictionOf(options.lane, sentry),
      incident,
      reason: backAgain,
    });
}

async function runGroup(desk: Desk, group: Group, done: () => void): Promise<void> {
  const { options } = desk;
  const raises = [...group.members.values()];
  const gone = [...group.gone.keys()];
  if (raises.length + gone.length > 0) {
    group.incident = await tellGroup(options, group, options.clock());
    group.told = group.members.size;
    for (const index of gone) group.gone.delete(index);
    for (const raise of raises) enrol(desk, group, raise);
  }
  done();
  if (group.members.size === 0 && isOfSilence(group)) endGroup(desk, group);
}

function enrol({ board, record, governor }: ErrandPorts, { incident, cause }: Group, raise: Raise): void {
  raise.shown.incident = incident;
  const alarm = governor.alarmOf(raise.sentry.index);
  if (alarm) record.keep(alarm);
  board.keep(raise, incident ?? '', cause, alarm?.id ?? null);
}

function endGroup({ queue }: Pick<Desk, 'queue'>, group: Group): void {
  const { jurisdiction, incident } = group;
  group.incident = null;
  if (incident !== null && incident !== '')
    queue.put({ kind: 'withdraw', jurisdiction, incident, reason: backAgain });
}
