import mqtt from 'mqtt';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import sensors from '../../server/packs/jiangyin/sensors.json' with { type: 'json' };
import { openCoarseBrowser } from '../support/browser.ts';
import { testPhoto } from '../support/files.ts';
import { runStartCommand, type StartedCounty } from '../support/start-command.ts';

/**
 * One ring on the server that `npm start` runs. Jiangyin is hosted but left alone by the simulator, so that what its wall
 * shows can only come from this test.
 */
let county: StartedCounty;
let browser: Browser;
const contexts: BrowserContext[] = [];
/** Hosts that any page asked for anything. */
const hosts = new Set<string>();
const complaints: string[] = [];

beforeAll(async () => {
  [county, browser] = await Promise.all([
    runStartCommand({ PACKS: 'jiangyin,xuxiake', DEMO_DAYS: '0' }, ['--only', 'xuxiake']),
    openCoarseBrowser(),
  ]);
});
afterAll(async () => {
  for (const context of contexts) await context.close();
  await browser?.close();
  await county?.stop();
});

async function openPage(width: number, height: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
  contexts.push(context);
  const page = await context.newPage();
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith('http') || protocol.startsWith('ws')) hosts.add(host);
  });
  page.on('websocket', (socket) => hosts.add(new URL(socket.url()).host));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (line.type() === 'error' && !/401/u.test(line.text())) complaints.push(line.text());
  });
  return page;
}

async function signedIn(app: 'desk' | 'lead', login: string): Promise<Page> {
  const page = await openPage(1366, 900);
  const answer = await page.request.post(`${county.url}/api/jiangyin/session`, {
    data: { login, password: county.demo.password },
    headers: { origin: county.url },
  });
  expect(answer.status()).toBeLessThan(300);
  await page.goto(`${county.url}/jiangyin/${app}`);
  return page;
}

const picture = async (part: Locator): Promise<PNG> => PNG.sync.read(await part.screenshot());
function differentPixels(a: PNG, b: PNG): number {
  if (a.width !== b.width || a.height !== b.height) return Number.POSITIVE_INFINITY;
  return pixelmatch(a.data, b.data, undefined, a.width, a.height, { threshold: 0.1 });
}

/** What stands on a desk beside its queue: steps, refusals, dialogs. */
const told = async (page: Page): Promise<string> => {
  const parts = await page.locator('main, aside, [role=dialog], [role=alert], [role=status]').allInnerTexts();
  return parts.join(' | ').replaceAll(/\s+/gu, ' ').slice(0, 3000);
};

/** What the head of the indicator panel says. Counts of incidents may be abnormal by themselves. */
const abnormalCount = async (panel: Locator): Promise<number> =>
  Number(must(/异常 (\d+)/u.exec(await panel.innerText())?.[1], 'count of abnormal indicators'));

const county0 = () => must(county.demo.jurisdictions['jiangyin'], 'jiangyin');

it('a reading published over MQTT changes the pixels of the wall', async () => {
  const wall = await openPage(1920, 1080);
  await wall.goto(`${county.url}/jiangyin/wall#device=${county0().device}`);
  await wall.getByText('数据一致').waitFor();
  const panel = wall.locator('section', { has: wall.getByText('运行指标') }).first();
  await panel.locator('svg').first().waitFor();
  const before = await picture(panel);
  const abnormalBefore = await abnormalCount(panel);
  expect(differentPixels(before, await picture(panel)), 'the panel is still').toBe(0);

  const sensor = must(
    sensors.find((one) => one.quantity === 'smoke'),
    'a smoke sensor',
  );
  const client = await mqtt.connectAsync(county.mqttUrl, {
    username: 'sim-devices',
    password: must(county0().sources['sim-devices'], 'token'),
  });
  const reading = { sensor: sensor.id, at: Date.now(), value: must(sensor.range[1], 'upper bound') };
  await client.publishAsync('jh/jiangyin/readings', JSON.stringify(reading), { qos: 1 });
  await client.endAsync();
  await expect
    .poll(async () => differentPixels(before, await picture(panel)), { timeout: 30_000 })
    .toBeGreaterThan(5);
  await expect.poll(() => abnormalCount(panel), { timeout: 30_000 }).toBeGreaterThan(abnormalBefore);
});

