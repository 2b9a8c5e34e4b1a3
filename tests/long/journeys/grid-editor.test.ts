import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Topology } from 'topojson-specification';
import { frameOfArea, type Area } from '#shared/grid/area.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import { must } from '#shared/kernel/must.ts';
import { openLog } from '../../../server/log.ts';
import { drawAside } from '../../../server/packs/draw-aside.ts';
import { packFolders } from '../../../server/packs/folders.ts';
import { loadPacks } from '../../../server/packs/load.ts';
import { cellsOfMap } from '../../../server/packs/outlines.ts';
import { drawAnew } from '../../../server/packs/redrawn.ts';
import { openJourney, type Journey } from './journey.ts';

/** An administrator draws grids: cut, joined, moved, given out by addresses; each looked at, published and taken back. */
const root = path.resolve(import.meta.dirname, '../../..');
/** Made by the build, which the long lane runs first. */
const drawThread = path.join(root, 'dist/server/draw-thread.js');
let journey: Journey;
let page: Page;
let cell = { id: '', name: '' };
let ground: Area = [];
let beside = { id: '', name: '' };
beforeAll(async () => {
  journey = await openJourney('grid-editor', { drawThread });
  page = await journey.enter('admin/grids', 'demo-admin', { viewport: { width: 1440, height: 900 } });
  const { areas } = cellsOfMap(await mapNow());
  const own = (await gridsNow()).filter(({ id, parent }) => parent !== null && areas.has(id));
  // Two brothers that lie side by side, the first one large enough to be hit.
  const shares = (a: string, b: string): boolean => {
    const spots = new Set(must(areas.get(a), a).flat(2).map(String));
    return (
      must(areas.get(b), b)
        .flat(2)
        .filter((spot) => spots.has(String(spot))).length > 3
    );
  };
  for (const one of own) {
    const brother = own.find(
      ({ id, parent }) => id !== one.id && parent === one.parent && shares(one.id, id),
    );
    if (!brother) continue;
    [cell, beside] = [one, brother];
    ground = must(areas.get(one.id), one.id);
    break;
  }
}, 240_000);
afterAll(() => journey?.close());

const mapNow = async (): Promise<Topology> =>
  (await (await fetch(`${journey.house.url}/packs/jiangyin/grids.topo.json`)).json()) as Topology;
const gridsNow = async () =>
  (
    (await journey.ask('demo-admin', '/people/ground')) as {
      grids: { id: string; name: string; parent: string | null }[];
    }
  ).grids;
const button = (name: string) => page.getByRole('button', { name, exact: true });
async function choose(name: string): Promise<void> {
  await page.getByPlaceholder('名称或编号').fill(name);
  await page.locator('aside li button').filter({ hasText: name }).first().click();
  await page.locator('aside h3').first().waitFor();
  // The map goes there.
  await page.waitForTimeout(1_500);
}
/** Where a share of the chosen grid's frame lies on the screen: the map shows 2.4 frames around its middle. */
async function spot(east: number, north: number): Promise<[number, number]> {
  const box = must(await page.locator('.canvas canvas').first().boundingBox(), 'the map');
  const [w, s, e, n] = frameOfArea(ground);
  const wide = Math.cos((((s + n) / 2) * Math.PI) / 180) * (e - w);
  const scale = Math.min((box.width - 48) / (wide * 2.4), (box.height - 48) / ((n - s) * 2.4));
  return [
    box.x + box.width / 2 + (east - 0.5) * wide * scale,
    box.y + box.height / 2 - (north - 0.5) * (n - s) * scale,
  ];
}
async function publish(why: string): Promise<void> {
  await page.getByPlaceholder('写入历史和审计').fill(why);
  await button('预览后果').click();
  await expect.poll(() => button('发布').isEnabled(), { timeout: 60_000 }).toBe(true);
  await journey.shot(page, `previewed-${why}`);
  await button('发布').click();
  await isNewest(why);
}
/** The page is read anew after each change, and then its history begins with it. */
async function isNewest(why: string): Promise<void> {
  const lines = page
    .locator('aside li')
    .filter({ has: page.getByRole('button', { name: '撤销', exact: true }) });
  await lines.first().filter({ hasText: why }).waitFor({ timeout: 60_000 });
}
async function takeBack(why: string): Promise<void> {
  await page.getByPlaceholder('写入历史和审计').fill(why);
  await page.locator('aside').getByRole('button', { name: '撤销', exact: true }).first().click();
  await isNewest(why);
}
const count = async (): Promise<number> => (await gridsNow()).length;

