import type { StoredAlarm, StoredRaiseRow } from '../storage/readings/alarm-store.ts';
import { incidentOf, sensorOf, type Alarm, type Raise, type RaisedBy } from './alarm.ts';
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

const mostRows = 5_000;

/** Opens the record. What comes while rows are on their way goes with the next ones; what could not be written stays. */
export function openAlarmRecord({
  lane,
  store,
  works,
  stands = () => true,
}: Pick<AlarmOptions, 'lane' | 'store' | 'works' | 'stands'>): AlarmRecord {
  /** The row of what is raised now, by rule on a sensor. */
  const current = new Map<number, StoredRaiseRow>();
  const raises = new Set<StoredRaiseRow>();
  const alarms = new Map<string, StoredAlarm>();
  let writing: Promise<void> | null = null;

  async function write(): Promise<void> {
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
  function wake(): void {
    writing ??= write().finally(() => {
      writing = null;
    });
  }
  return {
    raised({ sentry, since, at }, now) {
      const { id } = lane.sensors.laneOf(sentry.slot);
      const before = current.get(sentry.index);
      if (before?.since === since) {
        before.endedAt = null;
        raises.add(before);
      } else {
        const row = {
          jurisdiction: id,
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
      wake();
    },
    placed(sentry, alarm, held) {
      const row = current.get(sentry.index);
      if (row) {
        row.alarm = alarm?.id ?? null;
        row.held = held;
        raises.add(row);
      }
      if (alarm) alarms.set(alarm.id, rowOf(alarm, null));
      wake();
    },
    ended(sentry, now) {
      const row = current.get(sentry.index);
      if (!row) return;
      row.endedAt = now;
      current.delete(sentry.index);
      raises.add(row);
      wake();
    },
    keep(alarm, closedAt) {
      alarms.set(alarm.id, rowOf(alarm, closedAt ?? null));
      wake();
    },
    close(row, now) {
      alarms.set(row.id, { ...row, overAt: row.overAt ?? now, closedAt: now });
      wake();
    },
    async written() {
      while (writing) await writing;
      if (raises.size > 0 || alarms.size > 0) {
        wake();
        await writing;
      }
    },
  };
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
