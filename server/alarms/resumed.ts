import { randomUUID } from 'node:crypto';
import type { StoredAlarm } from '../storage/readings/alarm-store.ts';
import type { Alarm, Group, Raise } from './alarm.ts';
import type { Stood } from './options.ts';
import type { Governor } from './governor.ts';

/** Alarms as they stood when the house stopped, found again by the raises that are in them. */
export interface Resumed {
  put(rows: readonly StoredAlarm[]): void;
  /** Puts a raise back into its alarm; one that names none, of an older house, gets an alarm as it would have had. */
  adopt(
    raise: Raise,
    stood: Stood & { jurisdiction: string; sensor: string },
    outage: Group | null,
    now: number,
  ): void;
  /** Those of which nothing is raised any more. */
  lost(): StoredAlarm[];
}

/** Nothing was read yet. */
export function makeResumed(governor: Governor): Resumed {
  const rows = new Map<string, StoredAlarm>();
  const made = new Map<string, Alarm>();

  function make(
    raise: Raise,
    stood: Stood & { jurisdiction: string; sensor: string },
    outage: Group | null,
    now: number,
  ): Alarm {
    const { jurisdiction, cause, incident } = stood;
    const row = rows.get(stood.alarm ?? '');
    const members = new Map<number, Raise>();
    const told = { incident: incident || null, told: 1, gone: new Map<number, Raise>() };
    const group = outage ?? (cause === null ? null : { jurisdiction, cause, members, ...told });
    const { rule } = raise.sentry;
    return {
      id: row?.id ?? randomUUID(),
      jurisdiction,
      group,
      first: raise.sentry,
      sensor: row?.sensor ?? stood.sensor,
      kind: row?.kind ?? (group ? 'outage' : 'single'),
      urgent: row?.urgent ?? rule.urgent,
      priority: row?.priority ?? (rule.urgent ? 1 : 2),
      members: group?.members ?? members,
      known: new Map<number, { slot: number; times: number }>(),
      overAt: null,
      openedAt: row?.openedAt ?? now,
      lastAt: row?.lastAt ?? now,
      raises: row?.raises ?? 0,
      operator: row?.operator ?? null,
      acknowledged: row?.acknowledged ?? null,
      shelved: row?.shelved ?? null,
      incident: group ? null : incident || null,
    };
  }
  return {
    put(more) {
      for (const row of more) rows.set(row.id, row);
    },
    adopt(raise, stood, outage, now) {
      const key = stood.alarm ?? `${stood.jurisdiction} ${stood.cause ?? raise.sentry.index}`;
      const alarm = made.get(key) ?? make(raise, stood, outage, now);
      made.set(key, alarm);
      alarm.members.set(raise.sentry.index, raise);
      const { index, slot } = raise.sentry;
      alarm.known.set(index, { slot, times: alarm.known.get(index)?.times ?? 1 });
      governor.resume(alarm);
    },
    lost: () => [...rows.values()].filter(({ id }) => !made.has(id)),
  };
}
