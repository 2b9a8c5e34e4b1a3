import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { must } from '#shared/kernel/must.ts';
import type { CommandAnswer } from '#shared/wire/http.ts';
import type { DemoFile } from '../../server/access/demo.ts';
import { openDesk, type BenchHouse } from './bench-house.ts';

/** A wall of a county in a browser, over a built client, and hands that report to it and take it back. */
export interface WallPage {
  page: Page;
  /** Shows a scene by the keys of the wall. */
  scene(number: number): Promise<void>;
}

/** Opens the wall with the county's own token; it stands when its map is drawn. */
export async function openWallPage(
  browser: Browser,
  house: Pick<BenchHouse, 'url' | 'dataDir'>,
  county: string,
  size: { width: number; height: number },
  prepare: (page: Page) => Promise<unknown> = () => Promise.resolve(),
): Promise<WallPage> {
  const demo = JSON.parse(await readFile(path.join(house.dataDir, 'demo.json'), 'utf8')) as DemoFile;
  const { device } = must(demo.jurisdictions[county], county);
  // A bench may take panels off by a sheet of its own.
  const page = await browser.newPage({ viewport: size, bypassCSP: true });
  await prepare(page);
  await page.addInitScript({ path: path.join(import.meta.dirname, 'wall-in-page.js') });
  await page.goto(`${house.url}/${county}/wall?scene=overview#device=${device}`);
  await page.waitForSelector('[data-drawn=true]', { timeout: 120_000 });
  return { page, scene: (number) => page.keyboard.press(String(number)) };
}

/** What the script in the page answers. */
interface InPage {
  liveContexts(): number;
  shownAt(text: string): Promise<number>;
  picturesOver(ms: number): Promise<Pictures>;
  rendererName(): string;
  showPanels(isShown: boolean): void;
}
/** What the map drew over a span. */
export interface Pictures {
  pictures: number;
  perSecond: number;
  longestMs: number;
}
/** The instant at which the wall has drawn a text. */
export const shownAt = (page: Page, text: string): Promise<number> =>
  page.evaluate((wanted) => (globalThis as unknown as InPage).shownAt(wanted), text);
export const picturesOver = (page: Page, ms: number): Promise<Pictures> =>
  page.evaluate((span) => (globalThis as unknown as InPage).picturesOver(span), ms);
export const rendererOf = (page: Page): Promise<string> =>
  page.evaluate(() => (globalThis as unknown as InPage).rendererName());

/** Takes the panels off, or puts them back. */
export const showPanels = (page: Page, isShown: boolean): Promise<void> =>
  page.evaluate((shows) => (globalThis as unknown as InPage).showPanels(shows), isShown);

/** What a page holds, after what nobody needs has been thrown away. */
export interface Held {
  heapMB: number;
  nodes: number;
  listeners: number;
  contexts: number;
}
export async function heldBy(page: Page, session: CDPSession): Promise<Held> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const valueOf = (name: string): number => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
  const contexts = await page.evaluate(() => (globalThis as unknown as InPage).liveContexts());
  return {
    heapMB: Math.round(valueOf('JSHeapUsedSize') / 1e5) / 10,
    nodes: valueOf('Nodes'),
    listeners: valueOf('JSEventListeners'),
    contexts,
  };
}

/** Reports a matter in the middle of the county; `undo` makes it void, so that the county holds as many as before. */
export async function openReporter(house: BenchHouse, county: string) {
  const desk = openDesk(house.url, county, house.cookie);
  const pack = await desk.pack();
  const item = must(
    pack.catalogue.find(({ procedure }) => procedure === 'standard'),
    'an item',
  );
  const place = (await desk.get<{ place: { lng: number; lat: number } }[]>('cameras'))[0]?.place;
  return {
    report: (title: string) =>
      desk.command({
        kind: 'report',
        source: 'hotline',
        item: item.id,
        title,
        detail: '',
        place: must(place, 'a place'),
        address: '',
        urgent: false,
        evidence: [],
      }),
    undo: ({ subject, version }: CommandAnswer) =>
      desk.command({
        kind: 'take',
        incident: subject,
        version,
        transition: 'void',
        form: { reason: '压测件，作废' },
      }),
  };
}
