import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { mapFilesOf } from '#shared/pack/map-files.ts';
import { testPack } from '../support/county.ts';
import { broken, promisedIn, promisesOf } from '../support/promise.ts';
import { openHttpHouse, type HttpHouse } from '../support/http-house.ts';

interface Layer {
  handle: { stack?: Layer[] };
  route?: { path: string | string[]; methods: Record<string, boolean> };
}
type Operation = {
  parameters: { name: string; in: string }[];
  requestBody?: unknown;
  responses: Record<string, unknown>;
};

const bodiesOf = (described: unknown): unknown[] =>
  Object.values((described as { content?: Record<string, { schema?: unknown }> } | undefined)?.content ?? {})
    .map(({ schema }) => schema)
    .filter((schema) => schema !== undefined);

const script = `export const answer = ${JSON.stringify('x'.repeat(5_000))};\n`;
/** As the bundler names a part that several pages share. */
const partName = 'later~DeskApp~WallApp~nc7ipr4k-CwdBjibF.js';

/** Beside the one that is served, a jurisdiction whose pack has a fault. */
const closed = [
  {
    id: 'lost',
    faults: [{ file: '/srv/packs/lost/units.json', path: '$[3].parent', reason: 'units.json has no "<b>"' }],
  },
];

describe('documents and pages', () => {
  let house: HttpHouse;
  let clientDir: string;
  beforeAll(async () => {
    clientDir = await mkdtemp(path.join(tmpdir(), 'jiuhuan-client-'));
    await mkdir(path.join(clientDir, 'assets'));
    await writeFile(path.join(clientDir, 'index.html'), '<!doctype html><title>九环</title>');
    await writeFile(
      path.join(clientDir, 'wall.html'),
      '<!doctype html><head><title>九环</title></head><body><div id="app"></div></body>',
    );
    for (const name of ['main-abc123.js', partName])
      await writeFile(path.join(clientDir, 'assets', name), script);
    await writeFile(path.join(clientDir, 'grids.json'), '{}');
    await mkdir(path.join(clientDir, 'icons'));
    await writeFile(path.join(clientDir, 'icons', 'rings.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await mkdir(path.join(clientDir, 'public', 'packs', 'toy'), { recursive: true });
    await writeFile(path.join(clientDir, 'public', 'packs', 'toy', 'added.geojson'), '{"added":"later"}');
    house = await openHttpHouse([testPack()], {
      clientDir,
      publicDir: path.join(clientDir, 'public'),
      closed,
    });
  });
  afterAll(async () => {
    await house.close();
    await rm(clientDir, { recursive: true });
  });
  const openApi = async () =>
    (await house.knock('GET', '/api/openapi.json')).body as {
      paths: Record<string, Record<string, Operation>>;
    };

  /** Every route that express itself would answer. */
  function walk(stack: Layer[]): [path: string, method: string][] {
    return stack.flatMap(({ route, handle }) => {
      if (!route) return walk(handle.stack ?? []);
      return Object.keys(route.methods)
        .filter((method) => method !== '_all')
        .flatMap((method) => [route.path].flat().map((address): [string, string] => [address, method]));
    });
  }

  it('a jurisdiction whose pack has faults says why at each of its addresses, and the others are served', async () => {
    const why =
      'the pack of lost has faults (1) and is kept closed: units.json $[3].parent: units.json has no "<b>"';
    for (const address of ['pack', 'session', 'commands', 'nonsense']) {
      const answer = await house.knock('GET', `/api/lost/${address}`);
      expect(answer, address).toMatchObject({ status: 503, body: { code: 'busy', detail: why } });
      expect(answer.headers.get('retry-after')).toBe('600');
    }
    for (const address of ['/lost', '/lost/desk', '/lost/wall', '/lost/dossier/1']) {
      const page = await house.knock('GET', address);
      expect([page.status, page.text.includes('&#60;b&#62;'), page.text.includes('<b>')]).toEqual([
        503,
        true,
        false,
      ]);
    }
    expect((await house.knock('GET', '/toy/desk')).status).toBe(200);
    expect((await house.knock('GET', '/')).text).toContain('href="/lost"');
    expect(await house.knock('GET', '/healthz')).toMatchObject({
      status: 200,
      body: { status: 'partly', checks: { database: true }, closed: ['lost'] },
    });
  });

  it('the page of a wall names what it will ask for: files of its map for everybody, answers for who is seated', async () => {
    const { identity } = testPack().pack;
    const hints = ({ text }: { text: string }): string[] =>
      [...text.matchAll(/as="fetch"[^>]*href="([^"]+)"/gu)].map(([, address = '']) => address);
    const anybody = await house.knock('GET', '/toy/wall');
    expect(hints(anybody)).toEqual(mapFilesOf(identity));
    // Until the first script draws it says whose it is.
    expect(anybody.text).toContain(`<h1>${identity.centre.zh}</h1>`);
    const seated = await house.signIn('duty1');
    // Below the API, and back up to the pages.
    const page = await seated('GET', '/../../toy/wall');
    expect(hints(page)).toEqual([
      ...['session', 'pack', 'sensors', 'cameras'].map((one) => `/api/toy/${one}`),
      ...mapFilesOf(identity),
    ]);
  });

  it('maps of packs come from where the packs were checked, whatever the build had', async () => {
    const map = await house.knock('GET', '/packs/toy/added.geojson');
    expect([map.status, map.body]).toEqual([200, { added: 'later' }]);
    expect((await house.knock('GET', '/packs/toy/missing.geojson')).status).toBe(404);
    expect((await house.knock('GET', '/packs/../index.html')).text).not.toContain('added');
  });

  it('OpenAPI describes every route there is, and none that is not', async () => {
    const { paths } = await openApi();
    const served = walk((house.app as unknown as { router: { stack: Layer[] } }).router.stack)
      // Open311, CAP and notifications of ONVIF have specifications of their own.
      .filter(
        ([address]) =>
          address.startsWith('/:jurisdiction/') &&
          !/\/v2\/|\/alerts(\/|$)|\/feed\.atom$|\/notify$/.test(address),
      )
      .map(([address, method]) => `${method} /api${address.replace(/:(\w+)/g, '{$1}')}`);
    const described = Object.entries(paths).flatMap(([address, methods]) =>
      Object.keys(methods).map((method) => `${method} ${address}`),
    );
    expect(served.length).toBeGreaterThan(20);
    expect([...served, 'get /healthz', 'get /metrics'].sort()).toEqual(described.sort());
  });

  it('what integrators and older screens were promised of each route still holds; what is new breaks nothing', async () => {
    const document = await openApi();
    const asked: string[] = [];
    const told: string[] = [];
    const { schemas } = (document as unknown as { components: { schemas: Record<string, unknown> } })
      .components;
    for (const [address, methods] of Object.entries(document.paths))
      for (const [method, { parameters = [], requestBody, responses }] of Object.entries(methods)) {
        const place = `${method} ${address.replace('/api/{jurisdiction}', '')}`;
        const query = parameters.filter((one) => one.in === 'query');
        asked.push(
          ...query.flatMap((one) => {
            const { required, schema } = one as typeof one & { required: boolean; schema: unknown };
            return promisesOf(schema, `${place} query.${one.name}${required ? '' : '?'}`, schemas);
          }),
          ...bodiesOf(requestBody).flatMap((body) => promisesOf(body, `${place} body`, schemas)),
        );
        const { 200: done } = responses;
        told.push(...bodiesOf(done).flatMap((body) => promisesOf(body, `${place} answer`, schemas)));
      }
    const file = (name: string): URL => new URL(`../shared/wire/promised-${name}.txt`, import.meta.url);
    expect(told.length).toBeGreaterThan(500);
    expect(broken(promisedIn(file('answers'), told), told, 'told')).toEqual([]);
    expect(broken(promisedIn(file('questions'), asked), asked, 'asked')).toEqual([]);
  });

  it('every description has its parameters, its body and its answers, and every reference leads somewhere', async () => {
    const document = await openApi();
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      expect(document).toHaveProperty(['components', 'schemas', must(name, 'name')]);
    // Acts that ask for nothing but the act.
    const acts = [
      ...['ledger/verification', 'evidence/verification', 'audit/verification', 'figures/remake'],
      ...['alarms/{id}/acknowledgement', 'alarm-suppressions/{id}/approval', 'alarm-suppressions/{id}/end'],
      ...[
        'walls/pairing',
        'configuration/counties/{county}/first',
        'cameras/{camera}/watch',
        'drills/{id}/end',
        'notices/{id}/seen',
        'signs',
      ],
    ];
    const bare = acts.map((act) => `/api/{jurisdiction}/${act}`);
    for (const [address, methods] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(methods)) {
        if (!address.startsWith('/api')) continue;
        const named = operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name);
        expect(named, address).toEqual([...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
        const hasBody = (method === 'post' || method === 'patch') && !bare.includes(address);
        expect(operation.requestBody !== undefined, `${method} ${address}`).toBe(hasBody);
        expect(Object.keys(operation.responses)).toContain('default');
      }
    expect(text).toContain('Idempotency-Key');
  });

  it('both documents can be read by programs: names of operations, tags, where the server is, arrays that end, references', async () => {
    const document = (await house.knock('GET', '/api/openapi.json')).body as {
      servers: { url: string }[];
      tags: { name: string }[];
      paths: Record<string, Record<string, { operationId: string; tags: string[]; description: string }>>;
    };
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { operationId, tags, description } of operations) {
      expect(operationId).toMatch(/^[a-z]+([A-Z][A-Za-z0-9]*)+$/);
      expect(description).not.toBe('');
      expect(document.tags.map(({ name }) => name)).toEqual(expect.arrayContaining(tags));
    }
    expect(document.servers).toEqual([{ url: '/', description: 'this server' }]);
    const spoken = (await house.knock('GET', '/api/asyncapi.json')).body;
    for (const whole of [document, spoken]) {
      let arrays = 0;
      const walkSchema = (node: unknown, at: string): void => {
        if (typeof node !== 'object' || node === null) return;
        const { type, $ref } = node as { type?: unknown; $ref?: unknown };
        if (type === 'array') {
          arrays++;
          expect((node as { items?: unknown }).items, at).toBeTypeOf('object');
        }
        if (typeof $ref === 'string') {
          const path = $ref
            .slice(2)
            .split('/')
            .map((part) => part.replaceAll('~1', '/'));
          expect(whole, at).toHaveProperty(path);
        }
        for (const [key, value] of Object.entries(node)) walkSchema(value, `${at}/${key}`);
      };
      walkSchema(whole, '');
      expect(arrays).toBeGreaterThan(5);
    }
  });

  it('AsyncAPI tells of topics, frames and patches', async () => {
    const { body } = await house.knock('GET', '/api/asyncapi.json');
    expect(body).toMatchObject({ asyncapi: '3.0.0' });
    const channels = body['channels'] as Record<
      string,
      { address: string; messages: Record<string, unknown> }
    >;
    expect(Object.values(channels).map(({ address }) => address)).toEqual(
      expect.arrayContaining([
        'jh/{jurisdiction}/readings',
        'jh/{jurisdiction}/cameras',
        'jh/{jurisdiction}/errors/{client}',
      ]),
    );
    expect(Object.keys(must(channels['screen'], 'screen').messages)).toEqual(
      expect.arrayContaining(['join', 'patch', 'frame', 'cut']),
    );
    const { messages } = must(channels['screen'], 'screen') as unknown as {
      messages: Record<string, { payload: Record<string, unknown> }>;
    };
    expect(messages['frame']?.payload).toMatchObject({
      format: 'binary',
      description: expect.stringContaining('u32 tick'),
    });
    expect(messages['snapshot']?.payload).toMatchObject({
      properties: { body: { format: 'binary', description: expect.stringContaining('gzip') } },
    });
  });

  it('every answer forbids what does not come from here; only the API’s own page may write styles', async () => {
    const policy = async (address: string): Promise<string> =>
      (await house.knock('GET', address)).headers.get('content-security-policy') ?? '';
    const strict =
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data: blob:;media-src 'self' blob:;font-src 'self';connect-src 'self';worker-src 'self';manifest-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none'";
    for (const address of [
      '/',
      '/toy/wall',
      '/api/toy/session',
      '/healthz',
      '/nothing',
      '/assets/main-abc123.js',
    ])
      expect(await policy(address), address).toBe(strict);
    expect(await policy('/docs')).toBe(
      strict.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
    );
    const { headers } = await house.knock('GET', '/');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('the documentation page needs nothing from elsewhere', async () => {
    const page = await house.knock('GET', '/docs');
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => must(link, 'link'));
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      expect(link).toMatch(/^\/(?:docs|icons)\//);
      expect((await house.knock('GET', link)).status, link).toBe(200);
    }
  });

  it('pages, their files and what is not there', async () => {
    const first = await house.knock('GET', '/');
    expect(first.text).toContain('href="/toy/wall"');
    for (const [, link = ''] of first.text.matchAll(/<link [^>]*href="([^"]+)"/gu))
      expect((await house.knock('GET', link)).status, link).toBe(200);
    expect((await house.knock('GET', '/favicon.ico')).headers.get('location')).toBe('/icons/rings.svg');
    // Every app of the client has its address; a dossier is one of a matter, and signing in is a part of the others.
    const clientApps = await readdir(path.resolve(import.meta.dirname, '../../client/apps'));
    const apps = clientApps.filter((app) => app !== 'dossier' && app !== 'sign-in');
    expect(apps.length).toBeGreaterThan(8);
    for (const app of apps) {
      const page = await house.knock('GET', `/toy/${app}`);
      expect(page.text).toContain('<title>九环</title>');
      expect(page.headers.get('cache-control')).toBe('no-cache');
    }
    expect((await house.knock('GET', '/toy')).headers.get('location')).toBe('/toy/desk');
    for (const address of [
      '/toy/nothing',
      '/elsewhere/wall',
      '/assets/none.js',
      '/..%2f..%2fetc%2fpasswd',
      '/%00.js',
      '/%E0%A4%A.js',
    ]) {
      const told = await house.knock('GET', address);
      expect([400, 404], address).toContain(told.status);
      expect(told.body['code'], address).toMatch(/unknown|invalid/);
    }
    const file = await house.knock('GET', '/assets/main-abc123.js');
    expect(file.text).toBe(script);
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await house.knock('GET', '/grids.json')).headers.get('cache-control')).toBe('no-cache');
  });

  it('text travels packed to those who take it, whatever the bundler called it', async () => {
    const bytes = await new Promise<Buffer>((done, fail) => {
      const asked = request(
        `${house.url}/assets/${partName}`,
        { headers: { 'accept-encoding': 'gzip' } },
        (answer) => {
          expect(answer.headers['content-encoding']).toBe('gzip');
          const chunks: Buffer[] = [];
          answer
            .on('data', (chunk: Buffer) => chunks.push(chunk))
            .on('end', () => done(Buffer.concat(chunks)));
        },
      );
      asked.on('error', fail).end();
    });
    expect(bytes.length).toBeLessThan(script.length / 10);
    expect(gunzipSync(bytes).toString()).toBe(script);
  });

  it('another method is refused by name', async () => {
    const told = await house.knock('PUT', '/api/toy/incidents');
    expect(told.body).toMatchObject({ status: 405, field: 'method' });
    expect(told.headers.get('allow')).toBe('GET');
  });

  it('tells how it is, to anyone; and its metrics to this machine or to a token for them', async () => {
    expect((await house.knock('GET', '/healthz')).body).toMatchObject({ checks: { database: true } });
    expect((await house.knock('GET', '/metrics')).text).toContain('jiuhuan_up 1');
    const tokenOf = async (name: string, door: 'metrics' | 'readings'): Promise<string> => {
      const made = await house.access.sources.issue('toy', name, [door], null);
      return 'token' in made ? made.token : '';
    };
    const fromAfar = (headers: Record<string, string>) =>
      house.knock('GET', '/metrics', { headers: { 'x-forwarded-for': '10.0.0.1', ...headers } });
    expect((await fromAfar({})).status).toBe(401);
    const token = await tokenOf('prometheus', 'metrics');
    expect((await fromAfar({ authorization: `Bearer ${token}` })).status).toBe(200);
    const other = await tokenOf('gate', 'readings');
    expect((await fromAfar({ authorization: `Bearer ${other}` })).status).toBe(403);
  });
});

describe('behind TLS', () => {
  it('cookies are secure and browsers are told to stay', async () => {
    const house = await openHttpHouse([testPack()], { behindTls: true });
    try {
      const { device: token } = must(house.demo.jurisdictions['toy'], 'toy');
      const told = await house.knock('POST', '/api/toy/session/device', {
        body: { token },
        headers: { 'x-forwarded-proto': 'https' },
      });
      expect(told.status).toBe(200);
      expect(told.headers.get('set-cookie')).toMatch(/; Secure/);
      expect(told.headers.get('strict-transport-security')).toMatch(/max-age=31536000/);
    } finally {
      await house.close();
    }
  });
});
