import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { XMLParser } from 'fast-xml-parser';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncidentCommand } from '#shared/incident/command.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { hourMs } from '#shared/kernel/span.ts';
import * as wire from '#shared/wire/outgoing.ts';
import { publicMatter, type PublicMatter } from '#shared/wire/public.ts';
import { person, testPack } from '../support/county.ts';
import { openHttpHouse, type HttpHouse, type Told } from '../support/http-house.ts';

/** A system that hears by webhook: an HTTP server of its own, which may fail for a while. */
interface Receiver {
  url: string;
  heard: { headers: Record<string, string>; body: string }[];
  status: number;
  close(): void;
}
async function openReceiver(): Promise<Receiver> {
  const heard: Receiver['heard'] = [];
  const state = { status: 204 };
  const server: Server = createServer((req, res) => {
    let body = '';
    req.setEncoding('utf8').on('data', (part: string) => (body += part));
    req.on('end', () => {
      if (state.status === 204) heard.push({ headers: req.headers as Record<string, string>, body });
      res.writeHead(state.status).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(state, {
    heard,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`,
    close: () => void server.close(),
  });
}

describe('a system that reports hears of its matters', () => {
  let house: HttpHouse;
  let receiver: Receiver;
  let serial = 0;
  const tokens: Record<string, string> = {};
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    house = await openHttpHouse([testPack()]);
    receiver = await openReceiver();
    for (const name of ['hotline-a', 'hotline-b']) {
      const made = await house.access.sources.issue('toy', name, ['reports'], null);
      if (isRefusal(made)) throw new Error(made.reason);
      [tokens[name], ids[name]] = [made.token, made.id];
    }
  });
  afterAll(async () => {
    receiver.close();
    await house.close();
  });

  const as = (name: string, method: string, address: string, body?: object): Promise<Told> =>
    house.knock(method, `/api/toy${address}`, {
      ...(body && { body }),
      headers: {
        authorization: `Bearer ${must(tokens[name], name)}`,
        ...(body && { 'idempotency-key': `source-act-${(serial += 1)}` }),
      },
    });
  async function report(name: string): Promise<string> {
    const told = await as(name, 'POST', '/reports', {
      source: 'hotline',
      item: 'manhole',
      title: '井盖缺失',
      detail: '来电人称井盖不见',
      place: { lng: 119.5, lat: 31 },
    });
    expect(told.status, told.text).toBe(200);
    return String(told.body['subject']);
  }
  async function work(
    incident: string,
    steps: readonly [unit: string | null, step: string, form?: object][],
  ) {
    for (const [unit, transition, form = {}] of steps) {
      const by = unit === null ? person('duty') : person('handler', { unit });
      const state = must(await house.execute({ jurisdiction: 'toy', by, command: noteOf(incident) }), 'note');
      if (isRefusal(state)) throw new Error(state.reason);
      const command = { kind: 'take', incident, version: state.version, transition, form } as never;
      const done = await house.execute({ jurisdiction: 'toy', by, command });
      if (isRefusal(done)) throw new Error(`${transition}: ${done.reason}`);
    }
  }
  const noteOf = (incident: string) =>
    ({ kind: 'note' as const, incident, text: '内部备注', evidence: [] }) satisfies IncidentCommand;
  const matter = async (name: string, number: string): Promise<PublicMatter> =>
    publicMatter.parse((await as(name, 'GET', `/reports/${number}`)).body);
  const changes = async (name: string, after = 0) =>
    wire.sourceChanges.parse((await as(name, 'GET', `/reports/changes?after=${after}`)).body);
  const toClosing: [string | null, string, object?][] = [
    [null, 'accept'],
    [null, 'file'],
    [null, 'dispatch', { lead: 'city', co: [], note: '内部：盯紧一点' }],
    ['city', 'sign'],
    ['city', 'start-work'],
    [
      'city',
      'feed-back',
      {
        note: '内部：换了备件',
        answer: '井盖已更换并加固',
        evidence: [{ kind: 'text', text: '更换后', at: 0 }],
      },
    ],
    [null, 'pass-check'],
    [null, 'close'],
  ];

  it('reads where its matter stands, adds words, rates; another source knows nothing of it', async () => {
    const number = await report('hotline-a');
    expect((await matter('hotline-a', number)).state).toBe('received');
    expect((await as('hotline-b', 'GET', `/reports/${number}`)).status).toBe(404);
    expect((await as('hotline-b', 'GET', '/reports/0')).body['detail']).toBe(
      (await as('hotline-b', 'GET', `/reports/${number}`)).body['detail'],
    );
    const said = await as('hotline-a', 'POST', `/reports/${number}/words`, { words: '来电人补充：在东侧' });
    expect(publicMatter.parse(said.body).steps.at(-1)).toMatchObject({ act: 'remarked', own: true });
    expect((await as('hotline-b', 'POST', `/reports/${number}/words`, { words: '不是我的' })).status).toBe(
      404,
    );
    await work(number, toClosing);
    const closed = await matter('hotline-a', number);
    expect(closed).toMatchObject({ state: 'done', late: false });
    expect(closed.steps.flatMap(({ told }) => told.map(({ value }) => value.zh))).toContain(
      '井盖已更换并加固',
    );
    expect(JSON.stringify(closed)).not.toContain('内部');
    const rated = await as('hotline-a', 'POST', `/reports/${number}/ratings`, { score: 5, words: '很快' });
    expect(publicMatter.parse(rated.body).rating).toMatchObject({ score: 5, own: true });
    const { matters } = wire.sourceMatters.parse((await as('hotline-a', 'GET', '/reports?limit=1')).body);
    expect(matters.map((one) => one.number)).toEqual([number]);
    expect(wire.sourceMatters.parse((await as('hotline-b', 'GET', '/reports')).body).matters).toEqual([]);
  });

  it('a page of matters goes on where the last one ended', async () => {
    const numbers = [await report('hotline-b'), await report('hotline-b'), await report('hotline-b')];
    await expect.poll(async () => (await changes('hotline-b')).events.length).toBeGreaterThanOrEqual(3);
    const seen: string[] = [];
    let before = '';
    do {
      const told = await as('hotline-b', 'GET', `/reports?limit=2${before && `&before=${before}`}`);
      const page = wire.sourceMatters.parse(told.body);
      seen.push(...page.matters.map(({ number }) => number));
      before = page.next ?? '';
    } while (before !== '');
    expect(seen).toEqual(numbers.toReversed());
    expect((await as('hotline-b', 'GET', '/reports?before=x')).body).toMatchObject({ field: 'before' });
  });

  it('every fact comes once and in order, by asking and as server-sent events that go on where the line broke', async () => {
    const number = await report('hotline-a');
    await work(number, toClosing.slice(0, 4));
    await expect
      .poll(async () => (await changes('hotline-a')).events.filter((one) => one.number === number).length)
      .toBeGreaterThanOrEqual(9);
    const { events } = await changes('hotline-a');
    expect(events.map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq).toSorted((a, b) => a - b));
    const own = events.filter((one) => one.number === number).map(({ act }) => act);
    expect(own.filter((act) => act !== 'noted')).toEqual(['reported', 'accept', 'file', 'dispatch', 'sign']);
    // The first stream is cut after three events; the second goes on from its last id.
    const first = await hear(events.at(0)?.seq ?? 0, 3);
    expect(first.map(({ event }) => event.seq)).toEqual(events.slice(1, 4).map(({ seq }) => seq));
    const rest = await hear(must(first.at(-1), 'event').event.seq, events.length - 4);
    expect(rest.map(({ event }) => event.seq)).toEqual(events.slice(4).map(({ seq }) => seq));
    // And what happens while it listens arrives.
    const live = hear(must(events.at(-1), 'event').seq, 1);
    await work(number, [['city', 'start-work']]);
    expect((await live)[0]).toMatchObject({ type: 'matter.changed', matter: { number } });
  });

  async function hear(lastId: number, count: number): Promise<wire.SourceMessage[]> {
    const stop = new AbortController();
    const answer = await fetch(`${house.url}/api/toy/reports/events`, {
      headers: { authorization: `Bearer ${tokens['hotline-a']}`, 'last-event-id': String(lastId) },
      signal: stop.signal,
    });
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const messages: wire.SourceMessage[] = [];
    let text = '';
    for await (const part of must(answer.body, 'body').pipeThrough(new TextDecoderStream())) {
      text += part;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data !== undefined) messages.push(wire.sourceMessage.parse(JSON.parse(data)));
      }
      if (messages.length >= count) break;
    }
    stop.abort();
    return messages;
  }

  it('a webhook is signed by the standard, tried again, given up into a list, and sent again on request', async () => {
    const admin = await house.signIn('demo-admin');
    const bad = await admin('POST', `/sources/${ids['hotline-a']}/webhook`, {
      body: { url: 'http://169.254.1.1/' },
    });
    expect(bad.body).toMatchObject({ field: 'url' });
    const told = await admin('POST', `/sources/${ids['hotline-a']}/webhook`, { body: { url: receiver.url } });
    const { secret } = wire.webhookMade.parse(told.body);
    const number = await report('hotline-a');
    await expect.poll(() => receiver.heard.length, { timeout: 10_000 }).toBe(1);
    const [got] = receiver.heard;
    const message = wire.sourceMessage.parse(
      new Webhook(secret).verify(must(got, 'one').body, must(got, 'one').headers),
    );
    expect(message).toMatchObject({ event: { act: 'reported', number }, matter: { state: 'received' } });
    expect(() => new Webhook(secret).verify(`${must(got, 'one').body} `, must(got, 'one').headers)).toThrow();

    receiver.status = 500;
    house.clock.now = Date.now();
    await work(number, [[null, 'accept']]);
    const dead = async () =>
      wire.undelivered.parse((await as('hotline-a', 'GET', '/reports/undelivered')).body).events;
    // The clock is put forward, so that the tries of two days come one after the other.
    await expect
      .poll(
        async () => {
          house.clock.now = (house.clock.now ?? Date.now()) + 25 * hourMs;
          return (await dead()).length;
        },
        { timeout: 40_000, interval: 150 },
      )
      .toBe(2);
    expect((await dead()).map(({ error }) => error)).toEqual(['answered 500', 'answered 500']);
    receiver.status = 204;
    await as('hotline-a', 'POST', '/reports/undelivered', {});
    await expect.poll(() => receiver.heard.length, { timeout: 10_000 }).toBe(3);
    house.clock.now = null;
    const state = async () =>
      wire.webhookState.parse((await admin('GET', `/sources/${ids['hotline-a']}/webhook`)).body);
    expect(await state()).toMatchObject({ waiting: 0, dead: 0, url: receiver.url });
    await admin('DELETE', `/sources/${ids['hotline-a']}/webhook`);
    expect(await state()).toMatchObject({ url: null });
  });

  describe('Open311 GeoReport v2', () => {
    const ask = (path: string, init?: RequestInit) => fetch(`${house.url}/open311/toy/v2/${path}`, init);
    const key = () => `api_key=${tokens['hotline-a']}`;
    const post = (fields: Record<string, string>, format = 'json') =>
      ask(`requests.${format}`, {
        method: 'POST',
        body: new URLSearchParams({ api_key: must(tokens['hotline-a'], 'key'), ...fields }),
      });
    const call = { service_code: 'manhole', lat: '31', long: '119.5', description: '井盖 <松动> & 响' };

    it('lists services, takes a request, tells where it stands, in JSON and XML alike', async () => {
      // What can be reported is told to anybody, as to clients of other cities, which send no key for it.
      const services = (await (await ask('services.json?jurisdiction_id=toy')).json()) as Record<
        string,
        unknown
      >[];
      expect(services).toContainEqual(
        expect.objectContaining({ service_code: 'manhole', metadata: false, type: 'realtime' }),
      );
      const xml = new XMLParser({ parseTagValue: false });
      const parsed = xml.parse(await (await ask(`services.xml?${key()}`)).text()) as {
        services: { service: Record<string, string>[] };
      };
      expect([parsed.services.service].flat().map((one) => one['service_code'])).toEqual(
        services.map((one) => one['service_code']),
      );
      expect(await (await ask('services/manhole.json')).json()).toEqual({
        service_code: 'manhole',
        attributes: [],
      });
      const defined = xml.parse(await (await ask('services/manhole.xml')).text()) as object;
      expect(defined).toMatchObject({ service_definition: { service_code: 'manhole' } });
      const made = await post({ ...call, phone: '13800001234', first_name: '芳', last_name: '陈' });
      expect(made.status).toBe(201);
      const [{ service_request_id: id } = { service_request_id: '' }] = (await made.json()) as {
        service_request_id: string;
      }[];
      const one = async () =>
        ((await (await ask(`requests/${id}.json?${key()}`)).json()) as Record<string, unknown>[])[0];
      expect(await one()).toMatchObject({
        status: 'open',
        service_code: 'manhole',
        description: call.description,
        lat: 31,
        long: 119.5,
      });
      const told = xml.parse(await (await ask(`requests/${id}.xml?${key()}`)).text()) as {
        service_requests: { request: Record<string, string> };
      };
      expect(told.service_requests.request['description']).toBe(call.description);
      // Who called lies apart from the record.
      const duty = await house.signIn('duty1');
      expect((await duty('GET', `/incidents/${id}`)).text).not.toContain('13800001234');
      await work(id, toClosing);
      expect(await one()).toMatchObject({ status: 'closed', status_notes: '井盖已更换并加固' });
      const closed = (await (await ask(`requests.json?${key()}&status=closed`)).json()) as {
        service_request_id: string;
      }[];
      expect(closed.map((row) => row.service_request_id)).toContain(id);
      expect(await (await ask(`requests.json?${key()}&status=open&service_request_id=${id}`)).json()).toEqual(
        [],
      );
      const token = await (await ask(`tokens/${id}.json?${key()}`)).json();
      expect(token).toEqual([{ service_request_id: id, token: id }]);
    });

    it('names what is at fault, as the specification has it', async () => {
      const faults = async (answer: Response): Promise<[number, string]> => {
        const [one] = (await answer.json()) as { code: number; description: string }[];
        return [must(one, 'error').code, must(one, 'error').description];
      };
      expect((await faults(await post({ ...call, service_code: 'no-such' })))[0]).toBe(404);
      expect(await faults(await post({ ...call, lat: 'north' }))).toEqual([
        400,
        expect.stringContaining('lat'),
      ]);
      expect(await faults(await post({ ...call, description: '' }))).toEqual([
        400,
        expect.stringContaining('description'),
      ]);
      expect((await faults(await ask('requests.json')))[0]).toBe(403);
      expect((await faults(await ask('services/no-such.json')))[0]).toBe(404);
      expect((await faults(await ask(`requests/0.json?${key()}`)))[0]).toBe(404);
      expect((await ask(`services.yaml?${key()}`)).status).toBe(404);
      const other = `api_key=${tokens['hotline-b']}`;
      const [mine] = (await (await ask(`requests.json?${key()}`)).json()) as { service_request_id: string }[];
      const seen = await ask(`requests/${must(mine, 'mine').service_request_id}.json?${other}`);
      expect(seen.status).toBe(404);
    });
  });
});
