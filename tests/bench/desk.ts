import { loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import type { Sensor } from '#shared/pack/schema.ts';
import { openBrowser } from '../support/browser.ts';
import { benchHouse, cookiesOf, openDesk, type BenchHouse } from './bench-house.ts';
import { openDeskPage, type Frames } from './desk-page.ts';
import { openMatters } from './open-matters.ts';
import { quantile, type BenchResult } from './result.ts';

const county = 'longgang';
const presses = Number(process.env['PRESSES'] ?? 30);
/** ms between presses of a reader, and of somebody who goes through the queue. */
const paces = { reading: 900, passing: 300 };
const [scrolled, speed] = [16_000, 2_400];

/**
 * A duty desk of Longgang with 1,700 open matters and more in Chromium at 1920 × 1080, over a built client (`npm run build`). `ours` is
 * the 95th percentile from the press of J to the frame that holds the next matter's dossier; the limit reads the same matters from the
 * same page and draws nothing. Beside it: a click on a row, and frames while the queue is scrolled against those at rest.
 */
export async function run(): Promise<BenchResult> {
  const house = await benchHouse(county);
  try {
    const desk = openDesk(house.url, county, house.cookie);
    const sensors = await desk.get<Sensor[]>('sensors');
    say('opens 1,700 matters');
    await openMatters(house, county, { count: 1_700, pack: await desk.pack(), sensors });
    say('opens the desk');
    return await measureDesk(house);
  } catch (error) {
    // Told before the house stops, which may take the process with it.
    say((error as Error).stack ?? String(error));
    throw error;
  } finally {
    await house.stop();
  }
}

/** Where the run is: it takes two to three minutes. */
const say = (what: string): void =>
  void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${what}\n`);

/** Opens a browser on the county's desk and measures it. */
export async function measureDesk(house: Pick<BenchHouse, 'url' | 'cookie'>): Promise<BenchResult> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.context().addCookies(cookiesOf(house));
    const desk = await openDeskPage(page);
    await page.goto(`${house.url}/${county}/desk`);
    await page.waitForSelector('[data-drawn=true]', { timeout: 120_000 });
    await page.waitForTimeout(5_000);
    return resultOf(await measure(page, desk), {
      open: await page.locator('[data-lane=incident]').getAttribute('title'),
      renderer: await desk.renderer(),
    });
  } finally {
    await browser.close();
  }
}

interface Measured {
  ms: Record<'reading' | 'passing' | 'click' | 'alone', number[]>;
  frames: Record<'resting' | 'scrolling', Frames[]>;
}

async function measure(page: Page, desk: Awaited<ReturnType<typeof openDeskPage>>): Promise<Measured> {
  const ms: Measured['ms'] = { reading: [], passing: [], click: [], alone: [] };
  for (const pace of ['reading', 'passing'] as const)
    for (let i = 0; i < presses; i++) {
      if (i === 0) say(`presses J, ${pace}`);
      const took = await desk.next();
      ms[pace].push(took);
      if (pace === 'reading' && i % 2 === 0) ms.alone.push(await desk.readAlone());
      await page.waitForTimeout(Math.max(0, paces[pace] - took));
    }
  say('clicks rows');
  for (let i = 0; i < presses / 2; i++) {
    ms.click.push(await desk.click(3 + (i % 5)));
    await page.waitForTimeout(paces.reading);
  }
  await page.keyboard.press('Escape');
  await page.waitForTimeout(3_000);
  const frames: Measured['frames'] = { resting: [], scrolling: [] };
  say('scrolls');
  for (const way of [1, -1, 1, -1]) {
    frames.resting.push(await desk.frames(() => page.waitForTimeout(3_000)));
    frames.scrolling.push(await desk.frames(() => desk.scroll(way * scrolled, speed)));
  }
  return { ms, frames };
}

function resultOf({ ms, frames }: Measured, seen: object): BenchResult {
  const j = [...ms.reading, ...ms.passing];
  const [ours, limit] = [quantile(j, 0.95), quantile(ms.alone, 0.95)];
  const rate = (list: readonly Frames[]): number =>
    quantile(
      list.map(({ perSecond }) => perSecond),
      0.5,
    );
  return {
    name: 'desk',
    ours,
    limit,
    ratio: ours / limit,
    unit: 'ms, p95',
    n: j.length,
    detail: {
      goal: { ms: 200, framesPerSecond: 60 },
      load: loadavg().map((one) => Math.round(one * 10) / 10),
      ...seen,
      ...Object.fromEntries(Object.entries(ms).map(([kind, list]) => [kind, spread(list)])),
      framesPerSecond: { resting: rate(frames.resting), scrolling: rate(frames.scrolling) },
      frames,
    },
  };
}

const spread = (list: readonly number[]) => ({
  p50: Math.round(quantile(list, 0.5)),
  p95: Math.round(quantile(list, 0.95)),
  most: Math.round(Math.max(...list)),
  n: list.length,
});
