import type { Works } from '../works.ts';
import type { AlarmStore } from '../storage/readings/alarm-store.ts';
import type { OutageSettings } from './outages.ts';
import type { TellOptions } from './tell.ts';

/** How a raise stood: its matter (null: not reported, empty: none), what that stands for besides, and its alarm. */
export interface Stood {
  incident: string | null;
  cause: string | null;
  alarm: string | null;
}
export interface AlarmOptions extends TellOptions {
  works: Works;
  clock: () => number;
  store: AlarmStore;
  /** Duty officers at their desks; without it nobody is told apart. */
  operators?: ((jurisdiction: string) => readonly string[]) | undefined;
  /** Errands of one jurisdiction that become commands within a minute; urgent ones have as many of their own. */
  perMinute?: number | undefined;
  /** Whether this node still is the one that tells: asked before each errand and each write, so that one that hung does neither. */
  stands?: (() => boolean) | undefined;
  outages?: OutageSettings | undefined;
}
