import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { minuteMs, secondMs } from '#shared/kernel/span.ts';
import { located } from '#shared/wire/responsibility.ts';
import { warningDetail, warningList, type WarningLine } from '#shared/wire/warnings.ts';
import sensors from '../../../server/packs/jiangyin/sensors.json' with { type: 'json' };
import { faultsOfCap } from '../../support/cap.ts';
import { county, openJourney, type Journey } from './journey.ts';

/**
 * A wet evening: a rule proposes what its instruments measure, a person what a forecast says; the chief signs at a screen, everybody is
 * shown it, somebody reads it and somebody does not; it is raised, lowered and released.
 */
let journey: Journey;
let desk: Page;
let signing: Page;
let officer: Page;
let wall: Page;
let field: Page;
let report: Page;
let town = { id: '', name: '' };
let flooded: typeof sensors = [];
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Two places that flood in one town, and the town. */
async function twoOfATown(): Promise<void> {
  const byTown = new Map<string, typeof sensors>();
  for (const one of sensors.filter(({ quantity }) => quantity === 'flood-level')) {
    const { lng, lat } = one.place;
    const { grids } = located.parse(await journey.ask('duty1', `/locate?lng=${lng}&lat=${lat}`));
    const [grid] = grids;
    if (!grid) continue;
    const there = [...(byTown.get(grid.id) ?? []), one];
    byTown.set(grid.id, there);
    if (there.length < 2) continue;
    [town, flooded] = [{ id: grid.id, name: grid.name }, there];
    return;
  }
}
async function stands(title: string): Promise<WarningLine | undefined> {
  const { standing } = warningList.parse(await journey.ask('chief', '/warnings'));
  return standing.find((one) => one.title === title);
}
const floods = (): string => `${town.name}内涝`;
const see = (where: Page | Locator, text: string | RegExp): Promise<void> =>
  where.getByText(text).first().waitFor({ timeout: 60_000 });
const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).first().click();
const onWall = (): Locator => wall.locator('.panel.warnings, .warnings').first();

beforeAll(async () => {
  journey = await openJourney('warnings');
  await twoOfATown();
  desk = await journey.enter('desk', 'chief', { viewport: { width: 1600, height: 900 } });
  await see(desk, '数据一致');
  signing = await journey.enter('warnings', 'chief', { viewport: { width: 1440, height: 900 } });
  officer = await journey.enter('warnings', 'duty1', { viewport: { width: 1440, height: 900 } });
  field = await journey.enter('field', `field-${town.id}`, phone);
  ({ page: report } = await journey.open(phone));
  ({ page: wall } = await journey.open());
  const { device } = must(journey.house.demo.jurisdictions[county], county);
  await wall.goto(`${journey.house.url}/${county}/wall#device=${device}`);
  await see(wall, '数据一致');
}, 300_000);
afterAll(() => journey?.close());

it('a rule proposes with its readings, an officer with a forecast; neither warns anybody yet', async () => {
  const now = journey.now();
  await journey.publish(
    flooded.flatMap(({ id }) =>
      [150, 120, 90, 60, 30, 0].map((ago) => ({ sensor: id, at: now - ago * secondMs, value: 22 })),
    ),
  );
  // What the instruments say calls first, and is taken.
  const call = desk.getByRole('alertdialog');
  await call.waitFor();
  await journey.shot(desk, 'desk-call');
  await expect
    .poll(
      async () => {
        if ((await call.count()) > 0) await desk.keyboard.press('a');
        return call.count();
      },
      { interval: 2_000, timeout: 60_000 },
    )
    .toBe(0);
  const due = desk.getByRole('region', { name: '预警' }).filter({ hasText: '签发' });
  await see(due, floods());
  await journey.shot(desk, 'desk-proposal');
  await press(officer, '提出预警建议');
  const form = officer.getByRole('dialog');
  await form.getByLabel(/蓝色/u).check();
  await form.getByLabel('名称', { exact: true }).fill('雷雨大风');
  await form.getByLabel('依据说明').fill('强回波自西向东移入');
  await form.getByLabel('预报来源（可不填）').fill('市气象台');
  await form.getByLabel('预报内容').fill('未来 3 小时阵风 8–9 级');
  await form.getByLabel('措施与防御指引').fill('加固棚架，远离广告牌');
  await journey.shot(officer, 'officer-writes');
  await press(officer, '下一步：核对');
  await see(form, /不会通知任何人/u);
  await press(officer, '提出建议');
  await form.waitFor({ state: 'detached' });
  await see(officer, '未来 3 小时阵风 8–9 级');
  const { proposed } = warningList.parse(await journey.ask('chief', '/warnings'));
  expect(proposed.map(({ title, colour }) => [title, colour]).sort()).toEqual(
    [
      [floods(), 'yellow'],
      ['雷雨大风', 'blue'],
    ].sort(),
  );
  expect(await (await fetch(`${journey.house.url}/api/${county}/public/warnings`)).json()).toEqual([]);
  expect(await wall.getByText(floods()).count()).toBe(0);
});

