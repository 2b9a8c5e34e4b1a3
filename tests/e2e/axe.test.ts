import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Form } from '#shared/incident/command.ts';
import { must } from '#shared/kernel/must.ts';
import { openCoarseBrowser } from '../support/browser.ts';
import { callOf, orderAs, takeSeat } from './desk-page.ts';
import { testHouse, type TestHouse } from '../support/house.ts';

let house: TestHouse;
let browser: Browser;
let axe = '';
/** A matter under an order. */
let supervised = '';
const contexts: BrowserContext[] = [];
const options: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  rules: { 'target-size': { enabled: true } },
  // What passes is not worded.
  resultTypes: ['violations'],
};
/** What a change of colours alone can break. */
const ofColours: RunOptions = {
  runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
  resultTypes: ['violations'],
};

beforeAll(async () => {
  const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  [house, browser, axe] = await Promise.all([testHouse(), openCoarseBrowser(), readFile(source, 'utf8')]);
  const order = await orderAs(house, 'chief');
  for (let i = 1; i <= 5; i++) await order(callOf(`待受理的第 ${i} 件`));
  const { subject } = await order(callOf('待派遣的一件'));
  await order({ kind: 'take', incident: subject, version: 1, transition: 'accept', form: {} });
  await order({ kind: 'take', incident: subject, version: 2, transition: 'file', form: {} });
  supervised = await superviseOne(order);
});
// Pages that stay open go on drawing their maps.
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
});

/** Takes a matter as far as a unit, and puts it under an order. */
async function superviseOne(order: Awaited<ReturnType<typeof orderAs>>): Promise<string> {
  const { subject } = await order(callOf('督办的一件'));
  const unit = must(
    must(house.demo.jurisdictions['jiangyin'], 'jiangyin').people.find((one) => one.role === 'handler')?.unit,
    'a unit',
  );
  const limit = { amount: 1, unit: 'work-day' as const };
  const steps: { transition: string; form: Form }[] = [
    { transition: 'accept', form: {} },
    { transition: 'file', form: {} },
    { transition: 'dispatch', form: { lead: unit } },
    {
      transition: 'supervise',
      form: { level: 'chief', way: 'list', duty: '说明原因', limit, reason: '久拖' },
    },
  ];
  for (const [i, step] of steps.entries())
    await order({ kind: 'take', incident: subject, version: i + 1, ...step });
  return subject;
}

/** What breaks WCAG 2.2 AA on a page, or in the part of it that a selector names; one line a fault. */
async function faults(page: Page, where: string, asked = options, part = 'html'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate(
    ([inside, how]) =>
      (
        globalThis as unknown as { axe: { run(inside: string, how: RunOptions): Promise<AxeResults> } }
      ).axe.run(inside, how),
    [part, asked] as const,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      (node) => `${where}: ${id} ${node.target.join(' ')} ${node.failureSummary?.split('\n')[1] ?? ''}`,
    ),
  );
}

async function seat(login: string, size: { width: number; height: number }): Promise<Page> {
  const { page, context } = await takeSeat(browser, house, login, size);
  contexts.push(context);
  return page;
}
async function open(address: string, size: { width: number; height: number }): Promise<Page> {
  const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(`${house.url}${address}`);
  return page;
}

