import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { commandAnswer, incidentDetail, packDigest } from '#shared/wire/http.ts';
import { openCoarseBrowser } from '../support/browser.ts';
import { signIn, testHouse, type TestHouse } from '../support/house.ts';

let house: TestHouse;
let browser: Browser;
let handler: string;
let incident: string;
const complaints: string[] = [];

async function ask(cookie: string, address: string): Promise<unknown> {
  return (await fetch(`${house.url}/api/jiangyin${address}`, { headers: { cookie } })).json();
}
async function act(cookie: string, command: object): Promise<string> {
  const headers = {
    cookie,
    origin: house.url,
    'content-type': 'application/json',
    'idempotency-key': crypto.randomUUID(),
  };
  const told = await fetch(`${house.url}/api/jiangyin/commands`, {
    method: 'POST',
    headers,
    body: JSON.stringify(command),
  });
  return commandAnswer.parse(await told.json()).subject;
}
async function take(cookie: string, id: string, transition: string, form: object = {}): Promise<void> {
  const { version } = incidentDetail.parse(await ask(cookie, `/incidents/${id}`)).incident;
  await act(cookie, { kind: 'take', incident: id, version, transition, form });
}

/** A matter that came back twice, and lies with a unit that somebody can sign in for. */
beforeAll(async () => {
  [house, browser] = await Promise.all([testHouse(), openCoarseBrowser()]);
  const cookie = await signIn(house, 'jiangyin', 'duty1');
  const { catalogue } = packDigest.parse(await ask(cookie, '/pack'));
  const item = must(
    catalogue.find(({ procedure }) => procedure === 'standard'),
    'an item of the standard procedure',
  );
  const { people } = must(house.demo.jurisdictions['jiangyin'], 'jiangyin');
  const seat = people.find((one) => one.role === 'handler' && one.unit !== undefined);
  handler = must(seat?.login, 'a handler');
  const unit = must(seat?.unit, 'a unit');
  incident = await act(cookie, {
    kind: 'report',
    source: 'citizen',
    item: item.id,
    title: '退了两回的一件',
    detail: '',
    address: '人民路 8 号',
    place: { lng: 120.285, lat: 31.911 },
    urgent: false,
    evidence: [],
  });
  await take(cookie, incident, 'accept');
  await take(cookie, incident, 'file');
  for (let round = 0; round < 2; round++) {
    await take(cookie, incident, 'dispatch', { lead: unit });
    await take(cookie, incident, 'return', { reason: '不属于本单位' });
  }
  await take(cookie, incident, 'dispatch', { lead: unit });
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
  expect(complaints).toEqual([]);
});

async function openAsChief(): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${house.url}/jiangyin/supervise`);
  await page.getByLabel('账号', { exact: true }).fill('chief');
  await page.getByLabel('密码').fill(house.demo.password);
  await page.keyboard.press('Enter');
  return page;
}

it('puts what came back twice under an order, and verifies its answer by key', async () => {
  const page = await openAsChief();
  await page.getByRole('button', { name: /^多次回退 1$/ }).click();
  await page.getByRole('checkbox', { name: '选中 退了两回的一件' }).check();
  await page.getByRole('button', { name: '下达督办单（1）' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '下达 1 张' }).click();
  expect(await dialog.getByRole('alert').count()).toBe(4);
  await dialog.getByLabel('督办级别').selectOption('chief');
  expect(await dialog.getByLabel('督办方式').inputValue()).toBe('list');
  await dialog.getByLabel('督办方式').selectOption('node');
  await dialog.getByLabel('答复要求').fill('说明为何两次回退');
  await dialog.getByRole('textbox', { name: '答复时限' }).fill('1');
  await dialog.getByLabel('理由').fill('推诿');
  await dialog.getByRole('button', { name: '下达 1 张' }).click();
  await dialog.waitFor({ state: 'detached' });

  // The order comes over the stream; its unit signs and answers.
  const pane = page.getByRole('complementary', { name: '督办单与申诉' });
  await pane.getByRole('heading', { name: '督办单 1' }).waitFor();
  const cookie = await signIn(house, 'jiangyin', handler);
  const children = incidentDetail.parse(await ask(cookie, `/incidents/${incident}`)).incident.children;
  const order = must(children?.[0], 'an order').id;
  await take(cookie, order, 'sign');
  await take(cookie, order, 'answer', { note: '职责已厘清' });
  await pane.getByText('已答复', { exact: false }).first().waitFor();
  await page.keyboard.press('j');
  await pane.getByText('说明为何两次回退').waitFor();
  await pane.getByText('节点督查').waitFor();
  await pane.getByText('职责已厘清').waitFor();
  await page.keyboard.press('c');
  await page.getByRole('dialog').getByRole('button', { name: '核验通过' }).click();
  await pane.getByText('没有未结的督办单和申诉').waitFor();

  await page.keyboard.press('2');
  await page.getByText('各网格没有逾期事件').waitFor();
  await page.keyboard.press('3');
  await page.getByRole('row', { name: /派遣/ }).first().waitFor();
  await page.context().close();
});
