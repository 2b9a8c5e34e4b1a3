import { floodWindowMs, type AlarmKind } from '#shared/sensing/alarm.ts';
import { restCauses, type Alarm, type Group, type Raise } from './alarm.ts';
import { openHall, type GovernorOptions, type Hall } from './hall.ts';
import type { Claim } from './load.ts';

/**
 * Keeps what stands before the operators to what people can read (RULES.md L1-L6). Every raise finds a place in an alarm: one of its
 * own, one of its condition, or one of the rest. Pure: instants, names and who is at a desk are handed in.
 */
export interface Governor {
  /** Gives a raise its place; `isAgain`: it had one before, of the rest. */
  place(raise: Raise, now: number, isAgain?: boolean): Placed;
  /** What of the rest may stand by itself now, the longest raised first, to be placed again; null: nothing. */
  turn(jurisdiction: string, now: number): Raise | null;
  /** Gives an outage its place; null: there is none left, and its members are to be placed by themselves. */
  placeOutage(group: Group, now: number): Alarm | null;
  /** A member that came to a group that has its place already. */
  joined(group: Group, raise: Raise, now: number): Alarm | null;
  /** A rule is raised no more; the alarm it belonged to. */
  end(index: number, now: number): Alarm | null;
  /** Takes up what was open when the house stopped. */
  resume(alarm: Alarm): void;
  /** Alarms whose time aside is over, and those that are closed for good. */
  tidy(now: number): { back: Alarm[]; closed: Alarm[] };
  alarmOf(index: number): Alarm | undefined;
  find(jurisdiction: string, id: string): Alarm | undefined;
  /** Those that ask for something first: the urgent, then what nobody has acknowledged, then the newest. */
  list(jurisdiction: string): Alarm[];
  /** New alarms within the flood window. */
  count(jurisdiction: string, now: number): number;
  /** By operator; null: nobody was at a desk. */
  fresh(jurisdiction: string, now: number): [string | null, number][];
  isChattering(index: number, now: number): boolean;
}

/** Where a raise has its place, and what of it is to be told to the record lane. */
export interface Placed {
  alarm: Alarm;
  isNew: boolean;
  tell: 'one' | 'group' | 'nothing';
}

/** Nothing is raised. */
export function makeGovernor(options: GovernorOptions): Governor {
  const hall = openHall(options);
  return { ...raises(options, hall), ...outages(options, hall), ...standing(hall) };
}

/** The alarm for a raise that has none. */
function choose(
  options: GovernorOptions,
  hall: Hall,
  raise: Raise,
  isChattering: boolean,
  now: number,
): [Alarm, isNew: boolean] {
  const { sentry } = raise;
  const { urgent } = sentry.rule;
  const jurisdiction = options.jurisdictionOf(sentry);
  const openGroup = (kind: AlarmKind, cause: string): [Alarm, boolean] => {
    const found = hall.groupOf(jurisdiction, cause);
    if (found) return [found, false];
    const group: Group = {
      jurisdiction,
      cause,
      members: new Map(),
      incident: null,
      told: 0,
      gone: new Map(),
    };
    return [hall.open(kind, sentry, group, now), true];
  };
  if (isChattering) return openGroup('chatter', restCauses.chatter);
  const mayStand = (of: Claim): boolean =>
    hall.loadOf(jurisdiction).mayStand(of, options.operators(jurisdiction).length, now);
  const condition = `flood:${sentry.rule.id}`.slice(0, 160);
  const isGathered = hall.groupOf(jurisdiction, condition) !== undefined;
  if (urgent ? mayStand('urgent') : !isGathered && mayStand('single'))
    return [hall.open('single', sentry, null, now), true];
  if (isGathered || mayStand(urgent ? 'urgent' : 'condition')) return openGroup('condition', condition);
  const silent = sentry.rule.kind === 'no-data';
  return openGroup('rest', urgent ? restCauses.urgent : silent ? restCauses.silent : restCauses.ordinary);
}

