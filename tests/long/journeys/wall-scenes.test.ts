import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { hourMs } from '#shared/kernel/span.ts';
import type { WatchRow } from '#shared/views/board.ts';
import type { WatchCommand } from '#shared/watch/watch.ts';
import { openBrowser, standDate } from '../../support/browser.ts';
import { signIn, testHouse, type TestHouse } from '../../support/house.ts';
import { openScreen } from '../../support/screen.ts';
import { letDevicesSpeak } from '../../support/standing-devices.ts';
import {
  cutSteps,
  leagueOf,
  looseFigures,
  standPast,
  standScene,
  walkedScenes,
  walkedSizes,
} from '../../e2e/wall-walk.ts';

const home = 'jiangyin';
/** Another county is looked at by `COUNTY=longgang KEEP=1 WHOLE=folder`: pictures are kept of this one alone. */
const county = process.env['COUNTY'] ?? home;
/** A Monday afternoon there at which the clock of the house and of the page stands still. */
const fixed = Date.parse('2026-11-23T15:42:09+08:00');
const kept = path.join(import.meta.dirname, 'walls');
/** Pictures are kept some 480 points wide: what a layout and a map look like, not how software smooths a letter. */
const shrinkOf = (width: number): number => (width < 1_200 ? 3 : width < 2_000 ? 4 : 8);
/** Walls of a hall are laid out in full and drawn half as fine: a quarter of what their maps cost, and shrunk all the same. */
const isCoarse = (width: number): boolean => width > 2_000;
/** Pixels of a shrunk picture that may differ. */
const tolerance = 0.02;

let house: TestHouse;
let browser: Browser;
/** One wall at a time, drawn as it is or half as fine: two that are open beside each other stop drawing now and then. */
let page: Page;
let isPageCoarse = false;

