import { bindTo } from '#shared/kernel/bind.ts';
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

/** What is silent: held for a moment, or part of an outage that is open. */
interface Silence extends OutageSettings {
  held: Map<string, Held>;
  open: Map<string, Group>;
  outageOf: Map<number, Group>;
}
type Due = ReturnType<Outages['due']>;

/** Nothing is silent. */
export function makeOutages(settings: OutageSettings): Outages {
  const silence: Silence = { ...settings, held: new Map(), open: new Map(), outageOf: new Map() };
  return {
    ...bindTo(silence, { hold, due, resume, end }),
    outageOf: (index) => silence.outageOf.get(index),
  };
}

const keyOf = (jurisdiction: string, cause: string): string => `${jurisdiction}\0${cause}`;

function hold(
  { held }: Pick<Silence, 'held'>,
  ...[jurisdiction, cause, raise, now, wider = []]: Parameters<Outages['hold']>
): void {
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
}

function due(silence: Silence, now: number, mayOpen: (outage: Group) => boolean = () => true): Due {
  const { holdMs, held } = silence;
  const found: Due = { single: [], joined: [], untold: [] };
  for (const [key, group] of held) {
    // A clock that was set back holds nothing for longer.
    if (now - group.since < holdMs && now >= group.since) continue;
    held.delete(key);
    if (group.raises.size >= silence.least || silence.open.has(key))
      gather(silence, group, [...group.raises.values()], mayOpen, found);
    else scatter(silence, group, mayOpen, found);
  }
  return found;
}

/** Few of one source: each goes with those of other sources that share something wider with it, or stands by itself. */
function scatter(silence: Silence, group: Held, mayOpen: (outage: Group) => boolean, found: Due): void {
  const { jurisdiction, raises, wider } = group;
  const placed = new Set<Raise>();
  for (const raise of raises.values()) {
    if (placed.has(raise)) continue;
    const common = (wider.get(raise.sentry.index) ?? []).find(
      (one) => silence.open.has(keyOf(jurisdiction, one)) || countWider(silence, group, one) >= silence.least,
    );
    if (common === undefined) {
      found.single.push(raise);
      continue;
    }
    const own = within(silence, group, common).filter((one) => !placed.has(one));
    const all = [...takeWider(silence, jurisdiction, common), ...own];
    gather(silence, { jurisdiction, cause: common }, all, mayOpen, found);
    for (const one of own) placed.add(one);
  }
}

/** Makes an outage of silences; where there is no place for one more, they stand by themselves. */
function gather(
  silence: Silence,
  { jurisdiction, cause }: Pick<Held, 'jurisdiction' | 'cause'>,
  raises: readonly Raise[],
  mayOpen: (outage: Group) => boolean,
  found: Due,
): void {
  const { open, outageOf } = silence;
  const isNew = !open.has(keyOf(jurisdiction, cause));
  const outage = outageAt(silence, jurisdiction, cause);
  for (const raise of raises) join(silence, outage, raise);
  if (isNew && !mayOpen(outage)) {
    open.delete(keyOf(jurisdiction, cause));
    for (const { sentry } of raises) outageOf.delete(sentry.index);
    found.single.push(...raises);
    return;
  }
  for (const raise of raises) found.joined.push([outage, raise]);
  // Told again when it has doubled, not with every sensor.
  if (outage.told === 0 || outage.members.size >= 2 * outage.told) found.untold.push(outage);
}

function outageAt({ open }: Pick<Silence, 'open'>, jurisdiction: string, cause: string): Group {
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

function join({ outageOf }: Pick<Silence, 'outageOf'>, outage: Group, raise: Raise): void {
  outage.members.set(raise.sentry.index, raise);
  outageOf.set(raise.sentry.index, outage);
}

/** Those of a group that have something wider in common and have no outage yet. */
function within({ outageOf }: Pick<Silence, 'outageOf'>, { raises, wider }: Held, cause: string): Raise[] {
  return [...raises.values()].filter(
    ({ sentry }) => !outageOf.has(sentry.index) && (wider.get(sentry.index) ?? []).includes(cause),
  );
}

/** How many that are held in other groups, and in this one, have it in common. */
function countWider(silence: Silence, own: Held, cause: string): number {
  const others = [...silence.held.values()].filter(({ jurisdiction }) => jurisdiction === own.jurisdiction);
  return [own, ...others].reduce((sum, group) => sum + within(silence, group, cause).length, 0);
}

/** Takes from other groups what has it in common. */
function takeWider(silence: Silence, jurisdiction: string, cause: string): Raise[] {
  const taken: Raise[] = [];
  for (const [key, group] of silence.held) {
    if (group.jurisdiction !== jurisdiction) continue;
    for (const raise of within(silence, group, cause)) {
      taken.push(raise);
      group.raises.delete(raise.sentry.index);
    }
    if (group.raises.size === 0) silence.held.delete(key);
  }
  return taken;
}

function resume(
  silence: Silence,
  jurisdiction: string,
  cause: string,
  raise: Raise,
  incident: string,
): Group {
  const outage = outageAt(silence, jurisdiction, cause);
  outage.incident = incident;
  join(silence, outage, raise);
  outage.told = outage.members.size;
  return outage;
}

function end({ held, open, outageOf }: Silence, index: number): ReturnType<Outages['end']> {
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
}
