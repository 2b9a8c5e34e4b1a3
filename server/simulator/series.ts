import { dice, seedOf } from '#shared/kernel/dice.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { Series } from '#shared/pack/indicator.ts';
import type { SeriesValueIn } from '#shared/wire/indicators.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';

/** The other systems of a pretend county: each reports its series at its own pace, at the same door as a real one. */
export interface SeriesPlan {
  pack: LoadedPack;
  /** Where the server is. */
  base: string;
  token: string;
  seed: number;
  log: Log;
}

/** How many periods back a first start tells: over a year, so that growth can be told. */
const told: Record<Series['cadence'], number> = {
  hour: 72,
  day: 400,
  week: 60,
  month: 26,
  quarter: 10,
  year: 4,
};
const batch = 2_000;
const yearMs = 365.25 * dayMs;
/** The year that `demo.usual` is of. */
const usualAt = Date.UTC(2026, 0, 1);

/** Tells the past once, then each period that ends. */
export function startSeries(plan: SeriesPlan): { stop(): Promise<void> } {
  const { pack, log } = plan;
  const series = pack.pack.series ?? [];
  let since: number | null = null;
  let work = Promise.resolve();
  const round = async (): Promise<void> => {
    const now = Date.now();
    const due = series.flatMap((one) => valuesDue(one, plan, since, now));
    for (let start = 0; start < due.length; start += batch) await send(plan, due.slice(start, start + batch));
    since = now;
  };
  const step = (): void => {
    work = work.then(round).catch((error: unknown) => {
      log.warn({ jurisdiction: pack.id, err: error }, 'simulator: sending series failed');
    });
  };
  const timer = series.length > 0 ? setInterval(step, minuteMs) : undefined;
  if (timer) step();
  return {
    stop: async () => {
      clearInterval(timer);
      await work;
    },
  };
}

async function send({ base, token, pack }: SeriesPlan, values: readonly SeriesValueIn[]): Promise<void> {
  const answer = await fetch(`${base}/api/${pack.id}/series`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(values),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text.slice(0, 200)}`);
}

/** What a series has to tell of the periods that ended in (since, now]; of all that is told at first when `since` is null. */
export function valuesDue(
  series: Series,
  { pack, seed }: Pick<SeriesPlan, 'pack' | 'seed'>,
  since: number | null,
  now: number,
): SeriesValueIn[] {
  const offset = pack.pack.calendar.utcOffsetMinutes * minuteMs;
  const values: SeriesValueIn[] = [];
  let start = periodStart(series.cadence, now, offset);
  for (let back = 0; back < told[series.cadence]; back++) {
    const end = start;
    if (since !== null && end <= since) break;
    start = periodStart(series.cadence, end - 1, offset);
    const value = valueOfSeries(series, start, seed);
    if (value !== null) values.push({ series: series.id, at: start, value });
  }
  return values;
}

/** The beginning of the period that holds an instant, in local time; weeks begin on Monday. */
export function periodStart(cadence: Series['cadence'], at: number, offset: number): number {
  const local = new Date(at + offset);
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  const on = (y: number, m: number, d: number): number => Date.UTC(y, m, d) - offset;
  switch (cadence) {
    case 'hour':
      return Math.floor(at / hourMs) * hourMs;
    case 'day':
      return on(year, month, day);
    case 'week':
      return on(year, month, day - ((local.getUTCDay() + 6) % 7));
    case 'month':
      return on(year, month, 1);
    case 'quarter':
      return on(year, month - (month % 3), 1);
    case 'year':
      return on(year, 0, 1);
  }
}

/** What a pretend system says of a period: its usual value, grown by the years, swinging from one period to the next. */
export function valueOfSeries(
  { id, demo, range, decimals }: Series,
  at: number,
  seed: number,
): number | null {
  if (!demo) return null;
  const roll = dice(seedOf(`${seed}:${id}:${at}`));
  const swing = demo.swing * (roll.roll() + roll.roll() - 1);
  const grown = demo.usual * (1 + demo.grows) ** ((at - usualAt) / yearMs);
  return Number(Math.min(range[1], Math.max(range[0], grown * (1 + swing))).toFixed(decimals));
}
