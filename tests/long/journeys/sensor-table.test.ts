import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sensor } from '#shared/pack/schema.ts';
import known from '../../../server/packs/jiangyin/sensors.json' with { type: 'json' };
import { openJourney, type Journey } from './journey.ts';

/**
 * The table with ten thousand instruments, of which those of the county speak: what scrolling and filtering cost the page's processor (its
 * own time, whatever else the machine does), and that no more rows are drawn than are in sight. The page is told of eight times as many
 * as its county has; all else is the house's.
 */
const many = 10_000;
const root = path.resolve(import.meta.dirname, '../../..');
let journey: Journey;
let page: Page;
let protocol: CDPSession;
let speaking: ReturnType<typeof setInterval> | undefined;
const sensors = Array.from({ length: many }, (_, i) => {
  const [one, round] = [known[i % known.length] as Sensor, Math.floor(i / known.length)];
  return round === 0 ? one : { ...one, id: `${one.id}-${round}` };
});
const middle = ({ normal, range }: Sensor): number => ((normal ?? range)[0] + (normal ?? range)[1]) / 2;
let turn = 0;
/** A fortieth of those of the county speaks, each second: each of them every forty seconds. */
async function speak(): Promise<void> {
  const own = sensors.slice(0, known.length).filter((one, i) => i % 40 === turn % 40 && !('counts' in one));
  turn += 1;
  const at = journey.now();
  await journey.publish(own.map((one) => ({ sensor: one.id, at, value: middle(one) })));
}

beforeAll(async () => {
  journey = await openJourney('sensor-table');
  ({ page } = await journey.open({ viewport: { width: 1440, height: 900 } }));
  await page.route('**/api/jiangyin/sensors', (route) => route.fulfill({ json: sensors }));
  await page.goto(`${journey.house.url}/jiangyin/sensing`);
  await page.getByLabel('账号', { exact: true }).fill('duty1');
  await page.getByLabel('密码').fill(journey.house.demo.password);
  await page.keyboard.press('Enter');
  await page.locator(`[role=table][aria-rowcount="${many}"]`).waitFor({ timeout: 120_000 });
  speaking = setInterval(() => void speak().catch(() => undefined), 1_000);
  protocol = await page.context().newCDPSession(page);
  await protocol.send('Performance.enable', { timeDomain: 'threadTicks' });
}, 300_000);
afterAll(async () => {
  clearInterval(speaking);
  await journey?.close();
});

/** Milliseconds of the page's own thread that something took, and the spans between its frames that it tells. */
async function costOf(work: () => Promise<number[]>): Promise<{ ms: number; spans: number[] }> {
  const read = async (): Promise<number> => {
    const { metrics } = await protocol.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
  };
  const before = await read();
  const spans = await work();
  return { ms: (await read()) - before, spans };
}
/** Scrolls by so much in each frame. */
const scroll = (by: number, frames: number) => () =>
  page.locator('[role=table]').evaluate(
    (table, asked) =>
      new Promise<number[]>((done) => {
        const spans: number[] = [];
        let last = performance.now();
        const frame = (): void => {
          const now = performance.now();
          spans.push(now - last);
          last = now;
          table.scrollTop += asked.by;
          if (spans.length < asked.frames) requestAnimationFrame(frame);
          else done(spans);
        };
        requestAnimationFrame(frame);
      }),
    { by, frames },
  );
/** Types into the search, or presses the button of a state; done when another number of rows stands and is drawn. */
const filter = (how: { text: string } | { state: string }) => () =>
  page.evaluate(
    (asked) =>
      new Promise<number[]>((done) => {
        const table = document.querySelector('[role=table]');
        const was = table?.getAttribute('aria-rowcount');
        const began = performance.now();
        if ('text' in asked) {
          const input = document.querySelector<HTMLInputElement>('input[type=search]');
          if (input) input.value = asked.text;
          input?.dispatchEvent(new Event('input', { bubbles: true }));
        } else
          [...document.querySelectorAll<HTMLElement>('[role=group] button[aria-pressed]')]
            .find((one) => one.innerText.trim() === asked.state)
            ?.click();
        const look = (): void => {
          if (table?.getAttribute('aria-rowcount') === was) return void requestAnimationFrame(look);
          requestAnimationFrame(() => done([performance.now() - began]));
        };
        requestAnimationFrame(look);
      }),
    how,
  );
const rowCount = (): Promise<number> =>
  page.locator('[role=table]').evaluate((table) => Number(table.getAttribute('aria-rowcount')));
const median = (list: readonly number[]): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? NaN;
const measured: Record<string, unknown> = {};
async function keep(name: string, { ms, spans }: { ms: number; spans: number[] }): Promise<void> {
  measured[name] = { ms, frames: spans.length, median: median(spans), longest: Math.max(...spans) };
  const file = path.join(root, 'dist/journeys/sensor-table/measured.json');
  await writeFile(file, JSON.stringify(measured, null, 1));
}

it('scrolls through ten thousand that speak, and draws those in sight', async () => {
  await journey.shot(page, 'table');
  await keep('resting', await costOf(scroll(0, 120)));
  const scrolling = await costOf(scroll(300, 120));
  await keep('scrolling', scrolling);
  const table = page.locator('[role=table]');
  expect(await table.evaluate((one) => one.scrollTop)).toBeGreaterThan(30_000);
  const drawn = page.locator('[role=row][aria-rowindex]');
  await expect.poll(() => drawn.first().getAttribute('aria-rowindex').then(Number)).toBeGreaterThan(700);
  expect(await drawn.count()).toBeLessThan(60);
  await journey.shot(page, 'scrolled');
  // A frame of sixty a second has 16 ms; half of it is the table's.
  expect(scrolling.ms / scrolling.spans.length).toBeLessThan(8);
  expect(journey.complaints).toEqual([]);
});

it('finds by name and by state at once, and opens what it found', async () => {
  const one = sensors[4_321]?.id ?? '';
  const byName = await costOf(filter({ text: one }));
  expect(await rowCount()).toBeLessThan(20);
  await page.getByText(one, { exact: true }).first().click();
  await page.locator('aside, article').getByRole('heading', { level: 2 }).first().waitFor();
  await journey.shot(page, 'found');
  const all = await costOf(filter({ text: '' }));
  expect(await rowCount()).toBe(many);
  const byState = await costOf(filter({ state: '离线' }));
  expect(await rowCount()).toBeLessThan(many);
  for (const [name, cost] of Object.entries({ byName, all, byState })) {
    await keep(name, cost);
    expect(cost.ms, name).toBeLessThan(100);
  }
  expect(journey.complaints).toEqual([]);
});
