import type { BeyondBound } from '#shared/warning/policy.ts';
import { beyondBy, passedEdge, spellsOf } from '#shared/indicator/spells.ts';
import { edgesAt } from '#shared/indicator/bounds.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import type { IndicatorStore } from '../storage/indicators/indicator-store.ts';
import { edgesOf, type Engine } from './engine.ts';

/** Since when the indicators that the warning policy names have lain beyond their bounds, line by line of it. */
export interface Watched {
  /** Looks at their present values. */
  look(now: number): void;
  beyond(): readonly BeyondBound[];
}

/** No value for so long: nothing is known any more. Kept points stand five minutes apart. */
export const unknownMs = 15 * minuteMs;
/** How far back the beginning is looked for after a start: minutes are kept so long. */
const backMs = 3 * dayMs;

/** Takes up from the kept points where the last house stopped, so that a restart makes nothing young. */
export async function watchBounds(
  engine: Engine,
  store: Pick<IndicatorStore, 'points'>,
  start: number,
): Promise<Watched> {
  const { loaded, plan, calendar } = engine.world;
  const lines = linesOf(engine);
  const held = new Map<number, BeyondBound>();
  const seenAt = new Map<number, number>();
  for (const { line, place, by } of lines) {
    const { indicator } = must(plan.all[place], 'indicator');
    const points = await store.points(loaded.id, indicator.id, 'm', start - backMs, start + 1);
    const edges = (at: number) => edgesAt(indicator.bounds, calendar, at);
    const last = spellsOf(points, edges, { by, gapMs: unknownMs, now: start }).at(-1);
    const newest = points.at(-1);
    if (last?.to !== null || !newest) continue;
    const limit = passedEdge(newest.value, edges(newest.at)) ?? newest.value;
    const { at, value } = newest;
    held.set(line, { line, indicator: indicator.id, since: last.from, limit, at, value });
    seenAt.set(line, start);
  }
  return {
    beyond: () => [...held.values()],
    look(now) {
      for (const { line, place, by, id } of lines) {
        const value = engine.value(place);
        if (value === null) {
          if (now - (seenAt.get(line) ?? 0) > unknownMs) held.delete(line);
          continue;
        }
        seenAt.set(line, now);
        const edges = edgesOf(engine.world, place, now);
        if (!(beyondBy(value, edges) > by)) held.delete(line);
        else {
          const limit = passedEdge(value, edges) ?? value;
          held.set(line, { line, indicator: id, value, limit, at: now, since: held.get(line)?.since ?? now });
        }
      }
    },
  };
}

function linesOf({ world: { loaded, plan } }: Engine) {
  return [...(loaded.pack.policy.warning?.proposes ?? []).entries()].flatMap(
    ([line, { indicator, by = 0 }]) => {
      const place = plan.placeOf.get(indicator ?? '');
      return place === undefined ? [] : [{ line, place, by, id: must(indicator, 'indicator') }];
    },
  );
}
