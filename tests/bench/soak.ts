import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { benchHouse } from './bench-house.ts';
import { quantile, type BenchResult } from './result.ts';
import { heldBy, openReporter, openWallPage, type Held } from './wall-page.ts';

const county = process.env['COUNTY'] ?? 'jiangyin';
/** Scenes are turned, and the page is looked at, so often. */
const turnMs = 6_000;
const reportMs = 2_000;

/**
 * A wall that runs for minutes or days: its scenes are turned, matters come and go beneath, and what the page holds must not grow.
 * `ours` is the most that heap, nodes, listeners or drawing contexts of the last third are of the middle third (medians; the first
 * third warms up); 1 is flat. `npm run bench -- soak` takes 10 minutes, `MINUTES=n` or `--hours n` as long as is said.
 */
export async function run(): Promise<BenchResult> {
  const { values } = parseArgs({
    options: { hours: { type: 'string' } },
    allowPositionals: true,
    strict: false,
  });
  const hours = typeof values.hours === 'string' ? Number(values.hours) : null;
  const minutes = hours === null ? Number(process.env['MINUTES'] ?? 10) : hours * 60;
  const samples = await soak(minutes * 60_000);
  const growth = growthOf(samples);
  const ours = Math.max(...Object.values(growth));
  const detail = { minutes, growth, first: samples[0], last: samples.at(-1) };
  return {
    name: 'soak',
    ours,
    limit: 1,
    ratio: ours,
    unit: 'last third of middle third',
    n: samples.length,
    detail,
  };
}

/** What the wall held, look by look. */
export async function soak(forMs: number): Promise<Held[]> {
  const house = await benchHouse(county);
  const browser: Browser = await openBrowser();
  try {
    const { page, scene } = await openWallPage(browser, house, county, { width: 1920, height: 1080 });
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const reporter = await openReporter(house, county);
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    const until = performance.now() + forMs;
    const samples: Held[] = [];
    for (let turn = 0; performance.now() < until; turn += 1) {
      await scene(1 + (turn % 7));
      for (let at = 0; at < turnMs; at += reportMs) {
        await reporter.undo(await reporter.report(`浸泡 ${turn}-${at}`));
        await page.waitForTimeout(reportMs);
      }
      // The same scene each time: what it holds is compared with itself.
      if (turn % 7 === 0) samples.push(await heldBy(page, session));
    }
    if (faults.length > 0) throw new Error(`the page failed: ${faults[0]}`);
    return samples;
  } finally {
    await browser.close();
    await house.stop();
  }
}

/** Of each thing held, the median of the last third as a share of that of the middle third. */
export function growthOf(samples: readonly Held[]): Record<keyof Held, number> {
  const third = Math.floor(samples.length / 3);
  if (third === 0) throw new Error('too few looks: let it run longer');
  const median = (of: keyof Held, from: number, to: number): number =>
    quantile(
      samples.slice(from, to).map((one) => one[of]),
      0.5,
    );
  const share = (of: keyof Held): number =>
    Math.round((1_000 * median(of, 2 * third, samples.length)) / median(of, third, 2 * third)) / 1_000;
  return {
    heapMB: share('heapMB'),
    nodes: share('nodes'),
    listeners: share('listeners'),
    contexts: share('contexts'),
  };
}
