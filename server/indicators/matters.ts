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

interface MatterPorts {
  matters: IndicatorMatters;
  store: Pick<IndicatorStore, 'warnings'>;
  works: Works;
}

export function followMatters(engine: Engine, ports: MatterPorts): MatterIntake {
  const { id } = engine.world.loaded;
  /** How far the rows were counted; null: not at all. */
  let seq: number | null = null;
  let eager = 0;
  let steps = 0;
  let work: Promise<void> | null = null;
  let isOver = false;
  let isCounted = (): void => undefined;
  const counted = new Promise<void>((resolve) => (isCounted = resolve));
  const over = (): boolean => isOver;

  async function read(now: number): Promise<void> {
    const isFirst = seq === null;
    const mark = seq === null ? await countAll(engine, ports, now, over) : await follow(engine, ports, seq);
    if (mark === null) return;
    seq = mark;
    engine.markMatters();
    if (isFirst) isCounted();
  }
  return {
    counted,
    nudge: () => void (eager = eagerly),
    step(now) {
      steps += 1;
      const isDue = seq === null ? steps % 3 === 1 : eager > 0 || steps % calmly === 0;
      if (work || isOver || !isDue) return;
      eager -= 1;
      const round = untilOver(over, () => read(now));
      work = ports.works.round('reading the ledger for indicators', round, id).then((isThrough) => {
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

/** Counts every matter that a window may ask for; answers up to where, null when it came to no end. */
async function countAll(
  { world }: Engine,
  { matters, store }: MatterPorts,
  now: number,
  isOver: () => boolean,
): Promise<number | null> {
  const { id } = world.loaded;
  const mark = await matters.mark(id);
  if (mark === null) return null;
  for (let after = ''; ;) {
    const rows = await matters.page(id, now - keptMs, after, page);
    if (isOver()) return null;
    for (const row of rows) world.tally.put(row);
    after = rows.at(-1)?.id ?? after;
    if (rows.length < page) break;
  }
  world.warnings = await store.warnings(id);
  world.isCounted = true;
  return mark;
}

/** Counts what was touched since; answers up to where, null when nothing was. */
async function follow(
  { world }: Engine,
  { matters, store }: MatterPorts,
  from: number,
): Promise<number | null> {
  const { id } = world.loaded;
  const mark = await matters.mark(id);
  if (mark === null || mark <= from) return null;
  for (const row of await matters.some(id, await matters.touched(id, from, mark))) world.tally.put(row);
  world.warnings = await store.warnings(id);
  return mark;
}
