import type { Page } from 'playwright-core';

/** Scenes that stand by themselves, and the sizes of screens that each is looked at. */
export const walkedScenes = ['overview', 'grid', 'sensing', 'command', 'performance', 'service'] as const;
export const walkedSizes = {
  hd: [1920, 1080],
  '4k': [3840, 2160],
  bar: [3840, 1080],
  mosaic: [5760, 2160],
  wide: [7680, 2160],
  tall: [1080, 1920],
  table: [1366, 768],
} as const satisfies Record<string, readonly [width: number, height: number]>;

/** Opens a scene, and waits until its map and its panels stand. */
export async function standScene(page: Page, scene: string): Promise<void> {
  await page.locator(`nav.tabs button.${scene}`).click({ timeout: 60_000 });
  await page.locator(`main[data-scene=${scene}]`).waitFor({ timeout: 60_000 });
  await page.waitForSelector('[data-drawn=true]', { state: 'attached', timeout: 120_000 });
  await page.evaluate(() => document.fonts.ready);
  // Counts run for 0.6 s, sources and charts take new data once a second, the server is asked by each panel.
  await page.waitForTimeout(4_000);
  const header = page.locator('.header');
  await header
    .filter({ hasText: '数据一致' })
    .waitFor({ timeout: 60_000 })
    .catch(async (cause: unknown) => {
      throw new Error(`the wall says ${await header.innerText()}`, { cause });
    });
  // A machine with other work takes longer: until each panel has its answer, and each camera its picture.
  await page.waitForFunction(
    () =>
      !document.querySelector('main.scene')?.textContent.includes('等待数据') &&
      !document.querySelector('.player[data-state=waiting]'),
    undefined,
    { timeout: 60_000 },
  );
}

/** Waits until another instant stands with its map, proved by the record. */
export async function standPast(page: Page): Promise<void> {
  await page.locator('.machine.past main.scene').waitFor({ timeout: 60_000 });
  await page.waitForSelector('[data-drawn=true]', { state: 'attached', timeout: 120_000 });
  await page.locator('section.bar').getByText('与当时记录一致').waitFor({ timeout: 60_000 });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(4_000);
}

/**
 * Numbers of the scene that stands that open nothing: of those in large type, in lists and in heads of panels. Clocks, spans, distances, bounds,
 * windows, names and comparisons that stand beside their number are no figures; where a panel is the list itself (the matter in focus)
 * its count is the count of its lines.
 */
export function looseFigures(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const lists = ['matter', 'rings', 'story', 'crews', 'sight', 'orders', 'card'];
    const noFigure =
      /\d:\d\d|\d\s?(?:日|时|分|分钟|秒|m|km)(?:\s|$|\d)|^[+−-]|00:00|95%|每 5|每席|\d 周|近 24|点名称进入|承诺/u;
    return [...document.querySelectorAll<HTMLElement>('.scene .panel')].flatMap((panel) => {
      const name = [...panel.classList].find((one) => !/^(?:panel|in-|may-|centred)/u.test(one)) ?? '';
      if (lists.includes(name)) return [];
      const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
      const loose: string[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const text = node.textContent?.trim() ?? '';
        const own = node.parentElement;
        if (!own || !/\d/u.test(text) || noFigure.test(text) || own.getClientRects().length === 0) continue;
        if (!own.closest('strong, b, dd, .panel-title p') || own.closest('button, svg, time')) continue;
        loose.push(`${name}: ${text}`);
      }
      return loose;
    });
  });
}

/** Rows of the league that are not whole on the screen, and whether the last of the towns stands there; null: the scene has no league. */
export function leagueOf(page: Page): Promise<{ cut: string[]; ranks: string[]; left: number } | null> {
  return page.evaluate(() => {
    const list = document.querySelector('.scene .panel.league ol');
    if (!list) return null;
    const box = list.getBoundingClientRect();
    const rows = [...list.children].map((row) => ({ row, own: row.getBoundingClientRect() }));
    const gap = list.querySelector('li > button:only-child')?.textContent ?? '';
    return {
      cut: rows
        .filter(({ own }) => own.bottom > box.bottom + 1 || own.height < 24)
        .map(({ row }) => row.textContent),
      ranks: [...list.querySelectorAll('.rank')].map((rank) => rank.textContent.trim()),
      left: Number(/\d+/u.exec(gap)?.[0] ?? 0),
    };
  });
}

/** Steps of the plan in force that do not stand whole in their panel. */
export function cutSteps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const list = document.querySelector('.scene .panel.plan ol');
    const bottom = (list?.getBoundingClientRect().bottom ?? 0) + 1;
    return [...(list?.children ?? [])]
      .filter((step) => step.getBoundingClientRect().bottom > bottom)
      .map((step) => step.textContent ?? '');
  });
}
