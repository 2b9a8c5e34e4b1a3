import { randomUUID } from 'node:crypto';
import type { Person } from '#shared/access/person.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { mostShelvedMs } from '#shared/sensing/alarm.ts';
import type { Suppression } from '#shared/wire/alarms.ts';
import type { AlarmRoom } from '../ports.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { AlarmStore, StoredSuppression } from '../storage/readings/alarm-store.ts';
import type { Alarm, Mark } from './alarm.ts';
import { sensorOf } from './alarm.ts';
import type { Alarms } from './alarms.ts';
import { readAlarms } from './reading.ts';
import { makeStanding } from './standing.ts';

export interface DeskOptions {
  lane: OpenHotLane;
  alarms: Alarms;
  store: AlarmStore;
  clock: () => number;
}

const none = (id: string): Refusal => refuse('unknown', 'alarm-not-open', { alarm: id }, 'id');

/** What people do about alarms (RULES.md S1, S2). Every act is kept with its author. */
export function openAlarmDesk({ lane, alarms, store, clock }: DeskOptions): Omit<AlarmRoom, 'rehearse'> {
  const { governor, record, suppressions } = alarms;
  const standing = makeStanding(lane, governor);
  lane.tellStanding(standing);
  const markOf = ({ id, name }: Person): Mark => ({ id, by: name, at: clock() });
  async function note(by: Person, alarm: string, act: string, words = ''): Promise<void> {
    const { id: byId, name: byName, jurisdiction } = by;
    await store.note({ jurisdiction, alarm, at: clock(), act, byId, byName, words });
  }
  /** Does something about an alarm that stands open. */
  async function about(
    by: Person,
    id: string,
    act: (alarm: Alarm) => Promise<Refusal | null>,
  ): Promise<Refusal | null> {
    const alarm = governor.find(by.jurisdiction, id);
    return alarm ? act(alarm) : none(id);
  }
  return {
    standing: (jurisdiction) => standing(jurisdiction, clock()),
    ...readAlarms(store, record.written),
    acknowledge: (by, id) =>
      about(by, id, async (alarm) => {
        if (alarm.acknowledged)
          return refuse('duplicate', 'alarm-acknowledged', { by: alarm.acknowledged.by });
        alarm.acknowledged = markOf(by);
        record.keep(alarm);
        await note(by, id, 'acknowledged');
        return null;
      }),
    shelve: (by, id, until, reason) =>
      about(by, id, async (alarm) => {
        const now = clock();
        if (until === null) {
          if (!alarm.shelved) return refuse('not-now', 'alarm-not-shelved');
          alarm.shelved.until = now;
          await note(by, id, 'taken-back', reason);
          alarms.release();
          return null;
        }
        if (until <= now) return refuse('invalid', 'alarm-term-past', 'until');
        if (until > now + mostShelvedMs) return refuse('invalid', 'alarm-shelved-too-long', 'until');
        alarm.shelved = { ...markOf(by), until, reason };
        record.keep(alarm);
        await note(by, id, 'shelved', `${new Date(until).toISOString()} ${reason}`);
        return null;
      }),
    async promote(by, id, sensor) {
      const alarm = governor.find(by.jurisdiction, id);
      if (!alarm) return none(id);
      const found = [...alarm.members.values()].find(({ sentry }) => sensorOf(lane, sentry).id === sensor);
      if (sensor !== null && !found) return refuse('unknown', 'alarm-sensor-not-raised', 'sensor');
      if (alarm.members.size === 0) return refuse('not-now', 'alarm-over');
      const incident = await alarms.promote(alarm, found?.sentry.index ?? null);
      if (incident === null || incident === '') return refuse('not-now', 'alarm-not-taken');
      alarm.acknowledged ??= markOf(by);
      record.keep(alarm);
      await note(by, id, 'promoted', [sensor, incident].filter(Boolean).join(' '));
      return incident;
    },
    suppressions: (jurisdiction) => suppressions.list(jurisdiction).map(bare),
    async askSuppression(by, asked) {
      const row: StoredSuppression = {
        jurisdiction: by.jurisdiction,
        id: randomUUID(),
        ...asked,
        asked: markOf(by),
        approved: null,
        ended: null,
      };
      await store.saveSuppression(row);
      suppressions.put(row);
      return bare(row);
    },
    async settleSuppression(by, id, verdict) {
      const row = suppressions.find(by.jurisdiction, id);
      if (!row) return refuse('unknown', 'silence-unknown', 'id');
      if (row.ended || row.until <= clock()) return refuse('not-now', 'silence-over');
      if (verdict === 'approve' && row.approved) return refuse('duplicate', 'silence-approved');
      if (verdict === 'approve' && row.asked.id === by.id) return refuse('forbidden', 'silence-own');
      const next = { ...row, [verdict === 'approve' ? 'approved' : 'ended']: markOf(by) };
      await store.saveSuppression(next);
      suppressions.put(next);
      alarms.release();
      return bare(next);
    },
  };
}

function bare({
  id,
  grids,
  systems,
  urgent,
  from,
  until,
  reason,
  asked,
  approved,
  ended,
}: StoredSuppression): Suppression {
  return { id, grids, systems, urgent, from, until, reason, asked, approved, ended };
}
