import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { incidentDetail, incidentList, packDigest } from '#shared/wire/http.ts';
import { located } from '#shared/wire/responsibility.ts';
import { testPhoto } from '../support/files.ts';
import { openBrowser } from '../support/browser.ts';
import { signIn, testHouse, type TestHouse } from '../support/house.ts';
import { openProxy, type Proxy } from '../support/proxy.ts';
import { callOf, orderAs, takeSeat } from './desk-page.ts';

/** A member of a grid with a phone, on a line that comes and goes. */
let house: TestHouse;
let browser: Browser;
let line: Proxy;
let phone: BrowserContext;
let page: Page;
let cookie: string;
let axe = '';
let login = '';
const complaints: string[] = [];
/** The gateway of the office gives the house a part of its addresses: everything here lies below it. */
const below = { env: { BASE_PATH: '/jiuhuan' } };
/** One white pixel. */
const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==';
const rules: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  rules: { 'target-size': { enabled: true } },
};

beforeAll(async () => {
  const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  [house, browser, axe] = await Promise.all([testHouse(below), openBrowser(), readFile(source, 'utf8')]);
  line = await openProxy(() => Number(new URL(house.url).port));
  cookie = await signIn(house, 'jiangyin', 'duty1');
  const { lng, lat } = must(callOf('').place, 'a place');
  const [grid] = located.parse(await get(`/locate?lng=${lng}&lat=${lat}`)).grids;
  login = `field-${must(grid, 'the grid of the place').id}`;
  phone = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    reducedMotion: 'reduce',
  });
  page = await openPage();
  await page.getByLabel('账号', { exact: true }).fill(login);
  await page.getByLabel('密码').fill(house.demo.password);
  await page.getByRole('button', { name: '登录' }).tap();
  await page.getByText('数据一致').waitFor();
});
afterAll(async () => {
  await browser?.close();
  await line?.close();
  await house?.stop();
});

async function get(address: string): Promise<unknown> {
  const answer = await fetch(`${house.url}/api/jiangyin${address}`, { headers: { cookie } });
  return answer.json();
}
/** What a phone is sent until its tasks stand, packed, in bytes, by address; the typeface aside, which phones have. */
async function sentToFirstUse(): Promise<[address: string, bytes: number][]> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    isMobile: true,
    serviceWorkers: 'block',
  });
  const credentials = { login, password: house.demo.password };
  await context.request.post(`${house.url}/api/jiangyin/session`, { data: credentials });
  const fresh = await context.newPage();
  const protocol = await context.newCDPSession(fresh);
  const open = async (): Promise<[string, number][]> => {
    await protocol.send('Network.clearBrowserCache');
    await fresh.goto(`${house.url}/jiangyin/field`);
    await fresh.waitForFunction(() => performance.getEntriesByName('tasks-stand').length > 0);
    return fresh.evaluate(() => {
      const [stands] = performance.getEntriesByName('tasks-stand');
      const all = [
        ...performance.getEntriesByType('navigation'),
        ...performance.getEntriesByType('resource'),
      ] as PerformanceResourceTiming[];
      return all
        .filter(({ name, startTime }) => startTime < (stands?.startTime ?? 0) && !/woff2|fonts-/u.test(name))
        .map(({ name, encodedBodySize }): [string, number] => [name, encodedBodySize]);
    });
  };
  // The first openings have the house pack what it answers, beside its other work; what counts is what everybody after them is sent.
  const sumOf = (list: [string, number][]): number => list.reduce((all, [, bytes]) => all + bytes, 0);
  let sent = await open();
  for (let tries = 0; tries < 32; tries++) {
    await fresh.waitForTimeout(500);
    await fresh.goto('about:blank');
    const before = sumOf(sent);
    sent = await open();
    if (tries > 0 && sumOf(sent) === before) break;
  }
  await context.close();
  return sent;
}