/** Raises that come to stand before the operators, and the next whose turn it is. */
function raises(options: GovernorOptions, hall: Hall): Pick<Governor, 'place' | 'turn'> {
  const { chatter, alarmOf, loadOf } = hall;
  return {
    place(raise, now, isAgain = false) {
      const { index, rule } = raise.sentry;
      const isChattering = isAgain ? chatter.isChattering(index, now) : chatter.raise(index, now);
      let alarm = alarmOf.get(index);
      if (alarm && isMisplaced(alarm.kind, isChattering)) {
        hall.leave(alarm, index, now);
        alarm.known.delete(index);
        alarm = undefined;
      }
      let isNew = false;
      if (!alarm) [alarm, isNew] = choose(options, hall, raise, isChattering, now);
      const isKnown = alarm.known.has(index);
      hall.enter(alarm, raise, now);
      if (isChattering || alarm.shelved || rule.opens === 'alarm') return { alarm, isNew, tell: 'nothing' };
      if (!alarm.group) return { alarm, isNew, tell: 'one' };
      // Of unlike matters none is told as part of another: each waits for its turn.
      if (alarm.group.cause === restCauses.ordinary) return { alarm, isNew, tell: 'nothing' };
      const { members, told } = alarm.group;
      const isGrown = told === 0 || members.size >= 2 * told || (alarm.urgent && !isKnown);
      return { alarm, isNew, tell: isGrown ? 'group' : 'nothing' };
    },
    turn(jurisdiction, now) {
      const rest = hall.groupOf(jurisdiction, restCauses.ordinary);
      if (!rest || rest.shelved) return null;
      if (!loadOf(jurisdiction).mayStand('single', options.operators(jurisdiction).length, now)) return null;
      const raise = [...rest.members.values()].find(({ sentry }) => sentry.rule.opens !== 'alarm');
      if (!raise) return null;
      hall.leave(rest, raise.sentry.index, now);
      rest.known.delete(raise.sentry.index);
      alarmOf.delete(raise.sentry.index);
      return raise;
    },
  };
}

/** What fell silent for one cause. */
function outages(options: GovernorOptions, hall: Hall): Pick<Governor, 'placeOutage' | 'joined'> {
  return {
    placeOutage(group, now) {
      const [first] = group.members.values();
      if (!first) return null;
      const { jurisdiction } = group;
      const before = hall.groupOf(jurisdiction, group.cause);
      if (before) {
        // It is back before it was gone from the screens.
        before.group = group;
        before.members = group.members;
        for (const raise of group.members.values()) hall.enter(before, raise, now);
        return before;
      }
      if (!hall.loadOf(jurisdiction).mayStand('urgent', options.operators(jurisdiction).length, now))
        return null;
      const alarm = hall.open('outage', first.sentry, group, now);
      for (const raise of group.members.values()) hall.enter(alarm, raise, now);
      return alarm;
    },
    joined(group, raise, now) {
      const alarm = hall.groupOf(group.jurisdiction, group.cause);
      if (alarm) hall.enter(alarm, raise, now);
      return alarm ?? null;
    },
  };
}

/** What stands, until it is over. */
function standing(hall: Hall): Omit<Governor, 'place' | 'turn' | 'placeOutage' | 'joined'> {
  const { chatter, alarmOf, alarms, loadOf } = hall;
  return {
    end(index, now) {
      const alarm = alarmOf.get(index);
      if (alarm) hall.leave(alarm, index, now);
      return alarm ?? null;
    },
    resume: hall.keep,
    tidy(now) {
      chatter.tidy(now);
      const [back, closed]: [Alarm[], Alarm[]] = [[], []];
      for (const alarm of alarms.values()) {
        if (alarm.shelved && alarm.shelved.until <= now) {
          alarm.shelved = null;
          alarm.acknowledged = null;
          back.push(alarm);
        }
        if (mayClose(alarm, now)) {
          hall.drop(alarm);
          closed.push(alarm);
        }
      }
      return { back, closed };
    },
    alarmOf: (index) => alarmOf.get(index),
    find(jurisdiction, id) {
      const found = alarms.get(id);
      return found?.jurisdiction === jurisdiction ? found : undefined;
    },
    list: (jurisdiction) =>
      [...alarms.values()].filter((alarm) => alarm.jurisdiction === jurisdiction).sort(byNeed),
    count: (jurisdiction, now) => loadOf(jurisdiction).count(now),
    fresh: (jurisdiction, now) => loadOf(jurisdiction).byOperator(now),
    isChattering: (index, now) => chatter.isChattering(index, now),
  };
}

/** What flickers does not hide what is true among many: it goes to its like, and comes from there when it is calm. */
function isMisplaced(kind: AlarmKind, isChattering: boolean): boolean {
  if (kind === 'chatter') return !isChattering;
  // An outage takes up its members itself.
  return kind === 'outage' || (isChattering && kind !== 'single');
}

/** What is over goes when somebody has seen it or it was to be seen for a while, and no sooner than its place is free again. */
function mayClose({ overAt, openedAt, acknowledged, shelved }: Alarm, now: number): boolean {
  if (overAt === null || shelved || now - openedAt < floodWindowMs) return false;
  return acknowledged !== null || now - overAt >= floodWindowMs;
}

function byNeed(a: Alarm, b: Alarm): number {
  const isAside = (alarm: Alarm): number =>
    alarm.shelved ? 2 : alarm.acknowledged || alarm.overAt !== null ? 1 : 0;
  return (
    isAside(a) - isAside(b) ||
    a.priority - b.priority ||
    b.lastAt - a.lastAt ||
    b.openedAt - a.openedAt ||
    (a.id < b.id ? -1 : 1)
  );
}
