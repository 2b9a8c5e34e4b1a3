import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBadLine } from '../support/bad-line.ts';
import { openBrowser } from '../support/browser.ts';
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
  await page.goto(`${url}/jiangyin/${app}`);
  await page.getByLabel('账号', { exact: true }).fill(login);
  await page.getByLabel('密码').fill(house.demo.password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByText('数据一致').first().waitFor({ timeout: 60_000 });
  return page;
}

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const desk = { viewport: { width: 1440, height: 900 } };

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
