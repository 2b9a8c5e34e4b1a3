import { setTimeout as pause } from 'node:timers/promises';
import { localMidnight } from '#shared/clock/deadline.ts';
import { clockActor, type Due } from '#shared/incident/due.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { dayMs, secondMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';
import { openWorks, type Works } from '../works.ts';
import type { AnchorLedger } from '../ledger/anchor.ts';
import { dueGroundOf } from '../packs/ground.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { packOf, type Packs } from '../packs/port.ts';
import type { DoubtOf, Execute, Ledger, LedgerEntry, Records } from '../ports.ts';
import type { Database } from '../storage/database.ts';
import { isConnectionFault } from '../storage/fault.ts';
import { dropKeys, readTicking } from '../storage/record/ledger-store.ts';
import { lastRun } from '../storage/record/duty-queries.ts';
import { seekLeases } from '../storage/leases.ts';
import { makeSchedule, type Schedule } from './schedule.ts';
import { turnDuties } from './turn-duties.ts';

/**
 * What time itself does, on the one node that holds a jurisdiction's lease: it lapses clocks at their deadline and takes the
 * transitions that take themselves. It knows what is due by following the ledger, so it sleeps until the earliest
 * instant and looks at nothing in between. A deadline is missed by no restart: what fell due meanwhile is due at once, and
 * `decide` lets it happen once.
 */
export interface ClockworkOptions {
  database: Database;
  /** No other server can have its leases. */
  isAlone?: boolean;
  packs: Packs;
  ledger: Ledger;
  records: Records;
  execute: Execute;
  anchor: AnchorLedger;
  clock: () => number;
  /** While a clock is in doubt time does nothing. */
  doubt?: DoubtOf;
  log: Log;
  works?: Works;
}

/** A longer sleep is cut: timers do not see that the clock was set anew or the machine slept, so the clock is looked at so often. */
const longestSleepMs = 2 * secondMs;
/** An incident that time has spoken to is left alone until it changes, or for so long. */
const patienceMs = 30 * secondMs;
/** Commands sent together; the others wait for the answers. */
const handful = 200;
/** Idempotency keys are kept for so long. */
const keyLifeMs = 30 * dayMs;

export interface Clockwork {
  /** Whether this node runs the clocks of a jurisdiction at this moment. */
  holds(jurisdiction: string): boolean;
  stop(): Promise<void>;
}

/** Starts the clocks of the jurisdictions whose leases this node gets. */
export async function startClockwork(options: ClockworkOptions): Promise<Clockwork> {
  const { packs, database, log } = options;
  const running = new Map<string, { stop(): Promise<void> }>();
  const halt = async (name: string): Promise<void> => {
    const clocks = running.get(name);
    running.delete(name);
    await clocks?.stop();
  };
  const leases = seekLeases(
    database,
    [],
    {
      onHeld(name) {
        log.info({ jurisdiction: name }, 'clocks: this node runs them now');
        running.set(name, runClocks(packOf(packs, name), options));
      },
      onLost: (name) => void halt(name),
    },
    log,
    { isAlone: options.isAlone ?? false },
  );
  await packs.serve(({ id }) => {
    leases.add(id);
    return async () => {
      await leases.drop(id);
      await halt(id);
    };
  });
  // What is due may be another now: the clocks are set anew, and what both have done is done once.
  const unfollow = packs.onChange(({ id, before, now }) => {
    const clocks = running.get(id);
    if (!clocks || !movesTime(before, now)) return;
    running.set(id, runClocks(now, options));
    clocks
      .stop()
      .catch((error: unknown) => log.error({ err: error, jurisdiction: id }, 'clocks: stop failed'));
  });
  return {
    holds: (jurisdiction) => leases.holds(jurisdiction),
    async stop() {
      unfollow();
      const names = [...running.keys()];
      await Promise.all(names.map(halt));
      for (const name of names) if (!options.doubt?.(name)) await options.anchor(name, options.clock());
      await leases.stop();
    },
  };
}

/** Whether what time does hangs on what changed. */
function movesTime({ pack: before }: LoadedPack, { pack: now }: LoadedPack): boolean {
  return (['calendar', 'policy', 'procedures', 'catalogue', 'units', 'staff', 'duties'] as const).some(
    (part) => before[part] !== now[part],
  );
}

