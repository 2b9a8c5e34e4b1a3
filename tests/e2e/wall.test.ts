import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { openBrowser } from '../support/browser.ts';
import { testHouse, type TestHouse } from '../support/house.ts';

let house: TestHouse;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** Everything the page asked for, and what it complained of. */
const asked: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  [house, browser] = await Promise.all([testHouse(), openBrowser()]);
  context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, reducedMotion: 'reduce' });
  page = await context.newPage();
  page.on('request', (request) => asked.push(request.url()));
  page.on('websocket', (socket) => asked.push(socket.url()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on(
    'console',
    (line) => void (line.type() === 'error' && !line.text().includes('401') && complaints.push(line.text())),
  );
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
});

const wall = (): string => `${house.url}/jiangyin/wall`;
/** Boxes of texts that are wider than their place and not meant to be cut. */
const cutTexts = (): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.scene h1, .scene h2, .scene strong, .scene b, .scene time')]
      .filter(
        (element) =>
          element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline',
      )
      .map((element) => element.innerText),
  );

describe('a wall', () => {
  it('without a token says how it is paired', async () => {
    await page.goto(wall());
    await page.getByRole('heading', { name: '这块大屏还没有配对' }).waitFor();
  });
  it('with a wrong token says that it was not accepted', async () => {
    await page.getByRole('textbox').fill('x'.repeat(32));
    await page.getByRole('button', { name: '配对' }).click();
    await page.getByText('令牌未被接受').waitFor();
  });
  it('takes its token from the address, removes it there, and is live', async () => {
    const { device } = must(house.demo.jurisdictions['jiangyin'], 'jiangyin');
    await page.goto('about:blank');
    await page.goto(`${wall()}#device=${device}`);
    await page.getByText('数据一致').waitFor();
    expect(page.url()).toBe(wall());
    await page.waitForSelector('[data-drawn=true]');
  });
  it('keeps its session without the token', async () => {
    await page.reload();
    await page.getByText('数据一致').waitFor();
  });
  it.each([
    [1920, 1080],
    [3840, 1080],
    [1280, 1024],
  ])('at %i × %i cuts no title and no figure', async (width, height) => {
    await page.setViewportSize({ width, height });
    await page.evaluate(() => document.fonts.ready);
    expect(await cutTexts()).toEqual([]);
  });
  it('answers a touch with who is responsible there, and a key takes the card away', async () => {
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.waitForSelector('[data-drawn=true]');
    await page.mouse.click(960, 540);
    const card = page.getByRole('article', { name: '此处归谁管' });
    await card.getByText('网格长').first().waitFor();
    await card.getByRole('button', { name: '关闭' }).press('Escape');
    await card.waitFor({ state: 'detached' });
  });
  it('asks no other host for anything', () => {
    const host = new URL(house.url).host;
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((url) => /^(https?|wss?):/.test(url) && new URL(url).host !== host)).toEqual([]);
  });
  it('writes Chinese in the shipped font', async () => {
    const families = await page.evaluate(() =>
      [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family),
    );
    expect(families.filter((family) => family.includes('Noto Sans SC')).length).toBeGreaterThan(3);
  });
  it('does nothing that the content security policy forbids', () => expect(complaints).toEqual([]));
});
