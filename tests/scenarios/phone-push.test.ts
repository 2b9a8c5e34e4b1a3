import { createECDH, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { peoplePage } from '#shared/wire/people.ts';
import { located } from '#shared/wire/responsibility.ts';
import { signIn, testHouse, type TestHouse } from '../support/house.ts';

/** A phone as its push service sees it: an address, and a key of which the service holds the public half alone. */
interface Phone {
  path: string;
  ecdh: ReturnType<typeof createECDH>;
  auth: Buffer;
}
interface Arrived {
  path: string;
  headers: Record<string, unknown>;
  body: Buffer;
}

/** The other half of RFC 8291, which has no types of its own. */
const ece = createRequire(import.meta.url)('http_ece') as {
  decrypt(body: Buffer, how: { version: string; privateKey: unknown; authSecret: string }): Buffer;
};
const place = { lng: 120.285, lat: 31.911 };

let house: TestHouse;
let service: Server;
let port: number;
let login: string;
let member: string;
const arrived: Arrived[] = [];
/** What the service answers at an address; 201 unless told. */
const answers = new Map<string, number>();

beforeAll(async () => {
  service = createServer((asked, answer) => {
    const parts: Buffer[] = [];
    asked.on('data', (part: Buffer) => parts.push(part));
    asked.on('end', () => {
      const at = asked.url ?? '';
      arrived.push({ path: at, headers: asked.headers, body: Buffer.concat(parts) });
      answer.writeHead(answers.get(at) ?? 201).end();
    });
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  ({ port } = service.address() as AddressInfo);
  house = await testHouse({ env: { PUSH_CONTACT: 'mailto:duty@example.org', PUSH_HOSTS: '127.0.0.1' } });
  const duty = await signIn(house, 'jiangyin', 'duty1');
  const { lng, lat } = place;
  const found = await fetch(`${house.url}/api/jiangyin/locate?lng=${lng}&lat=${lat}`, {
    headers: { cookie: duty },
  });
  login = `field-${must(located.parse(await found.json()).grids[0], 'the grid of the place').id}`;
  member = await signIn(house, 'jiangyin', login);
});
afterAll(async () => {
  await house?.stop();
  service?.close();
});

function phone(name: string): Phone {
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  return { path: `/${name}`, ecdh, auth: randomBytes(16) };
}
async function ask(cookie: string, method: string, body?: unknown) {
  const headers = { cookie, origin: house.url, 'content-type': 'application/json' };
  const answer = await fetch(`${house.url}/api/jiangyin/account/push`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as Record<string, unknown>) };
}
const subscription = ({ path: at, ecdh, auth }: Phone, host = `http://127.0.0.1:${port}`) => ({
  endpoint: `${host}${at}`,
  keys: { p256dh: ecdh.getPublicKey('base64url'), auth: auth.toString('base64url') },
});
function read({ ecdh, auth }: Phone, { body }: Arrived): unknown {
  const plain = ece.decrypt(body, {
    version: 'aes128gcm',
    privateKey: ecdh,
    authSecret: auth.toString('base64url'),
  });
  return JSON.parse(plain.toString('utf8'));
}
const reached = (at: string) => arrived.filter((one) => one.path === at);
/** An act of somebody at a desk; the matter. */
async function act(login: string, command: object): Promise<string> {
  const answer = await fetch(`${house.url}/api/jiangyin/commands`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      cookie: await signIn(house, 'jiangyin', login),
      'idempotency-key': randomBytes(12).toString('hex'),
    },
    body: JSON.stringify(command),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { subject: string }).subject;
}
/** A matter that the member has to sign. */
async function giveTask(title: string): Promise<string> {
  const report = { kind: 'report', source: 'hotline', item: 'exposed-rubbish', title, place, urgent: false };
  const incident = await act('duty1', { ...report, detail: '', address: '人民路 1 号', evidence: [] });
  for (const [version, transition] of [
    [1, 'accept'],
    [2, 'give-member'],
  ] as const)
    await act('duty1', { kind: 'take', incident, version, transition, form: {} });
  return incident;
}

it('tells a phone what kind of matter waits and where, once, encrypted for it alone, signed by a pair that is kept', async () => {
  const { key } = must((await ask(member, 'GET')).body, 'an offer');
  const file = path.join(house.dataDir, 'push-keys.json');
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ publicKey: key });
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  const one = phone('one');
  expect((await ask(member, 'POST', subscription(one))).status).toBeLessThan(300);
  const id = await giveTask('老李家门口的垃圾');
  await vi.waitFor(() => expect(reached(one.path)).toHaveLength(1), { timeout: 15_000 });
  const [told] = reached(one.path);
  const notice = read(one, must(told, 'a notice')) as Record<string, unknown>;
  expect(notice).toEqual({ title: '暴露垃圾', body: expect.stringMatching(/格$/u) as string, id });
  expect(JSON.stringify(notice)).not.toMatch(/老李|人民路|值班/u);
  expect(must(told, 'a notice').headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high' });
  expect(String(must(told, 'a notice').headers['authorization'])).toMatch(/^vapid t=.+k=/u);
  // A remark brings it no second time.
  await act('duty2', { kind: 'note', incident: id, text: '再看看', evidence: [] });
  await giveTask('第二件');
  await vi.waitFor(() => expect(reached(one.path)).toHaveLength(2), { timeout: 15_000 });
});

