import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import type { Entry } from '../../client/commands/outbox.ts';
import { openOutbox } from '../../client/commands/open-outbox.ts';
import { openApi } from '../../client/http/api.ts';
import type { Fetch } from '../../client/http/call.ts';
import { connect } from '../../client/stream/connect.ts';
import { signIn, testHouse, type TestHouse } from '../support/house.ts';
import { openPortal, portalWays } from '../support/portal.ts';

/** A network that wants to be signed in to stands between a phone, a seat or a wall and the house, and answers in its place. */
let house: TestHouse;
let network: Awaited<ReturnType<typeof openPortal>>;
let cookie: string;
let through: Fetch;

beforeAll(async () => {
  house = await testHouse();
  network = await openPortal(Number(new URL(house.url).port));
  cookie = await signIn(house, 'jiangyin', 'duty1');
  through = (url, init) =>
    fetch(network.url + url, {
      ...init,
      headers: { ...(init.headers as object), cookie, origin: network.url },
    });
});
afterAll(async () => {
  await network?.close();
  await house?.stop();
});

const memory = () => {
  const held = new Map<string, Entry>();
  return {
    read: () => Promise.resolve([...held.values()]),
    keep: (entries: readonly Entry[]) => Promise.resolve(entries.forEach((one) => held.set(one.key, one))),
    drop: (keys: readonly string[]) => Promise.resolve(keys.forEach((key) => held.delete(key))),
  };
};

it('what is written meanwhile waits, says why, and goes out once when the network lets through', async () => {
  const api = openApi('jiangyin', through);
  const pack = must(await api.pack().then((answer) => ('kind' in answer ? null : answer)), 'the pack');
  const item = must(pack.catalogue[0], 'an item').id;
  const place = must(
    (await api.sensors().then((answer) => ('kind' in answer ? [] : answer)))[0],
    'a sensor',
  ).place;
  const outbox = openOutbox({
    api,
    jurisdiction: 'jiangyin',
    who: 'duty1',
    store: memory(),
    now: Date.now,
    // Tries are made by hand here.
    wait: () => new Promise(() => undefined),
  });
  for (const way of portalWays) {
    network.answer(way);
    // Lines that were kept open break first.
    await expect.poll(() => api.session(), { timeout: 5_000 }).toMatchObject({ reasonId: 'network-sign-in' });
    const outcome = await outbox.give({
      title: way,
      act: { zh: '上报', en: 'Report' },
      command: {
        kind: 'report',
        source: 'patrol',
        item,
        title: `门户 ${way}`,
        detail: '',
        address: '',
        place,
        urgent: false,
        evidence: [],
      },
    });
    expect(outcome, way).toBe('waiting');
    expect(outbox.hindrance.value?.reasonId, way).toBe('network-sign-in');
    expect(outbox.signedOut.value, way).toBe(false);
    expect(await api.session(), way).toMatchObject({ code: 'busy', reasonId: 'network-sign-in' });
  }
  expect(outbox.waiting.value).toBe(portalWays.length);
  expect(network.hits()).toBeGreaterThan(portalWays.length);
  network.answer(null);
  await expect.poll(() => api.session(), { timeout: 5_000 }).toMatchObject({ id: 'duty1' });
  await outbox.send();
  expect(outbox.entries.value.map(({ state }) => state)).toEqual(portalWays.map(() => 'sent'));
  expect(outbox.hindrance.value).toBeNull();
  const client = new pg.Client({ connectionString: house.databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::int as n from incident where title like '门户 %' group by title`,
  );
  await client.end();
  expect(rows.map(({ n }) => n)).toEqual(portalWays.map(() => 1));
  outbox.close();
});

it('a line that it cuts is told as that, is no refusal, and comes back by itself', async () => {
  const told: string[] = [];
  const say = (word: string): void => void (told.at(-1) !== word && told.push(word));
  const line = connect({ jurisdiction: 'jiangyin', screen: 'wall', url: network.url, headers: { cookie } });
  line.open({
    onUp: () => say('up'),
    onDown: () => say('down'),
    onRefused: () => say('refused'),
    onPortal: (isThere) => isThere && say('portal'),
    onHeard: () => undefined,
    onMessage: () => undefined,
  });
  await expect.poll(() => told).toEqual(['up']);
  for (const way of portalWays) {
    told.length = 0;
    network.answer(way);
    await expect.poll(() => told, { timeout: 5_000 }).toEqual(['down', 'portal']);
    network.answer(null);
    await expect.poll(() => told, { timeout: 5_000 }).toEqual(['down', 'portal', 'up']);
  }
  line.close();
});
