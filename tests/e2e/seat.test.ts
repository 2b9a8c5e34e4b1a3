import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openCoarseBrowser } from '../support/browser.ts';
import { callOf, orderAs, takeSeat } from './desk-page.ts';
import { testHouse, type TestHouse } from '../support/house.ts';
import { openProxy, type Proxy } from '../support/proxy.ts';

let house: TestHouse;
let browser: Browser;
/** The line of the first officer, which can be cut. */
let line: Proxy;
/** Who sits, by login: one after another on the same page, as a watch does. */
const seats = new Map<string, { page: Page; context: BrowserContext }>();
const complaints: string[] = [];

beforeAll(async () => {
  [house, browser] = await Promise.all([testHouse(), openCoarseBrowser()]);
  line = await openProxy(() => Number(new URL(house.url).port));
});
afterEach(() => expect(complaints.splice(0)).toEqual([]));
afterAll(async () => {
  await browser?.close();
  await line?.close();
  await house?.stop();
});

async function seat(login: string): Promise<Page> {
  const url = login === 'duty1' ? line.url : house.url;
  const taken = seats.get(login) ?? (await takeSeat(browser, house, login, { complaints, url }));
  seats.set(login, taken);
  return taken.page;
}
async function getUp(login: string): Promise<void> {
  await seats.get(login)?.context.close();
  seats.delete(login);
}
const call = (page: Page) => page.getByRole('alertdialog');
/** The call once it listens to the keyboard. */
const armed = (page: Page) => page.locator('[role=alertdialog][data-armed=true]').waitFor();
const row = (page: Page, id: string) => page.locator(`[data-id="${id}"]`);
const notes = (page: Page): Promise<number> =>
  page.evaluate(() => Number(document.documentElement.dataset['notes'] ?? 0));
/** Waits until the page has started more notes. */
const rings = (page: Page, beyond: number) =>
  page.waitForFunction((n) => Number(document.documentElement.dataset['notes'] ?? 0) > n, beyond);

describe('an urgent call', () => {
  it('fills every desk and rings until somebody takes it, also after a reload', async () => {
    const [one, two] = await Promise.all([seat('duty1'), seat('duty2')]);
    const order = await orderAs(house, 'chief');
    const { subject } = await order(callOf('燃气泄漏', { urgent: true }));
    await Promise.all([one, two].map((page) => call(page).getByText('燃气泄漏').waitFor()));
    await Promise.all([one, two].map(async (page) => rings(page, await notes(page))));
    // Nothing but taking it ends it.
    await one.keyboard.press('Escape');
    await one.mouse.click(5, 5);
    expect(await call(one).count()).toBe(1);
    await one.reload();
    await call(one).getByText('燃气泄漏').waitFor();

    await armed(two);
    await two.keyboard.press('a');
    await one.getByText(/值班席 02 已接下「燃气泄漏」，等候/u).waitFor();
    await Promise.all([one, two].map((page) => call(page).waitFor({ state: 'detached' })));
    await two.getByRole('heading', { name: '燃气泄漏' }).waitFor();
    await row(one, subject).waitFor();
  });

  it('is handed to another seat, which names who handed it', async () => {
    const [one, two] = [await seat('duty1'), await seat('duty2')];
    const order = await orderAs(house, 'chief');
    await order(callOf('转席的一件', { urgent: true }));
    await call(one).getByText('转席的一件').waitFor();
    await call(one)
      .getByRole('button', { name: /转值班席 02/u })
      .click();
    await call(one).waitFor({ state: 'detached' });
    await call(two).getByText('值班席 01 转来').waitFor();
    await armed(two);
    await two.keyboard.press('a');
    await call(two).waitFor({ state: 'detached' });
    await getUp('duty2');
  });

  it('is made by a warning as well', async () => {
    const page = await seat('duty1');
    const order = await orderAs(house, 'leader');
    await order({
      kind: 'issue-warning',
      colour: 'red',
      title: '暴雨',
      basis: '3 小时 100 毫米',
      measures: '',
      grids: [],
    });
    await call(page).getByText('红色预警').waitFor();
    await armed(page);
    await page.keyboard.press('a');
    await call(page).waitFor({ state: 'detached' });
    await page.getByRole('region', { name: /告警/u }).getByText('值班席 01 已接收').waitFor();
  });

  it('leaves a sentence alone: seen and heard as a banner, looked at and taken by keys of its own; the call being written survives a reload', async () => {
    const page = await seat('duty1');
    const order = await orderAs(house, 'chief');
    await page.keyboard.press('i');
    const form = page.getByRole('complementary', { name: '来电登记' });
    await form.getByLabel('电话').fill('139 0000 4417');
    const words = form.getByLabel('来电内容');
    await words.pressSequentially('面馆门口有');
    const before = await notes(page);
    const { subject } = await order(callOf('虹桥南路煤气泄漏', { urgent: true, detail: '有人晕倒' }));
    const banner = page.getByRole('alert').filter({ hasText: '虹桥南路煤气泄漏' });
    await banner.waitFor();
    await rings(page, before);
    // Letters, Enter and Space go where they were going; the word that the input method writes as well.
    await words.pressSequentially('a 煤气味', { delay: 60 });
    await page.keyboard.press('Enter');
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Input.imeSetComposition', { text: 'hen', selectionStart: 3, selectionEnd: 3 });
    await cdp.send('Input.insertText', { text: '很重' });
    expect(await words.inputValue()).toBe('面馆门口有a 煤气味\n很重');
    expect(await call(page).count()).toBe(0);
    expect(await words.evaluate((field) => document.activeElement === field)).toBe(true);

    await page.keyboard.press('F2');
    await call(page).getByText('有人晕倒').waitFor();
    await page.keyboard.press('Escape');
    await call(page).waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'detail');
    await page.keyboard.press('Control+F2');
    await banner.waitFor({ state: 'detached' });
    expect(await words.inputValue()).toContain('很重');
    await page.waitForTimeout(600);
    await page.reload();
    await page.getByText('数据一致').waitFor();
    await page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>('[name=detail]')?.value.includes('很重') === true,
    );
    expect(await form.getByLabel('电话').inputValue()).toBe('139 0000 4417');
    expect(new URL(page.url()).searchParams.get('incident')).toBe(subject);
    // What was being written is put aside: the next ones take an officer whose hands are free.
    await form.getByLabel('电话').focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
  });
});

