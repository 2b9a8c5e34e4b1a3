/** What people say of a sighting of a model: it was so, it was not, or nobody can tell any more. */
export const verdicts = ['right', 'wrong', 'unsure'] as const;
export type Verdict = (typeof verdicts)[number];

/** From what its precision is told, and below which it stops opening matters. */
export interface PrecisionRule {
  /** Share of its decided verdicts that have to be right, 0–1. */
  floor: number;
  /** Of the newest so many decided verdicts. */
  over: number;
  /** With fewer nothing is said. */
  least: number;
}
/** Of a model that says nothing of its own. */
export const usualPrecision: PrecisionRule = { floor: 0.6, over: 50, least: 8 };

/** What somebody said of the model itself; until the next word it holds. */
export interface ModelWord {
  word: 'mute' | 'unmute';
  at: number;
}

export interface ModelStanding {
  /** Of the window: the newest `over` decided verdicts since it was last let speak. `unsure` are those between them. */
  right: number;
  wrong: number;
  unsure: number;
  /** right ÷ (right + wrong); null while nothing was decided. */
  precision: number | null;
  /** Wilson's interval at 95 %; null while nothing was decided. */
  interval: readonly [number, number] | null;
  /** Why it opens no matters: its precision, or somebody's word; null: it opens them. */
  muted: 'rule' | 'person' | null;
}

/**
 * How a model stands by what people said of its sightings, newest first. Who lets a muted one speak again begins a new window: what
 * was said before counts no more. Verdicts on sightings that it had while it was muted count, so it comes back by itself as well.
 */
export function standingOf(
  rule: PrecisionRule,
  said: readonly { verdict: Verdict; at: number }[],
  word: ModelWord | null,
): ModelStanding {
  const since = word?.word === 'unmute' ? word.at : -Infinity;
  const count = { right: 0, wrong: 0, unsure: 0 };
  for (const { verdict, at } of said) {
    if (at <= since || count.right + count.wrong >= rule.over) break;
    count[verdict] += 1;
  }
  const decided = count.right + count.wrong;
  const precision = decided === 0 ? null : count.right / decided;
  const isBelow = precision !== null && decided >= rule.least && precision < rule.floor;
  return {
    ...count,
    precision,
    interval: decided === 0 ? null : wilson(count.right, decided),
    muted: word?.word === 'mute' ? 'person' : isBelow ? 'rule' : null,
  };
}

/** The 95 % score interval of a share (Wilson 1927), which stays within 0–1 and is honest for few. */
export function wilson(right: number, of: number): [number, number] {
  const z = 1.959964;
  const share = right / of;
  const middle = share + (z * z) / (2 * of);
  const half = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)];
}
