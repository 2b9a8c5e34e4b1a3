import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { readAnchorText } from '#shared/ledger/anchor.ts';
import { readSeal } from '#shared/dossier/seal.ts';
import { commandAnswer, packDigest } from '#shared/wire/http.ts';
import { openCoarseBrowser } from '../support/browser.ts';
import { signIn, testHouse, type TestHouse } from '../support/house.ts';

let house: TestHouse;
let browser: Browser;
let short: string;
let long: string;
const contexts = new Map<string, BrowserContext>();
const complaints: string[] = [];

beforeAll(async () => {
  [house, browser] = await Promise.all([testHouse(), openCoarseBrowser()]);
  const cookie = await signIn(house, 'jiangyin', 'duty1');
  const digest = await fetch(`${house.url}/api/jiangyin/pack`, { headers: { cookie } });
  const { catalogue } = packDigest.parse(await digest.json());
  const item = must(
    catalogue.find(({ procedure }) => procedure === 'standard'),
    'an item of the standard procedure',
  ).id;
  let serial = 0;
  const act = async (command: object): Promise<string> => {
    const key = `dossier-e2e-${(serial += 1)}`;
    const headers = { cookie, origin: house.url, 'content-type': 'application/json', 'idempotency-key': key };
    const body = JSON.stringify(command);
    const told = await fetch(`${house.url}/api/jiangyin/commands`, { method: 'POST', headers, body });
    return commandAnswer.parse(await told.json()).subject;
  };
  const report = (title: string): Promise<string> =>
    act({
      kind: 'report',
      source: 'citizen',
      item,
      title,
      detail: '来电人称已有两日',
      address: '人民路 8 号',
      place: { lng: 120.285, lat: 31.911 },
      urgent: false,
      evidence: [],
    });
  const note = (incident: string, text: string): Promise<string> =>
    act({
      kind: 'note',
      incident,
      text,
      evidence: [{ kind: 'text', text: `${text}的照片`, at: Date.now() }],
    });
  [short, long] = [await report('短卷宗的一件'), await report('长卷宗的一件')];
  await act({ kind: 'take', incident: short, version: 1, transition: 'accept', form: {} });
  await note(short, '已电话核实');
  for (let n = 1; n <= 90; n++) await note(long, `第 ${n} 次现场记录`);
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
  expect(complaints).toEqual([]);
});

/** A page of somebody who is signed in: by hand the first time, which a dossier asks for as every page does. */
async function open(login: string, address: string): Promise<Page> {
  const known = contexts.get(login);
  const context =
    known ?? (await browser.newContext({ viewport: { width: 1366, height: 768 }, reducedMotion: 'reduce' }));
  contexts.set(login, context);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    // Nobody is signed in at first; a seal that is none and a number that is none are refused.
    if (line.type() === 'error' && !/status of 4(00|01|04)/u.test(line.text())) complaints.push(line.text());
  });
  await page.goto(`${house.url}/jiangyin/${address}`);
  if (known) return page;
  await page.getByLabel('账号', { exact: true }).fill(login);
  await page.getByLabel('密码').fill(house.demo.password);
  await page.keyboard.press('Enter');
  // Who goes elsewhere before the answer has not signed in.
  await page.getByLabel('密码').waitFor({ state: 'detached' });
  return page;
}

/** How many pages a PDF has. */
function pagesOf(pdf: Buffer): number {
  return [...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b(?!s)/g)].length;
}

