import type { OpenHotLane } from '../readings/lane.ts';
import type { StoredSuppression } from '../storage/readings/alarm-store.ts';
import { sensorOf, type RaisedBy } from './alarm.ts';

/** What is kept silent by approval, for works or a drill: an area, some systems, and for how long (RULES.md S2). */
export interface Suppressions {
  put(row: StoredSuppression): void;
  list(jurisdiction: string): StoredSuppression[];
  find(jurisdiction: string, id: string): StoredSuppression | undefined;
  /** Whether a raise of this rule is kept from the operators now. */
  holds(sentry: RaisedBy, now: number): boolean;
  /** Forgets what ended before. */
  tidy(before: number): void;
}

/** Whether it is in force. */
export function isInForce({ from, until, approved, ended }: StoredSuppression, now: number): boolean {
  return approved !== null && ended === null && from <= now && now < until;
}

/** None is known yet. */
export function makeSuppressions(lane: OpenHotLane): Suppressions {
  const rows = new Map<string, StoredSuppression>();
  /** By pack: another one may place a sensor elsewhere. */
  const chains = new WeakMap<object, Map<number, readonly string[]>>();
  /** The grids that a sensor lies in. */
  function chainOf(sentry: RaisedBy): readonly string[] {
    const { loaded } = lane.sensors.laneOf(sentry.slot);
    const ofPack = chains.get(loaded) ?? new Map<number, readonly string[]>();
    chains.set(loaded, ofPack);
    const known = ofPack.get(sentry.slot);
    if (known) return known;
    const chain = loaded.grid.locate(sensorOf(lane, sentry).place).map(({ id }) => id);
    ofPack.set(sentry.slot, chain);
    return chain;
  }
  return {
    put: (row) => void rows.set(row.id, row),
    list: (jurisdiction) => [...rows.values()].filter((row) => row.jurisdiction === jurisdiction),
    find(jurisdiction, id) {
      const row = rows.get(id);
      return row?.jurisdiction === jurisdiction ? row : undefined;
    },
    holds(sentry, now) {
      if (rows.size === 0) return false;
      const { id } = lane.sensors.laneOf(sentry.slot);
      for (const row of rows.values()) {
        if (row.jurisdiction !== id || !isInForce(row, now) || (sentry.rule.urgent && !row.urgent)) continue;
        if (row.systems.length > 0 && !row.systems.includes(sensorOf(lane, sentry).system)) continue;
        if (row.grids.length > 0 && !row.grids.some((grid) => chainOf(sentry).includes(grid))) continue;
        return true;
      }
      return false;
    },
    tidy(before) {
      for (const row of rows.values()) if ((row.ended?.at ?? row.until) < before) rows.delete(row.id);
    },
  };
}
