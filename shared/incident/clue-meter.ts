import { pairsAlike, pairsOf, type Pairs } from '../search/likeness.ts';
import type { ClueMeter } from '../sensing/clue-meter.ts';
import { spikeLeast, tailOf, usualMs } from './clue.ts';

/** What is read of a clue to count it. `chain`: ids of the grids that it lies in, the widest first. */
export interface CountedClue {
  at: number;
  topic: string;
  title: string;
  text: string;
  medium: string;
  weight: number;
  chain: readonly string[];
}
/** Texts that say the same, as a group: the first that came stands for it. */
export interface AlikeGroup<T extends CountedClue> {
  rows: T[];
  areas: number;
  media: number;
}
/** Two texts with this share of letter pairs in common say the same: places and numbers differ, the rest is copied. */
const alikeFrom = 0.6;
/** Less than this in a group are a coincidence. */
export const alikeLeast = 3;

/**
 * Texts gathered around the first of their like, in the order that they came; the largest group first, none of less than `alikeLeast`. `level`:
 * by which grid of the chain areas are told apart. Cost is texts × groups.
 */
export function alikeAmong<T extends CountedClue>(clues: readonly T[], level: number): AlikeGroup<T>[] {
  const groups: { pairs: Pairs; rows: T[] }[] = [];
  for (const one of [...clues].sort((a, b) => a.at - b.at)) {
    const pairs = pairsOf({ title: one.title, detail: one.text, address: '' });
    const like = groups.find((group) => pairsAlike(group.pairs, pairs) >= alikeFrom);
    if (like) like.rows.push(one);
    else groups.push({ pairs, rows: [one] });
  }
  return groups
    .filter(({ rows }) => rows.length >= alikeLeast)
    .map(({ rows }) => ({
      rows,
      areas: areasOf(rows, level).size,
      media: new Set(rows.map(({ medium }) => medium)).size,
    }))
    .sort((a, b) => b.rows.length - a.rows.length);
}

function areasOf(rows: readonly CountedClue[], level: number): Set<string> {
  return new Set(rows.map(({ chain }) => chain[Math.min(level, chain.length - 1)] ?? ''));
}

/** The topic that came up in most areas, and what speaks of it. */
export function spreadAmong<T extends CountedClue>(
  clues: readonly T[],
  level: number,
): { areas: number; rows: T[] } {
  const byTopic = new Map<string, T[]>();
  for (const one of clues) {
    const rows = byTopic.get(one.topic);
    if (rows) rows.push(one);
    else byTopic.set(one.topic, [one]);
  }
  let best: { areas: number; rows: T[] } = { areas: 0, rows: [] };
  for (const rows of byTopic.values()) {
    const areas = areasOf(rows, level).size;
    if (areas > best.areas || (areas === best.areas && rows.length > best.rows.length))
      best = { areas, rows };
  }
  return best;
}

/** How unlikely `n` within `withinMs` are where `before` came in the week before: -log10 of the chance, 15 at most, 0 of less than four. */
export function surgeOf(n: number, before: number, withinMs: number): number {
  if (n < spikeLeast) return 0;
  return -Math.log10(Math.max(1e-15, tailOf(n, Math.max((before * withinMs) / usualMs, 0.4))));
}

/** Topics with how many came within the window, and how many in the week before it. */
export type TopicCounts = readonly { topic: string; n: number; before: number }[];

/** What a meter reads, and the clues that it rests on. `clues` and `topics` are those of its kind, topic and area within its window. */
export function readMeter<T extends CountedClue>(
  { by, withinMs }: ClueMeter,
  clues: readonly T[],
  topics: TopicCounts,
  level: number,
): { value: number; rows: readonly T[] } {
  switch (by) {
    case 'number':
      return { value: clues.length, rows: clues };
    case 'weight':
      return { value: clues.reduce((sum, { weight }) => sum + weight, 0), rows: clues };
    case 'alike': {
      const [group] = alikeAmong(clues, level);
      return { value: group?.rows.length ?? 0, rows: group?.rows ?? [] };
    }
    case 'spread': {
      const { areas, rows } = spreadAmong(clues, level);
      return { value: areas, rows };
    }
    case 'surge': {
      const surges = topics.map((one) => ({ ...one, value: surgeOf(one.n, one.before, withinMs) }));
      const most = surges.reduce((best, one) => (one.value > best.value ? one : best), {
        topic: '',
        value: 0,
      });
      return {
        value: Number(most.value.toFixed(2)),
        rows: most.value > 0 ? clues.filter(({ topic }) => topic === most.topic) : [],
      };
    }
  }
}
