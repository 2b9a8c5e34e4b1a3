import type { CombinedRule } from '#shared/sensing/rule.ts';

/**
 * Several sensors together (RULES.md K1-K4). Pure: it is told what the rules that it is made of raise and clear, and holds what stands.
 * One raise costs what lies around its sensor, a reading nothing.
 */
export interface Together {
  index: number;
  /** The sensor that it stands at. */
  slot: number;
  rule: CombinedRule;
  isRaised: boolean;
  /** What it is made of: the sentries of its rules on the sensors around, itself among them. */
  parts: readonly Part[];
}
/** A rule on a sensor that others are made of. */
export interface Part {
  index: number;
  slot: number;
  rule: string;
  /** Since when it is raised, or was; NaN: never. */
  since: number;
  /** When it was back; NaN: it is raised. */
  until: number;
}

export type TogetherSays =
  { kind: 'raise'; of: Together; since: number; at: number } | { kind: 'clear'; of: Together };

/** What of a rule stands at an instant: what is raised, and what was within the time it allows. */
export function standing({ rule, parts }: Together, at: number): Part[] {
  return parts.filter(
    ({ since, until }) => since <= at && (Number.isNaN(until) || at - until < rule.withinMs),
  );
}

/** Whether enough sensors stand, every rule among them where each is asked for, and its own sensor too (K1, K2). */
export function holds(together: Together, at: number): boolean {
  const { rule, slot } = together;
  const stand = standing(together, at);
  if (!stand.some((part) => part.slot === slot)) return false;
  if (new Set(stand.map((part) => part.slot)).size < rule.need) return false;
  return !rule.each || rule.rules.every((id) => stand.some((part) => part.rule === id));
}

/** All that is made of others, by what it is made of. */
export interface Combination {
  /** A part was raised or is back. */
  raised(index: number, at: number): void;
  cleared(index: number, at: number): void;
  /** It was never so. */
  undone(index: number, at: number): void;
  /** Time has passed: what no longer stands within its time is cleared. */
  look(now: number): void;
}

/** `all`: every combined rule on every sensor; parts are shared between those that have them. */
export function combine(all: readonly Together[], say: (said: TogetherSays) => void): Combination {
  const parts = new Map<number, Part>();
  const above = new Map<number, Together[]>();
  for (const one of all)
    for (const part of one.parts) {
      parts.set(part.index, part);
      const list = above.get(part.index);
      if (list) list.push(one);
      else above.set(part.index, [one]);
    }
  function settle(one: Together, at: number): void {
    const isHeld = holds(one, at);
    if (isHeld === one.isRaised) return;
    // One event is told at one place (K3): where a neighbour of the same rule tells it already this one keeps still.
    if (isHeld && one.parts.some(({ index }) => isTold(above.get(index), one))) return;
    one.isRaised = isHeld;
    if (!isHeld) return say({ kind: 'clear', of: one });
    say({ kind: 'raise', of: one, since: Math.min(...standing(one, at).map(({ since }) => since)), at });
  }
  function look(index: number, at: number): void {
    // What is over makes room for a neighbour that still holds.
    const touched = above.get(index) ?? [];
    for (const one of touched) if (one.isRaised) settle(one, at);
    for (const one of touched) if (!one.isRaised) settle(one, at);
  }
  return {
    raised(index, at) {
      const part = parts.get(index);
      if (!part) return;
      [part.since, part.until] = [at, NaN];
      look(index, at);
    },
    cleared(index, at) {
      const part = parts.get(index);
      if (!part || Number.isNaN(part.since)) return;
      part.until = at;
      look(index, at);
    },
    undone(index, at) {
      const part = parts.get(index);
      if (!part) return;
      [part.since, part.until] = [NaN, NaN];
      look(index, at);
    },
    look(now) {
      for (const one of all) if (one.isRaised) settle(one, now);
    },
  };
}

function isTold(neighbours: readonly Together[] | undefined, one: Together): boolean {
  return (neighbours ?? []).some((other) => other !== one && other.isRaised && other.rule.id === one.rule.id);
}
