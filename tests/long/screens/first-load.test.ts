import { loadavg } from 'node:os';
import type { Browser, Page } from 'playwright-core';
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

/** A wall that has nothing in its cache; ms until the head stands and until the map is drawn. */
async function firstTime(): Promise<{
  weight: Awaited<ReturnType<typeof weigh>>;
  scene: number;
  map: number;
}> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const page = await context.newPage();
  const { device } = must(house.demo.jurisdictions[county], county);
  await page.goto(`${house.url}/${county}/wall#device=${device}`);
  const since = async (selector: string): Promise<number> => {
    await page.waitForSelector(selector, { timeout: 60_000 });
    return page.evaluate(() => Math.round(performance.now()));
  };
  const scene = await since('main.scene .panel strong');
  const map = await since('[data-drawn=true]');
  const weight = await weigh(page);
  await context.close();
  return { weight, scene, map };
}

it('a wall that was never here brings less than a megabyte beside its map and its typefaces', async () => {
  const times = [await firstTime(), await firstTime(), await firstTime()];
  // Times are told beside the load of the machine, and judged by nobody here.
  console.info(JSON.stringify({ times, load: loadavg().map(Math.round) }));
  const { weight } = must(times[0], 'a first time');
  expect(weight.map).toBeGreaterThan(100_000);
  expect(weight.rest).toBeLessThan(1_000_000);
});