/** The clocks of one jurisdiction, until stopped. */
function runClocks(pack: LoadedPack, options: ClockworkOptions): { stop(): Promise<void> } {
  const { clock } = options;
  const over = new AbortController();
  const works = (options.works ?? openWorks(options)).within(over.signal);
  const schedule = makeSchedule(pack.procedures, dueGroundOf(pack));
  const days = openDays(pack, options);
  let timer: NodeJS.Timeout | undefined;
  let wakeAt = Infinity;
  let busy: Promise<void> | null = null;
  let stopped = false;
  const next = (): number => Math.min(schedule.next(), days.next());

  function sleepUntil(at: number): void {
    wakeAt = at;
    clearTimeout(timer);
    if (stopped || busy) return;
    timer = setTimeout(wake, Math.min(Math.max(at - clock(), 0), longestSleepMs));
  }
  function wake(): void {
    busy = works.round('a tick of the clocks', act, pack.id).then(() => {
      busy = null;
      sleepUntil(next());
    });
  }
  async function act(): Promise<void> {
    const now = clock();
    if (options.doubt?.(pack.id)) return;
    days.lookBack(now);
    const ripe = schedule.takeRipe(now, now + patienceMs, handful);
    await Promise.all(ripe.map((command) => send(pack, options, schedule, command)));
    await days.turn(now);
  }
  const following = followTicking(pack, options, schedule, () => {
    if (next() < wakeAt) sleepUntil(next());
  });
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      const unfollow = await following;
      await unfollow();
      await busy;
      over.abort();
    },
  };
}

async function send(
  { id }: LoadedPack,
  { execute, records }: Pick<ClockworkOptions, 'execute' | 'records'>,
  schedule: Schedule,
  command: Due['command'],
): Promise<void> {
  const answer = await execute({ jurisdiction: id, by: clockActor, command });
  if (!isRefusal(answer) || !('incident' in command)) return;
  // The incident is not what it was taken for.
  const incident = await records.incident(id, command.incident);
  if (incident) schedule.keep(incident);
}

/** Days that turn: lists of duties begin, the day before is anchored. A start looks at once whether one turned while nobody ran the clocks. */
function openDays(pack: LoadedPack, options: ClockworkOptions) {
  const { database, anchor, clock } = options;
  const midnight = (at: number): number => localMidnight(pack.pack.calendar, at);
  let day = midnight(clock());
  /** Lists of periods that began up to here were issued; the anchors say it of the time before this start. */
  let turned: number | null = null;
  let turnAt = 0;
  /** A run that lies ahead was one by a clock that was set back since. */
  async function turnedBefore(now: number): Promise<number> {
    const at = (await lastRun(database, pack.id)) ?? now;
    return at > now ? midnight(now) - 1 : midnight(at);
  }
  return {
    next: () => turnAt,
    /** Set back behind the day it has turned to: this day is looked at again, and those after it are to come once more. */
    lookBack(now: number): void {
      if (now >= day) return;
      turnAt = day = midnight(now);
      turned = day - 1;
    },
    async turn(now: number): Promise<void> {
      if (now < turnAt) return;
      turnAt = now + patienceMs;
      turned ??= await turnedBefore(now);
      // Before the anchor: a day that is anchored has its lists.
      await turnDuties(pack, turned, now, options);
      if (now >= day + dayMs) {
        await anchor(pack.id, now);
        await dropKeys(database, pack.id, now - keyLifeMs);
      }
      turned = day = midnight(now);
      turnAt = day + dayMs;
    },
  };
}

/** Feeds the schedule with what time may act on and with what changes; tries again while the database is away. */
async function followTicking(
  { id, procedures }: LoadedPack,
  { database, ledger, records, log }: ClockworkOptions,
  schedule: Schedule,
  changed: () => void,
): Promise<() => Promise<void>> {
  const steps = [...procedures.values()].flatMap(({ transitions }) => transitions);
  const nodes = steps.filter(({ autoAfterMs }) => autoAfterMs !== undefined).flatMap(({ from }) => from);

  function keep(incidents: readonly (Incident | null)[]): void {
    for (const incident of incidents) if (incident) schedule.keep(incident);
    changed();
  }
  function fold(entries: readonly LedgerEntry[]): void {
    const unknown = new Set(entries.filter((entry) => !schedule.fold(entry)).map(({ subject }) => subject));
    changed();
    if (unknown.size === 0) return;
    Promise.all([...unknown].map((subject) => records.incident(id, subject)))
      .then(keep)
      .catch((error: unknown) =>
        log.error({ err: error, jurisdiction: id }, 'clocks: reading a matter failed'),
      );
  }

  for (;;) {
    try {
      const { seq, incidents } = await readTicking(database, id, nodes);
      keep(incidents);
      return await ledger.follow(id, seq, fold);
    } catch (error) {
      if (!isConnectionFault(error)) throw error;
      log.warn({ err: error, jurisdiction: id }, 'clocks: reading the ledger failed, retrying');
      await pause(secondMs);
    }
  }
}
