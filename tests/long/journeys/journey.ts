import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import mqtt from 'mqtt';
import { must } from '#shared/kernel/must.ts';
import { incidentDetail, incidentList, type IncidentDetail, type IncidentList } from '#shared/wire/http.ts';
import { openBrowser } from '../../support/browser.ts';
import { signIn, testHouse, type TestHouse, type TestHouseOptions } from '../../support/house.ts';

/** Where a journey leaves its pictures; the folder is no part of the repository. */
const pictures = path.resolve(import.meta.dirname, '../../../dist/journeys');

/** Somebody's day at a county's screens: a real house, a browser, a clock that can be put forward, and pictures of what was seen. */
export interface Journey {
  house: TestHouse;
  browser: Browser;
  /** What any page complained of. */
  complaints: string[];
  now(): number;
  /** Lets time pass for the house alone. */
  passTime(ms: number): void;
  open(options?: BrowserContextOptions): Promise<{ page: Page; context: BrowserContext }>;
  /** Opens a page of the county and signs in by its form. */
  enter(app: string, login: string, options?: BrowserContextOptions & { password?: string }): Promise<Page>;
  /** Takes a picture; pictures are numbered in the order in which they were taken. */
  shot(page: Page, name: string): Promise<void>;
  /** Publishes readings over MQTT as the county's devices do. */
  publish(readings: readonly { sensor: string; at: number; value: number }[]): Promise<void>;
  /** Reads the county's API as a person. */
  ask(login: string, address: string): Promise<unknown>;
  matters(login: string, query: string): Promise<IncidentList>;
  matter(login: string, id: string): Promise<IncidentDetail['incident']>;
  close(): Promise<void>;
}

export const county = 'jiangyin';

/** `still`: time stands for the house, so that what two looks count is the same; `from`: it begins at this instant. */
export async function openJourney(
  name: string,
  { still = false, from, ...options }: TestHouseOptions & { still?: boolean; from?: number } = {},
): Promise<Journey> {
  const began = Date.now();
  let ahead = from === undefined ? 0 : from - began;
  let serial = 0;
  const now = (): number => (still ? began : Date.now()) + ahead;
  const folder = path.join(pictures, name);
  await rm(folder, { recursive: true, force: true });
  const [house, browser] = await Promise.all([
    testHouse({ clock: now, ...options }),
    openBrowser(),
    mkdir(folder, { recursive: true }),
  ]);
  const complaints: string[] = [];
  const contexts: BrowserContext[] = [];
  const cookies = new Map<string, string>();
  let line: Promise<mqtt.MqttClient> | undefined;
  /** Of the county's devices; a house without it has none. */
  function devices(): Promise<mqtt.MqttClient> {
    const token = must(house.demo.jurisdictions[county]?.sources['sim-devices'], 'token of the devices');
    return (line ??= mqtt.connectAsync(house.mqttUrl, { username: 'sim-devices', password: token }));
  }

  const open: Journey['open'] = async (how = {}) => {
    const context = await browser.newContext({
      viewport: { width: 1920, height: 1080 },
      reducedMotion: 'reduce',
      ...how,
    });
    contexts.push(context);
    // Several of these run beside others on two cores.
    context.setDefaultTimeout(90_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    return { page, context };
  };
  const ask: Journey['ask'] = async (login, address) => {
    const cookie = cookies.get(login) ?? (await signIn(house, county, login));
    cookies.set(login, cookie);
    return (await fetch(`${house.url}/api/${county}${address}`, { headers: { cookie } })).json();
  };
  return {
    ...{ house, browser, complaints, now, open, ask },
    passTime: (ms) => void (ahead += ms),
    async enter(app, login, { password = house.demo.password, ...how } = {}) {
      const { page } = await open(how);
      await page.goto(`${house.url}/${county}/${app}`);
      await page.getByLabel('账号', { exact: true }).fill(login);
      await page.getByLabel('密码').fill(password);
      await page.keyboard.press('Enter');
      await page.getByLabel('密码').waitFor({ state: 'detached' });
      return page;
    },
    async shot(page, what) {
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({
        path: path.join(folder, `${String((serial += 1)).padStart(2, '0')}-${what}.png`),
      });
    },
    async publish(readings) {
      const client = await devices();
      for (let i = 0; i < readings.length; i += 200)
        await client.publishAsync(`jh/${county}/readings`, JSON.stringify(readings.slice(i, i + 200)), {
          qos: 1,
        });
    },
    matters: async (login, query) => incidentList.parse(await ask(login, `/incidents?${query}`)),
    matter: async (login, id) => incidentDetail.parse(await ask(login, `/incidents/${id}`)).incident,
    async close() {
      await (await line)?.endAsync();
      for (const context of contexts) await context.close();
      await browser.close();
      await house.stop();
    },
  };
}
