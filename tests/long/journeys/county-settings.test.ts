import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import type { ConfiguredRow } from '#shared/wire/configuration.ts';
import { openJourney, type Journey } from './journey.ts';

/** What a county calls its domains, how it writes numbers, and what two administrators who change one row at once are told. */
let journey: Journey;
let admin: Page;
beforeAll(async () => {
  journey = await openJourney('county-settings');
  admin = await journey.enter('admin/config', 'demo-admin', { viewport: { width: 1440, height: 900 } });
}, 240_000);
afterAll(() => journey?.close());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const part = (page: Page) => page.locator('header select').first();
const field = (page: Page, name: string) => page.locator('form').getByRole('group', { name });
async function publish(page: Page, why: string): Promise<void> {
  await page.getByPlaceholder('写入历史和审计').fill(why);
  await button(page, '预览后果').click();
  await expect.poll(() => button(page, '发布').isEnabled(), { timeout: 60_000 }).toBe(true);
  await button(page, '发布').click();
}
const rowOf = async (of: string, key: string): Promise<Record<string, unknown>> =>
  must(
    ((await journey.ask('demo-admin', `/configuration/parts/${of}`)) as ConfiguredRow[]).find(
      (one) => one.key === key,
    ),
    key,
  ).body as Record<string, unknown>;

it('a domain is added and offered to items; one that is used cannot go, and it is said who uses it', async () => {
  await part(admin).selectOption('domains');
  await admin.getByText('水利防汛').first().waitFor();
  await button(admin, '新增').click();
  await field(admin, '编号').locator('input').fill('harbour');
  await admin.getByLabel('名称 中文').fill('港口岸线');
  await admin.getByLabel('名称 English').fill('Harbour');
  await publish(admin, '增设港口领域');
  await admin.getByText('港口岸线').first().waitFor();
  await admin.getByText('水利防汛').first().click();
  await button(admin, '移除')
    .or(admin.getByRole('button', { name: /移出|移除|删除/u }))
    .first()
    .click();
  await button(admin, '预览后果').click();
  await admin
    .getByText(/领域“water”不在清单中/u)
    .first()
    .waitFor();
  await journey.shot(admin, 'a-domain-in-use');
  await part(admin).selectOption('catalogue');
  await admin.locator('.list button, .list li').first().waitFor();
  await admin.locator('.list').getByRole('button').first().click();
  const choice = field(admin, '领域').locator('select');
  await choice.waitFor();
  expect(await choice.locator('option').allInnerTexts()).toContain('港口岸线');
  await journey.shot(admin, 'an-item-chooses');
  await admin.goto(`${journey.house.url}/jiangyin/indicators`);
  await admin.getByRole('button', { name: /港口岸线/u }).waitFor();
  await journey.shot(admin, 'indicators-by-domain');
}, 240_000);

it('settings of the county are fields with names: forms of codes and telephones, how numbers are written, where the rest falls', async () => {
  await admin.goto(`${journey.house.url}/jiangyin/admin/config`);
  await part(admin).selectOption('pack');
  await admin.locator('.list').getByText('identity').first().click();
  const add = admin.getByLabel('添加字段').or(admin.locator('form select.second')).first();
  await add.selectOption('numbers');
  await field(admin, '数字写法').locator('select').selectOption('point-comma');
  await add.selectOption('phones');
  await field(admin, '电话号码格式').locator('textarea').fill('### #### ####');
  await journey.shot(admin, 'settings');
  await publish(admin, '数字与电话写法');
  await expect.poll(async () => (await rowOf('pack', 'identity'))['numbers']).toBe('point-comma');
  const page = await journey.enter('lead', 'leader', { viewport: { width: 1440, height: 900 } });
  await page
    .getByText(/\d,\d%/u)
    .first()
    .waitFor();
  await journey.shot(page, 'numbers-as-written-here');
  await page.context().close();
}, 240_000);

it('two administrators change one row: the second is told who changed what, and neither change is lost', async () => {
  const other = await journey.enter('admin/config', 'demo-admin', { viewport: { width: 1440, height: 900 } });
  for (const page of [admin, other]) {
    if (page === admin) await page.goto(`${journey.house.url}/jiangyin/admin/config`);
    await part(page).selectOption('units');
    await page.locator('.list').getByRole('button').first().click();
    await page.getByLabel('名称 中文').waitFor();
  }
  const key = (await admin.locator('form').locator('input[disabled]').first().inputValue()).trim();
  await admin.getByLabel('名称 中文').fill('先改的名称');
  await field(other, '电话').locator('input').fill('0510-5550000');
  await other.getByLabel('名称 English').fill('Second thought');
  // Both looked before either wrote.
  await other.getByPlaceholder('写入历史和审计').fill('改电话');
  await button(other, '预览后果').click();
  await expect.poll(() => button(other, '发布').isEnabled(), { timeout: 60_000 }).toBe(true);
  await publish(admin, '改名称');
  await admin.getByText('先改的名称').first().waitFor();
  await button(other, '发布').click();
  const told = other.getByRole('alert');
  await told.getByText('别人改了这一项').first().waitFor();
  await told
    .getByText(/先改的名称/u)
    .first()
    .waitFor();
  await told
    .getByText(/您填的是/u)
    .first()
    .waitFor();
  await journey.shot(other, 'the-second-is-told');
  await other.setViewportSize({ width: 390, height: 844 });
  await journey.shot(other, 'the-second-is-told-narrow');
  expect(await other.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await other.setViewportSize({ width: 1440, height: 900 });
  // Nothing is lost: what was typed stands in the form, and what was not touched here is the other's.
  expect(await field(other, '电话').locator('input').inputValue()).toBe('0510-5550000');
  await button(other, '在最新内容上保留我的修改').click();
  await publish(other, '改电话');
  await expect.poll(async () => (await rowOf('units', key))['phone']).toBe('0510-5550000');
  const name = (await rowOf('units', key))['name'] as Record<string, string>;
  expect([name['zh'], name['en']]).toEqual(['先改的名称', 'Second thought']);
  expect(journey.complaints).toEqual([]);
}, 240_000);
