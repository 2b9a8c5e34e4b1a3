import { minuteMs } from '#shared/kernel/span.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { Log } from '../log.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import { stepClock } from './clock.ts';
import { silentAt } from './no-data.ts';
import type { NoDataSentry, Sentries, Sentry } from './sentries.ts';
import { makeWheel, type Wheel } from './wheel.ts';

/** Who listens for sensors that fall silent (RULES.md N1-N6). */
export interface Listening {
  /** Listens for one since an instant; of another kind of rule nothing. */
  expect(sentry: Sentry | undefined, since: number): void;
  /** Looks at the sensors whose moment has come, after the look that is under way. */
  listen(): void;
  /** Resolves when the look under way is over. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

interface ListeningPorts {
  lane: OpenHotLane;
  list: Sentries;
  alarms: Pick<Alarms, 'raise' | 'clear'> & { lookTogether(now: number): void };
  /** Silence before it is not counted. */
  houseSince: number;
  clock: () => number;
  log: Log;
}
type Ear = ListeningPorts & { wheel: Wheel };

/** Listens every second. */
export function openListening(ports: ListeningPorts): Listening {
  const wheel = makeWheel(ports.houseSince);
  const ear: Ear = { ...ports, wheel };
  let looking: Promise<void> | null = null;
  function listen(): void {
    const after = (looking ?? Promise.resolve()).then(() => look(ear));
    const mine = after.finally(() => {
      if (looking === mine) looking = null;
    });
    looking = mine;
  }
  const idle = async (): Promise<void> => {
    await looking;
  };
  const timer = setInterval(() => looking ?? listen(), 1_000);
  return {
    expect(sentry, since) {
      if (sentry?.kind === 'no-data') wheel.put(sentry.index, since + sentry.rule.afterMs);
    },
    listen,
    idle,
    stop() {
      clearInterval(timer);
      return idle();
    },
  };
}

/** Another node may have heard what was silent here: the table knows. */
async function look(ear: Ear): Promise<void> {
  const { lane, list, alarms, houseSince, clock, log, wheel } = ear;
  const now = clock();
  alarms.lookTogether(now);
  const due = wheel.take(now).flatMap((index) => list.all[index] ?? []);
  const quiet: NoDataSentry[] = [];
  for (const sentry of due) {
    if (sentry.kind !== 'no-data') continue;
    const at = silentAt(sentry.rule, heardHere(lane, sentry), houseSince);
    if (sentry.isRaised || (at !== null && at <= now)) quiet.push(sentry);
    else wheel.put(sentry.index, at ?? now + sentry.rule.afterMs);
  }
  if (quiet.length === 0) return;
  try {
    const heardAt = await storedAt(lane, quiet);
    for (const sentry of quiet)
      if (list.all[sentry.index] === sentry)
        wheel.put(sentry.index, judgeSilence(ear, sentry, heardAt(sentry), now));
  } catch (error) {
    log.warn(
      { err: error, sensors: quiet.length },
      'rules: asking for readings of other nodes failed, retrying',
    );
    for (const sentry of quiet) wheel.put(sentry.index, now);
  }
}

/** What is known of a sensor, here and at other nodes, says of its silence; the answer is when to look again. */
function judgeSilence(
  { lane, alarms, houseSince }: Pick<Ear, 'lane' | 'alarms' | 'houseSince'>,
  sentry: NoDataSentry,
  storedAt: number,
  now: number,
): number {
  // Of other nodes only the instants are known, and none of them is later than now.
  const heardAt = Math.max(heardHere(lane, sentry), Math.min(storedAt, now));
  const due = silentAt(sentry.rule, heardAt, houseSince);
  if (sentry.isRaised) {
    if (due !== null && due > now) hearAgain(sentry, alarms);
  } else if (due !== null && due <= now) {
    if (sentry.clock?.isWrong) alarms.clear(sentry);
    sentry.clock = null;
    sentry.isRaised = true;
    // By the instant, which all nodes know, unless the device's clock makes it meaningless.
    const since = Math.abs(heardAt - storedAt) <= minuteMs ? Math.min(storedAt, heardAt) : heardAt;
    alarms.raise(sentry, since, now);
  }
  return due !== null && due > now ? due : now + sentry.rule.afterMs;
}

/** Arrival of the last reading here: what a device says now is heard, whatever its clock says. */
function heardHere(lane: OpenHotLane, { slot }: NoDataSentry): number {
  const { id, base } = lane.sensors.laneOf(slot);
  return lane.latest(id).receivedAt[slot - base] ?? 0;
}

/** When each of these sensors was heard last, by whichever node. */
async function storedAt(
  { sensors, readings }: OpenHotLane,
  sentries: readonly NoDataSentry[],
): Promise<(sentry: NoDataSentry) => number> {
  const numberOf = ({ slot }: NoDataSentry): number => sensors.numbers[slot] ?? 0;
  const rows = await readings.newest(Int32Array.from(sentries.map(numberOf)));
  const at = new Map(rows.map((row) => [row.sensor, row.at]));
  return (sentry) => at.get(numberOf(sentry)) ?? 0;
}

/** A device that sends with a wrong clock is not silent: that is said of it instead. */
export function lookAtClock(
  sentry: NoDataSentry,
  at: number,
  now: number,
  alarms: Pick<Alarms, 'raise' | 'clear'>,
): void {
  const wasWrong = sentry.clock?.isWrong ?? false;
  sentry.clock = stepClock(sentry.clock, at, now);
  const isWrong = sentry.clock?.isWrong ?? false;
  if (isWrong && !wasWrong) alarms.raise(sentry, sentry.clock?.since ?? now, at, now);
  else if (wasWrong && !isWrong) alarms.clear(sentry);
}

export function hearAgain(sentry: NoDataSentry, alarms: Pick<Alarms, 'clear'>): void {
  sentry.isRaised = false;
  alarms.clear(sentry);
}
