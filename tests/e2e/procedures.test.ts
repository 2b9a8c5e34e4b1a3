import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCoarseBrowser } from '../support/browser.ts';
import { testHouse, type TestHouse } from '../support/house.ts';
import { callOf, orderAs, takeSeat } from './desk-page.ts';

/** A person looks at the graph of a procedure while others work: the counts move, and lead to the matters. */
let house: TestHouse;
let browser: Browser;
let order: Awaited<ReturnType<typeof orderAs>>;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  [house, browser] = await Promise.all([testHouse(), openCoarseBrowser()]);
  order = await orderAs(house, 'duty2');
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${house.url}/jiangyin/procedures`);
  await page.getByLabel('账号', { exact: true }).fill('duty1');
  await page.getByLabel('密码').fill(house.demo.password);
  await page.keyboard.press('Enter');
  await page.getByText('数据一致').waitFor();
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
  expect(complaints).toEqual([]);
});

const node = (name: string) => page.getByRole('button', { name: new RegExp(`^${name} `, 'u') });
const counts = (name: string, words: string) =>
  page.getByRole('button', { name: new RegExp(`^${name} .*：${words}`, 'u') }).waitFor();

it('G1 a count moves when somebody reports, and again when the matter goes on', async () => {
  await counts('上报', '0 件在办，0 件超期');
  const { subject, version } = await order(callOf('图上看得见的一件'));
  await counts('上报', '1 件在办，0 件超期');
  await page.locator('[data-procedure=standard]', { hasText: '1' }).waitFor();
  await order({ kind: 'take', incident: subject, version, transition: 'accept', form: {} });
  await Promise.all([counts('上报', '0 件在办，0 件超期'), counts('受理', '1 件在办，0 件超期')]);
});

it('G2 by keyboard alone: to a node, into it, to its matters, and back', async () => {
  await node('上报').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await node('受理').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: '图上看得见的一件' }).waitFor();
  expect(new URL(page.url()).hash).toBe('#accepted');
  // What may be done from here, by whom and with which clocks.
  const filing = page.getByRole('article').filter({ has: page.getByRole('heading', { name: /^立案/u }) });
  expect(await filing.innerText()).toMatch(/由\s*值班员[\s\S]*起算\s*派遣[\s\S]*停止\s*立案/u);
  await page.keyboard.press('Escape');
  await page.getByRole('complementary', { name: '流程概要' }).waitFor();
  await page.goBack();
  await page.getByRole('complementary', { name: '受理' }).waitFor();
});

it('G3 an arrow tells of itself when pointed at; another procedure is another address', async () => {
  await page.locator('[data-edge=accepted-filed] .head').hover();
  await page.locator('.tip', { hasText: '立案' }).waitFor();
  await page.locator('[data-procedure=mediation]').click();
  await page.getByRole('heading', { name: '矛盾纠纷调解' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/jiangyin/procedures/mediation');
  await page.goto(`${house.url}/jiangyin/procedures/standard#accepted`);
  await page.getByRole('link', { name: '图上看得见的一件' }).click();
  await page.getByRole('heading', { name: '图上看得见的一件' }).waitFor();
});

it('G4 WCAG 2.2 AA in both themes', async () => {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  for (const theme of ['dark', 'light']) {
    await page.evaluate((one) => localStorage.setItem('jiuhuan.desk.theme', one), theme);
    await page.goto(`${house.url}/jiangyin/procedures/standard?${theme}#accepted`);
    await page.getByText('数据一致').waitFor();
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: { run(how: object): Promise<AxeResults> } }).axe.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      }),
    );
    expect(
      violations.flatMap(({ id, nodes }) => nodes.map((one) => `${theme}: ${id} ${one.target.join(' ')}`)),
    ).toEqual([]);
  }
});

it('G5 a draw by lot is drawn again at the desk', async () => {
  const { subject } = await order(
    callOf('重抽给大家看的一件', { item: 'random-city', form: { theme: '汛前抽查', joint: 'one' } }),
  );
  await order({ kind: 'take', incident: subject, version: 1, transition: 'draw-object', form: {} });
  const { page: desk, context } = await takeSeat(browser, house, 'duty1', { complaints });
  await desk.goto(`${house.url}/jiangyin/desk?incident=${subject}`);
  await desk.getByRole('button', { name: '重抽核验' }).click();
  await desk.getByText('重抽结果一致').waitFor();
  await desk.getByText('汛前抽查').first().waitFor();
  await context.close();
});
