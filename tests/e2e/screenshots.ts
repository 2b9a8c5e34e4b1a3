import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { must } from '#shared/kernel/must.ts';
import * as wire from '#shared/wire/http.ts';
import type { DemoFile } from '../../server/access/demo.ts';
import { openBrowser } from '../support/browser.ts';
import { standScene, walkedScenes, walkedSizes } from './wall-walk.ts';

/**
 * `npm run screenshots` starts a demo county of its own and takes pictures of its screens into `docs/images`;
 * `npm run screenshots -- --url http://127.0.0.1:8080 --data ./data` takes them from one that runs.
 */
const root = path.resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    data: { type: 'string', default: './data' },
    out: { type: 'string', default: path.join(root, 'docs/images') },
    county: { type: 'string', default: 'jiangyin' },
    /** The wall at 3840 × 2160 as well: a picture too heavy to keep. */
    big: { type: 'boolean', default: false },
    /** Every scene of the wall at every size instead, for somebody to look at: `--out` a folder outside. */
    scenes: { type: 'boolean', default: false },
  },
});

interface County {
  url: string;
  dataDir: string;
  stop(): Promise<void>;
}

/** A demo county by `npm start` on free ports with data of its own. */
async function startCounty(): Promise<County> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'jiuhuan-pictures-'));
  const env = {
    ...process.env,
    PORT: '0',
    MQTT_PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    PACKS: values.county,
  };
  const child = spawn(process.execPath, ['server/programs/start.mjs'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { url: await addressOf(child), dataDir, stop: () => end(child, dataDir) };
}

async function addressOf(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: must(child.stdout, 'output of the start script') });
  const address = new RegExp(`(http://[^/\\s]+)/${values.county}/wall`);
  return new Promise((found, failed) => {
    child.once('exit', (code) => failed(new Error(`the county did not start (${code})`)));
    lines.on('line', (line) => {
      const url = address.exec(line)?.[1];
      if (url) found(url);
    });
  });
}

async function end(child: ChildProcess, dataDir: string): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
  await rm(dataDir, { recursive: true, force: true });
}

/** Waits until a page stands: its fonts are there, its map has been drawn with what it shows. */
async function settle(page: Page, map: boolean): Promise<void> {
  if (map) await page.waitForSelector('[data-drawn=true]', { timeout: 120_000 });
  await page.evaluate(() => document.fonts.ready);
  // Counts run for 0.6 s, sources and charts take new data once a second.
  await page.waitForTimeout(3_000);
}

async function take(page: Page, name: string): Promise<void> {
  const file = path.join(values.out, `${name}.png`);
  await page.screenshot({ path: file });
  process.stdout.write(`${path.relative(root, file)}\n`);
}

async function takeWalls(context: BrowserContext, county: County, token: string): Promise<void> {
  const sizes = {
    wall: [1920, 1080],
    'wall-wide': [3840, 1080],
    ...(values.big && { 'wall-4k': [3840, 2160] }),
  } as const;
  for (const [name, [width, height]] of Object.entries(sizes)) {
    const page = await context.newPage();
    await page.setViewportSize({ width, height });
    await page.goto(`${county.url}/${values.county}/wall#device=${token}`);
    await page.waitForFunction(() => document.querySelectorAll('.feed li').length > 4, null, {
      timeout: 120_000,
    });
    await settle(page, true);
    await take(page, name);
    await page.close();
  }
}

/** Each scene at each size, by its name and its size. */
async function takeScenes(context: BrowserContext, county: County, token: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${county.url}/${values.county}/wall#device=${token}`);
  for (const [size, [width, height]] of Object.entries(walkedSizes)) {
    await page.setViewportSize({ width, height });
    for (const scene of walkedScenes) {
      await standScene(page, scene);
      await take(page, `${scene}-${size}`);
    }
  }
  await page.close();
}

/** The open incident with a unit to choose of which most was told: late, reminded of, gone up, with its units on the map. */
async function mostTold(context: BrowserContext, county: County): Promise<string> {
  const api = `${county.url}/api/${values.county}/incidents`;
  const ask = async (address: string): Promise<unknown> => (await context.request.get(address)).json();
  const { rows } = wire.incidentList.parse(
    await ask(`${api}?procedure=standard&state=open&overdue=1&limit=60`),
  );
  const told = await Promise.all(
    rows.map(async ({ id }) => ({
      id,
      entries: wire.incidentDetail.parse(await ask(`${api}/${id}`)).entries.length,
    })),
  );
  const [most] = told.toSorted((a, b) => b.entries - a.entries);
  return must(most, 'an open incident that is late').id;
}

async function takeSignedIn(
  context: BrowserContext,
  county: County,
  login: string,
  password: string,
  app: 'desk' | 'lead',
): Promise<void> {
  const answer = await context.request.post(`${county.url}/api/${values.county}/session`, {
    data: { login, password },
  });
  if (!answer.ok()) throw new Error(`${login} may not sign in: ${answer.status()} ${await answer.text()}`);
  const page = await context.newPage();
  await page.setViewportSize(app === 'desk' ? { width: 1920, height: 1080 } : { width: 1600, height: 1000 });
  await page.goto(`${county.url}/${values.county}/${app}`);
  await page
    .locator(app === 'desk' ? 'nav .row' : 'main .league')
    .first()
    .waitFor({ timeout: 120_000 });
  if (app === 'desk') {
    const open = await mostTold(context, county);
    await page.goto(`${county.url}/${values.county}/desk?incident=${open}`);
    await page.locator('.facts .number').waitFor({ timeout: 120_000 });
  }
  await settle(page, app === 'desk');
  await take(page, app);
  await page.close();
}

const county: County = values.url
  ? { url: values.url, dataDir: values.data, stop: () => Promise.resolve() }
  : await startCounty();
const browser = await openBrowser();
try {
  await mkdir(values.out, { recursive: true });
  const demo = JSON.parse(await readFile(path.join(county.dataDir, 'demo.json'), 'utf8')) as DemoFile;
  const { device, people } = must(demo.jurisdictions[values.county], `${values.county} in demo.json`);
  const login = (role: string): string =>
    must(
      people.find((person) => person.role === role),
      `a ${role}`,
    ).login;
  const open = (): Promise<BrowserContext> =>
    browser.newContext({ reducedMotion: 'reduce', locale: 'zh-CN' });
  if (values.scenes) await takeScenes(await open(), county, device);
  else {
    await takeWalls(await open(), county, device);
    await takeSignedIn(await open(), county, login('duty'), demo.password, 'desk');
    await takeSignedIn(await open(), county, login('leader'), demo.password, 'lead');
  }
} finally {
  await browser.close();
  await county.stop();
}
