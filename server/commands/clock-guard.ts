import { localDate } from '#shared/duty/period.ts';
import { doubtOf, isAbout, type ClockDoubt } from '#shared/clock/doubt.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';
import type { Packs } from '../packs/port.ts';
import type { Database } from '../storage/database.ts';
import { keepClockWord, readClockMarks, readDatabaseClock, writeClockMarks } from '../storage/clock-store.ts';

/**
 * Watches over the clock of this machine. What it says is written into the ledger for ever, and what fell due by it is done and
 * cannot be taken back: so a step of more than a day from the last trusted instant, ahead or back, at a start or while the house
 * runs, is followed only when a person of the jurisdiction, or the setting, says that it is right. Until then no order is taken,
 * no clock lapses, no day turns and nothing old is deleted. A clock that is put right again is followed by itself.
 */
export interface ClockGuard {
  /** What is in doubt in a jurisdiction; null when its clock is followed. */
  doubt(jurisdiction: string): ClockDoubt | null;
  /** Takes the word of `by` about the clock as it was seen at `seen`; null when it was taken. */
  confirm(jurisdiction: string, seen: number, by: string): Promise<Refusal | null>;
  stop(): Promise<void>;
}

export interface ClockGuardOptions {
  database: Database;
  packs: Packs;
  clock: () => number;
  log: Log;
  /** A demo is often started again after days: it goes on without a word. */
  trustAhead: boolean;
  /** Local date `yyyy-MM-dd` that the operator says it is. */
  confirmedDate?: string | undefined;
}

/** Opens the guard of jurisdictions that the ledger knows or will know. */
export async function openClockGuard(options: ClockGuardOptions): Promise<ClockGuard> {
  const { database, packs, clock, log, trustAhead } = options;
  const marks = await readClockMarks(database);
  const elsewhere = await readDatabaseClock(database);
  const told = new Set<string>();

  function doubt(jurisdiction: string): ClockDoubt | null {
    const now = clock();
    const found = doubtOf(now, marks.get(jurisdiction) ?? null);
    if (found && !(trustAhead && found.clock > found.last)) {
      if (!told.has(jurisdiction)) tellDoubt(log, jurisdiction, found);
      told.add(jurisdiction);
      return found;
    }
    if (told.delete(jurisdiction)) log.warn({ jurisdiction }, 'system clock accepted again');
    marks.set(jurisdiction, now);
    return null;
  }

  async function trust(jurisdiction: string, { clock: at, last }: ClockDoubt, by: string): Promise<void> {
    await keepClockWord(database, jurisdiction, { by, clock: at, last });
    marks.set(jurisdiction, at);
    await writeClockMarks(database, [[jurisdiction, at]]);
    log.warn({ jurisdiction, by }, 'system clock confirmed by a person');
  }

  async function write(): Promise<void> {
    const trusted = packs.ids.flatMap((id) => (doubt(id) ? [] : [[id, marks.get(id) ?? clock()] as const]));
    if (trusted.length > 0) await writeClockMarks(database, trusted);
  }

  for (const { id, pack } of packs.all()) {
    if (doubtOf(clock(), elsewhere)) marks.set(id, marks.get(id) ?? elsewhere);
    const found = doubt(id);
    if (found && options.confirmedDate === localDate(pack.calendar, found.clock))
      await trust(id, found, 'CLOCK_CONFIRMED');
  }
  const timer = setInterval(() => void write().catch(() => undefined), minuteMs);
  return {
    doubt,
    async confirm(jurisdiction, seen, by) {
      const found = doubt(jurisdiction);
      if (!found) return null;
      if (!isAbout(seen, found.clock)) return refuse('conflict', 'clock-changed', 'body.clock');
      await trust(jurisdiction, found, by);
      return null;
    },
    async stop() {
      clearInterval(timer);
      await write();
    },
  };
}

function tellDoubt(log: Log, jurisdiction: string, { clock: at, last }: ClockDoubt): void {
  const [says, was] = [new Date(at).toISOString(), new Date(last).toISOString()];
  log.error(
    { jurisdiction, clock: says, last: was },
    'the clock is more than a day away from the last record: nothing is taken until it is put right or somebody says that it is (desk, or CLOCK_CONFIRMED)',
  );
}
