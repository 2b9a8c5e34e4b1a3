import type { Group, Raise } from './alarm.ts';

/**
 * Finds the one cause of many silences (RULES.md G1-G4). A silence is no matter of seconds, so it is held for a moment: those
 * that fell silent with it, of the same cause, are one outage.
 */
export interface Outages {
  hold(jurisdiction: string, cause: string, raise: Raise, now: number, wider?: readonly string[]): void;
  /**
   * What has been held long enough: silences of their own, those that joined an outage, and outages that are to be told. `open`
   * says whether there is a place for one more outage; the members of one that has none are silences of their own.
   */
  due(
    now: number,
    open?: (outage: Group) => boolean,
  ): { single: Raise[]; joined: [Group, Raise][]; untold: Group[] };
  /** Takes up a member found in the database at start. */
  resume(jurisdiction: string, cause: string, raise: Raise, incident: string): Group;
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
  /** What each may have in common with others whose readings came by another way, the nearest first. */
  wider: Map<number, readonly string[]>;
}

/** Nothing is silent. */
export function makeOutages({ holdMs, least }: OutageSettings): Outages {
  const held = new Map<string, Held>();
  const open = new Map<string, Group>();
  const outageOf = new Map<number, Group>();
  const keyOf = (jurisdiction: string, cause: string): string => `${jurisdiction}\0${cause}`;

  function outageAt(jurisdiction: string, cause: string): Group {
    const key = keyOf(jurisdiction, cause);
    const found = open.get(key) ?? {
      jurisdiction,
      cause,
      members: new Map(),
      incident: null,
      told: 0,
      gone: new Map(),
    };
    open.set(key, found);
    return found;
  }
  function join(outage: Group, raise: Raise): void {
    outage.members.set(raise.sentry.index, raise);
    outageOf.set(raise.sentry.index, outage);
  }

  /** Those of a group that have something wider in common and have no outage yet. */
  const within = (raises: Held['raises'], wider: Held['wider'], cause: string): Raise[] =>
    [...raises.values()].filter(
      ({ sentry }) => !outageOf.has(sentry.index) && (wider.get(sentry.index) ?? []).includes(cause),
    );
  /** How many that are held in other groups, and in this one, have it in common. */
  function countWider(
    jurisdiction: string,
    cause: string,
    raises: Held['raises'],
    wider: Held['wider'],
  ): number {
    const others = [...held.values()].filter((group) => group.jurisdiction === jurisdiction);
    return (
      within(raises, wider, cause).length +
      others.reduce((sum, group) => sum + within(group.raises, group.wider, cause).length, 0)
    );
  }
  function takeWider(jurisdiction: string, cause: string): Raise[] {
    const taken: Raise[] = [];
    for (const [key, group] of held) {
      if (group.jurisdiction !== jurisdiction) continue;
      for (const raise of within(group.raises, group.wider, cause)) {
        taken.push(raise);
        group.raises.delete(raise.sentry.index);
      }
      if (group.raises.size === 0) held.delete(key);
    }
    return taken;
  }

  return {
    hold(jurisdiction, cause, raise, now, wider = []) {
      const key = keyOf(jurisdiction, cause);
      const group = held.get(key) ?? {
        jurisdiction,
        cause,
        since: now,
        raises: new Map<number, Raise>(),
        wider: new Map<number, readonly string[]>(),
      };
      held.set(key, group);
      group.raises.set(raise.sentry.index, raise);
      group.wider.set(raise.sentry.index, wider);
    },
    due(now, mayOpen = () => true) {
      const [single, joined, untold]: [Raise[], [Group, Raise][], Group[]] = [[], [], []];
      const gather = (jurisdiction: string, cause: string, raises: readonly Raise[]): void => {
        const isNew = !open.has(keyOf(jurisdiction, cause));
        const outage = outageAt(jurisdiction, cause);
        for (const raise of raises) join(outage, raise);
        if (isNew && !mayOpen(outage)) {
          open.delete(keyOf(jurisdiction, cause));
          for (const { sentry } of raises) outageOf.delete(sentry.index);
          single.push(...raises);
          return;
        }
        for (const raise of raises) joined.push([outage, raise]);
        // Told again when it has doubled, not with every sensor.
        if (outage.told === 0 || outage.members.size >= 2 * outage.told) untold.push(outage);
      };
      for (const [key, { jurisdiction, cause, since, raises, wider }] of held) {
        // A clock that was set back holds nothing for longer.
        if (now - since < holdMs && now >= since) continue;
        held.delete(key);
        if (raises.size >= least || open.has(key)) {
          gather(jurisdiction, cause, [...raises.values()]);
          continue;
        }
        const placed = new Set<Raise>();
        for (const raise of raises.values()) {
          if (placed.has(raise)) continue;
          const common = (wider.get(raise.sentry.index) ?? []).find(
            (one) =>
              open.has(keyOf(jurisdiction, one)) || countWider(jurisdiction, one, raises, wider) >= least,
          );
          if (common === undefined) single.push(raise);
          else {
            const own = within(raises, wider, common).filter((one) => !placed.has(one));
            gather(jurisdiction, common, [...takeWider(jurisdiction, common), ...own]);
            for (const one of own) placed.add(one);
          }
        }
      }
      return { single, joined, untold };
    },
    resume(jurisdiction, cause, raise, incident) {
      const outage = outageAt(jurisdiction, cause);
      outage.incident = incident;
      join(outage, raise);
      outage.told = outage.members.size;
      return outage;
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
