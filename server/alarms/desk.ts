import type { Person } from '#shared/access/person.ts';
import { bindTo } from '#shared/kernel/bind.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { mostShelvedMs } from '#shared/sensing/alarm.ts';
import type { AlarmRoom } from '../ports.ts';
import { sensorOf, type Alarm } from './alarm.ts';
import { markOf, type DeskOptions } from './desk-options.ts';
import { readAlarms } from './reading.ts';
import { askSilence, listSilences, settleSilence } from './silences.ts';
import { makeStanding } from './standing.ts';

/** What people do about alarms (RULES.md S1, S2). Every act is kept with its author. */
export function openAlarmDesk(options: DeskOptions): Omit<AlarmRoom, 'rehearse'> {
  const { lane, alarms, store, clock } = options;
  const standing = makeStanding(lane, alarms.governor);
  lane.tellStanding(standing);
  return {
    standing: (jurisdiction) => standing(jurisdiction, clock()),
    ...readAlarms(store, alarms.record.written),
    ...bindTo(options, { acknowledge, shelve, promote }),
    ...bindTo(options, {
      suppressions: listSilences,
      askSuppression: askSilence,
      settleSuppression: settleSilence,
    }),
  };
}

const none = (id: string): Refusal => refuse('unknown', 'alarm-not-open', { alarm: id }, 'id');

async function note(
  { store, clock }: Pick<DeskOptions, 'store' | 'clock'>,
  by: Person,
  alarm: string,
  act: string,
  words = '',
): Promise<void> {
  const { id: byId, name: byName, jurisdiction } = by;
  await store.note({ jurisdiction, alarm, at: clock(), act, byId, byName, words });
}

async function acknowledge(options: DeskOptions, by: Person, id: string): Promise<Refusal | null> {
  const { governor, record } = options.alarms;
  const alarm = governor.find(by.jurisdiction, id);
  if (!alarm) return none(id);
  if (alarm.acknowledged) return refuse('duplicate', 'alarm-acknowledged', { by: alarm.acknowledged.by });
  alarm.acknowledged = markOf(by, options.clock());
  record.keep(alarm);
  await note(options, by, id, 'acknowledged');
  return null;
}

async function shelve(
  options: DeskOptions,
  by: Person,
  id: string,
  until: number | null,
  reason: string,
): Promise<Refusal | null> {
  const { alarms } = options;
  const now = options.clock();
  const alarm = alarms.governor.find(by.jurisdiction, id);
  if (!alarm) return none(id);
  if (until === null) return takeBack(options, by, alarm, reason);
  if (until <= now) return refuse('invalid', 'alarm-term-past', 'until');
  if (until > now + mostShelvedMs) return refuse('invalid', 'alarm-shelved-too-long', 'until');
  alarm.shelved = { ...markOf(by, now), until, reason };
  alarms.record.keep(alarm);
  await note(options, by, id, 'shelved', `${new Date(until).toISOString()} ${reason}`);
  return null;
}

/** Before its term it is before the operators again. */
async function takeBack(
  options: DeskOptions,
  by: Person,
  alarm: Alarm,
  reason: string,
): Promise<Refusal | null> {
  if (!alarm.shelved) return refuse('not-now', 'alarm-not-shelved');
  alarm.shelved.until = options.clock();
  await note(options, by, alarm.id, 'taken-back', reason);
  options.alarms.release();
  return null;
}

async function promote(
  options: DeskOptions,
  by: Person,
  id: string,
  sensor: string | null,
): Promise<string | Refusal> {
  const { alarms, lane } = options;
  const alarm = alarms.governor.find(by.jurisdiction, id);
  if (!alarm) return none(id);
  const found = [...alarm.members.values()].find(({ sentry }) => sensorOf(lane, sentry).id === sensor);
  if (sensor !== null && !found) return refuse('unknown', 'alarm-sensor-not-raised', 'sensor');
  if (alarm.members.size === 0) return refuse('not-now', 'alarm-over');
  const incident = await alarms.promote(alarm, found?.sentry.index ?? null);
  if (incident === null || incident === '') return refuse('not-now', 'alarm-not-taken');
  alarm.acknowledged ??= markOf(by, options.clock());
  alarms.record.keep(alarm);
  await note(options, by, id, 'promoted', [sensor, incident].filter(Boolean).join(' '));
  return incident;
}
