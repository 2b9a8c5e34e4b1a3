import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openCoarseBrowser } from '../support/browser.ts';
import { testPhoto } from '../support/files.ts';
import { admit } from './desk-page.ts';
import { testHouse, type TestHouse } from '../support/house.ts';

let house: TestHouse;
let browser: Browser;
const contexts: BrowserContext[] = [];
/** What any page complained of: a fault of a script, or of the content security policy. */
const complaints: string[] = [];

beforeAll(async () => {
  [house, browser] = await Promise.all([testHouse(), openCoarseBrowser()]);
});
// Pages that stay open go on drawing their maps; the first officer keeps the seat.
afterEach(async () => {
  for (const context of contexts.splice(1)) await context.close();
  expect(complaints).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
});

/** A desk that is live; its officer signs in as a person does, or is signed in. */
async function openDesk(login: string, byHand = false): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    reducedMotion: 'reduce',
  });
  contexts.push(context);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${login}: ${error.message}`));
  page.on('console', (line) => {
    // Nobody is signed in at first, and one of the races is lost: both are answers.
    if (line.type() === 'error' && !/status of 4(01|09)/u.test(line.text()))
      complaints.push(`${login}: ${line.text()}`);
  });
  if (!byHand) await admit(context, house, login);
  await page.goto(`${house.url}/jiangyin/desk`);
  if (byHand) {
    await page.getByLabel('账号', { exact: true }).fill(login);
    await page.getByLabel('密码').fill(house.demo.password);
    await page.keyboard.press('Enter');
  }
  await page.getByText('数据一致').waitFor();
  return page;
}

let officer: Page | undefined;
const firstSeat = async (): Promise<Page> => (officer ??= await openDesk('duty1', true));

/** Registers a call with the keyboard alone; the number of the incident. */
async function registerCall(page: Page, title: string): Promise<string> {
  await page.keyboard.press('i');
  const form = page.getByRole('complementary', { name: '来电登记' });
  await form.getByLabel('事项').fill('暴露垃圾');
  await page.keyboard.press('Enter');
  await form.getByLabel('地点').fill('120.285, 31.911');
  await page.keyboard.press('Enter');
  await form.getByLabel('标题').fill(title);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: title }).waitFor();
  return page.locator('.facts .number').innerText();
}

/** The button of a step that may be taken: while it rests, its key does nothing either. */
const button = (page: Page, act: string) => page.locator(`[data-act=${act}]:enabled`);
const heading = (page: Page) => page.locator('.facts b');
/** Presses the key of a step that asks for words, writes them, with a photo when there is one, and sends them. */
async function pressWith(page: Page, key: string, words: string, photo?: Buffer): Promise<void> {
  await page.keyboard.press(key);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').first().fill(words);
  if (photo) {
    const choosing = page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: '添加照片或文件' }).press('Enter');
    await (await choosing).setFiles({ name: '现场.png', mimeType: 'image/png', buffer: photo });
    await dialog.locator('[data-file=kept]').waitFor();
  }
  await page.keyboard.press('Control+Enter');
  await dialog.waitFor({ state: 'detached' });
}

async function leadOf(page: Page, id: string): Promise<string> {
  return page.evaluate(async (incident) => {
    const answer = await fetch(`/api/jiangyin/incidents/${incident}`);
    const { incident: found } = (await answer.json()) as {
      incident: { tasks: { unit: string; role: string }[] };
    };
    return found.tasks.find((task) => task.role === 'lead')?.unit ?? '';
  }, id);
}

/**
 * Accepts as a person does: a look of the other officer a moment ago may still count as work, then who presses is told, takes over and
 * presses again; so does who presses while the line is down. A press that nothing answers is a fault.
 */
async function pressUntilSent(page: Page, sent: Promise<void>): Promise<void> {
  const held = page.getByText('「受理」没有发出');
  const offline = page.locator('.offline');
  const isSent = sent.then(() => 'sent' as const);
  for (const round of [1, 2, 3]) {
    const resting = page.getByText('正在处理，接手');
    await button(page, 'accept').or(resting).first().waitFor();
    if (await resting.isVisible()) await page.keyboard.press('l');
    await page.keyboard.press('a');
    const told = held.or(offline).first().waitFor({ timeout: 15_000 });
    const answer = await Promise.race([
      isSent,
      told.then(
        () => 'told' as const,
        () => 'nothing' as const,
      ),
    ]);
    if (answer === 'sent') return;
    const screen = await page.locator('body').innerText();
    if (answer === 'nothing') throw new Error(`press ${round} was not answered; the desk says: ${screen}`);
  }
  await Promise.race([
    isSent,
    delay(15_000).then(() => Promise.reject(new Error('three presses, nothing sent'))),
  ]);
}

describe('the desk', () => {
  it('takes a call round to its closing by keyboard: two people, one loop', async () => {
    const duty = await firstSeat();
    const id = await registerCall(duty, '人民路口暴露垃圾');
    for (const [act, key] of [
      ['accept', 'a'],
      ['file', 'f'],
      ['dispatch', 'd'],
    ] as const) {
      await button(duty, act).waitFor();
      if (act === 'dispatch') await duty.getByText(/派遣 \d 个单位/u).waitFor();
      await duty.keyboard.press(key);
    }
    await heading(duty).getByText('派遣').waitFor();

    const handler = await openDesk(await leadOf(duty, id));
    await handler.getByRole('navigation', { name: '队列' }).getByText('人民路口暴露垃圾').waitFor();
    await handler.keyboard.press('j');
    await button(handler, 'sign').waitFor();
    await handler.keyboard.press('a');
    await button(handler, 'start-work').waitFor();
    await pressWith(handler, 'w', '保洁车已到');
    await button(handler, 'feed-back').waitFor();
    await pressWith(handler, 'b', '已清理干净', testPhoto(64));

    await button(duty, 'pass-check').waitFor();
    await pressWith(duty, 'c', '现场照片核对无误');
    await button(duty, 'close').waitFor();
    await pressWith(duty, 'c', '结案');
    await heading(duty)
      .getByText(/结案|评价|考核|归档/u)
      .waitFor();
    const story = duty.locator('ol time + i + p');
    expect((await story.allInnerTexts()).join('\n')).toMatch(
      /受理[\s\S]*立案[\s\S]*派遣[\s\S]*签收[\s\S]*已清理干净[\s\S]*核查通过[\s\S]*结案/u,
    );
    // The photo lies among the evidence and opens by keyboard.
    const thumb = duty.getByRole('button', { name: '查看 照片' });
    await thumb.press('Enter');
    const photo = duty.getByRole('dialog').locator('img');
    await expect.poll(() => photo.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(64);
    await duty.keyboard.press('Escape');
    await handler
      .getByRole('navigation', { name: '队列' })
      .getByText('人民路口暴露垃圾')
      .waitFor({ state: 'detached' });
  });

  it('tells the officer who comes second who was first, with what', async () => {
    const first = await firstSeat();
    const second = await openDesk('duty2');
    const id = await registerCall(first, '两人同时受理的一件');
    const row = second.locator(`[data-id="${id}"]`);
    await row.click();
    await button(second, 'accept').waitFor();

    // The second officer presses first, but the order is held up on its way.
    let letGo = (): void => undefined;
    const held = new Promise<void>((done) => (letGo = done));
    let underWay = (): void => undefined;
    const sent = new Promise<void>((done) => (underWay = done));
    await second.route('**/api/jiangyin/commands', async (route) => {
      underWay();
      await held;
      await route.continue();
    });
    await pressUntilSent(second, sent);
    // Whose act is under way holds a claim: the first officer takes over, knowingly.
    const claim = first.getByText('值班席 02 正在处理，接手？');
    await claim.waitFor();
    await first.keyboard.press('l');
    await claim.waitFor({ state: 'detached' });
    await first.keyboard.press('a');
    await button(first, 'file').waitFor();
    letGo();

    const notice = second.getByRole('dialog');
    await notice.waitFor();
    expect(await notice.innerText()).toMatch(/值班席 01 于 \d\d:\d\d:\d\d 已「受理」.*你的「受理」没有生效/u);
    await second.keyboard.press('Escape');
    await button(second, 'file').waitFor();
  });

  it('moves, searches and helps by keyboard, and speaks English', async () => {
    const page = await openDesk('chief');
    const id = await registerCall(page, '检索用的一件');
    await page.keyboard.press('Escape');
    await page.getByRole('complementary', { name: '今日' }).waitFor();
    await page.keyboard.press('j');
    await page.locator('[aria-current=true]').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(id.slice(-6));
    await page.getByRole('option').filter({ hasText: '检索用的一件' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '检索用的一件' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: '快捷键' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'EN', exact: true }).click();
    await page.getByText('To accept').waitFor();
  });
});