async function openWall(deviceScaleFactor: number): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'zh-CN', deviceScaleFactor });
  await standDate(context, fixed);
  const wall = await context.newPage();
  const { device } = must(house.demo.jurisdictions[county], county);
  await wall.setViewportSize({ width: 1920, height: 1080 });
  await wall.goto(`${house.url}/${county}/wall#device=${device}`);
  await wall.locator('main.scene').waitFor({ timeout: 120_000 });
  return wall;
}
const post = (path: string, body: unknown, headers: Record<string, string>): Promise<Response> =>
  fetch(`${house.url}/api/${county}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: house.url, ...headers },
    body: JSON.stringify(body),
  });

/** Puts the plan for floods in force. */
async function beginEmergency(): Promise<void> {
  const cookie = await signIn(house, county, 'chief');
  const screen = openScreen({ url: house.url, jurisdiction: county, headers: { cookie } });
  await screen.until('the board', ({ consistent }) => consistent, 30_000);
  const { version } = must(screen.board.tables.get('watch')?.get('now'), 'the watch') as WatchRow;
  screen.close();
  const to = { mode: 'emergency', plan: 'flood', level: 'II' } as const;
  const command: WatchCommand = { kind: 'switch-mode', version, to, reason: '水位超保证水位' };
  const done = await post('/commands', command, { cookie, 'idempotency-key': 'emergency' });
  expect(done.status, await done.text()).toBe(200);
}

beforeAll(async () => {
  [house, browser] = await Promise.all([
    testHouse({
      clock: () => fixed,
      env: { DEMO_DAYS: '6', PACKS: county, CLOCK_CONFIRMED: '2026-11-23' },
    }),
    openBrowser(),
  ]);
  await letDevicesSpeak(house, county, fixed);
  page = await openWall(1);
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
});

function shrunk(picture: Buffer): PNG {
  const from = PNG.sync.read(picture);
  const shrink = shrinkOf(from.width);
  const to = new PNG({ width: Math.floor(from.width / shrink), height: Math.floor(from.height / shrink) });
  for (let y = 0; y < to.height; y++)
    for (let x = 0; x < to.width; x++)
      for (let part = 0; part < 4; part++) {
        let sum = 0;
        for (let i = 0; i < shrink * shrink; i++) {
          const [dx, dy] = [i % shrink, Math.floor(i / shrink)];
          sum += from.data[((y * shrink + dy) * from.width + x * shrink + dx) * 4 + part] ?? 0;
        }
        to.data[(y * to.width + x) * 4 + part] = sum / shrink ** 2;
      }
  return to;
}

/** The scene that stands, beside its kept picture. KEEP=1 keeps what is seen: look at each before it is committed. */
async function looksAsKept(name: string): Promise<void> {
  const taken = await page.screenshot({ timeout: 120_000 });
  const now = shrunk(taken);
  const file = path.join(kept, `${name}.png`);
  if (process.env['KEEP'] === '1') {
    if (county === home) await writeFile(file, PNG.sync.write(now));
    // Whole ones go where they are looked at.
    if (process.env['WHOLE']) await writeFile(path.join(process.env['WHOLE'], `${name}.png`), taken);
    return;
  }
  const then = PNG.sync.read(await readFile(file));
  expect([now.width, now.height]).toEqual([then.width, then.height]);
  const differing = pixelmatch(now.data, then.data, undefined, now.width, now.height, { threshold: 0.15 });
  expect(differing / (now.width * now.height)).toBeLessThan(tolerance);
}
async function sized([width, height]: readonly [number, number]): Promise<void> {
  if (isCoarse(width) !== isPageCoarse) {
    isPageCoarse = isCoarse(width);
    await page.context().close();
    page = await openWall(isPageCoarse ? 0.5 : 1);
  }
  await page.setViewportSize({ width, height });
}

describe.each(Object.entries(walkedSizes))('at %s', (size, pixels) => {
  it.each(walkedScenes)('the scene %s looks as it was kept', async (scene) => {
    await sized(pixels);
    await standScene(page, scene);
    const league = await leagueOf(page);
    if (league) {
      expect(league.cut).toEqual([]);
      // The first and the last of the seventeen stand, on every size, and those between are shown or counted.
      expect([league.ranks[0], league.ranks.at(-1)]).toEqual(['1', '17']);
      expect(league.ranks.length + league.left).toBe(17);
    }
    await looksAsKept(`${scene}-${size}`);
  });
});

describe('every figure', () => {
  beforeAll(() => sized(walkedSizes.hd));
  it.each(walkedScenes)('of the scene %s opens to what it counts, or says why not', async (scene) => {
    await standScene(page, scene);
    expect(await looseFigures(page)).toEqual([]);
    const figures = page.locator(
      '.scene .panel :is(.panel-title button, strong button, b button, dd button, .figure button, .value)',
    );
    const count = await figures.count();
    if (scene !== 'command') expect(count).toBeGreaterThan(0);
    for (let i = 0; i < count; i++) {
      const one = figures.nth(i);
      if (!(await one.isVisible()) || (await one.evaluate((own) => own.tagName)) !== 'BUTTON') continue;
      const words = await one.innerText();
      await one.click();
      const receipt = page.locator('article.receipt');
      await receipt.waitFor({ timeout: 10_000 }).catch((cause: unknown) => {
        throw new Error(`${words} opens nothing`, { cause });
      });
      // Its formula, and its list or why there is none.
      await receipt
        .locator('p.count')
        .waitFor({ timeout: 20_000 })
        .catch((cause: unknown) => {
          throw new Error(`${words} lists nothing and says nothing`, { cause });
        });
      await page.keyboard.press('Escape');
      await receipt.waitFor({ state: 'detached' });
    }
  });
});

describe('the time machine', () => {
  const address = (search: string): string => `${house.url}/${county}/wall${search}`;
  beforeAll(async () => {
    await sized(walkedSizes.hd);
    await page.goto(address(`?scene=overview&at=${fixed - 5 * hourMs}`));
    await page.locator('.machine.past').waitFor({ timeout: 60_000 });
  });
  afterAll(() => page.goto(address('')));
  it('at an instant of the past looks as it was kept', async () => {
    await standPast(page);
    await looksAsKept('past-hd');
  });
  it('beside the present looks as it was kept', async () => {
    await page.locator('section.bar').getByRole('button', { name: '对比' }).click();
    await page.locator('.compare .side').nth(1).waitFor({ timeout: 60_000 });
    await page.waitForTimeout(2_000);
    await looksAsKept('past-compared-hd');
  });
});

// Last: it takes every wall of the county.
describe('in an emergency', () => {
  beforeAll(async () => {
    await beginEmergency();
    await page.locator('main[data-scene=emergency]').waitFor();
  });
  it.each(Object.entries(walkedSizes))('the scene at %s looks as it was kept', async (size, pixels) => {
    await sized(pixels);
    await standScene(page, 'emergency');
    expect(await cutSteps(page)).toEqual([]);
    await looksAsKept(`emergency-${size}`);
  });
});
