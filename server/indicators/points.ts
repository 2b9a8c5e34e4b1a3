import { pointSpans, pointStart } from '#shared/indicator/span.ts';
import type { IndicatorStore } from '../storage/indicators/indicator-store.ts';
import type { Engine } from './engine.ts';

/** Notes what every indicator is now as the last value of the five minutes, the hour and the day that hold an instant. */
export async function notePoints(engine: Engine, store: IndicatorStore, at: number): Promise<void> {
  const { loaded, plan, calendar } = engine.world;
  const known = plan.all.flatMap(({ indicator }, place) => {
    const value = engine.value(place);
    return value === null ? [] : [{ id: indicator.id, cadence: indicator.cadence, value }];
  });
  for (const span of pointSpans) {
    // What another system reports once a day has no course by minutes.
    const noted =
      span === 'd'
        ? known
        : known.filter(({ cadence }) => cadence === 'live' || (cadence === 'hour' && span === 'h'));
    if (noted.length === 0) continue;
    const ids = noted.map(({ id }) => id);
    const values = noted.map(({ value }) => value);
    await store.note(loaded.id, span, pointStart(span, calendar, at), ids, values);
  }
}
