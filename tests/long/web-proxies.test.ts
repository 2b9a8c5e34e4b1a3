import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { testHouse, type TestHouse } from '../support/house.ts';
import { startCaddy, startNginx, type WebProxy } from '../support/web-proxy.ts';

/** The house below a base path, behind the web servers that `docs/deploy` has files for (Debian: `nginx-light`, `caddy`). */
const basePath = '/jiuhuan';
let house: TestHouse;
let browser: Browser;

beforeAll(async () => {
  const env = { BASE_PATH: basePath, BEHIND_TLS: '1', TRUST_PROXY: 'loopback' };
  [house, browser] = await Promise.all([testHouse({ env }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await house?.stop();
});

const servers = [
  ['nginx', startNginx],
  ['Caddy', startCaddy],
] as const;

describe.each(servers)('behind %s', (_name, start) => {
  let proxy: WebProxy;
  beforeAll(async () => {
    proxy = await start({ port: Number(new URL(house.url).port), basePath });
  });
  afterAll(() => proxy?.stop());

  it('a desk is live over TLS and HTTP/2 with a WebSocket, its cookie is for this house alone, and files are taken', async () => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    const complaints: string[] = [];
    const sockets: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('websocket', (socket) => sockets.push(socket.url()));
    await page.goto(`${proxy.url}${basePath}/jiangyin/desk`);
    await page.getByLabel('账号', { exact: true }).fill('duty1');
    await page.getByLabel('密码').fill(house.demo.password);
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByText('数据一致').waitFor();
    const way = await page.evaluate<string>(`performance.getEntriesByType('navigation')[0].nextHopProtocol`);
    expect(way).toBe('h2');
    expect(sockets.length).toBeGreaterThan(0);
    expect(new URL(sockets[0] ?? '').pathname).toBe(`${basePath}/socket.io/`);
    const [cookie] = (await context.cookies(`${proxy.url}${basePath}/`)).filter(
      ({ name }) => name === 'jiuhuan',
    );
    expect(cookie).toMatchObject({ path: `${basePath}/`, secure: true, httpOnly: true, sameSite: 'Strict' });
    // Larger than the megabyte that nginx takes when it is not told.
    const picture = Buffer.concat([
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==',
        'base64',
      ),
      Buffer.alloc(3_000_000),
    ]);
    const kept = await context.request.post(`${proxy.url}${basePath}/api/jiangyin/evidence`, {
      data: picture,
      headers: { 'content-type': 'image/png', origin: proxy.url, 'idempotency-key': crypto.randomUUID() },
    });
    expect(kept.status(), await kept.text()).toBeLessThan(300);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('takes who asks by the address that the proxy tells, and leaves the rest of the host alone', async () => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const { request } = context;
    const outside = await request.get(`${proxy.url}/elsewhere`);
    expect(await outside.text()).not.toContain('<title>九环</title>');
    const first = await request.get(`${proxy.url}${basePath}/`);
    expect(await first.text()).toContain(`href="${basePath}/jiangyin/desk"`);
    const moved = await request.get(`${proxy.url}${basePath}/jiangyin`, { maxRedirects: 0 });
    expect(moved.headers()['location']).toBe(`${basePath}/jiangyin/desk`);
    await context.close();
  });
});