describe('the dossier on paper', () => {
  it('tells the nine rings with a sum that is the life, and carries its seal as a code', async () => {
    const page = await open('duty1', `dossier/${short}`);
    await page.locator('.sheet').waitFor();
    const rings = page.locator('section', { has: page.getByRole('heading', { name: '九环' }) });
    expect(await rings.locator('tbody tr').count()).toBe(9);
    const seconds = await rings.locator('tbody td.figure').allInnerTexts();
    const milliseconds = seconds.map((text) => Math.round(Number(text.replaceAll(',', '')) * 1_000));
    const sum = await rings.locator('tfoot td.figure').innerText();
    expect(milliseconds.reduce((all, one) => all + one, 0)).toBe(
      Math.round(Number(sum.replaceAll(',', '')) * 1_000),
    );
    expect(await rings.locator('tfoot').innerText()).toMatch(new RegExp(`全程 ${sum} 秒 ✓`));
    const seal = readSeal(must(await page.locator('svg[data-text]').getAttribute('data-text'), 'code'));
    expect(seal).toMatchObject({ jurisdiction: 'jiangyin', subject: short, entries: 3 });

    await page.getByRole('button', { name: '核对封印' }).click();
    await page.getByRole('dialog').getByText(`${short}：账本与封印一致`).waitFor();
    await page.getByRole('dialog').getByRole('textbox').fill('不是封印');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('内容不合要求').waitFor();
    await page.close();
  });

  it('prints: two pages for a short matter, as many as it takes for a long one, each with its head and foot', async () => {
    const page = await open('duty1', `dossier/${short}`);
    const print = async (id: string): Promise<Buffer> => {
      if (!page.url().endsWith(id)) await page.goto(`${house.url}/jiangyin/dossier/${id}`);
      await page.locator('.sheet').getByText(id).first().waitFor();
      await page.evaluate(() => document.fonts.ready);
      const margins = await page.evaluate(() =>
        document.adoptedStyleSheets.flatMap((one) => [...one.cssRules].map((rule) => rule.cssText)).join(),
      );
      expect(margins).toContain(`事件卷宗 ${id}`.replace(' ', '  '));
      expect(margins).toMatch(/账本第 [\d,]+–[\d,]+ 笔/u);
      return page.pdf({ preferCSSPageSize: true });
    };
    const [few, many] = [await print(short), await print(long)];
    expect(pagesOf(few)).toBe(2);
    expect(pagesOf(many)).toBeGreaterThanOrEqual(7);
    expect(pagesOf(many)).toBeLessThanOrEqual(11);
    expect(few.length).toBeGreaterThan(20_000);
    // On the paper there is the sheet alone.
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button').count()).toBe(0);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wide, 'something sticks out of the sheet').toBe(false);
    await page.close();
  });

  it('is not shown to who may not see the matter, and says so', async () => {
    const page = await open('duty1', 'dossier/no-such-number');
    await page.getByText('没有这个对象').waitFor();
    await page.close();
  });
});

describe('the rings on the desk', () => {
  it('tell all there is of the one that is pointed at or focused, and the paper is one key away', async () => {
    const page = await open('duty1', 'desk');
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.locator(`[data-id="${short}"]`).first().click();
    const cells = page.getByRole('list', { name: '九环' }).getByRole('button');
    await cells.first().hover();
    const card = page.getByRole('tooltip');
    await card.getByText('报告入账').waitFor();
    expect(await card.innerText()).toMatch(/闭合时刻[^]*何人[^]*依据[^]*账本第 [\d,]+ 笔[^]*用时[^]*0 秒/u);
    await cells.nth(3).focus();
    await card.getByText('任务签收').waitFor();
    expect(await card.innerText()).toMatch(/进行中[^]*已电话核实的照片/u);
    await page.keyboard.press('ArrowLeft');
    await card.getByText('责任到人').waitFor();
    expect(await page.locator('.rings path.pointed').count()).toBe(1);

    const [paper] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('Shift+P')]);
    await paper.getByRole('heading', { name: '短卷宗的一件' }).waitFor();
    expect(new URL(paper.url()).pathname).toBe(`/jiangyin/dossier/${short}`);
    await page.close();
  });
});

describe('a leader', () => {
  it('takes anchors out as a code and a file, and holds the ledger against them', async () => {
    // The ledger is anchored when the house stops.
    await house.restart();
    const page = await open('leader', 'lead');
    await page.getByRole('button', { name: '核验账本' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('首尾相接').waitFor();
    const word = must(await dialog.locator('svg[data-text]').getAttribute('data-text'), 'code');
    const anchor = must((readAnchorText(word) as { seq: number }[])[0], 'anchor');
    expect(anchor.seq).toBeGreaterThan(90);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('link', { name: /下载全部/u }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^anchors-jiangyin-.*\.jsonl$/);
    await dialog.locator('input[type=file]').setInputFiles(await file.path());
    await dialog.getByText(/个锚点全部相符/u).waitFor();
    await dialog.getByRole('textbox').fill(word.replace(`:${anchor.seq}:`, ':99999999:'));
    await dialog.getByRole('button', { name: '核对锚点' }).click();
    await dialog.getByText(/账本自第 [\d,]+ 条起被截去/u).waitFor();
    await page.close();
  });
});