async function openPage(): Promise<Page> {
  const opened = await phone.newPage();
  opened.on('pageerror', (error) => complaints.push(error.message));
  await opened.goto(`${line.url}${below.env.BASE_PATH}/jiangyin/field`);
  return opened;
}
/** Whether a form with these words and a photo lies on the phone; runs in the page. */
function keepsDraft(words: string): Promise<boolean> {
  return new Promise((resolve) => {
    const opened = indexedDB.open('jiuhuan-drafts');
    opened.onsuccess = () => {
      const asked = opened.result.transaction('drafts').objectStore('drafts').getAll();
      asked.onsuccess = () => {
        opened.result.close();
        const drafts = asked.result as { value: unknown; files: Record<string, unknown[]> }[];
        resolve(
          drafts.some(
            ({ value, files }) =>
              JSON.stringify(value).includes(words) && Object.values(files).some((list) => list.length > 0),
          ),
        );
      };
    };
  });
}
const tab = (name: string) => page.getByRole('navigation').getByRole('link', { name });
/** What breaks WCAG 2.2 AA here, and whether the page is wider than the phone. */
async function faults(where: string): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (how) => (globalThis as unknown as { axe: { run(how: RunOptions): Promise<AxeResults> } }).axe.run(how),
    rules,
  );
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  return [
    ...violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target }) => `${where}: ${id} ${target.join(' ')}`),
    ),
    ...(width > 390 ? [`${where}: ${width} pixels wide`] : []),
  ];
}
const reported = async (item: string) =>
  incidentList.parse(await get(`/incidents?item=${item}&source=patrol`)).rows;

