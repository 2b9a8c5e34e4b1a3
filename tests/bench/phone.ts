import { loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import { must } from '#shared/kernel/must.ts';
import { openBrowser } from '../support/browser.ts';
import { benchHouse, cookiesOf, signIn, type BenchHouse } from './bench-house.ts';
import { quantile, type BenchResult } from './result.ts';
import { tlsFront } from './tls-front.ts';

const county = 'jiangyin';
const openings = Number(process.env['OPENINGS'] ?? 7);
/** A slow line: bytes a second each way, and what a question takes beside them. */
const line = { offline: false, downloadThroughput: 50_000, uploadThroughput: 25_000, latency: 100 };

/**
 * A grid member's phone opens its page with an empty cache on a line of 50 KB/s, over a built client. `ours` is the median from the opening to
 * the instant at which the tasks stand, read by the page's own clock; the limit is six seconds.
 */
export async function run(): Promise<BenchResult> {
  const house = await benchHouse(county);
  const front = await tlsFront(house.url);
  const browser = await openBrowser();
  try {
    const cookie = await signIn(house.url, county, memberOf(house), house.password);
    const context = await browser.newContext({
      ...{
        viewport: { width: 390, height: 844 },
        isMobile: true,
        hasTouch: true,
        serviceWorkers: 'block',
        ignoreHTTPSErrors: true,
      },
    });
    await context.addCookies(cookiesOf({ url: front.url, cookie }));
    const page = await context.newPage();
    const protocol = await context.newCDPSession(page);
    await protocol.send('Network.enable');
    const open = async (isSlow: boolean): Promise<number> => {
      await protocol.send('Network.clearBrowserCache');
      await protocol.send('Network.emulateNetworkConditions', {
        ...line,
        ...(!isSlow && { downloadThroughput: -1, uploadThroughput: -1, latency: 0 }),
      });
      await page.goto(`${front.url}/${county}/field`);
      return tasksStand(page);
    };
    // The house packs its files for the first who ask.
    const fast: number[] = [];
    for (let i = 0; i < 4; i++) {
      fast.push(await open(false));
      await page.waitForTimeout(2_000);
    }
    const slow: number[] = [];
    for (let i = 0; i < openings; i++) slow.push(await open(true));
    const [ours, limit] = [quantile(slow, 0.5), 6_000];
    const typeface = await page.evaluate<string>("document.documentElement.dataset.font ?? 'shipped'");
    return {
      ...{ name: 'phone', ours, limit, ratio: ours / limit, unit: 'ms, median', n: slow.length },
      detail: {
        line,
        // Phones have Chinese letters; a machine without (Debian: fonts-noto-cjk) fetches ours, which is 47 KB more.
        typeface,
        slow: slow.map(Math.round),
        withoutLimit: fast.map(Math.round),
        load: loadavg().map((one) => Math.round(one * 10) / 10),
      },
    };
  } finally {
    await browser.close();
    await front.stop();
    await house.stop();
  }
}

/** A member of the first wide grid. */
function memberOf(house: BenchHouse): string {
  return must(
    house.people.find(({ login }) => login.startsWith('field-')),
    'a grid member',
  ).login;
}

/** The page's own ms at which its tasks stood. Asked from outside: its policy lets no text be run as a script within. */
async function tasksStand(page: Page): Promise<number> {
  const until = Date.now() + 120_000;
  for (;;) {
    const at = await page.evaluate<number | null>(
      "performance.getEntriesByName('tasks-stand')[0]?.startTime ?? null",
    );
    if (at !== null) return at;
    if (Date.now() > until) throw new Error('the tasks do not stand after two minutes');
    await page.waitForTimeout(200);
  }
}
