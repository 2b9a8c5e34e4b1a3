import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { openPictures, type PictureLimits } from '../../../server/ingest/pictures.ts';
import { openSnapshots } from '../../../server/ingest/snapshots.ts';
import { openLog } from '../../../server/log.ts';

/** Gateways that answer, hang, are away and come back, by real connections. */
const log = openLog('silent');
const limits: PictureLimits = {
  atOnce: 3,
  fromOne: 2,
  waiting: 40,
  firstMs: 20,
  restMs: 80,
  patienceMs: 60_000,
};
const servers = new Set<Server>();
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers.clear();
});
async function listen(answer: (id: string, res: ServerResponse) => void, port = 0) {
  const server = createServer((req, res) => answer(/events\/([^/]+)/u.exec(req.url ?? '')?.[1] ?? '', res));
  servers.add(server.listen(port, '127.0.0.1'));
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}
/** The house of one county, whose sources are the ports of their gateways. */
function open(more: Partial<PictureLimits> = {}, patienceMs = 300) {
  const pictures = openPictures({ log, limits: { ...limits, ...more } });
  const keep = (_: string, { bytes }: { bytes: Buffer }) => Promise.resolve({ ref: `${String(bytes)}.jpg` });
  pictures.fetchBy(openSnapshots({ url: 'http://127.0.0.1:{source}', keep, log, patienceMs }));
  const joined: Record<string, object[]> = {};
  const want = (port: number, snapshot: string): void =>
    pictures.want({
      ...named(port, snapshot),
      join(got) {
        (joined[snapshot] ??= []).push(got);
        return Promise.resolve();
      },
    });
  return { pictures, joined, want };
}
const named = (port: number, snapshot: string) => ({ jurisdiction: 'toy', source: String(port), snapshot });
const names = (letter: string, n: number) => Array.from({ length: n }, (_, i) => `${letter}-${i}`);

it('a gateway that hangs costs the pictures of another nothing, and no more are asked for at once than may be', async () => {
  let [open0, most] = [0, 0];
  const hanging = await listen(() => (open0 += 1));
  let now = 0;
  const good = await listen((id, res) => {
    most = Math.max(most, (now += 1));
    setTimeout(() => {
      now -= 1;
      res.end(id);
    }, 5);
  });
  const { joined, want } = open({}, 8_000);
  for (const id of names('hung', 10)) want(hanging.port, id);
  for (const id of names('good', 20)) want(good.port, id);
  await expect.poll(() => Object.keys(joined).length, { timeout: 4_000 }).toBe(20);
  for (const id of names('good', 20)) expect(joined[id]).toEqual([{ ref: `${id}.jpg` }]);
  // Two hands hang there still, and one did all the rest.
  expect([open0, most]).toEqual([2, 1]);
});

it('a gateway that was away gives every picture when it is back; it is asked ever less often meanwhile', async () => {
  const { server, port } = await listen(() => undefined);
  server.close();
  await once(server, 'close');
  let tries = 0;
  const { pictures, joined, want } = open();
  const fetchPicture = openSnapshots({
    url: `http://127.0.0.1:${port}`,
    keep: (_, { bytes }) => Promise.resolve({ ref: `${String(bytes)}.jpg` }),
    log,
  });
  pictures.fetchBy((...asked) => {
    tries += 1;
    return fetchPicture(...asked);
  });
  for (const id of names('p', 12)) want(port, id);
  await pause(400);
  // 20, 40, 80, 80 … ms apart, whichever picture asks; the first two went side by side.
  expect(tries).toBeGreaterThan(3);
  expect(tries).toBeLessThan(10);
  expect(joined).toEqual({});
  await listen((id, res) => res.end(id), port);
  await expect.poll(() => Object.keys(joined).length, { timeout: 4_000 }).toBe(12);
  expect(joined['p-7']).toEqual([{ ref: 'p-7.jpg' }]);
  expect(pictures.known(named(port, 'p-7'))).toBe('p-7.jpg');
});

it('why there is none is said: it is not there, it is too large, the gateway stays away, too many wait', async () => {
  const asked: Record<string, number> = {};
  const { port } = await listen((id, res) => {
    asked[id] = (asked[id] ?? 0) + 1;
    if (id === 'late') return void (asked[id] === 1 ? res.writeHead(404).end() : res.end(id));
    if (id === 'gone') return void res.writeHead(404).end();
    if (id === 'ill') return void res.writeHead(503).end();
    res.writeHead(200, { 'content-length': 6_000_000 }).write('x');
  });
  const one = open();
  for (const id of ['late', 'gone', 'large']) one.want(port, id);
  await expect
    .poll(() => one.joined, { timeout: 4_000 })
    .toEqual({
      late: [{ ref: 'late.jpg' }],
      gone: [{ none: 'missing' }],
      large: [{ none: 'too-large' }],
    });
  expect(asked).toEqual({ late: 2, gone: 4, large: 1 });
  const { joined, want, pictures } = open({ patienceMs: 300 });
  want(port, 'ill');
  await expect.poll(() => joined['ill'], { timeout: 4_000 }).toEqual([{ none: 'away' }]);
  // What could not be had is not remembered.
  expect(pictures.known(named(port, 'ill'))).toBeNull();
  const full = open({ waiting: 3 });
  const { port: slow } = await listen(() => undefined);
  for (const id of names('q', 6)) full.want(slow, id);
  await expect.poll(() => full.joined).toEqual({ 'q-5': [{ none: 'too-many' }] });
});

it('a picture that two want is fetched once, and one that its matter could not take is brought again', async () => {
  let asked = 0;
  const { port } = await listen((id, res) => {
    asked += 1;
    setTimeout(() => res.end(id), 20);
  });
  const { joined, want, pictures } = open();
  want(port, 'same');
  want(port, 'same');
  await expect.poll(() => joined['same']?.length).toBe(2);
  let tries = 0;
  const gave = new Promise((done) =>
    pictures.want({
      ...named(port, 'same'),
      join: (got) => ((tries += 1) < 3 ? Promise.reject(new Error('busy')) : Promise.resolve(done(got))),
    }),
  );
  expect([await gave, tries, asked]).toEqual([{ ref: 'same.jpg' }, 3, 1]);
});