describe('a member of a grid', () => {
  it('F1 reports in three taps', async () => {
    const found = await faults('classes');
    await page.getByRole('link', { name: /市容环境/u }).tap();
    found.push(...(await faults('items')));
    await page.locator('.rows a').last().tap();
    await page.getByText('按网格，取其中心').waitFor();
    found.push(...(await faults('report')));
    // With letters twice as large, as who sees badly has them, the form is as wide as the screen.
    const beyond = await page.evaluate(() => {
      const all = [...document.querySelectorAll<HTMLElement>('body *')];
      const sizes = all.map((one) => parseFloat(getComputedStyle(one).fontSize));
      all.forEach((one, i) => one.style.setProperty('font-size', `${2 * (sizes[i] ?? 0)}px`));
      const wide = document.documentElement.scrollWidth - innerWidth;
      for (const one of all) one.style.removeProperty('font-size');
      return wide;
    });
    expect(beyond).toBe(0);
    await page.getByRole('button', { name: '上报' }).tap();
    await page.getByText('已上报').waitFor();
    found.push(...(await faults('done')));
    expect(found).toEqual([]);
  });

  it('F2 keeps a report without a line, across the death of the page, and sends it exactly once', async () => {
    const desk = takeSeat(browser, house, 'duty1', { complaints });
    line.shut();
    await page.getByText('连接中断').waitFor();
    await tab('上报').tap();
    await page.getByRole('searchbox').fill('暴露垃圾');
    await page.getByRole('link', { name: /暴露垃圾/u }).tap();
    await page.getByLabel(/^情况/u).fill('桥下一堆，约三方');
    await page
      .locator('input[type=file]')
      .last()
      .setInputFiles({ name: 'bridge.png', mimeType: 'image/png', buffer: Buffer.from(picture, 'base64') });
    await page.locator('[data-file=kept]').waitFor();
    await page.getByRole('button', { name: '上报' }).tap();
    await page.getByText('已存在手机里').waitFor();
    await page.getByRole('link', { name: /1 条等信号/u }).tap();
    await page.getByText('等候', { exact: true }).waitFor();
    expect(await faults('outbox')).toEqual([]);
    expect(await reported('exposed-rubbish')).toEqual([]);
    await page.close();

    line.admit();
    page = await openPage();
    await page.getByText('数据一致').waitFor();
    await tab('我的').tap();
    await page.getByRole('link', { name: /待发箱/u }).tap();
    const entry = page.getByRole('listitem').filter({ hasText: '暴露垃圾' });
    await entry.getByText('已送出').waitFor();
    await page.reload();
    await entry.getByText('已送出').waitFor();
    const [row, ...more] = await reported('exposed-rubbish');
    expect(more).toEqual([]);
    const { incident } = incidentDetail.parse(await get(`/incidents/${must(row, 'a row').id}`));
    expect(incident).toMatchObject({ detail: '桥下一堆，约三方', source: 'patrol' });
    expect(incident.evidence).toMatchObject([
      { kind: 'photo', ref: `${createHash('sha256').update(picture, 'base64').digest('hex')}.png` },
      { kind: 'text', text: '离线时写下，连线后送出' },
    ]);
    const { page: seat, context } = await desk;
    await seat.locator(`[data-id="${incident.id}"]`).waitFor();
    await context.close();
  });

  it('F5 brings a form back after the page has died, and its way back closes the map before it leaves', async () => {
    await tab('上报').tap();
    await page.getByRole('searchbox').fill('占道');
    await page.locator('.rows a').first().tap();
    await page.getByLabel(/^情况/u).fill('占了半条道');
    const title = await page.getByRole('heading', { level: 2 }).innerText();
    await page
      .locator('input[type=file]')
      .last()
      .setInputFiles({ name: 'road.png', mimeType: 'image/png', buffer: Buffer.from(picture, 'base64') });
    await page.locator('[data-file=kept]').waitFor();
    await tab('任务').tap();
    // A page that dies in the same instant has had no time to write: a phone gives it some.
    await page.waitForFunction(keepsDraft, '占了半条道');
    await page.close();

    page = await openPage();
    await page.locator('[data-unfinished] a').filter({ hasText: title }).tap();
    await page.locator('[data-restored]').waitFor();
    await page.locator('[data-file=kept] img').waitFor();
    expect(await page.getByLabel(/^情况/u).inputValue()).toBe('占了半条道');
    expect(await faults('restored')).toEqual([]);
    // At twice the size of the text nothing is cut, and a thumb hits what takes a photo back.
    await page.setViewportSize({ width: 195, height: 422 });
    expect(await page.locator('main').evaluate((main) => main.scrollWidth)).toBeLessThanOrEqual(195);
    await page.setViewportSize({ width: 390, height: 844 });
    const cross = await page.getByRole('button', { name: /^移除/u }).boundingBox();
    expect(Math.min(cross?.width ?? 0, cross?.height ?? 0)).toBeGreaterThanOrEqual(44);
    await page.getByRole('button', { name: '在地图上指' }).tap();
    await page.getByRole('dialog').waitFor();
    await page.goBack();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.getByLabel(/^情况/u).inputValue()).toBe('占了半条道');
    await page.getByRole('button', { name: '清空重写' }).tap();
    await page.locator('[data-restored]').waitFor({ state: 'detached' });
    expect(await page.getByLabel(/^情况/u).inputValue()).toBe('');
    await page.goBack();
    await page.locator('[data-unfinished]').waitFor({ state: 'detached' });
  });

  it('F6 opens without a line: the shell, the forms and the map, and sends what was written there', async () => {
    await page.evaluate(() => navigator.serviceWorker.ready);
    const { identity } = packDigest.parse(await get('/pack'));
    const { map } = identity;
    const files = [map.grids, map.neighbours, ...map.water, ...(map.layers ?? []).map(({ url }) => url)];
    await page.waitForFunction(async (all) => {
      const kept = (await (await caches.open('jiuhuan-packs')).keys()).map(({ url }) => url);
      return all.every((file) => kept.some((url) => url.endsWith(`/${file}`)));
    }, files);
    await page.close();
    // The server is gone as far as this phone is concerned, its browser's cache as well.
    line.shut();
    page = await openPage();
    await tab('任务').tap();
    await page.getByText('没有信号，任务连上后再读').waitFor();
    await tab('我的').tap();
    await page.locator('[data-kept]').waitFor();
    expect(await faults('offline')).toEqual([]);
    await tab('上报').tap();
    await page.getByRole('searchbox').fill('道路积水');
    await page.locator('.rows a').first().tap();
    await page.getByLabel(/^情况/u).fill('桥下积水');
    await page.getByRole('button', { name: '在地图上指' }).tap();
    await page.getByRole('dialog').locator('canvas').waitFor();
    await page.getByRole('button', { name: '就是这里' }).tap();
    await page.getByText('按地图指点').waitFor();
    await page.getByRole('button', { name: '上报' }).tap();
    await page.getByText('已存在手机里').waitFor();
    line.admit();
    await page.getByText('数据一致').waitFor();
    await vi.waitFor(async () => expect(await reported('street-flood')).toHaveLength(1), { timeout: 20_000 });
  });

  it('F7 says that the sign-in has ended, keeps a report with its photo, and sends it after the next one', async () => {
    await phone.clearCookies();
    await tab('上报').tap();
    await page.getByRole('searchbox').fill('消防');
    await page.locator('.rows a').first().tap();
    await page.getByLabel(/^情况/u).fill('登录过期时写下');
    await page
      .locator('input[type=file]')
      .last()
      .setInputFiles({ name: 'seat.png', mimeType: 'image/png', buffer: Buffer.from(picture, 'base64') });
    await page.locator('[data-file=kept]').waitFor();
    await page.getByRole('button', { name: '上报' }).tap();
    await page.getByText('已存在手机里').waitFor();
    await page.getByRole('link', { name: /登录已失效/u }).tap();
    const again = page.locator('[data-again]');
    await again.waitFor();
    expect(await page.locator('main').innerText()).not.toContain('没有信号');
    expect(await faults('signed out')).toEqual([]);
    await again.getByLabel('账号').fill(login);
    await again.getByLabel('密码').fill(house.demo.password);
    await again.getByRole('button', { name: '登录' }).tap();
    await again.waitFor({ state: 'detached' });
    const of = async () =>
      incidentList.parse(await get('/incidents?source=patrol&limit=1')).rows[0]?.id ?? '';
    await vi.waitFor(
      async () => {
        const { incident } = incidentDetail.parse(await get(`/incidents/${await of()}`));
        expect(incident.detail).toBe('登录过期时写下');
        expect(incident.evidence[0]?.kind).toBe('photo');
      },
      { timeout: 20_000 },
    );
  });

  it('F3 takes a task to its feedback', async () => {
    const order = await orderAs(house, 'chief');
    const { subject } = await order(callOf('幸福桥下的垃圾'));
    await tab('任务').tap();
    const found: string[] = [];
    await page.locator(`[data-id="${subject}"]`).waitFor();
    found.push(...(await faults('tasks')));
    await page.locator(`[data-id="${subject}"]`).tap();
    await page.getByRole('heading', { name: '幸福桥下的垃圾' }).waitFor();
    await page.getByText('经过').waitFor();
    found.push(...(await faults('task')));
    await page.locator('[data-act=self-handle]').tap();
    await page.getByRole('button', { name: '自行处置' }).tap();
    await page.getByText('必填').first().waitFor();
    found.push(...(await faults('step')));
    await page.getByRole('textbox').first().fill('已清走');
    // Words do not stand in for a photograph, and the form says so before anything is sent.
    await page.getByRole('textbox').nth(1).fill('现场已清');
    await page.getByRole('button', { name: '自行处置' }).tap();
    await page.getByText('文字不能代替：须附照片、视频或文件').waitFor();
    await page
      .locator('input[type=file]')
      .last()
      .setInputFiles({ name: 'clean.png', mimeType: 'image/png', buffer: testPhoto(32) });
    await page.locator('[data-file=kept]').waitFor();
    await page.getByRole('button', { name: '自行处置' }).tap();
    await vi.waitFor(async () => {
      const { incident } = incidentDetail.parse(await get(`/incidents/${subject}`));
      expect([incident.node, incident.flags]).toEqual(['fed-back', ['self-handled']]);
    });
    await tab('我的').tap();
    await page.getByText('网格长').first().waitFor();
    found.push(...(await faults('me')));
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('F4 shows what was refused later, with what was typed, until it is thrown away', async () => {
    const order = await orderAs(house, 'chief');
    const { subject } = await order(callOf('桥头的垃圾'));
    await tab('任务').tap();
    await page.locator(`[data-id="${subject}"]`).tap();
    await page.getByText('经过').waitFor();
    line.shut();
    await page.getByText('连接中断').waitFor();
    await page.locator('[data-act=self-handle]').tap();
    await page.getByRole('textbox').first().fill('顺手清走');
    await page
      .locator('input[type=file]')
      .last()
      .setInputFiles({ name: 'bridge.png', mimeType: 'image/png', buffer: testPhoto(32) });
    await page.locator('[data-file=kept]').waitFor();
    await page.getByRole('button', { name: '自行处置' }).tap();
    await page.getByText('「自行处置」已存入待发箱，等信号').waitFor();
    // It cannot be taken twice.
    expect(await page.locator('[data-act]').count()).toBe(0);
    await order({
      kind: 'take',
      incident: subject,
      version: 1,
      transition: 'void',
      form: { reason: '误报' },
    });
    line.admit();
    await page.getByRole('link', { name: /1 条要处理/u }).tap();
    const entry = page.getByRole('listitem').filter({ hasText: '桥头的垃圾' });
    await entry.getByText('被拒').waitFor();
    const found = await faults('refused');
    await entry.getByRole('link', { name: '改后重送' }).tap();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('textbox').first().inputValue()).toBe('顺手清走');
    await page.goBack();
    await entry.getByRole('button', { name: '丢弃' }).tap();
    await entry.getByRole('button', { name: '确定丢弃' }).tap();
    await entry.waitFor({ state: 'detached' });
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

it('is usable with at most 250 KB; map, forms and second language come when the tasks stand', async () => {
  const sent = await sentToFirstUse();
  const sum = sent.reduce((all, [, bytes]) => all + bytes, 0);
  const most = sent.toSorted((a, b) => b[1] - a[1]).slice(0, 12);
  expect(sum, JSON.stringify(most)).toBeLessThanOrEqual(250_000);
  expect(sum).toBeGreaterThan(100_000);
  expect(sent.map(([address]) => address).filter((one) => /\/map-|CountyMap|\.topo/u.test(one))).toEqual([]);
});
