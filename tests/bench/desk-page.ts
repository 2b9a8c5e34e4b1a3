import path from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { must } from '#shared/kernel/must.ts';
import { quantile } from './result.ts';

/** Frames of a page while something went on. */
export interface Frames {
  perSecond: number;
  p95Ms: number;
  mostMs: number;
}

/** A desk in a page, measured by the page's own clock. */
export async function openDeskPage(page: Page) {
  await page.addInitScript({ path: path.join(import.meta.dirname, 'in-page.js') });
  const ask = <T>(what: string): Promise<T> => page.evaluate<T>(`bench.${what}`);
  const session: CDPSession = await page.context().newCDPSession(page);
  return {
    /** ms from the press of J to the frame that holds another matter's dossier. */
    async next(): Promise<number> {
      await ask("watch('keydown')");
      await page.keyboard.press('j');
      return ask('dossierMs');
    },
    /** The same for a click on one of the rows that stand wholly in sight, so that nothing is scrolled for it. */
    async click(place: number): Promise<number> {
      const { x, y } = await ask<{ x: number; y: number }>(`rowInSight(${place})`);
      await ask("watch('pointerdown')");
      await page.mouse.click(x, y);
      return ask('dossierMs');
    },
    readAlone: () => ask<number>('readAlone()'),
    renderer: () => ask<string>('renderer()'),
    async frames(work: () => Promise<void>): Promise<Frames> {
      await ask('framesBegin()');
      await work();
      const spans = await ask<number[]>('framesEnd()');
      const all = spans.reduce((sum, ms) => sum + ms, 0);
      return {
        perSecond: Math.round((spans.length / all) * 10_000) / 10,
        p95Ms: Math.round(quantile(spans, 0.95)),
        mostMs: Math.round(Math.max(...spans)),
      };
    },
    /** Scrolls the queue by the browser's own wheel, so that what it does for scrolling is in it; `speed` in pixels a second. */
    async scroll(pixels: number, speed: number): Promise<void> {
      const box = must(await page.locator('nav .scroll').boundingBox(), 'queue');
      await session.send('Input.synthesizeScrollGesture', {
        x: box.x + box.width / 2,
        y: box.y + box.height / 2,
        yDistance: -pixels,
        speed,
        gestureSourceType: 'mouse',
      });
    },
  };
}
