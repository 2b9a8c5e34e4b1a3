import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openJourney, type Journey } from './journey.ts';

/** An administrator makes a role of the county's own by boxes, gives it with an account, and its holder sees what it opens and nothing else. */
let journey: Journey;
let admin: Page;
const password = 'seven lanterns over the old ferry';
beforeAll(async () => {
  journey = await openJourney('own-roles');
}, 240_000);
afterAll(() => journey?.close());
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

it('is made by boxes: what stays with administrators is not offered, and what was left out is told before', async () => {
  admin = await journey.enter('admin/config', 'demo-admin', { viewport: { width: 1440, height: 900 } });
  await admin.getByLabel('配置类别').or(admin.locator('header select')).first().selectOption('roles');
  await button(admin, '新增').click();
  const form = admin.locator('form');
  await form.getByRole('group', { name: '编号' }).locator('input').fill('night-desk');
  await form.getByLabel('名称 中文').fill('夜间坐席');
  await form.getByLabel('名称 English').fill('Night desk');
  await form.getByRole('group', { name: '以此角色为基础' }).locator('select').selectOption('duty');
  await form.getByLabel('打开值班台').check();
  for (const name of ['办理', '上报', '看指标、排名、督办清单', '在事件频道留言', '坐席接听与登记'])
    await form.getByLabel(name, { exact: true }).check();
  expect(await form.getByLabel('修改配置').count()).toBe(0);
  expect(await form.getByLabel('看全域').count()).toBe(0);
  await journey.shot(admin, 'boxes');
  await form.getByPlaceholder('写入历史和审计').fill('夜间只受理不签发');
  await button(admin, '预览后果').click();
  await expect.poll(() => button(admin, '发布').isEnabled(), { timeout: 60_000 }).toBe(true);
  await journey.shot(admin, 'looked-at');
  await button(admin, '发布').click();
  await admin.getByText('夜间坐席').first().waitFor();
}, 240_000);

it('is given with an account, whose holder opens the desk and no page that it does not open', async () => {
  await admin.goto(`${journey.house.url}/jiangyin/admin/people`);
  await admin.getByRole('button', { name: /^新增/u }).click();
  const form = admin.locator('form');
  await form.getByLabel('登录名', { exact: true }).fill('night.one');
  await form.getByLabel('姓名', { exact: true }).fill('演示夜间坐席');
  const role = form.locator('label', { hasText: '角色' }).locator('select');
  await role.selectOption({ label: '夜间坐席' });
  await journey.shot(admin, 'given');
  await button(admin, '新增并给出一次性码').click();
  const code = (await admin.getByRole('dialog').locator('.code').innerText()).trim();
  const { page } = await journey.open({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${journey.house.url}/jiangyin/account#first`);
  await page.getByLabel('账号').fill('night.one');
  await page.getByLabel('一次性码').fill(code);
  for (const box of await page.locator('input[type=password]').all()) await box.fill(password);
  await button(page, '设定密码').click();
  await button(page, '去登录').waitFor();
  await page.goto(`${journey.house.url}/jiangyin/desk`);
  await page.getByLabel('账号', { exact: true }).fill('night.one');
  await page.getByLabel('密码').fill(password);
  await page.keyboard.press('Enter');
  await page.getByText('数据一致').waitFor();
  await journey.shot(page, 'the-desk');
  await page.goto(`${journey.house.url}/jiangyin/warnings`);
  await page
    .getByText('没有使用本页面的权限')
    .or(page.getByText(/不能使用|不使用/u))
    .first()
    .waitFor();
  await journey.shot(page, 'another-page');
  expect(journey.complaints).toEqual([]);
}, 240_000);
