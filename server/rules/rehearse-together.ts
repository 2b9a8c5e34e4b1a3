import { metresBetween } from '#shared/geo/distance.ts';
import type { Point } from '#shared/geo/point.ts';
import type { CombinedRule } from '#shared/sensing/rule.ts';
import { combine, type Part, type Together } from './combined.ts';
import type { Rehearsed } from './rehearse.ts';

/** A sensor, whether the rule may stand at it, and what each rule that it is made of would have raised there. */
export interface RehearsedPlace {
  slot: number;
  place: Point;
  isMeant: boolean;
  told: readonly { rule: string; raises: readonly Rehearsed[] }[];
}

/** What a combined rule would have raised of what its rules would have (RULES.md H1), by slot. */
export function rehearseTogether(
  rule: CombinedRule,
  places: readonly RehearsedPlace[],
): Map<number, Rehearsed[]> {
  const parts: (Part & { place: Point })[] = [];
  const events: { at: number; order: number; step: () => void }[] = [];
  for (const { slot, place, told } of places)
    for (const { rule: id, raises } of told) {
      const index = parts.length;
      parts.push({ index, slot, rule: id, since: NaN, until: NaN, place });
      for (const { at, end } of raises) {
        events.push({ at, order: 1, step: () => combination.raised(index, at) });
        if (end === null) continue;
        events.push({ at: end, order: 0, step: () => combination.cleared(index, end) });
        const gone = end + rule.withinMs;
        events.push({ at: gone, order: 2, step: () => combination.look(gone) });
      }
    }
  const all = places.flatMap(({ slot, place, isMeant }, index): Together[] =>
    isMeant
      ? [
          {
            index,
            slot,
            rule,
            isRaised: false,
            parts: parts.filter((part) => metresBetween(place, part.place) <= rule.withinM),
          },
        ]
      : [],
  );
  const found = new Map<number, Rehearsed[]>();
  let now = 0;
  const combination = combine(all, (said) => {
    const list = found.get(said.of.slot) ?? [];
    found.set(said.of.slot, list);
    const last = list.at(-1);
    if (said.kind === 'raise') list.push({ since: said.since, at: said.at, end: null });
    else if (last) last.end = now;
  });
  for (const { at, step } of events.sort((a, b) => a.at - b.at || a.order - b.order)) {
    now = at;
    step();
  }
  return found;
}
