import { loadavg } from 'node:os';
import { openBrowser } from '../support/browser.ts';
import { benchHouse } from './bench-house.ts';
import { quantile, type BenchResult } from './result.ts';
import { openReporter, openWallPage, shownAt } from './wall-page.ts';

const county = process.env['COUNTY'] ?? 'jiangyin';
const events = Number(process.env['EVENTS'] ?? 40);

/**
 * From an event to glass: ms from the moment a report is sent to the end of the frame in which the wall shows its title, 95th
 * percentile, at 1920 × 1080. `limit` is the answer to the same report, when it is in the ledger: what is above it is the way to the
 * screen and the drawing.
 */
export async function run(): Promise<BenchResult> {
  const house = await benchHouse(county);
  const browser = await openBrowser();
  try {
    const { page } = await openWallPage(browser, house, county, { width: 1920, height: 1080 });
    const reporter = await openReporter(house, county);
    await page.waitForTimeout(5_000);
    const [shown, booked]: [number[], number[]] = [[], []];
    for (let i = 0; i < events; i++) {
      const title = `到屏 ${i} 号`;
      const seen = shownAt(page, title);
      const begun = Date.now();
      const answer = await reporter.report(title);
      booked.push(Date.now() - begun);
      shown.push((await seen) - begun);
      await reporter.undo(answer);
      await page.waitForTimeout(700);
    }
    const [ours, limit] = [quantile(shown, 0.95), quantile(booked, 0.95)];
    return {
      name: 'glass',
      ours,
      limit,
      ratio: ours / limit,
      unit: 'ms, p95',
      n: shown.length,
      detail: { p50: quantile(shown, 0.5), most: Math.max(...shown), load: loadavg().map(Math.round) },
    };
  } finally {
    await browser.close();
    await house.stop();
  }
}
