import type { Browser, BrowserContext, Page } from 'playwright-core';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { openCoarseBrowser } from '../support/browser.ts';
import { testHouse, type TestHouse } from '../support/house.ts';

let house: TestHouse;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** Everything the page asked for, and what it complained of. */
const asked: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  [house, browser] = await Promise.all([testHouse(), openCoarseBrowser()]);
  context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, reducedMotion: 'reduce' });
  page = await context.newPage();
  page.on('request', (request) => asked.push(request.url()));
  page.on('websocket', (socket) => asked.push(socket.url()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on(
    'console',
    (line) =>
      void (
        line.type() === 'error' &&
        // Nobody is paired at first, and the line is cut on purpose: what is asked for meanwhile fails.
        !/401|WebSocket connection|ERR_INTERNET_DISCONNECTED/u.test(line.text()) &&
        complaints.push(line.text())
      ),
  );
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
});

const wall = (): string => `${house.url}/jiangyin/wall`;
/** What the wall says of itself. */
const state = () => page.locator('.header [role=status]');
/** Pixels in which two pictures differ. */
function differ(one: Buffer, other: Buffer): number {
  const [a, b] = [PNG.sync.read(one), PNG.sync.read(other)];
  return pixelmatch(a.data, b.data, undefined, a.width, a.height, { threshold: 0.1 });
}
/** Until the map is as wide as its place, which it follows some frames later. */
const fitted = (): Promise<unknown> =>
  page.waitForFunction(() => {
    const map = document.querySelector<HTMLElement>('.maplibregl-canvas');
    const place = map?.closest<HTMLElement>('.maplibregl-map');
    return map && place && Math.abs(map.clientWidth - place.clientWidth) <= 1;
  });
