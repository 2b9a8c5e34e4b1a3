import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { openJourney, type Journey } from './journey.ts';

/** A leader's morning: every number of the page is opened and holds exactly that many; then one thing is decided and one order given. */
let journey: Journey;
let page: Page;
beforeAll(async () => {
  journey = await openJourney('leader', { still: true, env: { DEMO_DAYS: '4' } });
  page = await journey.enter('lead', 'leader');
  await page.locator('.families tbody tr').first().waitFor();
}, 300_000);
afterAll(() => journey?.close());

const dialog = (): Locator => page.getByRole('dialog');
const numbersIn = (text: string): number[] =>
  [...text.matchAll(/\d[\d,]*/gu)].map(([one]) => Number(one.replaceAll(',', '')));

/** What the opened list counts: by its foot, and by its rows as far as they are listed. */
async function counted(): Promise<{ listed: number; total: number; rows: number }> {
  const foot = dialog().locator('.count').filter({ hasText: /列出/u });
  await foot.waitFor();
  const [, listed = '', total = ''] = must(
    /列出 ([\d,]+) \/ 共 ([\d,]+) 件/u.exec(await foot.innerText()),
    'an exact count',
  );
  const number = (text: string): number => Number(text.replaceAll(',', ''));
  return {
    listed: number(listed),
    total: number(total),
    rows: await dialog().locator('tbody tr').count(),
  };
}

/** Opens what a number opens, and says where what stands on the page differs from what lies behind it. */
async function faultsOf(opener: Locator): Promise<string[]> {
  const shown = (await opener.innerText()).replace(/\s+/gu, ' ').trim();
  await opener.click();
  await dialog().waitFor();
  const title = await dialog().getByRole('heading').first().innerText();
  const tabs = await dialog().getByRole('tab').all();
  const faults: string[] = [];
  const judge = async (what: string, promised: readonly number[]): Promise<void> => {
    const { listed, total, rows } = await counted();
    if (!promised.includes(total))
      faults.push(`${title} ${what}: ${shown} (${promised.join()}) opens ${total}`);
    if (rows !== listed || listed !== Math.min(total, 100))
      faults.push(`${title} ${what}: ${rows} rows, said ${listed} of ${total}`);
  };
  if (tabs.length === 0) await judge('', numbersIn(shown));
  for (const tab of tabs) {
    await tab.click();
    const words = await tab.innerText();
    await judge(words, numbersIn(words).slice(-1));
  }
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  return faults;
}

const parts = {
  figures: '.band button',
  families: '.families td button',
  league: '.league tbody td button',
  flow: '.right ol button',
};

it.each(Object.entries(parts))(
  'every number of the %s opens exactly that many',
  async (_name, selector) => {
    const openers = await page.locator(selector).all();
    expect(openers.length).toBeGreaterThan(4);
    const faults: string[] = [];
    for (const opener of openers) faults.push(...(await faultsOf(opener)));
    expect(faults).toEqual([]);
  },
  900_000,
);

it('what is to decide opens to what it speaks of, is put under supervision in two clicks, and the page stands on a phone', async () => {
  await journey.shot(page, 'morning');
  const cards = await page.locator('.decide article').all();
  expect(cards.length).toBeGreaterThan(0);
  for (const card of cards) {
    const said = numbersIn(await card.innerText());
    await card.locator('button.list').click();
    await dialog().waitFor();
    expect(said, await card.innerText()).toContain((await counted()).total);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  }
  const first = must(cards[0], 'a card');
  const act = first.locator('button[data-act]:enabled').first();
  await act.click();
  await first.getByRole('button', { name: '确定' }).click();
  await first.locator('.outcome').waitFor();
  await journey.shot(page, 'decided');
  await page.getByRole('button', { name: '自定' }).click();
  await journey.shot(page, 'own-period');
  await page.setViewportSize({ width: 390, height: 844 });
  await journey.shot(page, 'on-a-phone');
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
  expect(journey.complaints).toEqual([]);
}, 300_000);
