import type { Standing, StandingAlarm } from '../ports.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import { incidentOf, type Alarm } from './alarm.ts';
import type { Governor } from './governor.ts';

/** What stands before the operators, as other rooms see it: by ordinals of sensors, without the rules' own states. */
export function makeStanding(
  lane: OpenHotLane,
  governor: Governor,
): (jurisdiction: string, now: number) => Standing {
  /** Seats are numbered as their officers get an alarm for the first time; a screen that everybody passes shows no names. */
  const seats = new Map<string, number>();
  function seatOf(jurisdiction: string, operator: string): number {
    const key = `${jurisdiction}\0${operator}`;
    const known = seats.get(key);
    if (known !== undefined) return known;
    const next = 1 + [...seats.keys()].filter((one) => one.startsWith(`${jurisdiction}\0`)).length;
    seats.set(key, next);
    return next;
  }
  return (jurisdiction, now) => {
    const place = lane.sensors.lanes.get(jurisdiction);
    const ordinalOf = (slot: number): number => slot - (place?.base ?? 0);
    const of = (alarm: Alarm): StandingAlarm => {
      const { id, kind, group, first, urgent, priority, raises, openedAt, lastAt, overAt } = alarm;
      const raised = [...alarm.members.values()].map(({ sentry }) => ordinalOf(sentry.slot));
      const { acknowledged, shelved, operator } = alarm;
      return {
        id,
        kind,
        urgent,
        priority,
        raises,
        lastAt,
        acknowledged,
        shelved,
        operator,
        raised,
        cause: group?.cause ?? '',
        rule: first.rule.id,
        item: first.rule.item,
        sensors: [
          ...new Set([first.slot, ...[...alarm.known.values()].map(({ slot }) => slot)].map(ordinalOf)),
        ],
        since: openedAt,
        over: overAt !== null,
        incident: incidentOf(alarm),
        seat: operator === null ? null : seatOf(jurisdiction, operator),
      };
    };
    return {
      alarms: governor.list(jurisdiction).map(of),
      load: governor.fresh(jurisdiction, now).map(([operator, fresh]) => ({
        operator,
        fresh,
        seat: operator === null ? 0 : seatOf(jurisdiction, operator),
      })),
    };
  };
}