it('an officer cannot sign what is graver than his post; the chief signs both at a screen, after a second look', async () => {
  await signing.getByRole('button', { name: new RegExp(floods(), 'u') }).click();
  await see(signing, flooded[0]?.name.zh ?? '');
  await see(signing, /22(?:\.0)? cm/u);
  await journey.shot(signing, 'chief-proposal');
  await press(signing, '审核签发');
  const form = signing.getByRole('dialog');
  await form.getByLabel(/橙色/u).check();
  await form.getByLabel('措施与防御指引').fill('低洼处人员转移到高处，绕行下穿通道');
  await press(signing, '下一步：核对');
  await see(form, /签发后立即生效/u);
  await journey.shot(signing, 'chief-second-look');
  await press(signing, '确认签发');
  await form.waitFor({ state: 'detached' });
  await see(signing, '办理中');
  await journey.shot(signing, 'chief-signed');
  await signing.getByRole('button', { name: /雷雨大风/u }).click();
  await press(signing, '审核签发');
  await press(signing, '下一步：核对');
  await press(signing, '确认签发');
  await form.waitFor({ state: 'detached' });
  await expect.poll(async () => (await stands('雷雨大风'))?.stage).toBe('in-effect');
  await officer.getByRole('button', { name: new RegExp(floods(), 'u') }).click();
  await see(officer, '橙色预警由值班长或领导签发；您的岗位不能签发');
  expect(await officer.getByRole('button', { name: '解除', exact: true }).count()).toBe(0);
});

it('its measure is a matter with an order to its unit', async () => {
  const { id } = must(await stands(floods()), floods());
  const measure = async () => warningDetail.parse(await journey.ask('chief', `/warnings/${id}`)).measures[0];
  await expect.poll(async () => (await measure())?.matter?.open).toBe(true);
  const matter = must((await measure())?.matter, 'a matter');
  await see(signing, '预警');
  await desk.goto(`${journey.house.url}/${county}/desk?incident=${matter.id}`);
  await see(desk, /到易涝点值守并排水 · 橙色预警/u);
  await journey.shot(desk, 'desk-measure');
  expect(await journey.matter('chief', matter.id)).toMatchObject({
    origin: `warning:${id}:m1`,
    messages: [{ to: ['dept-emergency'], order: true }],
  });
});

it('wall, desk, phones and everybody are shown all that are in effect', async () => {
  for (const title of [floods(), '雷雨大风']) {
    await see(wall, title);
  }
  await journey.shot(wall, 'wall');
  await report.goto(`${journey.house.url}/${county}/report`);
  await see(report, /低洼处人员转移到高处/u);
  await see(report, /加固棚架/u);
  await journey.shot(report, 'public');
  await see(field, floods());
  await journey.shot(field, 'field-unread');
  await field.getByRole('article').filter({ hasText: floods() }).getByRole('button', { name: '已阅' }).tap();
  await expect.poll(async () => (await stands(floods()))?.read).toBeGreaterThan(0);
  await signing.getByRole('button', { name: new RegExp(floods(), 'u') }).click();
  await see(signing, /次签收|已阅（/u);
  await journey.shot(signing, 'chief-receipts');
});

it('who leaves it unread is told upwards, by name', async () => {
  journey.passTime(16 * minuteMs);
  await expect
    .poll(async () => (await stands(floods()))?.escalatedAt ?? null, { timeout: 30_000 })
    .not.toBeNull();
  await see(signing, '逾期未阅');
  await see(signing, '上报并加发');
  await journey.shot(signing, 'chief-escalated');
  await see(desk, floods());
  await journey.shot(desk, 'desk-escalated');
});

async function adjust(colour: RegExp, why: string): Promise<void> {
  await press(signing, '升级 / 降级 / 延长');
  const form = signing.getByRole('dialog');
  await form.getByLabel(colour).check();
  await form.getByLabel('理由').fill(why);
  await press(signing, '调整预警');
  await form.waitFor({ state: 'detached' });
}

it('is raised, lowered and released, each with its reason, and others read every step of it', async () => {
  const { id } = must(await stands(floods()), floods());
  await adjust(/红/u, '积水继续上涨');
  await see(wall, '红色预警');
  await journey.shot(wall, 'wall-red');
  await adjust(/黄/u, '雨势减弱');
  await expect.poll(async () => (await stands(floods()))?.colour).toBe('yellow');
  await press(signing, '解除');
  const form = signing.getByRole('dialog');
  await form.getByLabel('理由').fill('积水已退');
  await press(signing, '解除预警');
  await form.waitFor({ state: 'detached' });
  await see(signing, '积水已退');
  await journey.shot(signing, 'chief-released');
  await expect.poll(() => onWall().getByText(floods()).count(), { timeout: 30_000 }).toBe(0);
  await see(wall, '雷雨大风');
  await report.reload();
  await see(report, /加固棚架/u);
  expect(await report.getByText(floods()).count()).toBe(0);
  await expect.poll(() => field.getByRole('article').filter({ hasText: floods() }).count()).toBe(0);
  const feed = await (await fetch(`${journey.house.url}/cap/${county}/feed.atom`)).text();
  expect(feed).toContain('雷雨大风');
  const messages: string[] = [];
  for (let version = 1; version < 20; version++) {
    const told = await fetch(`${journey.house.url}/cap/${county}/alerts/${id}.${version}.xml`);
    if (told.ok) messages.push(await told.text());
  }
  for (const xml of messages) expect(await faultsOfCap(xml)).toEqual([]);
  expect(messages.map((xml) => /<msgType>(\w+)/u.exec(xml)?.[1])).toEqual([
    'Alert',
    'Update',
    'Update',
    'Cancel',
  ]);
  expect(journey.complaints).toEqual([]);
});
