import { dayMs } from '#shared/kernel/span.ts';
import { untilOver, type Works } from '../works.ts';
import type { IndicatorMatters } from '../storage/figures/indicator-matters.ts';
import type { IndicatorStore } from '../storage/indicators/indicator-store.ts';
import type { Engine } from './engine.ts';

/** Keeps a county's tally up to the rows of matters that figures keep, which are up to the ledger a moment after each commit. */
export interface MatterIntake {
  /** Something was written: looks now and in the seconds after. */
  nudge(): void;
  /** Once a second; work that is under way is not begun twice. */
  step(now: number): void;
  /** Resolves once the past is counted. */
  counted: Promise<void>;
  stop(): Promise<void>;
}

/** Nothing that is over for longer is asked for by a window or by a year before. */
const keptMs = 800 * dayMs;
const page = 5_000;
/** Seconds after a nudge in which the rows are looked at; and without one. */
const eagerly = 4;
const calmly = 30;

export function followMatters(
  engine: Engine,
  ports: { matters: IndicatorMatters; store: Pick<IndicatorStore, 'warnings'>; works: Works },
): MatterIntake {
  const { matters, store, works } = ports;
  const { world } = engine;
  const { id } = world.loaded;
  let seq: number | null = null;
  let eager = 0;
  let steps = 0;
  let work: Promise<void> | null = null;
  let isOver = false;
  let isCounted = (): void => undefined;
  const counted = new Promise<void>((resolve) => (isCounted = resolve));

  async function countAll(now: number): Promise<void> {
    const mark = await matters.mark(id);
    if (mark === null) return;
    for (let after = ''; ;) {
      const rows = await matters.page(id, now - keptMs, after, page);
      if (isOver) return;
      for (const row of rows) world.tally.put(row);
      after = rows.at(-1)?.id ?? after;
      if (rows.length < page) break;
    }
    world.warnings = await store.warnings(id);
    world.isCounted = true;
    seq = mark;
    engine.markMatters();
    isCounted();
  }
  async function follow(from: number): Promise<void> {
    const mark = await matters.mark(id);
    if (mark === null || mark <= from) return;
    for (const row of await matters.some(id, await matters.touched(id, from, mark))) world.tally.put(row);
    world.warnings = await store.warnings(id);
    seq = mark;
    engine.markMatters();
  }
  return {
    counted,
    nudge: () => void (eager = eagerly),
    step(now) {
      steps += 1;
      const isDue = seq === null ? steps % 3 === 1 : eager > 0 || steps % calmly === 0;
      if (work || isOver || !isDue) return;
      eager -= 1;
      const from = seq;
      const read = untilOver(
        () => isOver,
        () => (from === null ? countAll(now) : follow(from)),
      );
      work = works.round('reading the ledger for indicators', read, id).then((isThrough) => {
        if (!isThrough) eager = eagerly;
        work = null;
      });
    },
    async stop() {
      isOver = true;
      await work;
    },
  };
}