describe('an officer alone', () => {
  it('stands for each of several, and is silent for ten minutes when muted, which stays visible', async () => {
    const page = await seat('duty1');
    const order = await orderAs(house, 'chief');
    await order(callOf('电梯困人', { urgent: true }));
    await order(callOf('路面塌陷', { urgent: true }));
    await call(page).getByText('另有 1 件等候').waitFor();
    await page.keyboard.press('Shift+M');
    await call(page)
      .getByText(/静音 0?9:5\d/u)
      .waitFor();
    const before = await notes(page);
    await call(page).getByRole('button', { name: /受理/u }).last().click();
    await call(page).getByText('另有 1 件等候').waitFor({ state: 'detached' });
    expect(await call(page).getByText('电梯困人').count()).toBe(1);
    expect(await notes(page)).toBe(before);
    await call(page).getByRole('button', { name: /受理/u }).click();
    await call(page).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /静音 0?9:/u }).waitFor();
  });

  it('marks by keyboard, takes one step on all, and asks for a form once', async () => {
    const page = await seat('duty1');
    const order = await orderAs(house, 'chief');
    const ids: string[] = [];
    for (let i = 1; i <= 4; i++) ids.push((await order(callOf(`成批办理 ${i}`))).subject);
    await row(page, ids[3] ?? '').waitFor();
    await row(page, ids[0] ?? '').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+J');
    await page.keyboard.press('Shift+J');
    await page.getByText('已选 3 件').waitFor();
    await page.keyboard.press('x');
    await page.getByText('已选 2 件').waitFor();
    await page.keyboard.press('x');
    await page.keyboard.press('a');
    await page.getByText('受理 · 已办 3 / 3，被拒 0').waitFor();
    await page.keyboard.press('Escape');

    for (const id of ids.slice(0, 3)) await row(page, id).click({ modifiers: ['Control'] });
    await page.locator('[data-batch=void]').click();
    const dialog = page.getByRole('dialog', { name: '作废' });
    await dialog.getByRole('textbox').fill('误报');
    await page.keyboard.press('Control+Enter');
    await page.getByText('作废 · 已办 3 / 3，被拒 0').waitFor();
    for (const id of ids.slice(0, 3)) await row(page, id).waitFor({ state: 'detached' });
    // The keyboard has not lost its place.
    await page.waitForFunction(() => document.activeElement !== document.body);
    // What was done to the batch stands until it is put away.
    await page.keyboard.press('Escape');
    await page.getByText('作废 · 已办 3 / 3，被拒 0').waitFor({ state: 'detached' });
  });

  it('is offered after an act that has one, and is a step of its own with its reason', async () => {
    const page = await seat('duty1');
    const order = await orderAs(house, 'chief');
    const { subject } = await order(callOf('派错的一件'));
    await order({ kind: 'take', incident: subject, version: 1, transition: 'accept', form: {} });
    await order({ kind: 'take', incident: subject, version: 2, transition: 'file', form: {} });
    await row(page, subject).click();
    await page.getByText(/派遣 \d 个单位/u).waitFor();
    await page.keyboard.press('d');
    await page.getByRole('button', { name: /撤回：回退/u }).waitFor();
    await page.keyboard.press('z');
    const dialog = page.getByRole('dialog', { name: '回退' });
    expect(await dialog.getByRole('textbox').inputValue()).toBe('误操作');
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.locator('[data-act=dispatch]').waitFor();
    await page.getByText('误操作').first().waitFor();
  });
});

describe('cut off', () => {
  it('the queue says how old it is, nothing is sent, and the desk comes back by itself', async () => {
    const page = await seat('duty1');
    const order = await orderAs(house, 'chief');
    const { subject } = await order(callOf('断线时的一件'));
    await row(page, subject).click();
    await page.locator('[data-act=accept]').waitFor();
    line.shut();
    await page.getByText(/连接中断，队列停在/u).waitFor();
    await page.locator('[data-act=accept]').and(page.locator(':disabled')).waitFor();
    await page.keyboard.press('a');
    await page.getByText('连接中断，指令不会发出').waitFor();
    line.admit();
    await page.locator('[data-act=accept]').and(page.locator(':enabled')).waitFor();
    await page.keyboard.press('a');
    await page.locator('[data-act=file]').waitFor();
  });
});
