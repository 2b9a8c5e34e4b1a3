import type { Group, Raise } from './alarm.ts';

/**
 * Finds the one cause of many silences (RULES.md G1-G4). A silence is no matter of seconds, so it is held for a moment: those
 * that fell silent with it, of the same cause, are one outage.
 */
export interface Outages {
  hold(jurisdiction: string, cause: string, raise: Raise, now: number): void;
  /** What has been held long enough: silences of their own, those that joined an outage, and outages that are to be told. */
  due(now: number): { single: Raise[]; joined: [Group, Raise][]; untold: Group[] };
  /** Takes up a member found in the database at start. */
  resume(jurisdiction: string, cause: string, raise: Raise, incident: string): void;
  /** A sensor is heard again: whether it was only held, its outage, and whether that is over by it. */
  end(index: number): { wasHeld: boolean; outage: Group | null; isOver: boolean };
  outageOf(index: number): Group | undefined;
}

export interface OutageSettings {
  holdMs: number;
  /** So many together are one outage. */
  least: number;
}
export const usualOutages: OutageSettings = { holdMs: 60_000, least: 5 };

interface Held {
  jurisdiction: string;
  cause: string;
  since: number;
  raises: Map<number, Raise>;
}

/** Nothing is silent. */
export function makeOutages({ holdMs, least }: OutageSettings): Outages {
  const held = new Map<string, Held>();
  const open = new Map<string, Group>();
  const outageOf = new Map<number, Group>();
  const keyOf = (jurisdiction: string, cause: string): string => `${jurisdiction}\0${cause}`;

  function outageAt(jurisdiction: string, cause: string): Group {
    const key = keyOf(jurisdiction, cause);
    const found = open.get(key) ?? { jurisdiction, cause, members: new Map(), incident: null, told: 0 };
    open.set(key, found);
    return found;
  }
  function join(outage: Group, raise: Raise): void {
    outage.members.set(raise.watch.index, raise);
    outageOf.set(raise.watch.index, outage);
  }

  return {
    hold(jurisdiction, cause, raise, now) {
      const key = keyOf(jurisdiction, cause);
      const group = held.get(key) ?? { jurisdiction, cause, since: now, raises: new Map<number, Raise>() };
      held.set(key, group);
      group.raises.set(raise.watch.index, raise);
    },
    due(now) {
      const [single, joined, untold]: [Raise[], [Group, Raise][], Group[]] = [[], [], []];
      for (const [key, { jurisdiction, cause, since, raises }] of held) {
        // A clock that was set back holds nothing for longer.
        if (now - since < holdMs && now >= since) continue;
        held.delete(key);
        if (raises.size < least && !open.has(key)) {
          single.push(...raises.values());
          continue;
        }
        const outage = outageAt(jurisdiction, cause);
        for (const raise of raises.values()) {
          join(outage, raise);
          joined.push([outage, raise]);
        }
        // Told again when it has doubled, not with every sensor.
        if (outage.told === 0 || outage.members.size >= 2 * outage.told) untold.push(outage);
      }
      return { single, joined, untold };
    },
    resume(jurisdiction, cause, raise, incident) {
      const outage = outageAt(jurisdiction, cause);
      outage.incident = incident;
      join(outage, raise);
      outage.told = outage.members.size;
    },
    end(index) {
      for (const [key, { raises }] of held)
        if (raises.delete(index)) {
          if (raises.size === 0) held.delete(key);
          return { wasHeld: true, outage: null, isOver: false };
        }
      const outage = outageOf.get(index) ?? null;
      outageOf.delete(index);
      outage?.members.delete(index);
      const isOver = outage !== null && outage.members.size === 0;
      if (isOver) open.delete(keyOf(outage.jurisdiction, outage.cause));
      return { wasHeld: false, outage, isOver };
    },
    outageOf: (index) => outageOf.get(index),
  };
}
