import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { peoplePage } from '#shared/wire/people.ts';
import { openJourney, type Journey } from './journey.ts';

/** An administrator who is bound to a town tries, screen by screen, to grant more than they hold. */
let journey: Journey;
let whole: Page;
let town: Page;
const password = '镇管理员的一句长口令 2026';
beforeAll(async () => {
  journey = await openJourney('administrator');
});
afterAll(() => journey?.close());

const field = (page: Page, name: string) => page.locator('.form').getByLabel(name, { exact: true });
const roleOf = (page: Page) =>
  page.locator('.form label', { has: page.getByText('角色', { exact: true }) }).locator('select');
async function bindTo(page: Page, grid: string): Promise<void> {
  const picker = page
    .locator('form')
    .getByRole('textbox', { name: '按名称或编号添加网格' })
    .or(page.locator('form').getByRole('combobox', { name: '按名称或编号添加网格' }));
  await picker.first().fill(grid);
  await page.keyboard.press('Enter');
}
const everybody = async () =>
  peoplePage.parse(await journey.ask('demo-admin', '/people/page?limit=500')).rows;

it('the county’s administrator makes one for a town, who sets a password by the code', async () => {
  whole = await journey.enter('admin', 'demo-admin');
  await whole.getByRole('button', { name: /^新增/u }).click();
  await field(whole, '登录名').fill('town.admin');
  await field(whole, '姓名').fill('演示镇管理员');
  await roleOf(whole).selectOption({ label: '管理员' });
  await bindTo(whole, '澄江街道');
  await whole.getByRole('button', { name: '新增并给出一次性码' }).click();
  const code = (await whole.getByRole('dialog').locator('.code').innerText()).trim();
  await journey.shot(whole, 'code-for-the-town');

  ({ page: town } = await journey.open());
  await town.goto(`${journey.house.url}/jiangyin/account#first`);
  await town.getByLabel('账号').fill('town.admin');
  await town.getByLabel('一次性码').fill(code);
  for (const box of await town.locator('input[type=password]').all()) await box.fill(password);
  await town.getByRole('button', { name: '设定密码' }).click();
  await town.getByRole('button', { name: '去登录' }).waitFor();
  await town.goto(`${journey.house.url}/jiangyin/admin`);
  await town.getByLabel('账号', { exact: true }).fill('town.admin');
  await town.getByLabel('密码').fill(password);
  await town.keyboard.press('Enter');
  await town.getByText('管理范围：澄江街道').waitFor();
  await journey.shot(town, 'the-towns-own-people');
}, 300_000);

it('sees nobody of the county, and makes nobody beyond the town', async () => {
  const search = town.getByPlaceholder('姓名、登录名、手机、单位或网格');
  for (const login of ['demo-admin', 'chief', 'leader']) {
    await search.fill(login);
    await town.getByText('没有符合条件的账号').waitFor();
  }
  await search.fill('');
  const tries: [what: string, grid: string | null, role: string][] = [
    ['a whole county', null, '管理员'],
    ['another town', '华士镇', '值班员'],
    ['both towns', '澄江街道 华士镇', '领导'],
  ];
  const before = (await everybody()).length;
  for (const [i, [what, grids, role]] of tries.entries()) {
    await town.getByRole('button', { name: /^新增/u }).first().click();
    await field(town, '登录名').fill(`beyond.${i}`);
    await field(town, '姓名').fill('演示越权');
    await roleOf(town).selectOption({ label: role });
    for (const grid of grids?.split(' ') ?? []) await bindTo(town, grid);
    await town.getByRole('button', { name: '新增并给出一次性码' }).click();
    // The reason stands beside the form, and nothing was made.
    await town.locator('form').getByRole('alert').first().waitFor();
    await journey.shot(town, `refused-${what.replaceAll(' ', '-')}`);
    await town.getByRole('button', { name: '关闭' }).click();
  }
  expect((await everybody()).length).toBe(before);
  // Roles that a town cannot give are not offered.
  await town.getByRole('button', { name: /^新增/u }).first().click();
  const offered = await roleOf(town).locator('option').allInnerTexts();
  expect(offered).not.toContain('审计员');
  await town.getByRole('button', { name: '关闭' }).click();
}, 300_000);

it('lets in no wall of the whole county and no source, and has its own walls alone', async () => {
  await town.getByRole('link', { name: '大屏终端' }).click();
  await town.getByRole('button', { name: '添加大屏' }).click();
  await town.getByLabel('名称', { exact: true }).fill('全域大屏');
  await town.getByRole('button', { name: '签发' }).click();
  await town.getByRole('alert').first().waitFor();
  await journey.shot(town, 'refused-a-county-wall');
  await bindTo(town, '澄江街道');
  await town.getByLabel('名称', { exact: true }).fill('澄江街道大屏');
  await town.getByRole('button', { name: '签发' }).click();
  await town.getByText('令牌只显示这一次').waitFor();
  await journey.shot(town, 'a-wall-of-the-town');
  const devices = (await journey.ask('demo-admin', '/devices')) as { name: string; grids: string[] }[];
  expect(devices.map(({ name }) => name)).not.toContain('全域大屏');
  expect(
    must(
      devices.find(({ name }) => name === '澄江街道大屏'),
      'the wall',
    ).grids,
  ).toHaveLength(1);
  expect(journey.complaints).toEqual([]);
}, 300_000);