it('a report over HTTP runs the whole ring: wall, desk, a second unit, check, closing, league', async () => {
  const wall = must(contexts[0]?.pages()[0], 'wall');
  const desk = await signedIn('desk', 'duty1');
  await desk.getByText('数据一致').waitFor();
  const lead = await signedIn('lead', 'leader');
  await lead.getByRole('button', { name: '今日' }).click();
  const row = lead.locator('tbody tr', { hasText: '澄江街道' }).first();
  await row.waitFor();
  const leagueBefore = await row.innerText();

  const sent = await fetch(`${county.url}/api/jiangyin/reports`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${county0().sources['hotline']}`,
      'idempotency-key': 'ring-test-1',
    },
    body: JSON.stringify({
      source: 'hotline',
      item: 'exposed-rubbish',
      title: '环城路口暴露垃圾',
      place: { lng: 120.285, lat: 31.911 },
    }),
  });
  expect(sent.ok, await sent.clone().text()).toBe(true);
  const { subject } = (await sent.json()) as { subject: string };

  await wall.getByText('环城路口暴露垃圾').first().waitFor();
  await desk.locator(`[data-id="${subject}"]`).click();
  // A key does what its button would: nothing while the button rests.
  const act = (page: Page, name: string) => page.locator(`[data-act=${name}]:enabled`);
  await act(desk, 'accept').waitFor();
  await desk.keyboard.press('a');
  await act(desk, 'file').waitFor();
  await desk.keyboard.press('f');
  await act(desk, 'dispatch').waitFor();
  await desk.getByText(/派遣 \d 个单位/u).waitFor();
  await desk.keyboard.press('d');
  await act(desk, 'transfer').waitFor();

  const unit = await desk.evaluate(async (id) => {
    const answer = await fetch(`/api/jiangyin/incidents/${id}`);
    const { incident } = (await answer.json()) as { incident: { tasks: { unit: string; role: string }[] } };
    return incident.tasks.find((task) => task.role === 'lead')?.unit ?? '';
  }, subject);
  const handler = await signedIn('desk', unit);
  await handler.locator(`[data-id="${subject}"]`).click();
  await act(handler, 'sign').waitFor();
  await handler.keyboard.press('a');
  const withWords = async (page: Page, step: string, key: string, words: string): Promise<void> => {
    await act(page, step)
      .waitFor()
      .catch(async (error: unknown) => {
        throw new Error(`no ${step}; the desk says: ${await told(page)}`, { cause: error });
      });
    await page.keyboard.press(key);
    const dialog = page.getByRole('dialog');
    // What a feedback has to show is a photograph.
    const files = dialog.locator('input[type=file]');
    if ((await dialog.locator('[data-shows]').count()) > 0) {
      await files.last().setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: testPhoto(32) });
      await dialog.locator('[data-file=kept]').waitFor();
    }
    for (const box of await dialog.getByRole('textbox').all()) await box.fill(words);
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
  };
  await withWords(handler, 'start-work', 'w', '保洁员已出发');
  await withWords(handler, 'feed-back', 'b', '已清理');
  await withWords(desk, 'pass-check', 'c', '照片已核对');
  await withWords(desk, 'close', 'c', '结案');

  await wall.locator('li', { hasText: '环城路口暴露垃圾' }).filter({ hasText: '结案' }).first().waitFor();
  await lead.reload();
  await lead.getByRole('button', { name: '今日' }).click();
  await expect.poll(() => row.innerText(), { timeout: 30_000 }).not.toBe(leagueBefore);
});

it('no screen asks anything of another host, and none complains', () => {
  expect([...hosts]).toEqual([new URL(county.url).host]);
  expect(complaints).toEqual([]);
});
