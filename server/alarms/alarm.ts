import type { Sensor } from '#shared/pack/schema.ts';
import type { AlarmKind, AlarmPriority } from '#shared/sensing/alarm.ts';
import { isOfInstrument, type Rule } from '#shared/sensing/rule.ts';
import { must } from '#shared/kernel/must.ts';
import type { RaisedRule } from '../ports.ts';
import type { OpenHotLane } from '../readings/lane.ts';

/** One rule on one sensor, as the rules know it. `index` is its place in the list of all. */
export interface RaisedBy {
  index: number;
  slot: number;
  rule: Rule;
  /** The sensors that stand together now, of a rule that is made of others. */
  others?: (now: number) => readonly number[];
  /** Between what its newest reading would have been usual, of a rule that learns. */
  usual?: () => readonly [low: number, high: number] | null;
}

/** A rule that was raised. Instants: when its condition began, and of the reading that raised it. */
export interface Raise {
  sentry: RaisedBy;
  since: number;
  at: number;
  /** When that reading came, where its own instant does not tell. */
  arrivedAt?: number | undefined;
  /** The sensors that stood together, by slot. */
  others?: readonly number[];
  /** Between what that reading would have been usual. */
  usual?: readonly [low: number, high: number] | null;
  shown: RaisedRule;
}

/** Raises that are told together: one cause, one incident. */
export interface Group {
  jurisdiction: string;
  /**
   * `outage:` or `clock:` and what fell silent with it; `flood:` and the rule, or `flood::` and the kind, of what came faster than
   * people read; `chatter:`. Its origin as an incident.
   */
  cause: string;
  members: Map<number, Raise>;
  incident: string | null;
  /** How many there were when it was told last; 0: not yet. */
  told: number;
  /** What was over before it could be told, of a group that people judge. */
  gone: Map<number, Raise>;
}

/** A group whose matter is gone when the last of it is back; of others people say when it is over. */
export function isOfSilence({ cause }: Pick<Group, 'cause'>): boolean {
  return cause.startsWith('outage:') || cause.startsWith('clock:') || cause === restCauses.silent;
}

/** Causes of what has no place of its own while more comes than people read. */
export const restCauses = {
  urgent: 'flood::urgent',
  ordinary: 'flood::ordinary',
  silent: 'flood::silence',
  chatter: 'chatter:',
} as const;

/** Who did something about an alarm, and when. */
export interface Mark {
  id: string;
  by: string;
  at: number;
}

/** What stands before the operators: one raise, or a group of them. */
export interface Alarm {
  id: string;
  jurisdiction: string;
  kind: AlarmKind;
  urgent: boolean;
  priority: AlarmPriority;
  /** Of a group; null: it is about one sensor and one rule. */
  group: Group | null;
  /** What it began with; its sensor may be none of the county's by now. */
  first: RaisedBy;
  sensor: string;
  /** What is raised now, by index of the rule on its sensor. */
  members: Map<number, Raise>;
  /** All that ever belonged to it: where, and how often each was raised. */
  known: Map<number, { slot: number; times: number }>;
  openedAt: number;
  /** When it last got a member that it had not before. */
  lastAt: number;
  raises: number;
  /** When the last of it was back; null: something of it is raised. */
  overAt: number | null;
  /** The officer whose turn it was when it came; null: nobody was at a desk. */
  operator: string | null;
  /** Of one that stands by itself; a group keeps its own. */
  incident: string | null;
  acknowledged: Mark | null;
  shelved: (Mark & { until: number; reason: string }) | null;
}

/** The matter that an alarm became, or null. */
export function incidentOf({ group, incident }: Alarm): string | null {
  return (group ? group.incident : incident) || null;
}

/** What is to be told to the record lane. */
export type Errand =
  | { kind: 'raise'; raise: Raise }
  | { kind: 'group'; group: Group }
  | { kind: 'withdraw'; jurisdiction: string; incident: string; reason: string };

/** Urgent alarms, then others, then silence, then what is over. */
export function rankOf(errand: Errand): 0 | 1 | 2 | 3 {
  if (errand.kind === 'withdraw') return 3;
  if (errand.kind === 'group')
    return errand.group.cause === restCauses.urgent ? 0 : isOfSilence(errand.group) ? 2 : 1;
  const { rule } = errand.raise.sentry;
  if (rule.urgent) return 0;
  return isOfInstrument(rule) ? 2 : 1;
}

/** One errand of each sentry, group and incident waits at most. */
export function nameOf(errand: Errand): string {
  switch (errand.kind) {
    case 'raise':
      return `raise ${errand.raise.sentry.index}`;
    case 'group':
      return `group ${errand.group.jurisdiction} ${errand.group.cause}`;
    case 'withdraw':
      return `withdraw ${errand.jurisdiction} ${errand.incident}`;
  }
}

/** What a silence that is held has in common with others. */
export function causeOf(raise: Pick<Raise, 'arrivedAt'>, gateway: string): string {
  return `${raise.arrivedAt === undefined ? 'outage' : 'clock'}:${gateway}`.slice(0, 160);
}

export function sensorOf({ sensors }: Pick<OpenHotLane, 'sensors'>, { slot }: RaisedBy): Sensor {
  const { base, loaded } = sensors.laneOf(slot);
  return must(loaded.pack.sensors[slot - base], 'sensor of a rule');
}

/** The county that a rule on a sensor stands in. */
export function jurisdictionOf({ sensors }: Pick<OpenHotLane, 'sensors'>, { slot }: RaisedBy): string {
  return sensors.laneOf(slot).id;
}
