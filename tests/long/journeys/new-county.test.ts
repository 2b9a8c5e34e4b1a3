import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { openBrowser } from '../../support/browser.ts';
import { testHouse, type TestHouse } from '../../support/house.ts';

/** An empty house becomes a county with its history, by the files of the guide and on screens alone. */
const docs = path.resolve(import.meta.dirname, '../../../docs/new-county');
const password = 'seven lanterns over the old ferry';
let house: TestHouse;
let browser: Browser;
let page: Page;
const complaints: string[] = [];
beforeAll(async () => {
  house = await testHouse({ env: { PACKS: 'none' } });
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  page.on('pageerror', (error) => complaints.push(error.message));
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await house?.stop();
});

const box = (label: string) => page.getByLabel(label).first();
const next = () => page.getByRole('button', { name: '下一步', exact: true }).click();
const bring = async (name: string, told: RegExp) => {
  await page.locator('input[type=file]').first().setInputFiles(path.join(docs, name));
  await page.getByText(told).first().waitFor();
};
const lines = async (name: string) =>
  (await readFile(path.join(docs, name), 'utf8')).trim().split('\n').slice(1);

it('an empty house offers no sign-in, and its code opens the set-up', async () => {
  await page.goto(house.url);
  expect(await page.locator('body').innerText()).not.toContain('Demo sign-in');
  await page.goto(`${house.url}/-/admin`);
  const file = await readFile(path.join(house.dataDir, 'first-sign-in.json'), 'utf8');
  const { setup } = JSON.parse(file) as { setup: { code: string } };
  await page.locator('input').first().fill(setup.code);
  await page.keyboard.press('Enter');
  await box('辖区名称 · 英文').waitFor();
});

it('a county is filled in by the files of the guide, and opens', async () => {
  await box('辖区名称 · 英文').fill('Harbor City');
  await box('指挥中心名称 · 英文').fill('Harbor City 311');
  await box('标识').fill('harbor');
  await box('区划代码').fill('250001');
  await box('值守电话').fill('617-555-0100');
  await next();
  await box('时区').fill('America/New_York');
  await next();
  await bring('districts.geojson', /districts\.geojson/u);
  // The file has one level alone.
  const drop = page.getByRole('button', { name: '减一级' });
  if (await drop.isVisible()) await drop.click();
  await next();
  await bring('departments.csv', /Public Works/u);
  await next();
  await bring('request-types.csv', /Request for Pothole Repair/u);
  await next();
  await next();
  await next();
  await page.getByRole('button', { name: '开放辖区' }).click();
  await page.getByText('Harbor City 已开放').waitFor();
  await page.getByRole('link', { name: '管理员首次登录' }).click();
  await page.locator('input[type=password]').first().waitFor();
  for (const one of await page.locator('input[type=password]').all()) await one.fill(password);
  await page.getByRole('button', { name: '设定密码' }).click();
  await page.getByRole('button', { name: '去登录' }).waitFor();
}, 120_000);

it('the export of the city becomes its history, every line of it', async () => {
  await page.goto(`${house.url}/harbor/admin/history`);
  await page.getByLabel('账号', { exact: true }).fill('admin');
  await page.getByLabel('密码').fill(password);
  await page.keyboard.press('Enter');
  const all = (await lines('requests-311.csv')).length;
  await bring('requests-311.csv', /requests-311\.csv/u);
  await page.getByRole('button', { name: '开始试跑' }).click();
  await page.getByRole('button', { name: `写入 ${all} 行` }).click();
  await page.getByText(`${all} / ${all} 行`).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: '去看指标' }).waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1920, height: 1080 });
}, 120_000);

it('figures count it at its own instants, and a matter is found by its old number', async () => {
  const cells = (await lines('requests-311.csv')).map((line) => line.split(','));
  const ask = async (address: string): Promise<Record<string, unknown>> =>
    page.evaluate(async (url) => (await fetch(url)).json() as Promise<Record<string, unknown>>, address);
  const year = await ask('/api/harbor/figures?window=year');
  expect(year['reported']).toBe(cells.length);
  expect(year['closed']).toBe(cells.filter(([, , , state]) => state === 'Closed').length);
  const [number = ''] = must(cells[0], 'a line');
  const found = await ask(`/api/harbor/incidents?q=${number}`);
  expect(found['rows']).toEqual([expect.objectContaining({ title: must(cells[0], 'a line')[4] })]);
  expect(complaints).toEqual([]);
}, 60_000);
