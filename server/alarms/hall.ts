import { bindTo } from '#shared/kernel/bind.ts';
import type { AlarmKind, AlarmPriority } from '#shared/sensing/alarm.ts';
import { isOfInstrument } from '#shared/sensing/rule.ts';
import type { Alarm, Group, Raise, RaisedBy } from './alarm.ts';
import { makeChatter } from './chatter.ts';
import { makeLoad, type Load } from './load.ts';

export interface GovernorOptions {
  newId: () => string;
  jurisdictionOf: (sentry: RaisedBy) => string;
  /** The id of its sensor. */
  sensorOf: (sentry: RaisedBy) => string;
  /** Duty officers at their desks. */
  operators: (jurisdiction: string) => readonly string[];
}

/** 1 what is urgent, 2 other conditions of the place, 3 what is about instruments. */
function priorityOf(kind: AlarmKind, { rule }: RaisedBy): AlarmPriority {
  if (kind === 'chatter') return 3;
  if (rule.urgent) return 1;
  return isOfInstrument(rule) ? 3 : 2;
}

/** The open alarms, and who belongs to which. */
export function openHall(given: GovernorOptions) {
  const floor = floorOf(given);
  const { chatter, alarms, alarmOf } = floor;
  return { ...bindTo(floor, { loadOf, keep, groupOf, open, enter, leave, drop }), chatter, alarms, alarmOf };
}

export type Hall = ReturnType<typeof openHall>;

/** What stands in it, and who may come in. */
function floorOf({ newId, jurisdictionOf, sensorOf, operators }: GovernorOptions) {
  const chatter = makeChatter();
  const alarms = new Map<string, Alarm>();
  const alarmOf = new Map<number, Alarm>();
  const groups = new Map<string, Alarm>();
  const loads = new Map<string, Load>();
  return { newId, jurisdictionOf, sensorOf, operators, chatter, alarms, alarmOf, groups, loads };
}
type Floor = ReturnType<typeof floorOf>;

function keyOf(jurisdiction: string, cause: string): string {
  return `${jurisdiction}\0${cause}`;
}

function loadOf({ loads }: Floor, jurisdiction: string): Load {
  const load = loads.get(jurisdiction) ?? makeLoad();
  loads.set(jurisdiction, load);
  return load;
}

function keep(floor: Floor, alarm: Alarm): void {
  const { alarms, groups, alarmOf } = floor;
  alarms.set(alarm.id, alarm);
  if (alarm.group) groups.set(keyOf(alarm.jurisdiction, alarm.group.cause), alarm);
  for (const index of alarm.known.keys()) alarmOf.set(index, alarm);
}

function groupOf(floor: Floor, jurisdiction: string, cause: string) {
  const { groups } = floor;
  return groups.get(keyOf(jurisdiction, cause));
}

function open(floor: Floor, kind: AlarmKind, sentry: RaisedBy, group: Group | null, now: number): Alarm {
  const { jurisdictionOf, newId, sensorOf, operators } = floor;
  const jurisdiction = jurisdictionOf(sentry);
  const { urgent } = sentry.rule;
  const isRest = kind === 'rest' || kind === 'chatter';
  const alarm: Alarm = {
    id: newId(),
    jurisdiction,
    kind,
    urgent: urgent && kind !== 'chatter',
    group,
    first: sentry,
    sensor: sensorOf(sentry),
    priority: priorityOf(kind, sentry),
    members: group?.members ?? new Map<number, Raise>(),
    known: new Map(),
    openedAt: now,
    lastAt: now,
    raises: 0,
    overAt: null,
    operator: loadOf(floor, jurisdiction).open(urgent, isRest, operators(jurisdiction), now),
    incident: null,
    acknowledged: null,
    shelved: null,
  };
  keep(floor, alarm);
  return alarm;
}

/** Counts a raise to its alarm. One that is new to it asks for a look again. */
function enter({ chatter, alarmOf }: Floor, alarm: Alarm, raise: Raise, now: number): void {
  const { index } = raise.sentry;
  const times = alarm.known.get(index)?.times ?? 0;
  if (
    alarm.kind !== 'chatter' &&
    (times === 0 || (alarm.overAt !== null && !chatter.isChattering(index, now)))
  )
    alarm.acknowledged = null;
  if (times === 0) alarm.lastAt = now;
  alarm.known.set(index, { slot: raise.sentry.slot, times: times + 1 });
  alarm.members.set(index, raise);
  alarm.raises += 1;
  alarm.overAt = null;
  alarmOf.set(index, alarm);
}

function leave(_: Floor, alarm: Alarm, index: number, now: number): void {
  alarm.members.delete(index);
  if (alarm.members.size > 0) return;
  alarm.overAt ??= now;
  // The next one is told whatever was told before.
  if (alarm.group) alarm.group.told = 0;
}

function drop(floor: Floor, alarm: Alarm): void {
  const { alarms, groups, alarmOf } = floor;
  alarms.delete(alarm.id);
  const key = keyOf(alarm.jurisdiction, alarm.group?.cause ?? '');
  if (groups.get(key) === alarm) groups.delete(key);
  for (const index of alarm.known.keys()) if (alarmOf.get(index) === alarm) alarmOf.delete(index);
}
