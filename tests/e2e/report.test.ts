import type { Form } from '#shared/incident/command.ts';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { testHouse, type TestHouse } from '../support/house.ts';
import { orderAs, photoBy } from './desk-page.ts';

let house: TestHouse;
let browser: Browser;
let axe = '';
const complaints: string[] = [];
const phone = { width: 390, height: 844 };
const rules: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  rules: { 'target-size': { enabled: true } },
};

beforeAll(async () => {
  const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  [house, browser, axe] = await Promise.all([
    testHouse({ env: { PUBLIC_WORK_BITS: '10' } }),
    openBrowser(),
    readFile(source, 'utf8'),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
  expect(complaints).toEqual([]);
});

/** What breaks WCAG 2.2 AA on the page as it stands. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (how) => (globalThis as unknown as { axe: { run(how: RunOptions): Promise<AxeResults> } }).axe.run(how),
    rules,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target.join(' ')}`));
}

describe('the public page on a phone', () => {
  it('from a tile to the own rating, without an account', async () => {
    const context = await browser.newContext({ viewport: phone, hasTouch: true, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
    await page.goto(`${house.url}/jiangyin/report`);
    await page.getByRole('button', { name: /路面井盖/u }).tap();
    expect(await faults(page)).toEqual([]);
    await page.getByRole('button', { name: '井盖丢了、坏了' }).tap();

    // What is missing is named, and the first of it has the focus.
    await page.getByRole('button', { name: '提交' }).tap();
    await page.getByText('还有 3 处需要填写').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('words');
    expect(await faults(page)).toEqual([]);

    await page.getByLabel('说说情况').fill('井盖晃动，夜里危险');
    await page.getByLabel('输入镇街、村、社区的名字').fill('文定');
    await page.getByRole('button', { name: /文定社区/u }).tap();
    await page.getByText(/^已选：/u).waitFor();
    await page.getByLabel('具体位置').fill('人民路 8 号门口');
    // A cheap phone ends the page: what was filled in is there again, and the way back leads to the kinds.
    await page.waitForTimeout(500);
    await page.reload();
    await page.locator('[data-restored]').waitFor();
    expect(await page.getByLabel('说说情况').inputValue()).toBe('井盖晃动，夜里危险');
    await page.getByText(/^已选：/u).waitFor();
    await page.goBack();
    await page.goBack();
    await page.locator('[data-unfinished] .way').tap();
    await page.getByLabel('电话').fill('138 0000 1234');
    await page.getByLabel(/我同意/u).check();
    // A number in the words is pointed out before anything is sent, and goes where it belongs.
    // At twice the size of the text nothing is cut.
    await page.setViewportSize({ width: 195, height: 422 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(195);
    await page.setViewportSize(phone);
    await page.getByLabel('电话').fill('');
    await page.getByLabel('说说情况').fill('井盖晃动，夜里危险，打13800001234');
    await page.getByRole('button', { name: '提交' }).tap();
    await page.getByText('确实要写在里面，就再点一次提交').waitFor();
    expect(await faults(page)).toEqual([]);
    await page.getByRole('button', { name: /移到联系方式/u }).tap();
    expect(await page.getByLabel('电话').inputValue()).toBe('13800001234');
    expect(await page.getByLabel('说说情况').inputValue()).toBe('井盖晃动，夜里危险，打');
    await page.getByRole('button', { name: '提交' }).tap();
    const code = await page.locator('[data-code]').innerText();
    expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/u);
    const number = await page.locator('dd').first().innerText();
    expect(await faults(page)).toEqual([]);

    const [order, other] = [await orderAs(house, 'duty1'), await orderAs(house, 'duty2')];
    const take = (version: number, transition: string, form: Form, by = order) =>
      by({ kind: 'take', incident: number, version, transition, form });
    await take(1, 'self-handle', {
      note: '已到场',
      answer: '井盖已固定',
      evidence: [{ kind: 'photo', text: '现场照片', ref: await photoBy(house, 'duty1'), at: Date.now() }],
    });
    await take(2, 'pass-check', {}, other);
    await take(3, 'close', {});

    await page.getByRole('link', { name: '查进度' }).tap();
    await page.getByLabel('查询码').fill(code.toLowerCase());
    await page.getByRole('button', { name: '查询', exact: true }).tap();
    await page.locator('[data-state=done]').waitFor();
    await page.getByText('井盖已固定').waitFor();
    expect(await page.locator('main').innerText()).not.toMatch(/值班席|1380000/u);
    expect(await faults(page)).toEqual([]);
    await page.getByText('满意', { exact: true }).tap();
    await page.getByRole('button', { name: '提交评价' }).tap();
    await page.getByText('您已评价 4 分，谢谢').waitFor();
    expect(page.url()).not.toContain(code.slice(0, 4));

    // Without a line the page opens, is filled in and keeps what was filled in.
    await page.evaluate(() => navigator.serviceWorker.ready);
    await context.setOffline(true);
    await page.reload();
    await page.getByRole('link', { name: '上报', exact: true }).tap();
    // The code stands there until it is laid aside, for it is told once.
    await page.locator('[data-code]').waitFor();
    await page.getByRole('button', { name: '再报一件' }).tap();
    await page.getByRole('button', { name: /路面井盖/u }).tap();
    await page.getByRole('button', { name: '路面坑洼、开裂' }).tap();
    await page.getByLabel('说说情况').fill('坑很深');
    await page.getByLabel('输入镇街、村、社区的名字').fill('文定');
    await page.getByRole('button', { name: /文定社区/u }).tap();
    await page.getByText(/^已选：.*文定社区/u).waitFor();
    await page.waitForTimeout(500);
    await context.setOffline(false);
    complaints.splice(
      0,
      complaints.length,
      ...complaints.filter((one) => !one.includes('ERR_INTERNET_DISCONNECTED')),
    );

    await page.getByRole('link', { name: '看公示' }).tap();
    await page.getByText('这段时间没有可公示的数据').waitFor();
    expect(await page.locator('main').innerText()).not.toContain('遇到什么事');
    expect(await faults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width);
    await context.close();
  });
});
