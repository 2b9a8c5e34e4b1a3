import type { StoredAlarm, StoredRaiseRow } from '../storage/readings/alarm-store.ts';
import { incidentOf, jurisdictionOf, sensorOf, type Alarm, type Raise, type RaisedBy } from './alarm.ts';
import type { AlarmOptions } from './options.ts';

/** Why a raise troubled no operator. */
export type HeldBack = 'suppressed' | 'shelved' | 'chatter';

/** The record of all raises and of the alarms that they were gathered to (RULES.md R1-R2). */
export interface AlarmRecord {
  raised(raise: Raise, now: number): void;
  /** The same raise has found its place, or was held back. */
  placed(sentry: RaisedBy, alarm: Alarm | null, held: HeldBack | null): void;
  ended(sentry: RaisedBy, now: number): void;
  /** An alarm as it is now. */
  keep(alarm: Alarm, closedAt?: number): void;
  /** An alarm of which nothing was raised any more when the house started. */
  close(row: StoredAlarm, now: number): void;
  /** Resolves when everything so far is written. */
  written(): Promise<void>;
}

type RecordOptions = Pick<AlarmOptions, 'lane' | 'store' | 'works' | 'stands'>;

const mostRows = 5_000;

/** What is to be written. */
interface Sheet {
  /** The row of what is raised now, by rule on a sensor. */
  current: Map<number, StoredRaiseRow>;
  raises: Set<StoredRaiseRow>;
  alarms: Map<string, StoredAlarm>;
}

/** Opens the record. What comes while rows are on their way goes with the next ones; what could not be written stays. */
export function openAlarmRecord(options: RecordOptions): AlarmRecord {
  const sheet: Sheet = { current: new Map(), raises: new Set(), alarms: new Map() };
  let writing: Promise<void> | null = null;
  function wake(): void {
    writing ??= write(options, sheet).finally(() => {
      writing = null;
    });
  }
  return {
    raised(raise, now) {
      noteRaise(options, sheet, raise, now);
      wake();
    },
    placed(sentry, alarm, held) {
      const row = sheet.current.get(sentry.index);
      if (row) {
        row.alarm = alarm?.id ?? null;
        row.held = held;
        sheet.raises.add(row);
      }
      if (alarm) sheet.alarms.set(alarm.id, rowOf(alarm, null));
      wake();
    },
    ended(sentry, now) {
      const row = sheet.current.get(sentry.index);
      if (!row) return;
      row.endedAt = now;
      sheet.current.delete(sentry.index);
      sheet.raises.add(row);
      wake();
    },
    keep(alarm, closedAt) {
      sheet.alarms.set(alarm.id, rowOf(alarm, closedAt ?? null));
      wake();
    },
    close(row, now) {
      sheet.alarms.set(row.id, { ...row, overAt: row.overAt ?? now, closedAt: now });
      wake();
    },
    async written() {
      while (writing) await writing;
      if (sheet.raises.size === 0 && sheet.alarms.size === 0) return;
      wake();
      await writing;
    },
  };
}

/** Writes until nothing is left, or a round fails. */
async function write(
  { store, works, stands = () => true }: RecordOptions,
  { raises, alarms }: Sheet,
): Promise<void> {
  while (stands() && (raises.size > 0 || alarms.size > 0)) {
    const rows = [...raises].slice(0, mostRows);
    const states = [...alarms.values()].slice(0, mostRows);
    for (const row of rows) raises.delete(row);
    for (const { id } of states) alarms.delete(id);
    const save = async (): Promise<void> => {
      if (rows.length > 0) await store.saveRaises(unique(rows));
      if (states.length > 0) await store.saveAlarms(states);
    };
    if (await works.round('storing alarms', save)) continue;
    for (const row of rows) raises.add(row);
    for (const state of states) if (!alarms.has(state.id)) alarms.set(state.id, state);
    return;
  }
}

/** One with the beginning of the row that stands goes on with it. */
function noteRaise(
  { lane }: Pick<RecordOptions, 'lane'>,
  { current, raises }: Pick<Sheet, 'current' | 'raises'>,
  { sentry, since, at }: Raise,
  now: number,
): void {
  const before = current.get(sentry.index);
  if (before?.since === since) {
    before.endedAt = null;
    raises.add(before);
    return;
  }
  const row = {
    jurisdiction: jurisdictionOf(lane, sentry),
    sensor: sensorOf(lane, sentry).id,
    rule: sentry.rule.id,
    since,
    at,
    raisedAt: now,
    endedAt: null,
    alarm: null,
    held: null,
  };
  current.set(sentry.index, row);
  raises.add(row);
}

/** A rule that was raised twice with one beginning is one row: the last that is known of it. */
function unique(rows: readonly StoredRaiseRow[]): StoredRaiseRow[] {
  return [
    ...new Map(
      rows.map((row) => [`${row.jurisdiction}\0${row.sensor}\0${row.rule}\0${row.since}`, row]),
    ).values(),
  ];
}

function rowOf(alarm: Alarm, closedAt: number | null): StoredAlarm {
  const { first, group, sensor } = alarm;
  const { jurisdiction, id, kind, urgent, priority, openedAt, lastAt, raises, overAt, operator } = alarm;
  return {
    jurisdiction,
    id,
    kind,
    urgent,
    priority,
    openedAt,
    lastAt,
    raises,
    overAt,
    operator,
    closedAt,
    cause: group?.cause ?? '',
    sensor,
    rule: first.rule.id,
    sensors: alarm.known.size,
    acknowledged: alarm.acknowledged,
    shelved: alarm.shelved,
    incident: incidentOf(alarm),
  };
}
