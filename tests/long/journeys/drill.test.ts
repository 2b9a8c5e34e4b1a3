import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { drillList, drillSheet, type DrillSheet } from '#shared/wire/drill.ts';
import { wallList } from '#shared/wire/walls.ts';
import type { WatchCommand } from '#shared/watch/watch.ts';
import { admit } from '../../e2e/desk-page.ts';
import { openCoarseBrowser } from '../../support/browser.ts';
import { signIn, testHouse, type TestHouse } from '../../support/house.ts';

/** A desk opens a drill, a wall goes into it, an officer answers, the record hears nothing; what is real takes the wall back. */
const county = 'jiangyin';
let house: TestHouse;
let browser: Browser;
let [desk, wall]: Page[] = [];
let before: string;
const complaints: string[] = [];

async function open(address: string, login?: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1600, height: 900 },
    reducedMotion: 'reduce',
    locale: 'zh-CN',
  });
  context.setDefaultTimeout(90_000);
  if (login) await admit(context, house, login);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${address}: ${error.message}`));
  await page.goto(`${house.url}/${county}/${address}`);
  return page;
}
/** Every entry of the ledger, byte by byte. */
async function record(): Promise<string> {
  const client = new pg.Client({ connectionString: house.databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ sum: string | null }>(
    "select count(*) || ' ' || coalesce(md5(string_agg(entry::text, '' order by entry::text)), '') as sum from ledger entry",
  );
  await client.end();
  return must(rows[0]?.sum, 'the sum');
}
const asked = async (path: string): Promise<unknown> => {
  const cookie = await signIn(house, county, 'duty1');
  return (await fetch(`${house.url}/api/${county}${path}`, { headers: { cookie } })).json();
};
const running = async () => must(drillList.parse(await asked('/drills'))[0], 'the drill');
const sheet = async (): Promise<DrillSheet> =>
  drillSheet.parse(await asked(`/drills/${(await running()).id}`));
let version = 0;
async function turn(to: { mode: 'peace' } | { mode: 'emergency'; plan: string; level: 'II' }): Promise<void> {
  const cookie = await signIn(house, county, 'chief');
  const command: WatchCommand = { kind: 'switch-mode', version: version++, to, reason: '水位超保证水位' };
  const answer = await fetch(`${house.url}/api/${county}/commands`, {
    method: 'POST',
    headers: {
      cookie,
      origin: house.url,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(command),
  });
  expect(answer.status, await answer.text()).toBe(200);
}
const band = () => must(wall, 'the wall').locator('.in-drill > header');

beforeAll(async () => {
  [house, browser] = await Promise.all([testHouse(), openCoarseBrowser()]);
  const { device } = must(house.demo.jurisdictions[county], county);
  wall = await open(`wall#device=${device}`);
  await wall.getByText('数据一致').waitFor();
  desk = await open('drill', 'duty1');
  before = await record();
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
  expect(complaints).toEqual([]);
});

describe('a drill', () => {
  it('is opened by a form that names a wall, which goes into it under a band by itself', async () => {
    const page = must(desk, 'the desk');
    // The demo has walls of towns too; this one has said something of itself.
    const shown = wallList.parse(await asked('/walls')).find(({ saidAt }) => saidAt !== null);
    await page.locator('select[name=kind]').selectOption('plan');
    await page.locator('select[name=span]').selectOption('5');
    await page.locator('input[name=matters]').fill('60');
    await page.locator('select[name=units]').selectOption('quick');
    await page.getByLabel(must(shown, 'a wall').name).check();
    await page.getByRole('button', { name: '开始演练' }).click();
    await band().getByText('不是实况，不入账本').waitFor();
    expect(await must(wall, 'the wall').locator('main.scene').count()).toBeGreaterThan(0);
  });
  it('stands on the wall after a reload', async () => {
    await must(wall, 'the wall').reload();
    await band().getByText('不是实况，不入账本').waitFor();
  });
  it('times and scores what an officer answers at the desk', async () => {
    const page = must(desk, 'the desk');
    await page.getByRole('link', { name: '进入' }).click();
    await page.locator('[data-id]').first().waitFor();
    await page.keyboard.press('j');
    await page.locator('[data-act=accept]:enabled').click();
    await expect
      .poll(async () => (await sheet()).matters.find(({ takenAt }) => takenAt !== null), { timeout: 30_000 })
      .toMatchObject({
        takenBy: '值班席 01',
        score: { take: { of: 30 } },
      });
  });
  it('leaves the record as it was, byte by byte', async () => {
    const { head } = await sheet();
    expect(head.came).toBeGreaterThan(0);
    expect(head.units).toEqual({ signMs: 30_000, workMs: 120_000, skill: 90 });
    expect(await record()).toBe(before);
  });
  it('gives the wall back to an emergency that begins, and to one that stands when it is loaded again', async () => {
    await turn({ mode: 'emergency', plan: 'flood', level: 'II' });
    const page = must(wall, 'the wall');
    await band().waitFor({ state: 'detached' });
    await page.locator('main[data-scene=emergency]').waitFor();
    await page.reload();
    await page.locator('main[data-scene=emergency]').waitFor();
    expect(await band().count()).toBe(0);
    await turn({ mode: 'peace' });
  });
  it('ends with its score in the middle of the wall', async () => {
    const page = must(wall, 'the wall');
    await page.reload();
    await band().waitFor();
    const { id } = await running();
    const cookie = await signIn(house, county, 'duty1');
    const headers = { cookie, origin: house.url, 'content-type': 'application/json' };
    await fetch(`${house.url}/api/${county}/drills/${id}/end`, { method: 'POST', headers, body: '{}' });
    await page.getByText('演练已结束').waitFor();
    await page.getByRole('button', { name: '回到实况' }).first().click();
    await band().waitFor({ state: 'detached' });
    await page.getByText('数据一致').waitFor();
  });
});
