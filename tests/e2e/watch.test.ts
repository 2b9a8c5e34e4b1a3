import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { openCoarseBrowser } from '../support/browser.ts';
import { takeSeat } from './desk-page.ts';
import { testHouse, type TestHouse } from '../support/house.ts';

let house: TestHouse;
let browser: Browser;
const contexts: BrowserContext[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  [house, browser] = await Promise.all([testHouse(), openCoarseBrowser()]);
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  expect(complaints).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
});

async function openWall(): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1920, height: 1080 },
    reducedMotion: 'reduce',
  });
  contexts.push(context);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  const { device } = must(house.demo.jurisdictions['jiangyin'], 'jiangyin');
  await page.goto(`${house.url}/jiangyin/wall#device=${device}`);
  return page;
}
async function seat(login: string): Promise<Page> {
  const { page, context } = await takeSeat(browser, house, login, { complaints });
  contexts.push(context);
  return page;
}
async function openTab(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Shift+W');
  await page.getByRole('tab', { name }).click();
}

describe('the watch', () => {
  it('goes to the emergency and back by one act each, and the wall follows without a reload', async () => {
    const [desk, wall] = await Promise.all([seat('chief'), openWall()]);
    await wall.getByRole('heading', { name: '运行指标' }).waitFor();
    await wall.evaluate(() => document.body.setAttribute('data-since', 'the first load'));

    await openTab(desk, '平战转换');
    await desk.getByLabel('防汛应急预案', { exact: true }).check();
    await desk.getByLabel('Ⅱ级').check();
    await desk.getByLabel('理由').fill('水位超保证水位');
    const turn = desk.getByRole('button', { name: '转入战时' });
    expect(await turn.isDisabled()).toBe(true);
    await desk.getByLabel('以确认').fill('防汛预案');
    await desk.getByText('与预案名称不一致').waitFor();
    expect(await turn.isDisabled()).toBe(true);
    await desk.getByLabel('以确认').fill('防汛应急预案');
    await turn.click();

    await wall.getByRole('heading', { name: '防汛应急预案 Ⅱ级' }).waitFor();
    await wall.getByRole('heading', { name: '应急岗位' }).waitFor();
    await wall.getByText('发布汛情、避险提示与热线').waitFor();
    await desk.keyboard.press('Escape');
    await desk.getByRole('button', { name: /完成第 1 步/u }).click();
    await wall.locator('.steps li.done').getByText('值班长').first().waitFor();

    await openTab(desk, '平战转换');
    await desk.getByLabel('转回平时').check();
    await desk.getByLabel('理由').fill('水位回落');
    await desk.getByLabel('以确认').fill('防汛应急预案');
    await desk.getByRole('button', { name: '转回平时' }).click();
    await wall.getByRole('heading', { name: '运行指标' }).waitFor();
    expect(await wall.evaluate(() => document.body.getAttribute('data-since'))).toBe('the first load');
  });

  it('lets an officer who is not the chief look and not switch, and hand over with two signatures', async () => {
    const out = await seat('duty1');
    await openTab(out, '平战转换');
    await out.getByText('由值班长或领导操作').waitFor();
    expect(await out.getByRole('button', { name: '转入战时' }).count()).toBe(0);
    await out.getByRole('tab', { name: '交接班' }).click();
    await out.getByLabel('本班情况').fill('两处泵站在抢修');
    await out.getByRole('button', { name: '提交交班单' }).click();
    await out.getByText('交班人不能自己接班').waitFor();
    await out.close();
    const relief = await seat('duty2');
    await openTab(relief, '交接班');
    await relief.getByText('两处泵站在抢修').waitFor();
    await relief.getByRole('button', { name: '接班签字' }).click();
    await relief.getByText(/现由 值班席 02 值守/u).waitFor();
    await relief.getByText(/值班席 01 .* → 值班席 02 /u).waitFor();
  });
});
