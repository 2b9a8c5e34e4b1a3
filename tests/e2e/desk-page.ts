import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Report } from '#shared/incident/command.ts';
import type { CommandAnswer, CommandBody } from '#shared/wire/http.ts';
import { testPhoto } from '../support/files.ts';
import { signIn, type TestHouse } from '../support/house.ts';

/**
 * Opens the desk of a person who is signed in, and waits until it is live. How one signs in by hand is a test of its own
 * (`desk.test.ts`): here it would load two pages for one.
 */
export async function takeSeat(
  browser: Browser,
  house: TestHouse,
  login: string,
  { url = house.url, complaints = [] as string[], width = 1366, height = 768 } = {},
): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
  // Counts the notes that the page starts: what one would hear.
  await context.addInitScript(() => {
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (at) {
      document.documentElement.dataset['notes'] = String(
        Number(document.documentElement.dataset['notes'] ?? 0) + 1,
      );
      start.call(this, at);
    };
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${login}: ${error.message}`));
  await admit(context, house, login, url);
  await page.goto(`${url}/jiangyin/desk`);
  await page.getByText('数据一致').waitFor();
  return { page, context };
}

/** Signs somebody in, for all pages of a context. */
export async function admit(
  context: BrowserContext,
  house: TestHouse,
  login: string,
  url = house.url,
): Promise<void> {
  const answer = await context.request.post(`${url}/api/jiangyin/session`, {
    data: { login, password: house.demo.password },
    headers: { origin: url },
  });
  if (!answer.ok()) throw new Error(`${login} cannot sign in: ${answer.status()} ${await answer.text()}`);
}

/** Sends commands as a person who sits elsewhere. */
export async function orderAs(house: TestHouse, login: string) {
  const cookie = await signIn(house, 'jiangyin', login);
  return async (command: CommandBody): Promise<CommandAnswer> => {
    const answer = await fetch(`${house.url}/api/jiangyin/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, 'idempotency-key': randomUUID() },
      body: JSON.stringify(command),
    });
    if (!answer.ok) throw new Error(`${command.kind}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as CommandAnswer;
  };
}

/** A photograph that this person brought; its name. */
export async function photoBy(house: TestHouse, login: string): Promise<string> {
  const cookie = await signIn(house, 'jiangyin', login);
  const answer = await fetch(`${house.url}/api/jiangyin/evidence`, {
    method: 'POST',
    headers: { 'content-type': 'image/png', cookie },
    body: new Blob([new Uint8Array(testPhoto())]),
  });
  if (!answer.ok) throw new Error(`evidence: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { ref: string }).ref;
}

/** A call that somebody made, in the middle of the county. */
export const callOf = (title: string, more: Partial<Report> = {}): Report => ({
  kind: 'report',
  source: 'hotline',
  item: 'exposed-rubbish',
  title,
  detail: '',
  place: { lng: 120.285, lat: 31.911 },
  address: '人民路 1 号',
  urgent: false,
  evidence: [],
  ...more,
});
