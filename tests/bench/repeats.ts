import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { repeatWindow } from '#shared/responsibility/repeats.ts';
import { pairsAlike, pairsOf, signsOf } from '#shared/search/likeness.ts';
import type { BenchResult } from './result.ts';

type Group = [item: string, texts: string[]];
interface Said {
  item: string;
  group: number;
  written: { title: string; detail: string; address: string };
}

/**
 * Complaints in Chinese that say the same in other words, written by hand (`complaints/groups.json`): which pairs of an item are of one
 * matter? Average precision of the likeness of single signs, beside the trivial guess (all of an item are one) and pairs of signs. F1
 * at the threshold that the product goes by.
 */
export async function run(): Promise<BenchResult> {
  const file = path.join(import.meta.dirname, 'complaints/groups.json');
  const groups = JSON.parse(await readFile(file, 'utf8')) as Group[];
  const all = groups.flatMap(([item, texts], group) =>
    texts.map((title): Said => ({ item, group, written: { title, detail: '', address: '' } })),
  );
  const pairs = all.flatMap((one, i) =>
    all.slice(i + 1).flatMap((other) => (one.item === other.item ? [[one, other] as const] : [])),
  );
  const ranked = (like: (a: Said, b: Said) => number) =>
    pairs
      .map(([a, b]) => ({ likeness: like(a, b), isOne: a.group === b.group }))
      .toSorted((a, b) => b.likeness - a.likeness);
  const bySigns = ranked((a, b) => pairsAlike(signsOf(a.written), signsOf(b.written)));
  const byPairs = ranked((a, b) => pairsAlike(pairsOf(a.written), pairsOf(b.written)));
  const guess = pairs.filter(([a, b]) => a.group === b.group).length / pairs.length;
  const named = bySigns.filter(({ likeness }) => likeness >= repeatWindow.likeness);
  const [hits, positive] = [named, bySigns].map((list) => list.filter(({ isOne }) => isOne).length);
  const ours = precisionOf(bySigns);
  return {
    name: 'repeats',
    ours,
    limit: guess,
    ratio: ours / guess,
    unit: 'average precision; the limit is the trivial guess',
    n: pairs.length,
    detail: {
      texts: all.length,
      pairsOfSigns: precisionOf(byPairs),
      precision: (hits ?? 0) / named.length,
      recall: (hits ?? 0) / (positive ?? 1),
    },
  };
}

/** The mean of the shares of hits up to each hit. */
function precisionOf(ranked: readonly { isOne: boolean }[]): number {
  const shares: number[] = [];
  for (const [i, { isOne }] of ranked.entries()) if (isOne) shares.push((shares.length + 1) / (i + 1));
  return shares.reduce((sum, one) => sum + one, 0) / Math.max(1, shares.length);
}
