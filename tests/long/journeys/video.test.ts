import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import cameras from '../../../server/packs/jiangyin/cameras.json' with { type: 'json' };
import { callOf, orderAs } from '../../e2e/desk-page.ts';
import { openJourney, type Journey } from './journey.ts';

/** An officer looks through a camera, keeps what it shows as evidence, covered where nobody may look; the audit says who looked. */
let journey: Journey;
let page: Page;
const camera = must(
  cameras.find(({ masks }) => masks !== undefined),
  'a camera with masks',
);
beforeAll(async () => {
  journey = await openJourney('video', { env: { PACKS: 'jiangyin,longgang' } });
  page = await journey.enter('sensing#video', 'duty1', { viewport: { width: 1440, height: 900 } });
}, 300_000);
afterAll(() => journey?.close());

it('a picture that runs is covered, becomes evidence covered, and the audit names who looked', async () => {
  const order = await orderAs(journey.house, 'chief');
  const { subject } = await order(callOf('小区门口堆物', { place: camera.place }));
  await page.getByRole('searchbox').fill(camera.id);
  await page.getByText(camera.name).first().click();
  await page.locator('.player[data-state=playing]').waitFor({ timeout: 90_000 });
  expect(await page.locator('.player svg rect').count()).toBe(camera.masks?.length);
  const video = page.locator('.player video');
  const runs = (): Promise<number> => video.evaluate((one) => (one as HTMLVideoElement).currentTime);
  await expect.poll(runs, { timeout: 60_000 }).toBeGreaterThan(0.2);
  await journey.shot(page, 'picture');
  await page.getByRole('button', { name: '截图取证' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('归入事件').fill(subject);
  await journey.shot(page, 'snapshot');
  await dialog.getByRole('button', { name: '存为证据' }).click();
  await dialog.getByText(`已存为事件 ${subject} 的证据`).waitFor();

  const { evidence } = await journey.matter('duty1', subject);
  const { ref } = must(
    evidence.find(({ kind }) => kind === 'photo'),
    'a photograph',
  ) as { ref: string };
  // The middle of each mask is black in the file itself, the picture round it is not all black.
  const light = await page.evaluate(
    async ({ address, masks }) => {
      const picture = await createImageBitmap(await (await fetch(address)).blob());
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      const pen = canvas.getContext('2d');
      pen?.drawImage(picture, 0, 0);
      const at = (x: number, y: number): number => {
        const [r = 0, g = 0, b = 0] =
          pen?.getImageData(x * picture.width, y * picture.height, 1, 1).data ?? [];
        return r + g + b;
      };
      const spread = Array.from({ length: 40 }, (_, i) =>
        at(0.4 + (i % 8) / 40, 0.5 + Math.floor(i / 8) / 12),
      );
      return {
        covered: masks.map(([x = 0, y = 0, w = 0, h = 0]) => at(x + w / 2, y + h / 2)),
        open: Math.max(...spread),
      };
    },
    { address: `/api/jiangyin/evidence/${ref}`, masks: camera.masks ?? [] },
  );
  expect(Math.max(...light.covered)).toBeLessThan(40);
  expect(light.open).toBeGreaterThan(60);
  const looked = (await journey.ask('demo-auditor', '/audit?act=camera-watched')) as { lines?: unknown };
  expect(JSON.stringify(looked)).toContain(camera.id);
  expect(JSON.stringify(looked)).toContain('duty1');
  expect(journey.complaints).toEqual([]);
});

it('stores and shelters are found by kind and name, and stand on the map', async () => {
  const { page: there } = await journey.open({ viewport: { width: 1440, height: 900 } });
  await there.goto(`${journey.house.url}/longgang/sensing#resources`);
  await there.getByLabel('账号', { exact: true }).fill('duty1');
  await there.getByLabel('密码').fill(journey.house.demo.password);
  await there.keyboard.press('Enter');
  await there.getByRole('searchbox').waitFor();
  for (const word of ['避难', '物资']) {
    await there.getByRole('searchbox').fill(word);
    await expect.poll(() => there.locator('aside li').filter({ hasText: word }).count()).toBeGreaterThan(0);
    await there.waitForSelector('[data-drawn=true]', { state: 'attached', timeout: 120_000 });
    await journey.shot(there, `resources-${word}`);
  }
  expect(journey.complaints).toEqual([]);
});
