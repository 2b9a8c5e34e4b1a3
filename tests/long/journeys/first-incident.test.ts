import { readFile, rm, writeFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import type { Language } from '#shared/kernel/localized.ts';
import { accountEn } from '../../../client/locales/en/account.ts';
import { adminEn } from '../../../client/locales/en/admin.ts';
import { foundingEn } from '../../../client/locales/en/founding.ts';
import { reportEn } from '../../../client/locales/en/report.ts';
import { uiEn } from '../../../client/locales/en/ui.ts';
import { wordsEn } from '../../../client/locales/en/words.ts';
import { accountZh } from '../../../client/locales/zh/account.ts';
import { adminZh } from '../../../client/locales/zh/admin.ts';
import { foundingZh } from '../../../client/locales/zh/founding.ts';
import { reportZh } from '../../../client/locales/zh/report.ts';
import { uiZh } from '../../../client/locales/zh/ui.ts';
import { wordsZh } from '../../../client/locales/zh/words.ts';
import { testPhoto } from '../../support/files.ts';
import { halvedChain, halvedGrids } from '../../support/leveled-county.ts';
import { openJourney, type Journey } from './journey.ts';

/** From an empty database to the first matter that is closed: by its administrator, on screens alone, in each language. */
const password = 'seven lanterns over the old ferry';
const guide = path.resolve(import.meta.dirname, '../../../docs/new-county');
const said = {
  zh: {
    ...{ account: accountZh, admin: adminZh, founding: foundingZh, report: reportZh },
    ...{ ui: uiZh, role: wordsZh.role },
  },
  en: {
    ...{ account: accountEn, admin: adminEn, founding: foundingEn, report: reportEn },
    ...{ ui: uiEn, role: wordsEn.role },
  },
};

interface Plan {
  language: Language;
  locale: string;
  /** Of the page at which the county is set up, and its people are let in. */
  size: { width: number; height: number };
  id: string;
  name: string;
  centre: string;
  code: string;
  zone: string;
  /** Files of outlines, the widest level first. */
  outlines: string[];
  units: string;
  items?: string;
  /** A unit of the sheet, and what a citizen brings to it. */
  unit: string;
  item: RegExp;
  grid: RegExp;
  words: string;
}
const plans: Plan[] = [
  {
    language: 'zh',
    locale: 'zh-CN',
    size: { width: 1440, height: 900 },
    id: 'liuhe',
    name: '柳河示范县',
    centre: '柳河县治理指挥中心',
    code: '990101',
    zone: 'Asia/Shanghai',
    outlines: ['towns.geojson', 'villages.geojson'],
    units: 'units.csv',
    unit: '城市管理局',
    item: /路面|坑/u,
    grid: /东街/u,
    words: '路口有一个大坑，骑车的人摔过一次',
  },
  {
    language: 'en',
    locale: 'en-US',
    size: { width: 390, height: 844 },
    id: 'harbor',
    name: 'Harbor City',
    centre: 'Harbor City 311',
    code: '250001',
    zone: 'America/New_York',
    outlines: [path.join(guide, 'districts.geojson')],
    units: path.join(guide, 'departments.csv'),
    items: path.join(guide, 'request-types.csv'),
    unit: 'Public Works',
    item: /Pothole/u,
    grid: /./u,
    words: 'A deep hole in the right lane, one cyclist has fallen',
  },
  {
    language: 'zh',
    locale: 'zh-CN',
    size: { width: 1440, height: 900 },
    id: 'wuji',
    name: '五级示范县',
    centre: '五级县治理指挥中心',
    code: '990102',
    zone: 'Asia/Shanghai',
    outlines: [1, 2, 3, 4, 5].map((level) => `level-${level}.geojson`),
    units: 'units.csv',
    unit: '城市管理局',
    item: /路面|坑/u,
    grid: /./u,
    words: '楼下的路面塌了一块，夜里看不见',
  },
];
/** What a level is called, and how its grids are told apart. */
const levelWords = ['片区', '街道', '社区', '网格', '微格'];
const sideWords: Readonly<Record<string, string>> = { w: '西', e: '东', s: '南', n: '北' };
const nameOf = (id: string, level: number): string =>
  `${id.replace(/[wesn]/gu, (letter) => sideWords[letter] ?? letter).replaceAll('-', '')}${levelWords[level] ?? ''}`;

/** Two towns of two villages each, drawn as squares: no place of this world. */
async function drawnFiles(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-outlines-'));
  const square = (code: string, name: string, [x, y, w, h]: [number, number, number, number]) => ({
    type: 'Feature',
    properties: { code, name },
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [x, y],
          [x + w, y],
          [x + w, y + h],
          [x, y + h],
          [x, y],
        ],
      ],
    },
  });
  const file = (name: string, features: object[]) =>
    writeFile(path.join(folder, name), JSON.stringify({ type: 'FeatureCollection', features }));
  await file('towns.geojson', [
    square('T1', '河东镇', [119.5, 33.1, 0.06, 0.05]),
    square('T2', '河西镇', [119.44, 33.1, 0.06, 0.05]),
  ]);
  await file('villages.geojson', [
    square('V1', '东街社区', [119.5, 33.1, 0.03, 0.05]),
    square('V2', '东关村', [119.53, 33.1, 0.03, 0.05]),
    square('V3', '西街社区', [119.44, 33.1, 0.03, 0.05]),
    square('V4', '西关村', [119.47, 33.1, 0.03, 0.05]),
  ]);
  for (const [level, grids] of halvedGrids(levelWords.length).entries())
    await file(
      `level-${level + 1}.geojson`,
      grids.map(({ id, shape }) => ({
        type: 'Feature',
        properties: { code: id, name: nameOf(id, level) },
        geometry: shape,
      })),
    );
  await writeFile(
    path.join(folder, 'units.csv'),
    '编号,名称,电话\ncity-management,城市管理局,0517-80000001\nwater,水务局,0517-80000002\n',
  );
  return folder;
}

