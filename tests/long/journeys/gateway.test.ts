import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import cameras from '../../../server/packs/jiangyin/cameras.json' with { type: 'json' };
import { startJanus, type JanusGateway } from '../../support/janus.ts';
import { openJourney, type Journey } from './journey.ts';

/** A live picture by WHEP out of a gateway that others made (Janus, `apt-get install janus`): seen, left, lost and found again. */
const camera = must(cameras[0], 'a camera');
let gateway: JanusGateway;
let journey: Journey;
let page: Page;
beforeAll(async () => {
  gateway = await startJanus(camera);
  journey = await openJourney('gateway', { env: { VIDEO_WHEP_URL: gateway.whepUrl } });
  page = await journey.enter('sensing#video', 'duty1', { viewport: { width: 1440, height: 900 } });
  await page.getByRole('searchbox').fill(camera.id);
}, 300_000);
afterAll(async () => {
  await journey?.close();
  await gateway?.stop();
});

const video = () => page.locator('.player video');
const playing = (): Promise<unknown> =>
  page.locator('.player[data-state=playing]').waitFor({ timeout: 60_000 });
/** Pictures that were decoded so far, how wide they are, and how far the light of one is spread. */
const shown = () =>
  video().evaluate((one: HTMLVideoElement) => {
    const canvas = new OffscreenCanvas(64, 36);
    const pen = canvas.getContext('2d');
    pen?.drawImage(one, 0, 0, 64, 36);
    const light = [...(pen?.getImageData(0, 0, 64, 36).data ?? [])].filter((_, i) => i % 4 === 1);
    return {
      frames: one.getVideoPlaybackQuality().totalVideoFrames,
      width: one.videoWidth,
      spread: Math.max(...light) - Math.min(...light),
    };
  });

it('the picture of a camera comes from the gateway and moves', async () => {
  await page.getByText(camera.name).first().click();
  await playing();
  const { frames } = await shown();
  await expect.poll(async () => (await shown()).frames, { timeout: 20_000 }).toBeGreaterThan(frames + 8);
  expect(await shown()).toMatchObject({ width: 320 });
  expect((await shown()).spread).toBeGreaterThan(60);
  expect(gateway.watched()).toBe(1);
  await journey.shot(page, 'picture');
}, 120_000);

it('a gateway that falls is said to be away, and its picture comes back by itself', async () => {
  await gateway.kill();
  await page.locator('.player[data-state=failed]').waitFor({ timeout: 60_000 });
  await journey.shot(page, 'away');
  await gateway.start();
  await playing();
  const { frames } = await shown();
  await expect.poll(async () => (await shown()).frames, { timeout: 20_000 }).toBeGreaterThan(frames + 4);
  await journey.shot(page, 'back');
}, 180_000);

it('a gateway that stands and sends no picture is said to be silent; the picture that comes after all is shown', async () => {
  gateway.send(false);
  await page.locator('.player[data-state=silent]').waitFor({ timeout: 60_000 });
  expect(await page.locator('.player').getByRole('status').textContent()).toContain('没有画面');
  await journey.shot(page, 'silent');
  gateway.send(true);
  await playing();
  await journey.shot(page, 'picture-again');
}, 180_000);

it('who leaves the picture leaves the gateway too', async () => {
  await page.goto(`${journey.house.url}/jiangyin/sensing#sensors`);
  await expect.poll(() => gateway.watched(), { timeout: 60_000 }).toBe(0);
  expect(journey.complaints).toEqual([]);
}, 120_000);
