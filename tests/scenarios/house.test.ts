import { connect } from 'node:net';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Point } from '#shared/geo/point.ts';
import { must } from '#shared/kernel/must.ts';
import type { DemoFile } from '../../server/access/demo.ts';
import { testReport } from '../support/county.ts';
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

  test('a database without room refuses orders and readings, health says so, and both go on when there is room', async () => {
    const cookie = await signIn(house, 'jiangyin', 'duty1');
    const { sensors, sources } = await devicesOf('jiangyin');
    const send = async (what: string, headers: Record<string, string>, body: object) => {
      const answer = await fetch(`${house.url}/api/jiangyin/${what}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: house.url, ...headers },
        body: JSON.stringify(body),
      });
      return [answer.status, ((await answer.json()) as { code?: string }).code];
    };
    let serial = 0;
    const report = { ...testReport(), item: 'exposed-rubbish', place: sensors[0]?.place };
    const order = () => send('commands', { cookie, 'idempotency-key': `no-room-${(serial += 1)}` }, report);
    const reading = () =>
      send('readings', { authorization: `Bearer ${sources['sim-devices']}` }, [
        { sensor: sensors[0]?.id, at: Date.now(), value: 1 },
      ]);
    const health = async () => (await (await fetch(`${house.url}/healthz`)).json()) as object;
    const database = new pg.Client({ connectionString: house.databaseUrl });
    await database.connect();
    try {
      // What PostgreSQL says when a file cannot grow.
      await database.query(`CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$`);
      for (const table of ['ledger', 'reading'])
        await database.query(
          `CREATE TRIGGER no_room BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION no_room()`,
        );
      expect(await order()).toEqual([503, 'busy']);
      expect(await reading()).toEqual([503, 'busy']);
      expect(await health()).toMatchObject({
        status: 'failing',
        checks: { database: true, commands: false, readings: false, upkeep: true },
      });
      for (const table of ['ledger', 'reading']) await database.query(`DROP TRIGGER no_room ON ${table}`);
      expect(await order()).toEqual([200, undefined]);
      // The line for readings is opened anew a moment later.
      await expect.poll(reading, { timeout: 10_000 }).toEqual([200, undefined]);
      expect(await health()).toMatchObject({ status: 'ok', checks: { commands: true, readings: true } });
      expect((await database.query('SELECT FROM incident')).rowCount).toBe(1);
    } finally {
      await database.end();
    }
  });

  async function devicesOf(county: string) {
    const demo = JSON.parse(await readFile(path.join(house.dataDir, 'demo.json'), 'utf8')) as DemoFile;
    const text = await readFile(
      path.join(import.meta.dirname, `../../server/packs/${county}/sensors.json`),
      'utf8',
    );
    const sensors = JSON.parse(text) as { id: string; place: Point }[];
    return { sensors, sources: must(demo.jurisdictions[county], county).sources };
  }

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
