import { edgesAt, stateOf } from '#shared/indicator/bounds.ts';
import { pointMs, pointStart, type PointSpan } from '#shared/indicator/span.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { IndicatorStore } from '../storage/indicators/indicator-store.ts';

export type IndicatorPast = Pick<IndicatorStore, 'before'>;

/** Spans of kept points, the finest first, and how long after its end a point still stands for an instant. */
const kept: readonly (readonly [span: PointSpan, slackMs: number])[] = [
  ['m', 15 * minuteMs],
  ['h', 2 * hourMs],
  ['d', 2 * dayMs],
];

/**
 * What indicators stood at, by their ids: the last value that was noted at the end of five minutes, else of an hour, else of a day, that
 * was over at the instant. So nothing is shown before it was known, and it is late by one span at most. Five minutes are kept for three
 * days, hours for 400, days for ever.
 */
export async function indicatorValuesAt(
  past: IndicatorPast,
  { id, pack }: Pick<LoadedPack, 'id' | 'pack'>,
  at: number,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const missing = new Set(pack.indicators.map((one) => one.id));
  for (const [span, slackMs] of kept) {
    if (missing.size === 0) break;
    const until = pointStart(span, pack.calendar, at) - pointMs[span];
    for (const [one, value] of await past.before(id, [...missing], span, until, slackMs)) {
      found.set(one, value);
      missing.delete(one);
    }
  }
  return found;
}

/** The cells of every domain at an instant: a character an indicator in the order of the pack that was in effect then. */
export async function indicatorCellsAt(
  past: IndicatorPast,
  loaded: Pick<LoadedPack, 'id' | 'pack'>,
  at: number,
): Promise<ReadonlyMap<string, string>> {
  const values = await indicatorValuesAt(past, loaded, at);
  const { indicators, calendar } = loaded.pack;
  const cells = new Map<string, string>();
  for (const { id, domain, bounds } of indicators)
    cells.set(
      domain,
      (cells.get(domain) ?? '') + stateOf(values.get(id) ?? null, edgesAt(bounds, calendar, at)),
    );
  return cells;
}
