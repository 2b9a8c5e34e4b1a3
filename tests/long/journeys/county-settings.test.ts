import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import type { ConfiguredRow } from '#shared/wire/configuration.ts';
import { signIn } from '../../support/house.ts';
import { openJourney, type Journey } from './journey.ts';

/** What a county calls its domains, how it writes numbers, and what two administrators who change one row at once are told. */
const townPassword = 'a town of its own 17';
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
  await admin.locator('.list li button').first().click();
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
  await admin.locator('.list').getByText('policy').first().click();
  await admin.getByText('指标超限提请预警').first().scrollIntoViewIfNeeded();
  await journey.shot(admin, 'warnings-of-indicators');
  await admin
    .getByLabel('添加字段')
    .or(admin.locator('form select.second'))
    .first()
    .selectOption('elsewhere');
  const { grids } = (await journey.ask('demo-admin', '/people/ground')) as {
    grids: { id: string; parent: string | null }[];
  };
  const above = new Set(grids.map(({ parent }) => parent));
  const narrow = must(
    grids.find(({ id }) => !above.has(id)),
    'a grid of the narrowest level',
  ).id;
  await field(admin, '不在任何网格内的归入').locator('input').fill(narrow);
  await journey.shot(admin, 'where-the-rest-falls');
  await publish(admin, '其余归入');
  await expect.poll(async () => (await rowOf('pack', 'policy'))['elsewhere']).toBe(narrow);
  await admin.goto(`${journey.house.url}/jiangyin/indicators`);
  await admin.getByRole('button', { name: /港口岸线/u }).waitFor();
  const written = async (): Promise<string> => admin.locator('body').innerText();
  await expect.poll(written, { timeout: 60_000 }).toMatch(/\d,\d/u);
  await journey.shot(admin, 'numbers-as-written-here');
  expect(await written()).not.toMatch(/^\s*\d+\.\d\s*$/mu);
}, 240_000);

it('two administrators change one row: the second is told who changed what, and neither change is lost', async () => {
  const other = await journey.enter('admin/config', 'demo-admin', { viewport: { width: 1440, height: 900 } });
  for (const page of [admin, other]) {
    if (page === admin) await page.goto(`${journey.house.url}/jiangyin/admin/config`);
    await part(page).selectOption('units');
    // Above the rows stands what the calendar lacks, with a button of its own.
    await page.locator('.list li button').first().click();
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
  await other.goto(`${journey.house.url}/jiangyin/admin/people`);
  await other.getByRole('row').nth(3).waitFor();
  await journey.shot(other, 'accounts');
  await button(other, 'EN').click();
  // The words come and the choice is kept before another page is asked for.
  await other.getByText('People & accounts').first().waitFor();
  await other.goto(`${journey.house.url}/jiangyin/admin/config`);
  await other.getByLabel('Part', { exact: false }).first().selectOption('pack');
  await other.locator('.list').getByText('policy').first().click();
  await other.getByText('Indicator (one with bounds)').first().scrollIntoViewIfNeeded();
  await journey.shot(other, 'warnings-of-indicators-in-english');
  expect(journey.complaints).toEqual([]);
}, 240_000);

it('an administrator of a town names which indicator proposes there on the form, and nothing of others', async () => {
  const { grids } = (await journey.ask('demo-admin', '/people/ground')) as {
    grids: { id: string; parent: string | null }[];
  };
  const above = new Set(grids.map(({ parent }) => parent));
  const town = must(
    grids.find(({ id, parent }) => parent !== null && above.has(id) && !above.has(parent)) ?? grids[1],
    'a town',
  ).id;
  const made = await fetch(`${journey.house.url}/api/jiangyin/people`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: journey.house.url,
      cookie: await signIn(journey.house, 'jiangyin', 'demo-admin'),
    },
    body: JSON.stringify({
      login: 'town.admin',
      name: '镇管理员',
      role: 'admin',
      grids: [town],
      password: townPassword,
    }),
  });
  expect(await made.text()).toContain('town.admin');
  const page = await journey.enter('admin/config', 'town.admin', {
    password: townPassword,
    viewport: { width: 1440, height: 900 },
  });
  await part(page).selectOption('pack');
  await page.locator('.list').getByText('policy').first().click();
  await page.getByText('可改 0 条').waitFor();
  await button(page, '增加一条').click();
  const form = field(page, '预警');
  await form.getByLabel('指标（须已设界限）').selectOption('pm25-mean');
  await form.getByLabel('名称').fill('本镇空气');
  expect(await form.getByLabel('只看哪个网格').inputValue()).toBe(town);
  await form.getByLabel('名称').scrollIntoViewIfNeeded();
  await journey.shot(page, 'a-line-of-a-town');
  await publish(page, '本镇超限提请');
  const lines = async () => ((await rowOf('pack', 'policy'))['warning'] as { proposes: object[] }).proposes;
  await expect.poll(async () => (await lines()).length, { timeout: 60_000 }).toBe(13);
  const proposes = await lines();
  expect(proposes.at(-1)).toMatchObject({
    indicator: 'pm25-mean',
    apart: true,
    grid: town,
    title: '本镇空气',
  });
  // The list and the form are those of the new version.
  await page.getByText('本镇超限提请').first().waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByText('可改 1 条').scrollIntoViewIfNeeded();
  await journey.shot(page, 'a-line-of-a-town-narrow');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(journey.complaints).toEqual([]);
}, 240_000);
