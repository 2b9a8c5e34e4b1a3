import type { Sensor } from '#shared/pack/schema.ts';
import type { Rule } from '#shared/sensing/rule.ts';
import { must } from '#shared/kernel/must.ts';
import type { RaisedRule } from '../ports.ts';
import type { OpenHotLane } from '../readings/lane.ts';

/** One rule on one sensor, as the rules know it. `index` is its place in the list of all. */
export interface Watched {
  index: number;
  slot: number;
  rule: Rule;
}

/** A rule that was raised. Instants: when its condition began, and of the reading that raised it. */
export interface Raise {
  watch: Watched;
  since: number;
  at: number;
  /** When that reading came, where its own instant does not tell. */
  arrivedAt?: number | undefined;
  shown: RaisedRule;
}

/** Sensors that fell silent, or whose clocks went wrong, together: one cause, one incident. */
export interface Outage {
  jurisdiction: string;
  /** `outage:` or `clock:`, and the source that brought their readings; its origin as an incident. */
  cause: string;
  members: Map<number, Raise>;
  incident: string | null;
  /** How many there were when it was told last; 0: not yet. */
  told: number;
}

/** What is to be told to the record lane. */
export type Errand =
  | { kind: 'raise'; raise: Raise }
  | { kind: 'outage'; outage: Outage }
  | { kind: 'withdraw'; jurisdiction: string; incident: string; reason: string };

/** Urgent alarms, then others, then silence, then what is over. */
export function rankOf(errand: Errand): 0 | 1 | 2 | 3 {
  if (errand.kind === 'withdraw') return 3;
  if (errand.kind === 'outage') return 2;
  const { rule } = errand.raise.watch;
  if (rule.urgent) return 0;
  return rule.kind === 'threshold' ? 1 : 2;
}

/** One errand of each watch, outage and incident waits at most. */
export function nameOf(errand: Errand): string {
  switch (errand.kind) {
    case 'raise':
      return `raise ${errand.raise.watch.index}`;
    case 'outage':
      return `outage ${errand.outage.jurisdiction} ${errand.outage.cause}`;
    case 'withdraw':
      return `withdraw ${errand.jurisdiction} ${errand.incident}`;
  }
}

/** What a silence that is held has in common with others. */
export function causeOf(raise: Pick<Raise, 'arrivedAt'>, gateway: string): string {
  return `${raise.arrivedAt === undefined ? 'outage' : 'clock'}:${gateway}`.slice(0, 160);
}

export function sensorOf({ sensors }: Pick<OpenHotLane, 'sensors'>, { slot }: Watched): Sensor {
  const { base, loaded } = sensors.laneOf(slot);
  return must(loaded.pack.sensors[slot - base], 'sensor of a rule');
}
