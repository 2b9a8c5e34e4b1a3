import type { Person } from '#shared/access/person.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import type { AlarmStore } from '../storage/readings/alarm-store.ts';
import type { Mark } from './alarm.ts';
import type { Alarms } from './alarms.ts';

/** What people's acts about alarms need. */
export interface DeskOptions {
  lane: OpenHotLane;
  alarms: Alarms;
  store: AlarmStore;
  clock: () => number;
}

export function markOf({ id, name }: Person, at: number): Mark {
  return { id, by: name, at };
}
