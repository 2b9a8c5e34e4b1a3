import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Download } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Film } from '#shared/wire/replay.ts';
import { filmPage } from '../../../client/replay/film.ts';
import { openBrowser } from '../../support/browser.ts';

/** An hour that was exported, opened as whoever was sent the file opens it: from a folder, without a line. */
const from = Date.parse('2026-11-23T14:00:00+08:00');
const instants: Film['instants'] = Array.from({ length: 13 }, (_, i) => ({
  at: from + i * 5 * minuteMs,
  seq: 100 + i,
  hash: `${i}`.repeat(8),
  frame: null,
  channels: [
    {
      channel: 'board:all',
      from: i === 0 ? null : from + (i - 1) * 5 * minuteMs,
      hash: '',
      ops: [
        [
          'incident',
          `m-${i}`,
          {
            id: `m-${i}`,
            title: `人民路 ${i} 号井盖缺失`,
            lng: 120.1 + i / 30,
            lat: 31.8,
            urgent: i === 6,
            overdue: false,
            reportedAt: from + i,
          },
        ],
        ['figure', 'today', { reported: 40 + i, dispatched: 30 + i, closed: 20, open: i + 1, overdue: 0 }],
      ],
    },
  ],
}));
const names =
  'past 过去|ledger 账本|taken 制作|reported 上报|dispatched 派遣|closed 结案|open 未结|overdue 超期|matters 未结事件|acts 动态|sensors 感知|heard 有读数|beyond 超出|quiet 都在正常范围|play 播放|png 存图|series 存整套';
const words = Object.fromEntries(names.split('|').map((one) => one.split(' '))) as Parameters<
  typeof filmPage
>[1]['words'];
const html = filmPage(
  { from, to: from + 60 * minuteMs, by: '值班席 01', at: from + 90 * minuteMs, instants },
  {
    title: '江阴市综合管理服务指挥中心',
    name: 'jiangyin',
    zone: 'Asia/Shanghai',
    attribution: '网格为模拟数据',
    box: [120, 31.7, 120.6, 32],
    outline: 'M10 10L590 20L560 280L30 290Z',
    width: 600,
    height: 300,
    sensors: [],
    readings: [],
    words,
  },
);
let browser: Browser;
let folder: string;
beforeAll(async () => {
  [browser, folder] = await Promise.all([openBrowser(), mkdtemp(path.join(tmpdir(), 'jiuhuan-film-'))]);
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

it('plays from a folder without a line, asks for nothing, and saves an hour as a series of pictures', async () => {
  const file = path.join(folder, 'film.html');
  await writeFile(file, html);
  const context = await browser.newContext({ offline: true, acceptDownloads: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => void (line.type() === 'error' && complaints.push(line.text())));
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  const at = async (): Promise<number> => Number(await page.locator('#slider').inputValue());
  expect(await at()).toBe(0);
  const first = await page.locator('#scene').screenshot();
  await page.locator('#play').click();
  await expect.poll(at).toBeGreaterThan(2);
  expect(first.equals(await page.locator('#scene').screenshot())).toBe(false);
  await page.locator('#play').click();

  const saved: Download[] = [];
  page.on('download', (one) => saved.push(one));
  await page.locator('#series').click();
  await expect.poll(() => saved.length, { timeout: 60_000 }).toBe(instants.length);
  const pictures = await Promise.all(saved.map(async (one) => readFile(await one.path())));
  for (const one of pictures) expect(PNG.sync.read(one)).toMatchObject({ width: 1_920, height: 1_080 });
  expect(new Set(pictures.map((one) => one.toString('base64'))).size).toBe(instants.length);
  expect(new Set(saved.map((one) => one.suggestedFilename())).size).toBe(instants.length);
  if (process.env['WHOLE']) await writeFile(path.join(process.env['WHOLE'], 'film.png'), pictures[6] ?? '');
  expect(asked.filter((url) => !/^(?:file|blob):/u.test(url))).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});
