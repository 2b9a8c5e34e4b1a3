import { bindTo } from '#shared/kernel/bind.ts';
import { load, resume, settle } from './again.ts';
import { jurisdictionOf, type Alarm, type Raise, type RaisedBy } from './alarm.ts';
import { end, forget } from './end.ts';
import { backAgain } from './errands.ts';
import type { Governor } from './governor.ts';
import type { AlarmOptions, Stood } from './options.ts';
import { openParts, type AlarmParts } from './parts.ts';
import { admit } from './place.ts';
import { promote } from './promote.ts';
import type { AlarmRecord } from './record.ts';
import { openRounds } from './rounds.ts';
import type { Suppressions } from './suppression.ts';

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
const notSo = '迟到的读数表明条件并未成立，自动撤回';

/** Opens the alarms with nothing waiting. */
export function openAlarms(options: AlarmOptions): Alarms {
  const parts = openParts(options);
  const rounds = openRounds(parts);
  const { governor, record, suppressions, board, errands } = parts;
  const written = async (): Promise<void> => {
    await board.written();
    await record.written();
  };
  return {
    ...bindTo(parts, { raise, clear, retract, forget, load, resume, settle, promote }),
    governor,
    record,
    suppressions,
    look: rounds.look,
    release: rounds.tidy,
    async idle() {
      rounds.look();
      await errands.idle();
      await written();
    },
    async stop() {
      rounds.stop();
      await errands.stop();
      await written();
    },
  };
}

function raise(parts: AlarmParts, sentry: RaisedBy, since: number, at: number, arrivedAt?: number): void {
  const { options, board, record, suppressions, silent, errands } = parts;
  const now = options.clock();
  const shown = board.show(sentry, since, null);
  const [usual, others] = [sentry.usual?.() ?? null, sentry.others?.(now) ?? []];
  const raised: Raise = { sentry, since, at, arrivedAt, usual, others, shown };
  count(options, 'rules_raised_total', sentry);
  record.raised(raised, now);
  board.keep(raised, null, null, null);
  if (suppressions.holds(sentry, now)) {
    silent.set(sentry.index, raised);
    record.placed(sentry, null, 'suppressed');
  } else admit(parts, raised);
  errands.wake();
}

function clear(parts: AlarmParts, sentry: RaisedBy): void {
  count(parts.options, 'rules_cleared_total', sentry);
  end(parts, sentry, backAgain, sentry.rule.kind === 'no-data');
}

function retract(parts: AlarmParts, sentry: RaisedBy, isLast: boolean): void {
  const { options } = parts;
  options.metrics.count('rules_retracted_total', { jurisdiction: jurisdictionOf(options.lane, sentry) });
  // What is urgent is taken back by people alone.
  if (isLast) end(parts, sentry, notSo, !sentry.rule.urgent);
}

function count(
  options: AlarmOptions,
  metric: 'rules_raised_total' | 'rules_cleared_total',
  sentry: RaisedBy,
) {
  const jurisdiction = jurisdictionOf(options.lane, sentry);
  options.metrics.count(metric, { jurisdiction, kind: sentry.rule.kind });
}
