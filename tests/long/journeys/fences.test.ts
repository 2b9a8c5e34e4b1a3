import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { alarmList } from '#shared/wire/alarms.ts';
import { trend } from '#shared/wire/http.ts';
import { located } from '#shared/wire/responsibility.ts';
import staff from '../../../server/packs/jiangyin/staff.json' with { type: 'json' };
import { callOf } from '../../e2e/desk-page.ts';
import { openJourney, type Journey } from './journey.ts';

/** An administrator draws a fence around a member's grid by its form; the member's phone leaves it, and the desk sees the alarm. */
let journey: Journey;
let admin: Page;
const here = must(callOf('').place, 'a place');
const fence = { id: 'AQ-F001', zh: '网格员擅离网格', en: 'A member left the grid' };
let [grid, member] = ['', ''];
beforeAll(async () => {
  journey = await openJourney('fences');
  const { grids } = located.parse(await journey.ask('duty1', `/locate?lng=${here.lng}&lat=${here.lat}`));
  grid = must(grids.at(-1), 'the narrowest grid').id;
  member = must(
    staff.find((one) => one.grid === grid && one.post === 'grid-member'),
    `member of ${grid}`,
  ).id;
}, 240_000);
afterAll(() => journey?.close());
const phone = { width: 390, height: 844 };
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** What the phone of the member tells, as handsets do. */
async function tell(place: { lng: number; lat: number }): Promise<void> {
  const token = journey.house.demo.jurisdictions['jiangyin']?.sources['sim-devices'];
  const answer = await fetch(`${journey.house.url}/api/jiangyin/positions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ positions: [{ staff: member, at: journey.now(), ...place }] }),
  });
  expect(await answer.json()).toMatchObject({ taken: 1 });
}
const raised = async (): Promise<number> =>
  alarmList
    .parse(await journey.ask('duty1', '/alarms'))
    .alarms.filter(({ sensors }) => sensors.includes(fence.id)).length;

it('a fence is drawn by its form, at a desk and on a phone', async () => {
  admin = await journey.enter('admin/config', 'demo-admin', { viewport: { width: 1440, height: 900 } });
  await admin.locator('header select').first().selectOption('sensors');
  await admin.getByRole('searchbox').fill('fence-inside');
  await admin.getByRole('button', { name: /警戒区夜间有人进入/u }).click();
  await button(admin, '照此新增').click();
  const form = admin.locator('form');
  const box = (name: string) => form.getByRole('group', { name, exact: true }).first();
  await box('编号').locator('input').fill(fence.id);
  await form.getByLabel('名称 中文').fill(fence.zh);
  await form.getByLabel('名称 English').fill(fence.en);
  await box('上报间隔（毫秒）').locator('input').fill(String(minuteMs));
  const counts = box('平台自计（围栏或线索）');
  await counts.getByRole('combobox', { name: '统计什么' }).selectOption('outside');
  await counts.getByRole('combobox', { name: '范围', exact: true }).selectOption('grid');
  await counts.getByRole('combobox', { name: '网格', exact: true }).fill(grid);
  await counts.getByLabel(/只限这些人员或车辆/u).fill(member);
  await counts.getByLabel('只在每天的一段时间内').uncheck();
  await counts.scrollIntoViewIfNeeded();
  await journey.shot(admin, 'form');
  await admin.setViewportSize(phone);
  await counts.scrollIntoViewIfNeeded();
  await journey.shot(admin, 'form-on-a-phone');
  await admin.setViewportSize({ width: 1440, height: 900 });
  await form.getByPlaceholder('写入历史和审计').fill('巡查期间不得离开网格');
  await button(admin, '预览后果').click();
  await expect.poll(() => button(admin, '发布').isEnabled(), { timeout: 60_000 }).toBe(true);
  await journey.shot(admin, 'looked-at');
  await button(admin, '发布').click();
  await admin.getByText(fence.zh).first().waitFor();
}, 240_000);

/** What the fence read last, once it has read at or after an instant. */
async function readSince(since: number): Promise<number | null> {
  const { points } = trend.parse(
    await journey.ask('duty1', `/readings/${fence.id}?from=${since - 60 * minuteMs}&to=${journey.now()}`),
  );
  const [at = 0, value = 0] = points.at(-1) ?? [];
  return at >= since ? value : null;
}

it('who is inside raises nothing; who leaves is an alarm at the desk within the next step, and named to nobody by it', async () => {
  await tell(here);
  journey.passTime(minuteMs);
  await tell(here);
  const told = journey.now();
  journey.passTime(minuteMs);
  await expect.poll(() => readSince(told), { timeout: 60_000, interval: 1_000 }).toBe(0);
  expect(await raised()).toBe(0);
  await tell({ lng: here.lng + 0.05, lat: here.lat });
  journey.passTime(minuteMs);
  await expect.poll(raised, { timeout: 60_000, interval: 1_000 }).toBe(1);
  const alarms = JSON.stringify(await journey.ask('duty1', '/alarms'));
  expect(alarms).not.toContain(member);
}, 240_000);

it.each([
  ['zh', fence.zh],
  ['en', fence.en],
] as const)(
  'the alarm, those on duty and the fence are shown in %s, and on a phone',
  async (language, name) => {
    const { page, context } = await journey.open({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript((one) => localStorage.setItem('jiuhuan.language', one), language);
    await page.goto(`${journey.house.url}/jiangyin/sensing#alarms`);
    await page.locator('input').first().fill('duty1');
    await page.locator('input[type=password]').fill(journey.house.demo.password);
    await page.keyboard.press('Enter');
    await page.getByRole('option').filter({ hasText: name }).click();
    await page.getByRole('heading', { name }).waitFor();
    await journey.shot(page, `alarm-${language}`);
    await page.setViewportSize(phone);
    await journey.shot(page, `alarm-${language}-on-a-phone`);
    await page.goto(`${journey.house.url}/jiangyin/sensing#crews`);
    const row = page.getByRole('button', { name });
    await row.scrollIntoViewIfNeeded();
    await journey.shot(page, `fence-${language}-on-a-phone`);
    await page.setViewportSize({ width: 1440, height: 900 });
    await row.click();
    await page.waitForSelector('[data-drawn=true]', { state: 'attached' });
    await page.waitForTimeout(3_000);
    await journey.shot(page, `crews-${language}`);
    await context.close();
    expect(journey.complaints).toEqual([]);
  },
  240_000,
);
