import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { readConfig } from '../../server/config.ts';
import { warningsOf } from '../../server/ingest/outside.ts';
import { readCertificate } from '../../server/running/tls.ts';
import { ownCertificate } from '../support/certificate.ts';
import { testHouse, type TestHouse } from '../support/house.ts';

let folder: string;
let house: TestHouse;
let pem: { cert: Buffer; key: Buffer };
const place = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-tls-'));
  pem = await ownCertificate(folder, 'IP:127.0.0.1');
  house = await testHouse({
    env: {
      TLS_CERT: place('cert.pem'),
      TLS_KEY: place('key.pem'),
      MQTTS_PORT: '0',
      MQTT_CLIENT_CA: place('cert.pem'),
    },
  });
});
afterAll(async () => {
  await house.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Asks over https, trusting the certificate of the test alone. */
function ask(
  where: string,
  { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: object; body?: string } = {},
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      house.url + where,
      { method, ca: pem.cert, headers: { ...headers, 'content-type': 'application/json' } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}
const join = (more: object): Promise<MqttClient> =>
  connectAsync(must(house.mqttsUrl, 'a door of TLS'), {
    clientId: 'tls-gauge',
    username: 'sim-devices',
    reconnectPeriod: 0,
    ca: pem.cert,
    ...more,
    password: must(house.demo.jurisdictions['jiangyin']?.sources['sim-devices'], 'a token'),
  });

test('pages, API and readings go over TLS with one certificate, cookies are secure, MQTT asks for a certificate of its own', async () => {
  expect(house.url).toMatch(/^https:/);
  const page = await ask('/api/jiangyin/public');
  expect(page.status).toBe(200);
  expect(page.headers['strict-transport-security']).toContain('max-age');
  const signedIn = await ask('/api/jiangyin/session', {
    method: 'POST',
    body: JSON.stringify({ login: 'duty1', password: house.demo.password }),
  });
  expect(signedIn.status).toBe(200);
  expect(String(signedIn.headers['set-cookie'])).toMatch(/; Secure/i);
  // Readings over https, by a token.
  const token = must(house.demo.jurisdictions['jiangyin']?.sources['sim-devices'], 'a token');
  const sent = await ask('/api/jiangyin/readings', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: '[{"sensor":"nobody"}]',
  });
  expect(JSON.parse(sent.text)).toMatchObject({ refused: [{ index: 0 }] });

  const client = await join(pem);
  const told = new Promise<string>((resolve) =>
    client.once('message', (_topic, payload) => resolve(payload.toString())),
  );
  await client.subscribeAsync('jh/jiangyin/errors/tls-gauge');
  await client.publishAsync('jh/jiangyin/readings', '[{"sensor":"nobody"}]', { qos: 1 });
  expect(JSON.parse(await told)).toMatchObject({ refused: [{ index: 0 }] });
  await client.endAsync();
  await expect(join({})).rejects.toThrow();
  await expect(join({ ...pem, ca: [] })).rejects.toThrow();
  // The door without TLS is for this machine alone.
  expect(new URL(house.mqttUrl).hostname).toBe('127.0.0.1');
});

test('settings of TLS that do not go together, and files that are none, are named at the start', async () => {
  expect(() => readConfig({ TLS_CERT: 'a.pem' })).toThrow('TLS_KEY');
  expect(() => readConfig({ TLS_KEY: 'a.pem' })).toThrow('TLS_CERT');
  expect(() => readConfig({ MQTT_CLIENT_CA: 'a.pem' })).toThrow('TLS_CERT');
  expect(await readCertificate(readConfig({}))).toBeNull();
  const missing = readConfig({ TLS_CERT: place('none.pem'), TLS_KEY: place('key.pem') });
  await expect(readCertificate(missing)).rejects.toThrow('TLS_CERT cannot be read');
  const wrong = readConfig({ TLS_CERT: place('key.pem'), TLS_KEY: place('cert.pem') });
  await expect(readCertificate(wrong)).rejects.toThrow('TLS_CERT and TLS_KEY');
});

test.each([
  ['mqtt://127.0.0.1:1883', 1],
  ['mqtt://broker.example:1883', 2],
  ['mqtts://broker.example:8883', 1],
])('an outside broker at %s gives %d warnings', (url, n) => expect(warningsOf(url)).toHaveLength(n));
