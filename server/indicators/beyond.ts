import { gridLevels, type GridLevel } from '#shared/grid/levels.ts';
import type { BeyondBound } from '#shared/warning/policy.ts';
import { beyondBy, passedEdge, spellsOf } from '#shared/indicator/spells.ts';
import { edgesAt } from '#shared/indicator/bounds.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import type { IndicatorStore } from '../storage/indicators/indicator-store.ts';
import { byArea } from './areas.ts';
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

/**
 * Takes up from the kept points where the last house stopped, so that a restart makes nothing young. Of areas no points are kept: their
 * time is counted anew.
 */
export async function followBounds(
  engine: Engine,
  store: Pick<IndicatorStore, 'points'>,
  start: number,
): Promise<Watched> {
  const lines = linesOf(engine);
  /** By line, and area where a line looks at each by itself. */
  const held = new Map<string, BeyondBound>();
  const seenAt = new Map<string, number>();
  for (const one of lines.filter(({ level }) => level === null)) {
    const known = await resumed(engine, store, one, start);
    if (!known) continue;
    held.set(keyOf(one), known);
    seenAt.set(keyOf(one), start);
  }
  function note(line: Line, value: number | null, now: number, area?: string): void {
    const key = keyOf(line, area);
    if (value === null) {
      if (now - (seenAt.get(key) ?? 0) > unknownMs) held.delete(key);
      return;
    }
    seenAt.set(key, now);
    const edges = edgesOf(engine.world, line.place, now);
    if (!(beyondBy(value, edges) > line.by)) return void held.delete(key);
    const limit = passedEdge(value, edges) ?? value;
    const since = held.get(key)?.since ?? now;
    held.set(key, {
      line: line.line,
      indicator: line.id,
      value,
      limit,
      at: now,
      since,
      ...(area && { area }),
    });
  }
  let lookedAt = -Infinity;
  return {
    beyond: () => [...held.values()],
    look(now) {
      // Values of areas are computed when they are asked for: once a minute is as fine as what is held against minutes.
      const isDue = now - lookedAt >= minuteMs || now < lookedAt;
      if (isDue) lookedAt = now;
      for (const line of lines)
        if (line.level === null) note(line, engine.value(line.place), now);
        else if (isDue)
          for (const [area, value] of byArea(engine.world, line.place, now, line.level) ?? [])
            if (isIn(engine, area, line.grid)) note(line, value, now, area);
    },
  };
}

interface Line {
  line: number;
  place: number;
  by: number;
  id: string;
  /** Level of the grids that it looks at one by one; null: at the whole. */
  level: GridLevel | null;
  /** Those in this one alone. */
  grid: string | undefined;
}
const isIn = ({ world }: Engine, area: string, grid: string | undefined): boolean =>
  grid === undefined || chainTo(world.loaded.grid, area).some(({ id }) => id === grid);
const keyOf = ({ line }: Line, area = ''): string => `${line} ${area}`;

/** The stretch that it was in when the last house stopped; null: it lay within its bounds, or nothing is known. */
async function resumed(
  { world: { loaded, plan, calendar } }: Engine,
  store: Pick<IndicatorStore, 'points'>,
  { line, place, by }: Line,
  start: number,
): Promise<BeyondBound | null> {
  const { indicator } = must(plan.all[place], 'indicator');
  const points = await store.points(loaded.id, indicator.id, 'm', start - backMs, start + 1);
  const edges = (at: number) => edgesAt(indicator.bounds, calendar, at);
  const last = spellsOf(points, edges, { by, gapMs: unknownMs, now: start }).at(-1);
  const newest = points.at(-1);
  if (last?.to !== null || !newest) return null;
  const { at, value } = newest;
  const limit = passedEdge(value, edges(at)) ?? value;
  return { line, indicator: indicator.id, since: last.from, limit, at, value };
}

function linesOf({ world: { loaded, plan } }: Engine): Line[] {
  return [...(loaded.pack.policy.warning?.proposes ?? []).entries()].flatMap(
    ([line, { indicator, by = 0, apart, level: of, grid }]) => {
      const place = plan.placeOf.get(indicator ?? '');
      const level = apart ? (gridLevels.find((one) => one === of) ?? 1) : null;
      return place === undefined ? [] : [{ line, place, by, level, grid, id: must(indicator, 'indicator') }];
    },
  );
}
