import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { located } from '#shared/wire/responsibility.ts';
import { callOf, orderAs } from '../../e2e/desk-page.ts';
import { testPhoto } from '../../support/files.ts';
import { openProxy, type Proxy } from '../../support/proxy.ts';
import { openJourney, type Journey } from './journey.ts';

/** A grid member's round where there is no line: tasks read before, three reports, a task done, a dead page; all of it sent once when the line is back. */
let journey: Journey;
let line: Proxy;
let phone: BrowserContext;
let page: Page;
let login = '';
const tasks: string[] = [];
beforeAll(async () => {
  journey = await openJourney('grid-member');
  line = await openProxy(() => Number(new URL(journey.house.url).port));
  const { lng, lat } = must(callOf('').place, 'a place');
  const { grids } = located.parse(await journey.ask('duty1', `/locate?lng=${lng}&lat=${lat}`));
  login = `field-${must(grids[0], 'the grid of the place').id}`;
  const order = await orderAs(journey.house, 'chief');
  for (const title of ['楼道堆物', '树枝压线']) tasks.push((await order(callOf(title))).subject);
  ({ page, context: phone } = await journey.open({
    ...{ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  }));
  await page.goto(`${line.url}/jiangyin/field`);
  await page.getByLabel('账号', { exact: true }).fill(login);
  await page.getByLabel('密码').fill(journey.house.demo.password);
  await page.getByRole('button', { name: '登录' }).tap();
  await page.getByText('数据一致').waitFor();
});
afterAll(async () => {
  await line?.close();
  await journey?.close();
});

const tab = (name: string) => page.getByRole('navigation').getByRole('link', { name });
async function report(item: string, words: string, photo: boolean): Promise<void> {
  await tab('上报').tap();
  await page.getByRole('searchbox').fill(item);
  await page.locator('.rows a').first().tap();
  await page.getByLabel(/^情况/u).fill(words);
  await page.getByText('按网格，取其中心').waitFor();
  if (photo) {
    await page
      .locator('input[type=file]')
      .last()
      .setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: testPhoto(48) });
    await page.locator('[data-file=kept]').waitFor();
  }
  await page.getByRole('button', { name: '上报' }).tap();
  await page.getByText('已存在手机里').waitFor();
}
const said = ['灭火器过期三具', '窨井盖松动', '单元门口积水'];

it('goes round without a line: three reports, a task done with a photo, and the page dies on the way', async () => {
  await tab('任务').tap();
  for (const id of tasks) await page.locator(`[data-id="${id}"]`).waitFor();
  await journey.shot(page, 'tasks');
  // The phone has read the task before it leaves the line.
  await page.locator(`[data-id="${tasks[0]}"]`).tap();
  await page.getByText('经过').waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(async () => (await (await caches.open('jiuhuan-packs')).keys()).length > 1);

  line.shut();
  await page.getByText('连接中断').waitFor();
  await page.locator('[data-act=self-handle]').tap();
  await page.getByRole('textbox').first().fill('已清出楼道');
  await page
    .locator('input[type=file]')
    .last()
    .setInputFiles({ name: '清理后.png', mimeType: 'image/png', buffer: testPhoto(48) });
  await page.locator('[data-file=kept]').waitFor();
  await page.getByRole('textbox').nth(1).fill('清理后');
  await journey.shot(page, 'done-without-a-line');
  await page.getByRole('button', { name: '自行处置' }).tap();
  await page.getByText(/已存入待发箱/u).waitFor();
  await report('消防', said[0] ?? '', true);
  await report('井盖', said[1] ?? '', true);
  await page.close();
  page = await phone.newPage();
  await page.goto(`${line.url}/jiangyin/field`);
  await report('积水', said[2] ?? '', false);
  await tab('我的').tap();
  await journey.shot(page, 'me-without-a-line');
  await page.getByRole('link', { name: /待发箱/u }).tap();
  await page.getByText('等候', { exact: true }).first().waitFor();
  expect(await page.getByText('等候', { exact: true }).count()).toBe(4);
  await journey.shot(page, 'outbox-of-four');
  expect((await journey.matters('duty1', 'source=patrol')).rows).toEqual([]);
}, 300_000);

it('everything is sent exactly once, in its order, when the line is back', async () => {
  line.admit();
  await vi.waitFor(
    async () => expect((await journey.matters('duty1', 'source=patrol&limit=20')).rows).toHaveLength(3),
    { timeout: 90_000 },
  );
  await vi.waitFor(
    async () => {
      const done = await journey.matter('duty1', must(tasks[0], 'the task'));
      expect([done.node, done.flags]).toEqual(['fed-back', ['self-handled']]);
      expect(done.evidence.map(({ kind }) => kind)).toContain('photo');
    },
    { timeout: 30_000 },
  );
  const { rows } = await journey.matters('duty1', 'source=patrol&limit=20');
  const told = await Promise.all(rows.map(({ id }) => journey.matter('duty1', id)));
  const inOrder = told.toSorted((a, b) => a.id.localeCompare(b.id)).map(({ detail }) => detail);
  expect(inOrder).toEqual(said);
  expect(told.filter(({ evidence }) => evidence.some(({ kind }) => kind === 'photo'))).toHaveLength(2);
  await page.reload();
  await page.getByText('数据一致').waitFor();
  await journey.shot(page, 'line-is-back');
  // A page that comes again sends nothing again.
  expect((await journey.matters('duty1', 'source=patrol&limit=20')).rows).toHaveLength(3);
  expect(journey.complaints).toEqual([]);
}, 300_000);

it('a task that came while the phone lay there is shown as a notice, which opens that task', async () => {
  await phone.grantPermissions(['notifications'], { origin: line.url });
  await tab('上报').tap();
  const worker = must(phone.serviceWorkers()[0], 'the service worker');
  const protocol = await phone.newCDPSession(page);
  const registered = new Promise<string>((done) =>
    protocol.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.endsWith('/jiangyin/field'));
      if (own) done(own.registrationId);
    }),
  );
  await protocol.send('ServiceWorker.enable');
  const task = must(tasks[1], 'a task');
  await protocol.send('ServiceWorker.deliverPushMessage', {
    origin: line.url,
    registrationId: await registered,
    data: JSON.stringify({ title: '新任务：树枝压线', body: '虹桥社区', id: task }),
  });
  const shown = (): Promise<string[][]> =>
    page.evaluate(async () =>
      (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body, tag }) => [
        title,
        body,
        tag,
      ]),
    );
  await vi.waitFor(async () => expect(await shown()).toEqual([['新任务：树枝压线', '虹桥社区', task]]), {
    timeout: 20_000,
  });
  // A finger on the notice is what no browser without a screen has: its event is the browser's own.
  await worker.evaluate(`registration.getNotifications().then(([notification]) =>
    dispatchEvent(new NotificationEvent('notificationclick', { notification })))`);
  await page.getByRole('heading', { name: '树枝压线' }).waitFor();
  expect(new URL(page.url()).hash).toBe(`#tasks/${task}`);
  expect(await shown()).toEqual([]);
  await journey.shot(page, 'opened-by-a-notice');
}, 120_000);