/** The middle of the map. */
const canvas = (): Promise<Buffer> => page.screenshot({ clip: { x: 480, y: 140, width: 960, height: 700 } });
/** The picture once it stands. */
async function still(): Promise<Buffer> {
  for (let before = await canvas(); ;) {
    const after = await canvas();
    if (differ(before, after) < 20) return after;
    before = after;
  }
}
/** Pixels of a picture that are as teal as a grid with open incidents or a sensor that is heard. */
function tealPixels(picture: Buffer): number {
  const { data } = PNG.sync.read(picture);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    const [r = 0, g = 0, b = 0] = data.subarray(i, i + 3);
    if (g - r > 40 && b - r > 40) count += 1;
  }
  return count;
}
let acts = 0;
/** Says something for every sensor, and reports incidents in the middle of the county. */
async function fillCounty(reports: number): Promise<void> {
  const { sources } = must(house.demo.jurisdictions['jiangyin'], 'jiangyin');
  const post = async (door: string, source: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${house.url}/api/jiangyin/${door}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${must(sources[source], source)}`,
        'content-type': 'application/json',
        'idempotency-key': `wall-test-${asked.length}-${(acts += 1)}`,
      },
      body: JSON.stringify(body),
    });
    expect(answer.status, await answer.text()).toBeLessThan(300);
  };
  const read = async <T>(what: string): Promise<T> =>
    (await page.request.get(`${house.url}/api/jiangyin/${what}`)).json();
  const sensors = await read<{ id: string; normal?: [number, number]; range: [number, number] }[]>('sensors');
  const at = Date.now();
  const readings = sensors.map(({ id, normal, range }) => {
    const [low, high] = normal ?? range;
    return { sensor: id, at, value: (low + high) / 2 };
  });
  await post('readings', 'sim-devices', readings);
  const [item] = (await read<{ catalogue: { id: string }[] }>('pack')).catalogue;
  for (let i = 0; i < reports; i++)
    await post('reports', 'hotline', {
      source: 'hotline',
      item: must(item, 'an item').id,
      title: `井盖缺失 ${i}`,
      place: { lng: 120.285 + i * 0.001, lat: 31.87 },
    });
}
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
  // A page that stays open goes on drawing its map, beside those that come after it.
  afterAll(() => context.close());
  it('without a token says how it is paired', async () => {
    await page.goto(wall());
    await page.getByRole('heading', { name: '这块大屏还没有配对' }).waitFor();
  });
  it('with a wrong token says that it was not accepted', async () => {
    await page.getByText('用令牌配对').click();
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
    // A first picture is a handful of files, and its typefaces are a few pieces, not one a hundred characters.
    const asked = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    expect(asked.filter((name) => name.endsWith('.woff2')).length).toBeLessThanOrEqual(9);
    expect(asked.length).toBeLessThanOrEqual(75);
    // The page names its files itself; the library of the map comes behind what figures are drawn with.
    const html = await (await page.request.get(wall())).text();
    const hints = [...html.matchAll(/<link [^>]*href="([^"]+)"[^>]*>/gu)].map(([link, file = '']) => ({
      file,
      isLate: link.includes('fetchpriority="low"'),
    }));
    const taken = new Set(asked.map((one) => new URL(one).pathname));
    expect(hints.filter(({ file }) => file.startsWith('/assets/') && !taken.has(file))).toEqual([]);
    const library = hints.filter(({ file }) => /\/map-[\w-]{8}\.js$/u.test(file));
    expect(library.map(({ isLate }) => isLate)).toEqual([true]);
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
    // The plan follows the size in the next frames.
    await expect.poll(cutTexts).toEqual([]);
  });
  it('answers a touch with who is responsible there, and a key takes the card away', async () => {
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.waitForSelector('[data-drawn=true]');
    // Until the map follows the size, the middle of the screen is another place, or none.
    await fitted();
    await still();
    await page.mouse.click(960, 540);
    const card = page.getByRole('article', { name: '此处归谁管' });
    await card.getByText('网格长').first().waitFor();
    await card.getByRole('button', { name: '关闭' }).press('Escape');
    await card.waitFor({ state: 'detached' });
  });
  describe('when its picture or its line is lost', () => {
    it('opens the map again after the graphics are gone, with all that it showed, and says so meanwhile', async () => {
      await fillCounty(5);
      await page.waitForFunction(() => document.querySelector('.key li') !== null);
      await expect.poll(async () => tealPixels(await canvas())).toBeGreaterThan(500);
      const before = tealPixels(await canvas());
      await page.evaluate(() => {
        const map = document.querySelector<HTMLCanvasElement>('.maplibregl-canvas');
        map?.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
      });
      await page.getByRole('alert').getByText('地图画面丢失').waitFor();
      expect(await state().innerText()).not.toContain('数据一致');
      await page.waitForSelector('[data-drawn=true]');
      await state().getByText('数据一致').waitFor();
      await fillCounty(0);
      await expect.poll(async () => tealPixels(await canvas())).toBeGreaterThan(before * 0.9);
    });
    it('does not take its own blocked thread for a lost line', async () => {
      // A change of size stands well back: what is drawn right after one is no stall that is told.
      await page.evaluate(() => {
        const seen = new Set<string>();
        Object.assign(window, { seen });
        const status = document.querySelector('.header [role=status]');
        new MutationObserver(() => seen.add(status?.textContent ?? '')).observe(document.body, {
          subtree: true,
          childList: true,
          characterData: true,
        });
        // Shorter than the patience of the server for an answer, which would cut the line for good reason.
        const start = performance.now();
        while (performance.now() - start < 4_500);
      });
      await page.getByText('画面停顿过').waitFor();
      const seen = await page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen]);
      expect(seen.filter((words) => /滞后|中断/u.test(words))).toEqual([]);
    });
    it('fits the county into whatever size it gets', async () => {
      const before = await still();
      for (const [width, height] of [
        [3840, 1080],
        [1366, 768],
        [1920, 1080],
      ] as const) {
        await page.setViewportSize({ width, height });
        await fitted();
      }
      await page.waitForSelector('[data-drawn=true]');
      await expect.poll(async () => differ(before, await canvas())).toBeLessThan(750);
    });
    it('dims and says across its head that the line is lost, and shines again after', async () => {
      await context.setOffline(true);
      const band = page.getByRole('alert').getByText('连接中断');
      await band.waitFor();
      await page.getByText('画面停在').waitFor();
      const dimmed = (): Promise<number> =>
        page.locator('.body').evaluate((one) => Number(getComputedStyle(one).opacity));
      expect(await dimmed()).toBeLessThan(0.6);
      await context.setOffline(false);
      await band.waitFor({ state: 'detached' });
      await state().getByText('数据一致').waitFor();
      expect(await dimmed()).toBe(1);
    });
  });
  it('is told which scene to show, by tab, by key and by address, and cuts nothing in any of them', async () => {
    const scene = (id: string) => page.locator(`main[data-scene=${id}]`).waitFor();
    await page.getByRole('button', { name: '网格治理' }).click();
    await scene('grid');
    expect(new URL(page.url()).searchParams.get('scene')).toBe('grid');
    await page.keyboard.press('3');
    await scene('sensing');
    await page.keyboard.press('ArrowRight');
    await scene('command');
    expect(await page.locator('.matter strong').innerText()).toMatch(/\d/u);
    await page.keyboard.press('5');
    await scene('performance');
    await page.locator('.rates figure').first().waitFor();
    await page.reload();
    await scene('performance');
    await page.keyboard.press('6');
    await scene('service');
    await page.getByText('数据一致').waitFor();
    expect(await cutTexts()).toEqual([]);
    await page.keyboard.press('1');
    await scene('overview');
  });
  it('goes from the county into a town and a village by touch and by key, its figures with it, and back in one act', async () => {
    await page.keyboard.press('2');
    const rows = page.locator('.places li');
    await rows.nth(16).waitFor();
    const [town] = await rows.first().locator('button').allInnerTexts();
    const openIn = Number(await rows.first().locator('b').innerText());
    await rows.first().locator('.go').click();
    await page.locator('h1', { hasText: must(town, 'a town') }).waitFor();
    expect(new URL(page.url()).searchParams.get('grid')).toMatch(/^320281-/u);
    // The figures are those of the town's own channel.
    await expect
      .poll(() => page.locator('.elements dl > div').nth(3).locator('b').innerText())
      .toBe(`${openIn}`);
    await state().getByText('数据一致').waitFor();
    const inside = await rows.first().locator('.go').innerText();
    await rows.first().locator('.go').press('Enter');
    await page.locator('.places h2', { hasText: inside }).waitFor();
    expect(new URL(page.url()).searchParams.get('grid')?.split('-').length).toBe(3);
    // From the village into a grid by the keys of a remote control, which has no Tab.
    const depth = () => new URL(page.url()).searchParams.get('grid')?.split('-').length ?? 0;
    const village = new URL(page.url()).searchParams.get('grid');
    await state().getByText('数据一致').waitFor();
    await page.locator('.places .panel-title button').focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('.places .go:focus').waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(depth).toBe(4);
    // The address alone is enough to stand there again, and one act leads out of it: Back of a remote control.
    await page.reload();
    await page.locator('.places', { hasText: '返回' }).waitFor();
    expect(depth()).toBe(4);
    expect(await page.locator('h1').innerText()).toMatch(/格$/u);
    const goBack = () => page.evaluate(() => dispatchEvent(new KeyboardEvent('keydown', { key: 'GoBack' })));
    await goBack();
    await expect.poll(() => new URL(page.url()).searchParams.get('grid')).toBe(village);
    await page.keyboard.press('Escape');
    await expect.poll(depth).toBe(2);
    await goBack();
    await page.locator('h1', { hasText: '江阴市综合管理服务指挥中心' }).waitFor();
    await page.goBack();
    await expect.poll(depth).toBe(2);
    // What the address asks for and this county has not is said, and what stands instead.
    await page.goto(`${wall()}?grid=320281-999&map=globe`);
    await page.getByText('网址要的网格“320281-999”不存在，现显示江阴市').waitFor();
    await page.getByText('网址要的地图样式“globe”不存在').waitFor();
    await page.getByText('数据一致').waitFor();
    await page.keyboard.press('1');
    await page.getByRole('button', { name: /^上报 \d/u }).waitFor();
  });
  it('opens a number to its formula, its window and its matters', async () => {
    await page.getByRole('button', { name: /^上报 \d/u }).click();
    const card = page.getByRole('article', { name: '今日事件 · 上报' });
    await card.getByText('窗口内上报的全部事件').waitFor();
    await card.getByText('共 5 件').waitFor();
    await card.getByRole('button', { name: '关闭' }).click();
    await card.waitFor({ state: 'detached' });
    // Every other number of the scene: none stands there without what it rests on.
    for (const figure of ['受理', '派遣', '结案', '未按期', '在岗人员', '处置中']) {
      await page.getByRole('button', { name: new RegExp(`^${figure} \\d`, 'u') }).click();
      const receipt = page.locator('article.receipt');
      await receipt
        .getByText(/件|不上大屏/u)
        .first()
        .waitFor();
      await page.keyboard.press('Escape');
      await receipt.waitFor({ state: 'detached' });
    }
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

describe('remote control', () => {
  let desk: Page;
  let wallPage: Page;
  const wallCard = () => desk.locator('.wall', { hasText: '二楼大厅' });
  beforeAll(async () => {
    const [seat, hall] = await Promise.all([
      browser.newContext({ viewport: { width: 1600, height: 900 }, reducedMotion: 'reduce' }),
      browser.newContext({ viewport: { width: 1366, height: 768 }, reducedMotion: 'reduce' }),
    ]);
    [desk, wallPage] = [await seat.newPage(), await hall.newPage()];
    await desk.request.post(`${house.url}/api/jiangyin/session`, {
      data: { login: 'duty1', password: house.demo.password },
      headers: { origin: house.url },
    });
  });
  it('lets a new screen in by the code that it shows', async () => {
    await wallPage.goto(wall());
    const code = await wallPage.locator('.code').innerText();
    await desk.goto(`${house.url}/jiangyin/desk?pair=${code.replace(' ', '')}`);
    await desk.getByLabel('名称').fill('二楼大厅');
    await desk.getByLabel('起始场景').selectOption({ label: '感知预警' });
    await desk.getByRole('button', { name: '配对' }).click();
    // The scene that it was given stands as soon as it is in.
    await wallPage.locator('main[data-scene=sensing]').waitFor();
    await wallCard().getByText('正常').waitFor();
    await wallCard().getByText('感知预警', { exact: true }).waitFor();
  });
  it('shows the scene and the words that the desk pushes, after a reload too', async () => {
    // The others have never been seen: none of them is chosen by itself.
    await wallCard().getByRole('checkbox').check();
    await desk.locator('.form select').first().selectOption({ label: '网格治理' });
    await desk.locator('.form .line button').first().click();
    await wallPage.locator('main[data-scene=grid]').waitFor();
    await desk.locator('.form textarea').fill('请各席注意防汛');
    await desk.getByRole('button', { name: '发布' }).click();
    await wallPage.getByText('请各席注意防汛').waitFor();
    await wallPage.reload();
    await wallPage.locator('main[data-scene=grid]').waitFor();
    await wallPage.getByText('请各席注意防汛').waitFor();
  });
  it('goes dark within seconds of being shut out, says so, and shows another code', async () => {
    await wallCard().getByRole('button', { name: '撤销授权' }).click();
    await desk.getByRole('alertdialog').getByRole('button', { name: '撤销授权' }).click();
    await wallPage.getByRole('heading', { name: '这块大屏的授权已被撤销' }).waitFor({ timeout: 8_000 });
    await wallPage.locator('.code').waitFor();
    expect(await wallPage.locator('main.scene').count()).toBe(0);
    await wallCard().waitFor({ state: 'detached' });
    await wallPage.context().close();
    await desk.context().close();
  });
});

describe('the leaders\u2019 page', () => {
  let lead: Page;
  beforeAll(async () => {
    const own = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
    lead = await own.newPage();
    const answer = await lead.request.post(`${house.url}/api/jiangyin/session`, {
      data: { login: 'leader', password: house.demo.password },
      headers: { origin: house.url },
    });
    expect(answer.status()).toBeLessThan(300);
    await lead.goto(`${house.url}/jiangyin/lead`);
    await lead.locator('.league tbody tr').first().waitFor();
    await lead.getByText('数据一致').waitFor();
  });
  it('is no wider than a phone', async () => {
    expect(await lead.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
  it('prints on one sheet', async () => {
    // Its later parts have come: what waits for them is taller than they are.
    await lead.waitForLoadState('networkidle');
    const sheet = (await lead.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
    expect(sheet.match(/\/Type\s*\/Page\b/gu)).toHaveLength(1);
  });
  it('says which matters a number rests on, the latest first, in a table with headings', async () => {
    await lead.setViewportSize({ width: 1440, height: 900 });
    await lead.locator('[data-procedure=standard] [data-of=open] button').click();
    const dialog = lead.getByRole('dialog');
    await dialog.getByText('共 5 件').waitFor();
    expect(await dialog.locator('th[aria-sort=descending]').innerText()).toContain('超出');
    expect(await dialog.locator('tbody tr').count()).toBe(5);
    await lead.keyboard.press('Escape');
  });
  it('holds every column of the league beside the map, in the longer words of English too', async () => {
    const hidden = () =>
      lead.locator('.league .wide').evaluate((one) => Math.max(0, one.scrollWidth - one.clientWidth));
    expect(await hidden()).toBe(0);
    await lead.getByRole('button', { name: 'EN', exact: true }).click();
    await lead.getByRole('heading', { name: 'League' }).waitFor();
    expect(await hidden()).toBe(0);
    await lead.getByRole('button', { name: '中文' }).click();
    await lead.getByText('数据一致').waitFor();
  });
  it('says that its line is cut, and is not green beside it', async () => {
    await lead.context().setOffline(true);
    await lead.getByRole('alert').getByText('连接中断').waitFor();
    expect(await lead.locator('header').first().innerText()).not.toContain('✓');
    await lead.context().setOffline(false);
    await lead.getByText('数据一致').waitFor();
  });
});
