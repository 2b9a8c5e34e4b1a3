import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { signIn, testHouse, type TestHouse } from '../support/house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterAll(() => house.stop());

const pack = (cookie: string): Promise<Response> =>
  fetch(`${house.url}/api/jiangyin/pack`, { headers: { cookie } });

async function asAdmin(method: string, path: string, body?: unknown): Promise<Response> {
  const cookie = await signIn(house, 'jiangyin', 'demo-admin');
  return fetch(`${house.url}/api/jiangyin${path}`, {
    method,
    headers: { cookie, origin: house.url, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

test('a paired wall stays in over a restart, for years, until its token is revoked', async () => {
  const made = await asAdmin('POST', '/devices', { name: '一号大屏' });
  const { id, token } = (await made.json()) as { id: string; token: string };
  const paired = await fetch(`${house.url}/api/jiangyin/session/device`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: house.url },
    body: JSON.stringify({ token }),
  });
  expect(paired.status).toBeLessThan(300);
  const set = must(paired.headers.get('set-cookie'), 'cookie');
  const lasts = Date.parse(must(/expires=([^;]+)/i.exec(set)?.[1], 'expiry')) - Date.now();
  expect(lasts).toBeGreaterThan(365 * 86_400_000);
  const cookie = must(set.split(';')[0], 'cookie');
  expect((await pack(cookie)).status).toBe(200);

  await house.restart();
  expect((await pack(cookie)).status).toBe(200);

  const revoked = await asAdmin('DELETE', `/devices/${id}`);
  expect(revoked.status).toBeLessThan(300);
  expect((await pack(cookie)).status).toBe(401);
});