describe('WCAG 2.2 AA', () => {
  it('A1 sign-in', async () => {
    const page = await open('/jiangyin/desk', { width: 1366, height: 768 });
    await page.getByLabel('密码').waitFor();
    expect(await faults(page, 'sign-in')).toEqual([]);
  });

  it('A2 desk, dark and light', async () => {
    const page = await seat('duty1', { width: 1920, height: 1080 });
    const found: string[] = [];
    const themed = (theme: string): Promise<unknown> =>
      page.evaluate((one) => (document.documentElement.dataset['theme'] = one), theme);
    // One page, one tree: beside dark it differs in its colours alone.
    // And what opens over it is looked at by itself: the rest has been.
    const look = async (where: string, part?: string): Promise<void> => {
      found.push(...(await faults(page, `dark ${where}`, options, part)));
      await themed('light');
      found.push(...(await faults(page, `light ${where}`, ofColours, part)));
      await themed('dark');
    };
    await page.locator('nav .row').first().waitFor();
    await look('queue');
    await page.getByRole('button', { name: '浅色' }).click();
    await page.locator('[data-theme=light]').waitFor();
    found.push(...(await faults(page, 'light by its button', ofColours, 'header')));
    await page.getByRole('button', { name: '深色' }).click();
    await page.locator('[data-theme=dark]').waitFor();
    await page.getByText('待派遣的一件').first().click();
    await page.getByText(/派遣 \d 个单位/u).waitFor();
    await look('incident');
    await page.keyboard.press('t');
    await page.locator('[data-act=void]').click();
    await page.getByRole('dialog').waitFor();
    await look('form', '[role=dialog]');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: '快捷键' }).waitFor();
    await look('help', '[role=dialog]');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /声音/u }).click();
    await page.getByRole('dialog', { name: '声音' }).waitFor();
    await look('sound', '[role=dialog]');
    await page.keyboard.press('Escape');
    await page.keyboard.press('x');
    await page.keyboard.press('Shift+K');
    await page.getByText(/已选 \d 件/u).waitFor();
    await look('batch', 'nav, .actions');
    await page.keyboard.press('Escape');
    await page.keyboard.press('i');
    await page.getByRole('complementary', { name: '来电登记' }).waitFor();
    await look('report', '[role=complementary], aside');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('待受理');
    await page.getByRole('option').first().waitFor();
    await look('search', '[role=search]');
    await page.keyboard.press('Escape');
    const order = await orderAs(house, 'chief');
    await order(callOf('燃气泄漏', { urgent: true }));
    await page.getByRole('alertdialog').waitFor();
    await look('call', '[role=alertdialog]');
    await page.getByRole('alertdialog').getByRole('button', { name: /受理/u }).click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    expect(found).toEqual([]);
  });

  it('A3 desk on a phone', async () => {
    const page = await seat('duty1', { width: 390, height: 844 });
    const found = await faults(page, 'phone queue');
    await page.locator('nav [data-id]').first().click();
    await page.locator('.facts').first().waitFor();
    found.push(...(await faults(page, 'phone incident')));
    expect(found).toEqual([]);
    // One pane at a time, with a way back, and nothing wider than the screen.
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.getByRole('button', { name: /返回队列/u }).click();
    await page.locator('nav [data-id]').first().waitFor();
  });

  it('A4 lead', async () => {
    const page = await seat('leader', { width: 1600, height: 1000 });
    await page.goto(`${house.url}/jiangyin/lead`);
    await page.locator('main').waitFor();
    await page.getByText('数据一致').first().waitFor();
    expect(await faults(page, 'lead')).toEqual([]);
  });

  it('A5 wall', async () => {
    const { device } = must(house.demo.jurisdictions['jiangyin'], 'jiangyin');
    const page = await open(`/jiangyin/wall#device=${device}`, { width: 1920, height: 1080 });
    await page.getByText('数据一致').first().waitFor();
    expect(await faults(page, 'wall')).toEqual([]);
  });

  it.each([
    ['zh', 'dark'],
    ['en', 'light'],
  ])('A6 supervision, and a dossier on paper, %s and %s', async (language, theme) => {
    const page = await seat('chief', { width: 1366, height: 768 });
    await page.evaluate((one) => localStorage.setItem('jiuhuan.language', one), language);
    await page.evaluate((one) => localStorage.setItem('jiuhuan.desk.theme', one), theme);
    const found: string[] = [];
    await page.goto(`${house.url}/jiangyin/supervise`);
    await page.getByRole('row').nth(1).waitFor();
    for (const tab of ['list', 'position', 'node', 'performance']) {
      await page.locator(`#tab-${tab}`).click();
      found.push(...(await faults(page, `${theme} ${language} ${tab}`)));
    }
    await page.keyboard.press('j');
    await page.locator('.card.open dl').waitFor();
    await page.keyboard.press('d');
    await page.getByRole('dialog').locator('select[name=lead]').waitFor();
    found.push(...(await faults(page, `${theme} ${language} order`)));
    await page.goto(`${house.url}/jiangyin/dossier/${supervised}`);
    await page.locator('.tools button:enabled').first().waitFor();
    found.push(...(await faults(page, `dossier ${language}`)));
    expect(found).toEqual([]);
  });

  it('A7 sensing: what asks for somebody stands first, a summary beside it', async () => {
    const page = await seat('duty1', { width: 1600, height: 1000 });
    await page.goto(`${house.url}/jiangyin/sensing`);
    await page.getByRole('row').nth(3).waitFor();
    const side = page.getByRole('complementary');
    await side.getByRole('table').waitFor();
    expect(await page.locator('[role=columnheader][aria-sort=ascending]').count()).toBe(1);
    const found = await faults(page, 'sensing');
    await page.getByRole('row').nth(3).click();
    await side.getByRole('heading', { level: 2 }).waitFor();
    await side.locator('.rule').first().waitFor();
    found.push(...(await faults(page, 'sensing detail')));
    for (const tab of ['alarms', 'rules']) {
      await page.locator(`#tab-${tab}`).click();
      await page.locator(`[aria-labelledby=tab-${tab}]`).waitFor();
      found.push(...(await faults(page, `sensing ${tab}`)));
    }
    expect(found).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1600);
  });
});
