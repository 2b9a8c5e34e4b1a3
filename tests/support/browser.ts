import { chromium, type Browser, type BrowserContext } from 'playwright-core';

/** Flags with which a page draws WebGL2 in software and the browser itself asks nothing of the network. */
const flags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  // Maps are drawn by WebGL all the same. The page round them is put together by the processor itself, not by a graphics card that
  // the processor pretends to be: that takes off half of what drawing costs.
  '--disable-gpu-compositing',
];

/** Opens the browser named by CHROMIUM (`npm test` finds one). */
export function openBrowser(moreFlags: string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [...flags, ...moreFlags],
  });
}

/**
 * A browser whose pages are laid out as ever and drawn half as fine: maps are drawn by the processor, a quarter of the points takes a
 * third of its time, and of a page that is walked through nobody looks at the points. Kept pictures are made by `openBrowser`.
 */
export async function openCoarseBrowser(): Promise<Browser> {
  const browser = await openBrowser();
  const newContext = browser.newContext.bind(browser);
  browser.newContext = (options) => newContext({ deviceScaleFactor: 0.5, ...options });
  return browser;
}

/**
 * Pages whose date stands while their timers and frames run. The library's own clock (`context.clock`) makes up for frames that came
 * late: where each takes longer than 16 ms, as on a wall of a hall drawn in software, every round has more of them to make up for than
 * the one before, and the page never comes to the end.
 */
export async function standDate(context: BrowserContext, at: number): Promise<void> {
  await context.addInitScript((instant) => {
    const Real = Date;
    globalThis.Date = new Proxy(Real, {
      construct: (own, given) => Reflect.construct(own, given.length === 0 ? [instant] : given) as object,
      apply: () => new Real(instant).toString(),
      get: (own, name) => (name === 'now' ? () => instant : (Reflect.get(own, name) as unknown)),
    });
  }, at);
}