it('tells the phone of whoever is named a deputy, and of whoever is one no more, without a name', async () => {
  const one = phone('deputy');
  await ask(member, 'POST', subscription(one));
  const admin = await signIn(house, 'jiangyin', 'demo-admin');
  const headers = { cookie: admin, origin: house.url, 'content-type': 'application/json' };
  const url = `${house.url}/api/jiangyin`;
  const rows = peoplePage.parse(
    await (await fetch(`${url}/people/page?role=field&q=field-&limit=50`, { headers })).json(),
  ).rows;
  const other = must(
    rows.find((row) => row.login !== login && row.login.startsWith('field-')),
    'another member',
  );
  const body = { person: other.login, deputy: login, until: Date.now() + 3_600_000, why: '外出' };
  const named = await fetch(`${url}/people/deputies`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  expect(named.status, await named.clone().text()).toBe(200);
  await vi.waitFor(() => expect(reached(one.path)).toHaveLength(1), { timeout: 15_000 });
  expect(read(one, must(reached(one.path)[0], 'a notice'))).toEqual({
    title: '有人委托你代理',
    body: '江阴市',
    id: '',
  });
  const { id } = (await named.json()) as { id: string };
  await fetch(`${url}/deputies/${id}`, { method: 'DELETE', headers });
  await vi.waitFor(() => expect(reached(one.path)).toHaveLength(2), { timeout: 15_000 });
  expect(read(one, must(reached(one.path)[1], 'a notice'))).toMatchObject({
    title: '代理已提前结束',
    id: '',
  });
});

it('speaks to no address that is no push service, and to nobody whose role has no phone page', async () => {
  const strange = phone('strange');
  for (const host of ['http://169.254.169.254', 'https://example.org', 'http://fcm.googleapis.com']) {
    const refused = await ask(member, 'POST', subscription(strange, host));
    expect([refused.status, refused.body?.['field']], host).toEqual([400, 'endpoint']);
  }
  const duty = await signIn(house, 'jiangyin', 'duty1');
  expect((await ask(duty, 'POST', subscription(strange))).status).toBe(403);
});

it('ends with the sign-in, and when the service says that the phone is gone', async () => {
  const [gone, out] = [phone('gone'), phone('out')];
  answers.set(gone.path, 410);
  const other = await signIn(house, 'jiangyin', login);
  await ask(member, 'POST', subscription(gone));
  await ask(other, 'POST', subscription(out));
  const end = await fetch(`${house.url}/api/jiangyin/session`, {
    method: 'DELETE',
    headers: { cookie: other, origin: house.url },
  });
  expect(end.ok).toBe(true);
  await giveTask('第三件');
  await vi.waitFor(() => expect(reached(gone.path)).toHaveLength(1), { timeout: 15_000 });
  await vi.waitFor(async () => {
    const text = await (await fetch(`${house.url}/metrics`)).text();
    expect(text).toMatch(/phone_pushes_total\{[^}]*outcome="gone"[^}]*\} 1/u);
  });
  const still = phone('still');
  await ask(member, 'POST', subscription(still));
  await giveTask('第四件');
  await vi.waitFor(() => expect(reached(still.path)).toHaveLength(1), { timeout: 15_000 });
  expect([reached(gone.path).length, reached(out.path).length]).toEqual([1, 0]);
});
