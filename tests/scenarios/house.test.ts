import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn, testHouse, type TestHouse } from '../support/house.ts';
import { testDatabaseUrl } from '../support/postgres.ts';
import { openProxy } from '../support/proxy.ts';

async function answers(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe('house', () => {
  let house: TestHouse;
  beforeAll(async () => {
    house = await testHouse({ env: { PACKS: 'jiangyin,longgang' } });
  });
  afterAll(() => house.stop());

  test('says that it is well, part by part', async () => {
    const answer = await fetch(`${house.url}/healthz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'ok', checks: { database: true } });
  });

  test('serves both counties at their own addresses and no other', async () => {
    const cookie = await signIn(house, 'longgang', 'duty1');
    expect((await fetch(`${house.url}/api/longgang/session`, { headers: { cookie } })).status).toBe(200);
    // A seat in one county is none in another.
    expect((await fetch(`${house.url}/api/jiangyin/session`, { headers: { cookie } })).status).toBe(401);
    expect((await fetch(`${house.url}/api/atlantis/session`, { headers: { cookie } })).status).toBe(404);
  });

  test('counts what it does', async () => {
    const text = await (await fetch(`${house.url}/metrics`)).text();
    expect(text).toMatch(/^jiuhuan_stream_screens 0$/m);
    expect(text).toContain('jiuhuan_process_resident_memory_bytes');
  });

  test('a session outlives a restart, and a closed house answers nobody', async () => {
    const cookie = await signIn(house, 'jiangyin', 'duty2');
    await house.restart();
    expect((await fetch(`${house.url}/api/jiangyin/session`, { headers: { cookie } })).status).toBe(200);
    expect(house.faults).toEqual([]);
  });
});

test('a house that does not open closes what it had opened', async () => {
  const first = await testHouse();
  const env = { PORT: new URL(first.url).port, MQTT_PORT: '0' };
  await expect(testHouse({ env })).rejects.toThrow(`port ${env.PORT} is taken`);
  await first.stop();
  expect(await answers(first.url)).toBe(false);
  expect(await answers(first.mqttUrl)).toBe(false);
});

test('a house whose database does not answer any more gives up its stop, and says so', async () => {
  const direct = new URL(await testDatabaseUrl());
  const line = await openProxy(() => Number(direct.port));
  const url = new URL(direct.href);
  url.port = String(line.port);
  const house = await testHouse({ env: { DATABASE_URL: url.href, PACKS: 'xuxiake' }, patienceMs: 500 });
  line.freeze();
  await expect(house.stop()).rejects.toThrow('the database is gone');
  // What still waited for it comes to its end, so that the next test finds nothing of it.
  line.shut();
  await line.close();
});
