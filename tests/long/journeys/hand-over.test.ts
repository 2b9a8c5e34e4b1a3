import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { callOf, orderAs } from '../../e2e/desk-page.ts';
import { openJourney, type Journey } from './journey.ts';

/** The end of a night shift: what came in the dark is handed to the day with two signatures, and goes on from the sheet. */
let journey: Journey;
let night: Page;
let day: Page;
const view = { viewport: { width: 1600, height: 900 } };
const titles = ['围墙倒塌压住一辆车', '管道爆裂路面喷水', '小区连夜停电', '河堤冒水泡'];
const ids: string[] = [];
beforeAll(async () => {
  // The next seven o'clock where the county lies: the night shift ends at eight. A browser takes no cookie that has ended by its own clock.
  const seven = Date.parse('2026-01-01T07:00:00+08:00');
  const from = seven + Math.ceil((Date.now() - seven) / dayMs) * dayMs;
  journey = await openJourney('hand-over', { from });
  const order = await orderAs(journey.house, 'duty1');
  for (const [i, title] of titles.entries())
    ids.push((await order(callOf(title, { place: { lng: 120.27 + i * 0.01, lat: 31.91 } }))).subject);
  night = await journey.enter('desk', 'duty1', view);
  await night.getByText('数据一致').waitFor();
});
afterAll(() => journey?.close());

async function openTab(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Shift+W');
  await page.getByRole('tab', { name }).click();
}
const row = (page: Page, id = '') => page.locator(`nav [data-id="${id}"]`);

it('the night accepts what came, one is late by the morning, and the sheet counts as the desk does', async () => {
  await row(night, ids[0]).click();
  for (const [act, key] of [
    ['accept', 'a'],
    ['file', 'f'],
    ['dispatch', 'd'],
  ] as const) {
    await night.locator(`[data-act=${act}]`).waitFor();
    if (act === 'dispatch') await night.getByText(/派遣 \d 个单位/u).waitFor();
    await night.keyboard.press(key);
  }
  await night.locator('.facts b').getByText('派遣').waitFor();
  await journey.shot(night, 'before-the-sheet');
  // Nobody signs: what was sent is late when the day comes.
  journey.passTime(50 * minuteMs);
  await night.keyboard.press('Escape');
  await openTab(night, '交接班');
  await night.getByLabel('本班情况').fill('河堤冒水泡已通知水利站，供电所在抢修');
  await night.getByLabel('提请注意').fill('上午有阵雨');
  await night.getByRole('button', { name: '提交交班单' }).click();
  await night.getByText('交班人不能自己接班').waitFor();
  const open = (await journey.matters('duty1', 'state=open&limit=1&count=full')).total;
  const counted = night.locator('.sheet .counts div').filter({ hasText: '未结' }).locator('dd');
  expect(Number(await counted.first().innerText())).toBe(open);
  expect(await night.getByRole('button', { name: '接班签字' }).count()).toBe(0);
  await journey.shot(night, 'sheet-written');
}, 300_000);

it('the day reads it, signs, and goes on with what is open from the sheet', async () => {
  await night.close();
  journey.passTime(hourMs / 4);
  day = await journey.enter('desk', 'duty2', view);
  await day.getByText('数据一致').waitFor();
  await openTab(day, '交接班');
  await day.getByText('河堤冒水泡已通知水利站').waitFor();
  await journey.shot(day, 'sheet-read');
  await day.getByLabel('接班说明').fill('已核对');
  await day.getByRole('button', { name: '接班签字' }).click();
  await day.getByText(/现由 值班席 02 值守/u).waitFor();
  await day.getByText(/值班席 01 .* → 值班席 02 /u).waitFor();
  await journey.shot(day, 'signed');
  await day.getByRole('button', { name: '查看' }).first().click();
  const third = must(ids[2], 'a matter of the night');
  await day.getByRole('button', { name: third }).first().click();
  await day.getByRole('heading', { name: titles[2] ?? '' }).waitFor();
  await day.keyboard.press('a');
  await day.locator('[data-act=file]').waitFor();
  await journey.shot(day, 'goes-on');
  expect((await journey.matter('duty2', third)).node).toBe('accepted');
  expect(journey.complaints).toEqual([]);
}, 300_000);
