import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { openBrowser } from '../../support/browser.ts';
import { testHouse, type TestHouse } from '../../support/house.ts';
import { looseFigures, standScene, walkedScenes, walkedSizes } from '../../e2e/wall-walk.ts';

/** A Monday afternoon in Jiangyin at which the clock of the house and of the page stands still. */
const fixed = Date.parse('2026-11-23T15:42:09+08:00');
const kept = path.join(import.meta.dirname, 'walls');
/** Pictures are kept some 480 points wide: what a layout and a map look like, not how software smooths a letter. */
const shrinkOf = (width: number): number => (width < 1_200 ? 3 : width < 2_000 ? 4 : 8);
/** Pixels of a shrunk picture that may differ. */
const tolerance = 0.02;

let house: TestHouse;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [house, browser] = await Promise.all([
    testHouse({ clock: () => fixed, env: { DEMO_DAYS: '3' } }),
    openBrowser(),
  ]);
  const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'zh-CN' });
  await context.clock.setFixedTime(fixed);
  page = await context.newPage();
  const { device } = must(house.demo.jurisdictions['jiangyin'], 'jiangyin');
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto(`${house.url}/jiangyin/wall#device=${device}`);
  await page.locator('main.scene').waitFor({ timeout: 120_000 });
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
    await mkdir(kept, { recursive: true });
    await writeFile(file, PNG.sync.write(now));
    // Whole ones go where they are looked at.
    if (process.env['WHOLE']) await writeFile(path.join(process.env['WHOLE'], `${name}.png`), taken);
    return;
  }
  const then = PNG.sync.read(await readFile(file));
  expect([now.width, now.height]).toEqual([then.width, then.height]);
  const differing = pixelmatch(now.data, then.data, undefined, now.width, now.height, { threshold: 0.15 });
  expect(differing / (now.width * now.height)).toBeLessThan(tolerance);
}
/** Sizes of which pictures are kept; all of them are taken anew with KEEP=1. */
const keptSizes = ['hd', '4k', 'tall'];
const sizes = Object.entries(walkedSizes).filter(
  ([size]) => process.env['KEEP'] === '1' || keptSizes.includes(size),
);

describe.each(sizes)('at %s', (size, [width, height]) => {
  it.each(walkedScenes)('the scene %s looks as it was kept', async (scene) => {
    await page.setViewportSize({ width, height });
    await standScene(page, scene);
    await looksAsKept(`${scene}-${size}`);
  });
});

describe('every figure', () => {
  it.each(walkedScenes)('of the scene %s opens to what it counts, or says why not', async (scene) => {
    await page.setViewportSize({ width: 1920, height: 1080 });
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
