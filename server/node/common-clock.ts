import { dayMs, secondMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';

export interface CommonClock {
  /** Epoch ms, the same on all nodes of one database to the length of a question. */
  now(): number;
  /** Goes no further; it tells the time as before. */
  stop(): void;
}

export interface CommonClockOptions {
  /** Asks the clock that all nodes share, epoch ms. */
  ask: () => Promise<number>;
  log: Log;
  /** Of this machine. */
  machine?: () => number;
  /** Ms that only ever go on, for telling that the machine was set. */
  steady?: () => number;
}

/** So often the shared clock is asked, and this machine looked at for having been set. */
const [askEveryMs, lookEveryMs] = [5 * secondMs, 250];
/** Such a step is no matter of a busy machine: both clocks went on meanwhile. */
const stepMs = 100;

/** What two machines set by one time server differ by and nobody needs to hear of. */
const worthTellingMs = 2 * secondMs;
/** The shared clock is asked for whole milliseconds. */
const roundingMs = 1;

/**
 * The clock of a house: that of this machine, moved just so far that it agrees with the clock of the database. What one node writes
 * into the ledger, lets lapse or refuses as of the future is then the same on each, whatever its own machine says. An answer bounds how far the
 * two are apart by the instants of its question, so a slow answer moves nothing; a machine that is set is found out within a quarter
 * of a second. One more than a day off is left as it is: the guard asks a person.
 */
export async function openCommonClock({
  ask,
  log,
  machine = Date.now,
  steady = () => performance.now(),
}: CommonClockOptions): Promise<CommonClock> {
  let ahead = 0;
  let told = 0;
  let isAsking = false;

  async function look(): Promise<void> {
    const before = machine();
    const shared = await ask();
    const after = machine();
    const [least, most] = [shared - after - roundingMs, shared - before + roundingMs];
    // The machine was set while it was asked.
    if (least > most) return;
    const moved = Math.min(Math.max(ahead, least), most);
    ahead = Math.abs(moved) > dayMs ? 0 : moved;
    tell();
  }
  function tell(): void {
    if (Math.abs(ahead - told) < worthTellingMs) return;
    told = ahead;
    log.warn(
      { machineBehindMs: ahead },
      'the clock of this machine differs from that of the database, which is followed',
    );
  }
  async function lookAgain(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    // While the database is away nothing is written by any clock.
    await look().catch(() => undefined);
    isAsking = false;
  }

  // The shortest of three questions tells it best.
  for (let i = 0; i < 3; i++) await look();
  let apart = machine() - steady();
  const timers = [
    setInterval(() => void lookAgain(), askEveryMs),
    setInterval(() => {
      const before = apart;
      apart = machine() - steady();
      if (Math.abs(apart - before) > stepMs) void lookAgain();
    }, lookEveryMs),
  ];
  for (const timer of timers) timer.unref();
  return { now: () => machine() + ahead, stop: () => timers.forEach((timer) => clearInterval(timer)) };
}
