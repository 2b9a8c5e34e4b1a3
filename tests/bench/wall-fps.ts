import { loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { benchHouse } from './bench-house.ts';
import { quantile, type BenchResult } from './result.ts';
import { framesOver, openReporter, openWallPage, type Frames } from './wall-page.ts';

const county = process.env['COUNTY'] ?? 'jiangyin';
const matters = Number(process.env['MATTERS'] ?? 300);
const [width, height] = (process.env['SIZE'] ?? '1920x1080').split('x').map(Number);
const spanMs = 5_000;

/**
 * Frames a second of the overview at 1920 × 1080 (`SIZE=3840x2160` for another) with 300 open matters, while the map is dragged to and
 * fro; `limit` is the same page while nothing moves, which is what the browser gives. Software graphics, unless the browser has others:
 * `renderer` says which.
 */
export async function run(): Promise<BenchResult> {
  const house = await benchHouse(county);
  const browser = await openBrowser();
  try {
    const size = { width: width ?? 1920, height: height ?? 1080 };
    const { page } = await openWallPage(browser, house, county, size);
    const reporter = await openReporter(house, county);
    for (let i = 0; i < matters; i++) await reporter.report(`帧率 ${i}`);
    await page.waitForTimeout(5_000);
    const [resting, moving]: [Frames[], Frames[]] = [[], []];
    for (let i = 0; i < 5; i++) {
      resting.push(await framesOver(page, spanMs));
      const frames = framesOver(page, spanMs);
      await drag(page, size, spanMs);
      moving.push(await frames);
    }
    const rate = (of: readonly Frames[]): number =>
      quantile(
        of.map(({ perSecond }) => perSecond),
        0.5,
      );
    const [ours, limit] = [rate(moving), rate(resting)];
    return {
      name: 'wall-fps',
      ours,
      limit,
      ratio: ours / limit,
      unit: 'frames a second, median of 5',
      n: moving.length,
      detail: { size, matters, resting, moving, load: loadavg().map(Math.round) },
    };
  } finally {
    await browser.close();
    await house.stop();
  }
}

/** Moves the map to and fro by its middle for so long. */
async function drag(page: Page, size: { width: number; height: number }, forMs: number): Promise<void> {
  const [x, y] = [size.width / 2, size.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const until = performance.now() + forMs - 300;
  for (let step = 0; performance.now() < until; step += 1) {
    await page.mouse.move(x + 120 * Math.sin(step / 8), y + 40 * Math.cos(step / 8));
    await page.waitForTimeout(16);
  }
  await page.mouse.up();
}
