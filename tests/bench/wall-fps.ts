import { loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import { must } from '#shared/kernel/must.ts';
import { mapContents } from '#shared/wall/order.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import type { CrewList } from '#shared/wire/tracks.ts';
import { openBrowser } from '../support/browser.ts';
import { benchHouse, openDesk, type BenchHouse } from './bench-house.ts';
import { quantile, type BenchResult } from './result.ts';
import {
  openReporter,
  openWallPage,
  picturesOver,
  rendererOf,
  showPanels,
  type Pictures,
} from './wall-page.ts';

const county = process.env['COUNTY'] ?? 'jiangyin';
const points = Number(process.env['POINTS'] ?? 10_000);
const matters = Number(process.env['MATTERS'] ?? 100);
const rounds = Number(process.env['ROUNDS'] ?? 3);
const [width = 1920, height = 1080] = (process.env['SIZE'] ?? '1920x1080').split('x').map(Number);
const spanMs = 5_000;
/** The map glides for 0.9 s after whoever it follows: told so often, it never stands. */
const sightMs = 850;

type Box = readonly [west: number, south: number, east: number, north: number];

/** What the map drew over a span, and what a picture cost the page's own thread. */
type Span = Pictures & { mainMs: number; asked: number };

/**
 * Pictures of the map a second on the overview at 1920 × 1080 (`SIZE=3840x2160` for another), with 10,000 people on duty who have
 * moved at each of their answers, asked for every second in place of every twentieth, all grids, sensors, matters and live panels;
 * `limit` is the same map with base and grids alone. In both a desk's map that the wall follows moves all the time. Where the
 * processor draws in place of a graphics card (`renderer` says which) pictures a second tell of the processor; `mainMs`, what a
 * picture costs the page's own thread, tells of our code.
 */
export async function run(): Promise<BenchResult> {
  const house = await benchHouse(county);
  const browser = await openBrowser();
  try {
    const desk = openDesk(house.url, county, house.cookie);
    const { bounds } = (await desk.get<PackDigest>('pack')).identity;
    const crowd = openCrowd(bounds);
    const { page } = await openWallPage(browser, house, county, { width, height }, async (one) => {
      await one.addInitScript({ content: askEverySecond });
      await one.route('**/api/*/crews', (route) => route.fulfill({ json: crowd.answer() }));
    });
    const reporter = await openReporter(house, county);
    for (let i = 0; i < matters; i++) await reporter.report(`帧率 ${i}`);
    await page.locator('.drawing .opens').last().click();
    const camera = await leadWall(house, bounds);
    const [bare, full]: [Span[], Span[]] = [[], []];
    for (let i = 0; i < rounds; i++) {
      for (const isFull of [false, true]) {
        crowd.size = isFull ? points : 0;
        await camera.order({ hidden: isFull ? [] : mapContents.filter((one) => one !== 'fill') });
        await showPanels(page, isFull);
        await page.waitForTimeout(2_500);
        const span = await spanOf(page, crowd);
        if (isFull && span.asked < 2) throw new Error(`nobody moved: asked ${span.asked} times`);
        (isFull ? full : bare).push(span);
      }
    }
    camera.stop();
    return resultOf(bare, full, await rendererOf(page));
  } finally {
    await browser.close();
    await house.stop();
  }
}

function resultOf(bare: readonly Span[], full: readonly Span[], renderer: string): BenchResult {
  const middle = (of: readonly Span[], what: 'perSecond' | 'mainMs'): number =>
    quantile(
      of.map((one) => one[what]),
      0.5,
    );
  const [ours, limit] = [middle(full, 'perSecond'), middle(bare, 'perSecond')];
  return {
    name: 'wall-fps',
    ours,
    limit,
    ratio: ours / limit,
    unit: 'pictures of the map a second, median',
    n: full.length,
    detail: {
      renderer,
      inSoftware: /swiftshader|llvmpipe|software/iu.test(renderer),
      mainMs: { ours: middle(full, 'mainMs'), limit: middle(bare, 'mainMs') },
      size: { width, height },
      ...{ points, matters, bare, full },
      load: loadavg().map(Math.round),
    },
  };
}

async function spanOf(page: Page, crowd: ReturnType<typeof openCrowd>): Promise<Span> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const busy = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return must(
      metrics.find(({ name }) => name === 'TaskDuration'),
      'a time of tasks',
    ).value;
  };
  const [from, askedFrom] = [await busy(), crowd.asked];
  const drawn = await picturesOver(page, spanMs);
  const mainMs = ((await busy()) - from) * (1_000 / Math.max(1, drawn.pictures));
  await session.detach();
  return { ...drawn, mainMs, asked: crowd.asked - askedFrom };
}

/** People on duty all over the county: each is elsewhere at every answer. */
function openCrowd([west, south, east, north]: Box) {
  const start = Array.from({ length: points }, (_, i) => [(i * 0.618_034) % 1, (i * 0.754_878) % 1] as const);
  const crowd = {
    size: 0,
    asked: 0,
    answer(): CrewList {
      crowd.asked += 1;
      const at = Date.now();
      const placed = start.slice(0, crowd.size).map(([x, y], i) => ({
        id: String(i),
        post: i % 7 === 0 ? null : ('grid-member' as const),
        lng: west + (east - west) * ((x + crowd.asked * 0.002) % 1),
        lat: south + (north - south) * ((y + crowd.asked * 0.001) % 1),
        at,
      }));
      return { at, freshMs: 900_000, crews: placed, fences: [] };
    },
  };
  return crowd;
}

/**
 * In the page: what is asked every twenty seconds is asked every second. A text, since a function that was compiled here names helpers
 * that no page has.
 */
const askEverySecond = `{
  const every = globalThis.setInterval;
  globalThis.setInterval = (act, ms) => every(act, ms === 20000 ? 1000 : ms);
}`;

/** A desk that all walls follow, whose map goes round the middle of the county. */
async function leadWall(house: BenchHouse, [west, south, east, north]: Box) {
  const send = async (what: string, body: object): Promise<void> => {
    const answer = await fetch(`${house.url}/api/${county}/walls/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: house.cookie },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
  };
  const order = (set: object): Promise<void> => send('orders', { walls: 'all', set });
  await order({ follow: true });
  const begun = Date.now();
  const timer = setInterval(() => {
    const turn = (Date.now() - begun) / 2_000;
    const [x, y] = [Math.cos(turn) * 0.12, Math.sin(turn) * 0.12];
    const at = (part: number, from: number, to: number): number => from + (to - from) * part;
    const bounds = [
      at(0.2 + x, west, east),
      at(0.2 + y, south, north),
      at(0.8 + x, west, east),
      at(0.8 + y, south, north),
    ];
    void send('sight', { bounds });
  }, sightMs);
  return { order, stop: () => clearInterval(timer) };
}
