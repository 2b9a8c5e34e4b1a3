import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { openIdentityProvider } from '../../support/identity-provider.ts';
import { freePorts } from '../../support/ports.ts';
import { openJourney, type Journey } from './journey.ts';

/** An officer comes in by the county's identity provider, and is out on the open desk when the provider says so. */
let journey: Journey;
let provider: Awaited<ReturnType<typeof openIdentityProvider>>;
let desk: Page;
beforeAll(async () => {
  const port = must((await freePorts(1))[0], 'a port');
  const home = `http://127.0.0.1:${port}`;
  provider = await openIdentityProvider(
    () => `${home}/api/jiangyin/session/provider/back`,
    () => `${home}/api/jiangyin/session/provider/out`,
  );
  const { issuer, clientId, clientSecret } = provider;
  const name = { zh: '政务统一认证', en: 'Government sign-in' };
  const OIDC = JSON.stringify({ jiangyin: { issuer, clientId, clientSecret, home, name } });
  journey = await openJourney('provider', { env: { PORT: String(port), OIDC } });
}, 240_000);
afterAll(async () => {
  await journey?.close();
  await provider?.close();
});
function known(id: string): void {
  provider.people.set(id, { claims: { preferred_username: id }, amr: ['pwd'] });
  provider.at.who = id;
}

it('the button leads to the provider and back to the page that was asked for', async () => {
  known('duty1');
  ({ page: desk } = await journey.open({ viewport: { width: 1440, height: 900 } }));
  await desk.goto(`${journey.house.url}/jiangyin/desk`);
  const way = desk.getByRole('link', { name: '用政务统一认证登录' });
  await way.waitFor();
  await journey.shot(desk, 'the-way');
  await way.click();
  await desk.getByText('数据一致').waitFor();
  expect(new URL(desk.url()).pathname).toBe('/jiangyin/desk');
  await journey.shot(desk, 'in');
}, 240_000);

it('who has no account here is told so, on a phone too', async () => {
  known('nobody.here');
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    const { page } = await journey.open({ viewport });
    await page.goto(`${journey.house.url}/jiangyin/field`);
    await page.getByRole('link', { name: '用政务统一认证登录' }).click();
    await page.getByRole('alert').first().waitFor();
    await journey.shot(page, `no-account-${viewport.width}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      viewport.width,
    );
  }
}, 240_000);

it('a sign-in that is ended at the provider is over at the open desk, within seconds and without a touch', async () => {
  const there = await desk.context().newPage();
  await there.goto(`${provider.issuer}/session/end`);
  await there.getByRole('button').first().click();
  const again = desk.getByRole('button', { name: '重新登录' });
  await again.waitFor({ timeout: 30_000 });
  expect(await desk.locator('nav [role=alert]').first().innerText()).not.toContain('连接中断');
  await journey.shot(desk, 'out');
  await again.click();
  await desk.getByRole('link', { name: '用政务统一认证登录' }).waitFor();
  expect(journey.complaints).toEqual([]);
}, 240_000);