it('a line across a grid cuts it in two; published, both are grids of the county; taken back, one is there again', async () => {
  const before = await count();
  await choose(cell.id);
  await journey.shot(page, 'chosen');
  await button('画线切分').click();
  await page.mouse.click(...(await spot(-0.2, 0.5)));
  await page.mouse.move(...(await spot(0.6, 0.52)), { steps: 5 });
  await page.mouse.click(...(await spot(1.2, 0.54)));
  await journey.shot(page, 'line-drawn');
  await button('完成绘制').click();
  await page.getByText('新网格').first().waitFor();
  await journey.shot(page, 'cut');
  await publish('两片管不过来');
  await expect.poll(count, { timeout: 30_000 }).toBe(before + 1);
  await takeBack('不切了');
  await expect.poll(count, { timeout: 30_000 }).toBe(before);
}, 240_000);

it('two grids become one, with an heir for all that named the other; taken back, both are there', async () => {
  const before = await count();
  await choose(cell.id);
  await page.getByLabel('并入相邻网格').selectOption(beside.id);
  await button('并入').click();
  await page
    .getByText(/^.*并入“.*人员、配置/u)
    .first()
    .waitFor();
  await journey.shot(page, 'joined');
  await publish('合为一格');
  await expect.poll(count, { timeout: 30_000 }).toBe(before - 1);
  await takeBack('不合了');
  await expect.poll(count, { timeout: 30_000 }).toBe(before);
}, 240_000);

it('a corner is moved by keys, a step back and forth is a stroke, and what lies over another is not published', async () => {
  await choose(cell.id);
  await page.locator('aside details summary').filter({ hasText: '顶点坐标' }).click();
  await page.getByRole('button', { name: '拿起第 1 个顶点' }).click();
  await page.locator('h2').first().click();
  for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowRight');
  await page.getByText(/已改 \d 个网格/u).waitFor();
  await journey.shot(page, 'corner-moved');
  for (let i = 0; i < 6; i++)
    await page.locator('header').getByRole('button', { name: '撤销', exact: true }).click();
  await page.getByText(/已改 \d 个网格/u).waitFor({ state: 'detached' });
  await page.locator('header').getByRole('button', { name: '重做', exact: true }).click();
  await page.getByText(/已改 \d 个网格/u).waitFor();
  // Far to the east, beyond all neighbours.
  const lng = page.getByLabel('1 经度');
  await lng.fill(String(frameOfArea(ground)[2] + 0.03));
  await lng.press('Tab');
  await page.getByText(/处不吻合，不能发布/u).waitFor();
  await journey.shot(page, 'does-not-fit');
  expect(await button('发布').isEnabled()).toBe(false);
}, 240_000);

it('a sheet of addresses gives the ground of two grids out anew', async () => {
  await page.reload();
  await page.getByPlaceholder('名称或编号').waitFor();
  const { areas } = cellsOfMap(await mapNow());
  const [w, s, e, n] = frameOfArea([cell.id, beside.id].flatMap((id) => must(areas.get(id), id)));
  const middle = (w + e) / 2;
  const rows = Array.from({ length: 120 }, (_, i) => {
    const [lng, lat] = [w + ((i % 12) / 11) * (e - w), s + (Math.floor(i / 12) / 9) * (n - s)];
    return `演示路 ${i + 1} 号,${lng < middle ? cell.id : beside.id},${lng},${lat}`;
  });
  const buffer = Buffer.from(['地址,网格,经度,纬度', ...rows, '演示路 999 号,没有的网格,120,31'].join('\n'));
  await page.locator('aside details summary').filter({ hasText: '从文件更新边界' }).click();
  await page.locator('input[type=file]').setInputFiles({ name: '地址.csv', mimeType: 'text/csv', buffer });
  await page.getByText('按 120 个地址重划 2 个网格；1 行').waitFor();
  await choose(cell.id);
  await journey.shot(page, 'by-addresses');
  expect(await page.getByText(/处不吻合/u).count()).toBe(0);
  await publish('按门牌重划');
  const after = cellsOfMap(await mapNow()).areas;
  expect(frameOfArea(must(after.get(cell.id), cell.id))[2]).toBeLessThan(middle + (e - w) / 10);
  await takeBack('不按门牌了');
  await expect
    .poll(async () => cellsOfMap(await mapNow()).areas.get(cell.id), { timeout: 30_000 })
    .toEqual(areas.get(cell.id));
  expect(journey.complaints).toEqual([]);
}, 240_000);

it('the thread draws the very map that the server would', async () => {
  expect(existsSync(drawThread)).toBe(true);
  const base = must((await loadPacks({ ...packFolders(), only: ['xuxiake'] }))[0], 'xuxiake');
  const file = must(base.outlines, 'outlines');
  const [first] = narrowCells(base.grid);
  const changes = new Map([
    [must(first, 'a cell').id, { name: '另一名', parent: must(first, 'a cell').parent ?? '' }],
  ]);
  const there = must(await drawAside(drawThread, openLog('silent'))(file, changes), 'a drawing');
  const here = drawAnew(JSON.parse(readFileSync(file.path, 'utf8')) as Topology, changes);
  expect(there).toEqual(here);
  expect(there.drawn?.map.objects['l1']).toBeDefined();
});
