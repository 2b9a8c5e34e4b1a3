import { afterAll, beforeAll, expect, test } from 'vitest';
import * as wire from '#shared/wire/http.ts';
import { openLog } from '../../server/log.ts';
import { openDatabase } from '../../server/storage/database.ts';
import { signIn, testHouse, type TestHouse } from '../support/house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse({ env: { DEMO_DAYS: '1' } });
});
afterAll(() => house.stop());

async function verify(login: string): Promise<Response> {
  const cookie = await signIn(house, 'jiangyin', login);
  return fetch(`${house.url}/api/jiangyin/ledger/verification`, {
    method: 'POST',
    headers: { cookie, origin: house.url, 'content-type': 'application/json' },
    body: '{}',
  });
}

test('a leader has the ledger verified: whole at first, then the changed entry is named', async () => {
  const before = wire.ledgerVerdict.parse(await (await verify('leader')).json());
  expect(before.bad).toBeNull();
  expect(before.entries).toBeGreaterThan(1000);

  const database = await openDatabase(house.databaseUrl, openLog('silent'));
  try {
    const flip = `UPDATE ledger SET body = replace(body, '"kind"', '"kinD"') WHERE jurisdiction = 'jiangyin' AND seq = 77`;
    expect((await database.pool.query(flip)).rowCount).toBe(1);
  } finally {
    await database.close();
  }
  const after = wire.ledgerVerdict.parse(await (await verify('leader')).json());
  expect(after.bad?.seq).toBe(77);
  expect(after.entries).toBe(76);
});

test('a duty officer may not', async () => {
  expect((await verify('duty1')).status).toBe(403);
});