describe.each(plans)('$id in $language at $size.width', (plan) => {
  const t = said[plan.language];
  const desktop = { width: 1440, height: 900 };
  const phone = { width: 390, height: 844 };
  const pages = new Map<string, Page>();
  let journey: Journey;
  let folder = '';
  let screen: Page;
  let number = '';

  beforeAll(async () => {
    folder = await drawnFiles();
    journey = await openJourney(`first-incident-${plan.id}`, { env: { PACKS: 'none' } });
    ({ page: screen } = await journey.open({
      viewport: plan.size,
      locale: plan.locale,
      timezoneId: plan.zone,
    }));
  }, 240_000);
  afterAll(async () => {
    await journey?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const fileOf = (name: string): string => (path.isAbsolute(name) ? name : path.join(folder, name));
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const exact = (page: Page | Locator, name: string) => page.getByLabel(name, { exact: true });
  const box = (name: string) => screen.getByLabel(name).first();
  const at = (page: string): string => `${journey.house.url}/${plan.id}/${page}`;
  /** A page that is read on this screen stands within its width. */
  async function shot(page: Page, what: string): Promise<void> {
    await journey.shot(page, what);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, what).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
  }
  async function setPassword(page: Page): Promise<void> {
    for (const one of await page.locator('input[type=password]').all()) await one.fill(password);
    await button(page, t.account.first.set).click();
    await button(page, t.account.first.signIn).click();
  }
  async function signIn(page: Page, login: string): Promise<void> {
    await exact(page, t.ui.signIn.login).fill(login);
    await exact(page, t.ui.signIn.password).fill(password);
    await page.keyboard.press('Enter');
    await exact(page, t.ui.signIn.password).waitFor({ state: 'detached' });
  }

  it('the code of the empty house opens its set-up, and a county is filled in and opened', async () => {
    await screen.goto(journey.house.url);
    await screen.getByText(t.founding.codeHint).waitFor();
    await shot(screen, 'empty-house');
    const file = await readFile(path.join(journey.house.dataDir, 'first-sign-in.json'), 'utf8');
    await box(t.founding.code).fill((JSON.parse(file) as { setup: { code: string } }).setup.code);
    await screen.keyboard.press('Enter');

    const name = `${t.founding.name} · ${t.founding[plan.language]}`;
    await box(name).fill(plan.name);
    await box(`${t.founding.centre} · ${t.founding[plan.language]}`).fill(plan.centre);
    await box(t.founding.id).fill(plan.id);
    // What was left out is told under its field.
    await button(screen, t.founding.next).click();
    await screen.getByRole('button', { name: t.founding.step.identity }).click();
    await shot(screen, 'identity-with-a-fault');
    await box(t.founding.divisionCode).fill(plan.code);
    await box(t.founding.phone).fill('0517-80000000');
    // It is what its maker reads, until told otherwise; a step that nobody has seen is not said to be fine.
    const first = screen.getByLabel(t.founding.language, { exact: false }).first();
    expect(await first.inputValue()).toBe(plan.language);
    const grids = screen.locator('nav li', { hasText: t.founding.step.grids });
    expect(await grids.getByLabel(t.founding.fine).count()).toBe(0);
    await button(screen, t.founding.next).click();
    await box(t.founding.zone).fill(plan.zone);
    await shot(screen, 'time');
    await button(screen, t.founding.next).click();

    const levels = screen.locator('input[type=file]');
    await levels.first().waitFor();
    while ((await levels.count()) > plan.outlines.length) await button(screen, t.founding.dropLevel).click();
    while ((await levels.count()) < plan.outlines.length) await button(screen, t.founding.addLevel).click();
    for (const [i, name] of plan.outlines.entries()) {
      await levels.nth(i).setInputFiles(fileOf(name));
      await screen.getByText(path.basename(name)).first().waitFor();
    }
    if (plan.outlines.length > 2)
      for (const [i, word] of levelWords.entries())
        await screen
          .getByLabel(`${t.founding.level.replace('{n}', String(i + 1))} · ${t.founding.zh}`)
          .fill(word);
    await shot(screen, 'grids');
    await button(screen, t.founding.next).click();
    // The step before has file fields as well.
    await screen.getByText(t.founding.hint.units).waitFor();
    await screen.locator('input[type=file]').first().setInputFiles(fileOf(plan.units));
    await screen.getByText(plan.unit).first().waitFor();
    await shot(screen, 'units');
    await button(screen, t.founding.next).click();
    if (plan.items !== undefined) {
      await screen.getByText(t.founding.hint.items).waitFor();
      await screen.locator('input[type=file]').first().setInputFiles(fileOf(plan.items));
      await screen.getByText(plan.item).first().waitFor();
    }
    await shot(screen, 'items');
    for (let i = 0; i < 3; i++) await button(screen, t.founding.next).click();
    await button(screen, t.founding.make).waitFor();
    await expect.poll(() => button(screen, t.founding.make).isEnabled(), { timeout: 30_000 }).toBe(true);
    await shot(screen, 'ready');
    await button(screen, t.founding.make).click();
    await screen.getByText(t.founding.made.replace('{county}', plan.name)).waitFor();
    await shot(screen, 'open');
  }, 240_000);

  it('the administrator sets a password and lets an officer and a handler in', async () => {
    await screen.getByRole('link', { name: t.founding.first }).click();
    await screen.locator('input[type=password]').first().waitFor();
    await shot(screen, 'first-sign-in');
    await setPassword(screen);
    await signIn(screen, 'admin');
    await screen.goto(at('admin/people'));
    await screen.getByRole('heading', { name: t.admin.section.people }).waitFor();
    expect(await screen.getByText(t.admin.demo).count()).toBe(0);
    const form = screen.locator('form');
    const people = [
      { login: 'officer', role: t.role.duty, unit: plan.centre },
      { login: 'checker', role: t.role.duty, unit: plan.centre },
      { login: 'handler', role: t.role.handler, unit: plan.unit },
    ];
    for (const { login, role, unit } of people) {
      await screen.getByRole('button', { name: new RegExp(`^${t.admin.people.new}`, 'u') }).click();
      await exact(form, t.admin.field.login).fill(login);
      await exact(form, t.admin.field.name).fill(`${unit} ${login}`);
      const select = (name: string) => form.locator('label', { hasText: name }).locator('select');
      await select(t.admin.field.role).selectOption({ label: role });
      await select(t.admin.field.unit).selectOption({ label: unit });
      if (login === 'officer') await shot(screen, 'new-account');
      await button(screen, t.admin.people.add).click();
      const code = await screen.getByRole('dialog').locator('.code').innerText();
      if (login === 'officer') await shot(screen, 'one-time-code');
      await screen.keyboard.press('Escape');
      // The account lies beside the list, on a phone over it.
      await button(screen, t.ui.close).click();

      const { page } = await journey.open({ viewport: desktop, locale: plan.locale, timezoneId: plan.zone });
      pages.set(login, page);
      await page.goto(at('account#first'));
      await exact(page, t.ui.signIn.login).fill(login);
      await exact(page, t.account.first.code).fill(code.trim());
      await setPassword(page);
      await signIn(page, login);
    }
    await shot(screen, 'people');
  }, 240_000);

  it('a citizen reports on a phone, in the language of the county', async () => {
    const { page } = await journey.open({
      viewport: phone,
      hasTouch: true,
      locale: plan.locale,
      timezoneId: plan.zone,
    });
    pages.set('citizen', page);
    await page.goto(at('report'));
    await page.getByRole('heading', { name: t.report.what }).waitFor();
    await shot(page, 'public-page');
    for (const tile of await page.locator('[data-tile]').all()) {
      await tile.tap();
      const item = page.getByRole('button', { name: plan.item });
      const found = await item
        .first()
        .waitFor({ timeout: 2_000 })
        .then(
          () => true,
          () => false,
        );
      if (found) {
        await item.first().tap();
        break;
      }
      await page.getByRole('button', { name: t.report.back }).tap();
    }
    await page.getByLabel(t.report.words).fill(plan.words);
    const upper = page.getByLabel(t.report.place.upper, { exact: true });
    await upper.selectOption({ index: 1 });
    await page.getByLabel(t.report.place.lower, { exact: true }).selectOption({ index: 1 });
    await page.locator('[data-chosen]').waitFor();
    await page.getByRole('checkbox').last().check();
    await shot(page, 'report-filled-in');
    await button(page, t.report.send).tap();
    await page.locator('[data-code]').waitFor();
    number = await page.locator('dd').first().innerText();
    expect(number).toContain(plan.code);
    await shot(page, 'receipt');
  }, 240_000);

  it('is accepted, filed, sent, signed, handled, checked and closed, each at the seat of its hands', async () => {
    const [officer, checker, handler] = ['officer', 'checker', 'handler'].map((one) =>
      must(pages.get(one), one),
    ) as [Page, Page, Page];
    const open = async (page: Page): Promise<void> => {
      await page.goto(at('desk'));
      await page.locator(`[data-id="${number}"]`).first().click();
    };
    const act = (page: Page, step: string) => page.locator(`[data-act=${step}]:enabled`);
    const press = async (page: Page, step: string, key: string, words = ''): Promise<void> => {
      await act(page, step).waitFor();
      await page.keyboard.press(key);
      if (words === '') return;
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      if ((await dialog.locator('[data-shows]').count()) > 0) {
        const photo = { name: 'photo.png', mimeType: 'image/png', buffer: testPhoto(32) };
        await dialog.locator('input[type=file]').last().setInputFiles(photo);
        await dialog.locator('[data-file=kept]').waitFor();
      }
      for (const one of await dialog.getByRole('textbox').all()) await one.fill(words);
      await page.keyboard.press('Control+Enter');
      await dialog.waitFor({ state: 'detached' });
    };
    await open(officer);
    await act(officer, 'accept').waitFor();
    await shot(officer, 'desk');
    await press(officer, 'accept', 'a');
    await press(officer, 'file', 'f');
    await act(officer, 'dispatch').waitFor();
    await shot(officer, 'to-whom');
    await officer.getByText(plan.unit).first().waitFor();
    // One unit is enough: what others help with they have to sign and tell, too.
    await officer.getByRole('checkbox', { checked: true }).nth(1).uncheck();
    await officer.keyboard.press('d');
    await act(officer, 'transfer').waitFor();
    await open(handler);
    await press(handler, 'sign', 'a');
    await press(handler, 'start-work', 'w', plan.words);
    await press(handler, 'feed-back', 'b', plan.words);
    await shot(handler, 'fed-back');
    await open(checker);
    await press(checker, 'pass-check', 'c', plan.words);
    await press(checker, 'close', 'c', plan.words);
    await act(checker, 'evaluate').waitFor();
    await shot(checker, 'closed');
    // Who has no account is called by the words of the screen's language.
    const rings = await checker.locator('div.rings').first().textContent();
    expect(rings).toContain(plan.language === 'zh' ? '市民' : 'Citizen');

    const citizen = must(pages.get('citizen'), 'citizen');
    await citizen.getByRole('button', { name: t.report.receipt.follow }).tap();
    await citizen.locator('[data-state=done]').waitFor();
    await shot(citizen, 'followed');
    expect(journey.complaints).toEqual([]);
  }, 240_000);

  if (plan.outlines.length > 2)
    it('the wall goes down through every level to the matters of the last', async () => {
      // A matter that is open, in the narrowest grid of some place.
      const api = `${journey.house.url}/api/${plan.id}`;
      const [officer] = [must(pages.get('officer'), 'officer')];
      const told = await officer.request.get(`${api}/pack`);
      const { catalogue } = (await told.json()) as { catalogue: { id: string; name: { zh: string } }[] };
      const item = must(
        catalogue.find(({ name }) => plan.item.test(name.zh)),
        'an item',
      ).id;
      const origin = journey.house.url;
      const send = (page: Page, address: string, data: object) =>
        page.request.post(`${api}${address}`, {
          data,
          headers: { origin, 'idempotency-key': `five-${address}-${Math.random()}` },
        });
      const place = { lng: 119.51, lat: 30.52 };
      const command = { kind: 'report', source: 'patrol', item, title: plan.words, place };
      expect((await send(officer, '/commands', command)).status()).toBe(200);
      const issued = await send(screen, '/devices', { name: '五级大屏', grids: [] });
      const { token } = (await issued.json()) as { token: string };
      const { page: wall } = await journey.open({
        viewport: { width: 1920, height: 1080 },
        locale: plan.locale,
      });
      await wall.goto(`${at('wall')}#device=${token}`);
      await wall.locator('nav.tabs button.grid').click();
      await wall.locator('main[data-scene=grid]').waitFor();
      const way = halvedChain(place, levelWords.length).map(nameOf);
      const places = wall.locator('.panel', { has: wall.locator('.go') });
      for (const [level, name] of way.entries()) {
        await places.getByRole('button', { name, exact: true }).click();
        await wall.locator('.panel-title', { hasText: name }).first().waitFor();
        if (level % 2 === 0) await shot(wall, `wall-level-${level + 1}`);
      }
      // Below the narrowest are the matters themselves.
      await places.getByRole('button', { name: plan.words }).waitFor();
      await shot(wall, 'wall-bottom');
      expect(journey.complaints).toEqual([]);
    }, 240_000);
});
