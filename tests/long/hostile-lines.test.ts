import { loadavg } from 'node:os';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBadLine } from '../support/bad-line.ts';
import { must } from '#shared/kernel/must.ts';
import { openBrowser } from '../support/browser.ts';
import { openPortal } from '../support/portal.ts';
import { runStartCommand, type StartedCounty } from '../support/start-command.ts';

/**
 * Screens over lines that are slow and lose pieces, and what they take of a mobile network while nobody touches them. A living county:
 * its pretend people and instruments are at work.
 */
const edge = { delayMs: 150, lost: 0.03, againMs: 600 };
let house: StartedCounty;
let browser: Browser;

beforeAll(async () => {
  house = await runStartCommand({ PACKS: 'jiangyin' }, []);
  browser = await openBrowser();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await house?.stop();
});

async function openScreen(url: string, app: string, login: string, context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const { device } = must(house.demo.jurisdictions['jiangyin'], 'jiangyin');
  await page.goto(`${url}/jiangyin/${app}${app === 'wall' ? `#device=${device}` : ''}`);
  if (app !== 'wall') {
    await page.getByLabel('账号', { exact: true }).fill(login);
    await page.getByLabel('密码').fill(house.demo.password);
    await page.getByRole('button', { name: '登录' }).click();
  }
  await page.getByText('数据一致').first().waitFor({ timeout: 60_000 });
  return page;
}

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const desk = { viewport: { width: 1440, height: 900 } };

const told = (words: string): void =>
  void process.stderr.write(`${words} (load ${loadavg()[0]?.toFixed(1)})\n`);

/** What a page fetches for later, map and forms, once it stands: until ten seconds bring next to nothing. How long that took, ms. */
async function rested(page: Page, line: { bytes(): number }): Promise<number> {
  const begun = performance.now();
  for (let before = line.bytes(); ; before = line.bytes()) {
    await page.waitForTimeout(10_000);
    if (line.bytes() - before < 8_192) return performance.now() - begun;
    if (performance.now() - begun > 180_000) throw new Error('the page never comes to rest');
  }
}

describe('300 ms there and back, three in a hundred pieces lost', () => {
  it('a desk opens, stays on the line and hears what others do within seconds', async () => {
    const line = await openBadLine(Number(new URL(house.url).port), edge);
    const context = await browser.newContext(desk);
    const page = await openScreen(line.url, 'desk', 'duty1', context);
    const lost: string[] = [];
    page.on('websocket', (socket) => socket.on('close', () => lost.push(socket.url())));
    await page.waitForTimeout(60_000);
    expect(await page.getByText('数据一致').first().isVisible()).toBe(true);
    expect(lost).toEqual([]);
    await context.close();
    await line.close();
  });

  it('a phone opens, stands, and what is said on it is in the record within seconds', async () => {
    const line = await openBadLine(Number(new URL(house.url).port), edge);
    const context = await browser.newContext(phone);
    const begun = performance.now();
    const page = await openScreen(line.url, 'field', 'field-320281-001', context);
    const openMs = performance.now() - begun;
    const laterMs = await rested(page, line);
    const before = line.bytes();
    await page.waitForTimeout(60_000);
    const idle = (line.bytes() - before) / 1_024;
    expect(await page.getByText('数据一致').first().isVisible()).toBe(true);
    const sent = performance.now();
    const answer = await page.evaluate<number>(async () => {
      const at = await fetch('/api/jiangyin/session');
      return at.status;
    });
    const askMs = performance.now() - sent;
    told(
      `phone at the edge: opens ${Math.round(openMs)} ms, rests after ${Math.round(laterMs)} ms, asks ${Math.round(askMs)} ms, ${idle.toFixed(1)} KB a minute`,
    );
    expect(answer).toBe(200);
    expect(openMs).toBeLessThan(60_000);
    expect(askMs).toBeLessThan(5_000);
    expect(idle).toBeLessThan(20);
    await context.close();
    await line.close();
  }, 360_000);

  it('a wall that may only ask again and again is usable, and says so when it is not', async () => {
    const line = await openBadLine(Number(new URL(house.url).port), edge, true);
    const context = await browser.newContext(desk);
    const begun = performance.now();
    const page = await openScreen(line.url, 'wall', 'leader', context);
    const openMs = performance.now() - begun;
    // Each half second for a minute: how often the head is green.
    const before = line.bytes();
    let [green, looks] = [0, 0];
    for (; looks < 120; looks++) {
      if (await page.getByText('数据一致').first().isVisible()) green += 1;
      await page.waitForTimeout(500);
    }
    const perMinute = (line.bytes() - before) / 1_024;
    told(
      `polled wall at the edge: opens ${Math.round(openMs)} ms, green ${green} of ${looks}, ${perMinute.toFixed(0)} KB a minute`,
    );
    expect(green / looks).toBeGreaterThan(0.9);
    await context.close();
    await line.close();
  });
});

describe('a network that wants to be signed in to', () => {
  it('is told as that on phone, desk and wall, signs nobody out, and is forgotten when it lets through', async () => {
    const network = await openPortal(Number(new URL(house.url).port));
    const screens = [
      ['field', 'field-320281-001', phone],
      ['desk', 'duty1', desk],
      ['wall', 'leader', desk],
    ] as const;
    const contexts = await Promise.all(screens.map(([, , shape]) => browser.newContext(shape)));
    const pages = [];
    for (const [i, [app, login]] of screens.entries())
      pages.push(await openScreen(network.url, app, login, must(contexts[i], app)));
    for (const way of ['page', 'to-itself', 'json'] as const) {
      network.answer(way);
      for (const page of pages) await page.getByText('网络需要登录').first().waitFor({ timeout: 15_000 });
      if (way === 'page' && process.env['PICTURES'])
        for (const [i, page] of pages.entries())
          await page.screenshot({ path: `${process.env['PICTURES']}/portal-${screens[i]?.[0]}.png` });
      network.answer(null);
      for (const page of pages) {
        await page.getByText('数据一致').first().waitFor({ timeout: 15_000 });
        // Nobody was signed out by what the network showed.
        expect(await page.getByLabel('密码').count()).toBe(0);
      }
    }
    for (const context of contexts) await context.close();
    await network.close();
  }, 180_000);
});

describe('untouched, a screen takes of the line in a minute', () => {
  it('on a phone at most 20 KB, and its county lives on meanwhile', async () => {
    const [taken, ...others] = await Promise.all([
      takenBy('field', 'field-320281-001', phone),
      takenBy('desk', 'duty1', desk),
      takenBy('lead', 'leader', desk),
    ]);
    process.stderr.write(`KB a minute, phone, desk, lead: ${JSON.stringify([taken, ...others])}\n`);
    expect(taken).toBeLessThan(20);
  }, 300_000);
});

/** KB a minute, of both ways, over two minutes. */
async function takenBy(app: string, login: string, shape: typeof phone | typeof desk): Promise<number> {
  const line = await openBadLine(Number(new URL(house.url).port), null);
  const context = await browser.newContext(shape);
  await openScreen(line.url, app, login, context);
  const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
  await wait(15_000);
  const before = line.bytes();
  await wait(120_000);
  const perMinute = (line.bytes() - before) / 2 / 1_024;
  await context.close();
  await line.close();
  return Math.round(perMinute * 10) / 10;
}
