import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser } from '../../support/browser.ts';
import { runStartCommand, type StartedCounty } from '../../support/start-command.ts';

/**
 * A duty officer and an administrator walk through everything that senses and warns, by clicks, on the server that `npm start` runs.
 * Pictures of each page lie in `dist/journeys` afterwards; the folder is no part of the repository.
 */
const town = 'xuxiake';
const folder = path.resolve(import.meta.dirname, '../../../dist/journeys');
let county: StartedCounty;
let browser: Browser;
const complaints: string[] = [];
beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  [county, browser] = await Promise.all([
    runStartCommand({ PACKS: town, DEMO_DAYS: '20' }, ['--only', town]),
    openBrowser(),
  ]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await county?.stop();
});

async function signedIn(login: 'duty1' | 'demo-admin'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  const data = { login, password: county.demo.password };
  const answer = await page.request.post(`${county.url}/api/${town}/session`, {
    data,
    headers: { origin: county.url },
  });
  expect(answer.status()).toBeLessThan(300);
  return page;
}
const open = (page: Page, address: string) => page.goto(`${county.url}/${town}/${address}`);
const click = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();
const see = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: 60_000 });
const picture = (page: Page, name: string) =>
  page.screenshot({ path: path.join(folder, `sensing-${name}.png`) });

it.each(['sensors', 'alarms', 'rules', 'models', 'video', 'lamps', 'resources'])(
  'a duty officer opens %s: it stands, without a fault',
  async (tab) => {
    const page = await signedIn('duty1');
    await open(page, `sensing#${tab}`);
    await page.locator('#tab-panel').waitFor({ timeout: 60_000 });
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await expect.poll(() => page.locator('#tab-panel').innerText(), { timeout: 30_000 }).toMatch(/\S{2}/u);
    expect(await page.locator('#tab-panel [role=alert]').count()).toBe(0);
    await picture(page, tab);
    await page.context().close();
    expect(complaints).toEqual([]);
  },
  180_000,
);

it('a duty officer rehearses an indicator, is told who lets it take effect, sees what is ahead and what warns', async () => {
  const page = await signedIn('duty1');
  await open(page, 'indicators/environment-on-time');
  await click(page, '调整与预演');
  await page.getByLabel('下限').first().fill('99.5');
  await click(page, '近一年');
  await click(page, '预演');
  await see(page, '预演结果');
  await see(page, /口径未变/u);
  await see(page, /由管理员生效/u);
  await picture(page, 'rehearsal');
  await open(page, 'supervise#foresight');
  await see(page, /可能超期的在办事件|还没有预判/u);
  await expect
    .poll(async () => (await page.request.get(`${county.url}/api/${town}/foresight`)).json(), {
      timeout: 180_000,
      interval: 5_000,
    })
    .toMatchObject({ learnt: { n: expect.any(Number) } });
  await page.reload();
  await see(page, '可能超期的在办事件');
  await see(page, /已启用|已停用/u);
  await picture(page, 'foresight');
  await open(page, 'warnings');
  await see(page, '预警');
  await picture(page, 'warnings');
  expect(complaints).toEqual([]);
}, 420_000);

it('an administrator lets a bound take effect with a reason, and takes it back', async () => {
  const page = await signedIn('demo-admin');
  await open(page, 'indicators/environment-on-time');
  await click(page, '调整与预演');
  const low = page.getByLabel('下限').first();
  const was = await low.inputValue();
  await low.fill('97');
  const put = page.getByRole('button', { name: '按此生效' });
  await page.getByLabel('调整理由').fill('汛期从严');
  // What was not rehearsed takes no effect.
  expect(await put.isDisabled()).toBe(true);
  await click(page, '预演');
  await see(page, '预演结果');
  await put.click();
  await see(page, '已生效');
  await see(page, '汛期从严');
  await picture(page, 'changed');
  await expect.poll(() => low.inputValue(), { timeout: 20_000 }).toBe('97');
  await page.getByLabel('调整理由').fill('改回');
  await click(page, '撤回');
  await expect.poll(() => low.inputValue(), { timeout: 20_000 }).toBe(was);
  await see(page, '撤回此前变更');
  await picture(page, 'taken-back');
  expect(complaints).toEqual([]);
}, 240_000);
