import { loadavg } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { openBrowser } from '../../support/browser.ts';
import { testHouse, type TestHouse } from '../../support/house.ts';

const county = 'jiangyin';
let house: TestHouse;
let browser: Browser;
beforeAll(async () => {
  [house, browser] = await Promise.all([
    testHouse({ env: { PACKS: county, DEMO_DAYS: '3' } }),
    openBrowser(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
});

/** Packed bytes of what a page asked for: its map (library, ground, grids), its typefaces, and all the rest. */
function weigh(page: Page): Promise<{ map: number; fonts: number; rest: number; files: number }> {
  return page.evaluate(() => {
    const sums = { map: 0, fonts: 0, rest: 0, files: 0 };
    const timed = performance as unknown as {
      getEntriesByType(kind: string): { name: string; encodedBodySize: number }[];
    };
    const entries = ['navigation', 'resource'].flatMap((kind) => timed.getEntriesByType(kind));
    for (const { name, encodedBodySize } of entries) {
      const { pathname } = new URL(name);
      const kind = pathname.endsWith('.woff2')
        ? 'fonts'
        : /\/map-[\w-]{8}\.(?:js|css)$|\/maplibre-|\/packs\//u.test(pathname)
          ? 'map'
          : 'rest';
      sums[kind] += encodedBodySize;
      sums.files += 1;
    }
    return sums;
  });
}

/** ms since the page was asked for. */
interface Moments {
  /** The first words, by the browser's own account. */
  words: number;
  /** The scene with its first figures. */
  scene: number;
  map: number;
}

/** Opens a wall, `anew` with nothing in its cache and by its token, else by its session and with what it had kept. */
async function open(context: BrowserContext, anew: boolean): Promise<Moments & { page: Page }> {
  const page = await context.newPage();
  await page.addInitScript({ path: path.join(import.meta.dirname, 'moments-in-page.js') });
  const { device } = must(house.demo.jurisdictions[county], county);
  await page.goto(`${house.url}/${county}/wall${anew ? `#device=${device}` : ''}`);
  await page.waitForSelector('[data-drawn=true]', { timeout: 60_000 });
  const words = await page.evaluate(() =>
    Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN),
  );
  const told = await page.evaluate(() => (globalThis as unknown as { told: Moments }).told);
  return { page, ...told, words };
}

async function firstTime() {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const { page, ...first } = await open(context, true);
  const weight = await weigh(page);
  await page.close();
  const { page: other, ...again } = await open(context, false);
  await other.close();
  await context.close();
  return { weight, first, again };
}

it('a wall that was never here brings less than a megabyte beside its map and its typefaces', async () => {
  const times = [await firstTime(), await firstTime(), await firstTime()];
  // Times are told beside the load of the machine, and judged by nobody here.
  console.info(JSON.stringify({ times, load: loadavg().map(Math.round) }));
  const { weight, first, again } = must(times[0], 'a first time');
  // Words, then figures, then the map: the heaviest part keeps nobody waiting for the others.
  for (const { words, scene, map } of [first, again]) {
    expect(words).toBeLessThan(scene);
    expect(scene).toBeLessThan(map);
  }
  expect(weight.map).toBeGreaterThan(100_000);
  expect(weight.rest).toBeLessThan(1_000_000);
});
