import { once } from 'node:events';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileTypes, refOf } from '#shared/evidence/file.ts';
import type { Evidence } from '#shared/incident/incident.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import { usualPrecision } from '#shared/sensing/verdict.ts';
import { alarmList } from '#shared/wire/alarms.ts';
import { clueAnswer, clueList } from '#shared/wire/clues.ts';
import { modelDetail, modelList, verdictState } from '#shared/wire/models.ts';
import { evidenceVerdict, type KeptFile } from '#shared/wire/evidence.ts';
import { clueReader } from '../../server/clues/meters.ts';
import { startMeters } from '../../server/readings/meters.ts';
import { finishClues } from '../../server/clues/unfinished.ts';
import type { OpenDoors } from '../../server/ingest/doors.ts';
import { openSnapshots } from '../../server/ingest/snapshots.ts';
import { evidenceFolder } from '../../server/evidence/folder.ts';
import { openLog } from '../../server/log.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import type { Execute } from '../../server/ports.ts';
import { sayOfClue } from '../../server/queries/clues.ts';
import { openClueStore } from '../../server/storage/readings/clue-store.ts';
import { person, testPack, testReport } from '../support/county.ts';
import { sha256, testPaper, testPhoto, testVideo } from '../support/files.ts';
import { cookieOf, openHttpHouse, type HttpHouse, type Told } from '../support/http-house.ts';
import { item } from '../support/incident-world.ts';
import { freePorts } from '../support/ports.ts';
import { sensingPack } from '../support/sensing.ts';
import { openWorks } from '../../server/works.ts';

/** Of texts alike, as the demo counties have it. */
const alikeRule = {
  kind: 'threshold',
  id: 'alike',
  on: { quantity: 'level' },
  item: 'opinion-negative',
  opens: 'alarm',
  ...{ side: 'above', enter: 4, enterMs: 0, leave: 3, leaveMs: 0 },
};
/** A Notify as a camera sends it (ONVIF Analytics, field detector). */
const onvifNotify = (of: { operation: string; inside: string; camera: string; at: number }): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" xmlns:wsnt="http://docs.oasis-open.org/wsn/b-2"
  xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:tns1="http://www.onvif.org/ver10/topics"><SOAP-ENV:Body><wsnt:Notify>
  <wsnt:NotificationMessage>
    <wsnt:Topic Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">tns1:RuleEngine/FieldDetector/ObjectsInside</wsnt:Topic>
    <wsnt:Message><tt:Message UtcTime="${new Date(of.at).toISOString()}" PropertyOperation="${of.operation}">
      <tt:Source><tt:SimpleItem Name="VideoSourceConfigurationToken" Value="${of.camera}"/>
        <tt:SimpleItem Name="Rule" Value="yard"/></tt:Source>
      <tt:Key><tt:SimpleItem Name="ObjectId" Value="15"/></tt:Key>
      <tt:Data><tt:SimpleItem Name="IsInside" Value="${of.inside}"/></tt:Data>
    </tt:Message></wsnt:Message>
  </wsnt:NotificationMessage></wsnt:Notify></SOAP-ENV:Body></SOAP-ENV:Envelope>`;
type Knocks = Awaited<ReturnType<HttpHouse['signIn']>>;
let house: HttpHouse;
let duty: Knocks;
let other: Knocks;
let west: Knocks;
let sensingCounty: LoadedPack;
let serial = 0;

beforeAll(async () => {
  const counts = { clues: 'opinion', by: 'alike', grid: 'e', withinMs: 3 * hourMs } as const;
  const intruder = {
    ...{ id: 'rubbish', items: ['manhole'], floor: 0.5 },
    classes: { 'RuleEngine/FieldDetector/ObjectsInside': 'manhole', smoke: 'manhole' },
  };
  const plain = sensingPack({ rules: [alikeRule], models: [intruder] });
  const [first, ...others] = plain.pack.sensors;
  plain.pack.sensors = [{ ...must(first, 'sensor'), everyMs: minuteMs, counts }, ...others];
  const named = { ...item, id: 'opinion-negative' };
  sensingCounty = { ...plain, items: new Map([...plain.items, [named.id, named]]) };
  house = await openHttpHouse([sensingCounty]);
  [duty, other] = [await house.signIn('duty1'), await house.signIn('duty2')];
  const password = 'a password of the tests';
  await house.access.people.add('toy', { login: 'west', name: '西', role: 'duty', grids: ['w'], password });
  const told = await house.knock('POST', '/api/toy/session', { body: { login: 'west', password } });
  const cookie = cookieOf(told);
  west = (method, address, more = {}) =>
    house.knock(method, `/api/toy${address}`, { ...more, headers: { cookie, ...more.headers } });
});
afterAll(() => house.close());

const send = (knock: Knocks, raw: Buffer, type = 'image/png', headers = {}): Promise<Told> =>
  knock('POST', '/evidence', { raw, headers: { 'content-type': type, ...headers } });
async function upload(knock: Knocks, raw: Buffer, type = 'image/png'): Promise<string> {
  const told = await send(knock, raw, type);
  expect(told.status, told.text).toBe(200);
  return (told.body as unknown as KeptFile).ref;
}
const photo = (ref: string): Evidence => ({ kind: 'photo', text: '', ref, at: 1 });
const command = (knock: Knocks, body: object): Promise<Told> =>
  knock('POST', '/commands', { body, headers: { 'idempotency-key': `evidence-${(serial += 1)}` } });
async function report(knock: Knocks, lng: number, ...refs: string[]): Promise<string> {
  const told = await command(knock, testReport({ place: { lng, lat: 31 }, evidence: refs.map(photo) }));
  expect(told.status, told.text).toBe(200);
  return String(told.body['subject']);
}
/** A file whose row a crash left unwritten. */
async function leaveBehind(bytes: Buffer): Promise<string> {
  const files = evidenceFolder(house.evidenceDir);
  const file = await files.receive(Readable.from([bytes]), bytes.length);
  if (isRefusal(file)) throw new Error(file.reason);
  const ref = refOf(file.sha256, 'image/png');
  await files.settle(file, 'toy', ref);
  return ref;
}
const onTheWay = (): Promise<string[]> => readdir(path.join(house.evidenceDir, 'incoming'));

describe('a file', () => {
  it.each([
    ['image/png', testPhoto()],
    ['application/pdf', testPaper()],
    ['video/mp4', testVideo()],
  ] as const)('%s is kept byte for byte under the name of its bytes, once', async (type, bytes) => {
    const told = await send(duty, bytes, `${type}; name=x`);
    const ref = `${sha256(bytes)}.${fileTypes[type].suffix}`;
    expect(told.body).toEqual({ ref, bytes: bytes.length, sha256: sha256(bytes), type });
    expect((await send(duty, bytes, type)).body).toEqual(told.body);
    const seen = await duty('GET', `/evidence/${ref}`);
    expect([seen.status, seen.headers.get('content-type')]).toEqual([200, type]);
    expect(seen.headers.get('content-length')).toBe(String(bytes.length));
  });

  it('comes with headers that let a browser run nothing in it, and in parts', async () => {
    const video = testVideo();
    const ref = await upload(duty, video, 'video/mp4');
    const cookie = cookieOf(
      await house.knock('POST', '/api/toy/session', {
        body: { login: 'duty1', password: house.demo.password },
      }),
    );
    const address = `${house.url}/api/toy/evidence/${ref}`;
    const part = await fetch(address, { headers: { cookie, range: 'bytes=100-199' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(video.subarray(100, 200));
    expect(Object.fromEntries(part.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'content-disposition': `inline; filename="${ref.slice(0, 12)}.mp4"`,
      'cache-control': 'private, max-age=3600',
      vary: 'Cookie',
    });
    expect((await fetch(address, { headers: { cookie, range: 'bytes=99999-' } })).status).toBe(416);
    expect(part.headers.get('etag')).toBe(`"${ref}"`);
    const paper = await duty('GET', `/evidence/${await upload(duty, testPaper(), 'application/pdf')}`);
    expect(paper.headers.get('content-disposition')).toMatch(/^attachment; /);
  });

  it.each<[string, Buffer, string, object, number, string, string]>([
    ['of another type than it says', testPhoto(), 'image/jpeg', {}, 400, 'invalid', 'body'],
    ['of no known type', Buffer.from('<html><script>'), 'image/png', {}, 400, 'invalid', 'body'],
    ['of a type not taken', Buffer.from('<svg/>'), 'image/svg+xml', {}, 415, 'invalid', 'content-type'],
    ['empty', Buffer.alloc(0), 'image/png', {}, 400, 'invalid', 'body'],
    ['too large', Buffer.alloc(10_485_761), 'image/png', {}, 413, 'too-large', 'body'],
    ['packed', testPhoto(), 'image/png', { 'content-encoding': 'gzip' }, 400, 'invalid', 'content-encoding'],
    [
      'from another site',
      testPhoto(),
      'image/png',
      { origin: 'https://evil.example' },
      403,
      'forbidden',
      'origin',
    ],
  ])(
    'that is %s is refused, and nothing of it stays',
    async (_what, raw, type, headers, status, code, field) => {
      const told = await send(duty, raw, type, headers);
      expect(told.body).toMatchObject({ status, code, field });
      expect(await onTheWay()).toEqual([]);
    },
  );

  it('larger than allowed without saying so beforehand is refused when it gets too large', async () => {
    const { port } = new URL(house.url);
    const cookie = cookieOf(
      await house.knock('POST', '/api/toy/session', {
        body: { login: 'duty1', password: house.demo.password },
      }),
    );
    const headers = { cookie, 'content-type': 'image/png' };
    const sending = request({ port, method: 'POST', path: '/api/toy/evidence', headers });
    const answered = once(sending, 'response');
    for (let i = 0; i < 11; i++) sending.write(Buffer.alloc(1_048_576));
    sending.end();
    const [answer] = (await answered) as [{ statusCode: number }];
    expect(answer.statusCode).toBe(413);
    const cut = request({ port, method: 'POST', path: '/api/toy/evidence', headers });
    cut.on('error', () => undefined);
    cut.write(testPhoto());
    await expect.poll(async () => (await onTheWay()).length).toBe(1);
    cut.destroy();
    await expect.poll(onTheWay).toEqual([]);
  });

  it.each([
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e',
    'x',
    `${'0'.repeat(64)}.html`,
    `${'0'.repeat(64)}.jpg`,
    '%00',
  ])('is not found under %s', async (ref) => {
    expect([400, 404]).toContain((await duty('GET', `/evidence/${ref}`)).status);
  });
});

describe('who may name and see a file', () => {
  it('its bringer until it is named, then those in whose scope it is named', async () => {
    const ref = await upload(duty, testPhoto());
    expect((await duty('GET', `/evidence/${ref}`)).status).toBe(200);
    expect((await other('GET', `/evidence/${ref}`)).status).toBe(404);
    const east = await report(duty, 120.5, ref);
    expect((await other('GET', `/evidence/${ref}`)).status).toBe(200);
    expect((await west('GET', `/evidence/${ref}`)).body).toMatchObject({ status: 404, field: 'ref' });
    await report(duty, 119.5, ref);
    expect((await west('GET', `/evidence/${ref}`)).status).toBe(200);
    const again = await command(other, {
      kind: 'note',
      incident: east,
      text: '再看',
      evidence: [photo(ref)],
    });
    expect(again.status).toBe(200);
  });

  it('nobody names what was not brought, or what another brought', async () => {
    const ref = await upload(duty, testPhoto());
    const east = await report(duty, 120.5);
    const note = { kind: 'note', incident: east, text: '见图', evidence: [photo(ref)] };
    expect((await command(other, note)).body).toMatchObject({ code: 'unknown', field: 'evidence.0.ref' });
    const made = testReport({
      evidence: [{ kind: 'text', text: '', at: 1 }, photo(`${'0'.repeat(64)}.jpg`)],
    });
    expect((await command(duty, made)).body).toMatchObject({ code: 'unknown', field: 'evidence.1.ref' });
    const form = { evidence: [photo('../../x')] };
    const take = { kind: 'take', incident: east, version: 1, transition: 'accept', form };
    expect((await command(duty, take)).body).toMatchObject({ field: 'form.evidence.0.ref' });
    expect((await command(duty, note)).status).toBe(200);
  });

  it('a source brings pictures of what it reports', async () => {
    const token = house.demo.jurisdictions['toy']?.sources ?? {};
    const as = (name: string) => ({ authorization: `Bearer ${token[name]}` });
    const bytes = testPhoto();
    const knock: Knocks = (method, address, more = {}) => house.knock(method, `/api/toy${address}`, more);
    const told = await knock('POST', '/reports/files', {
      raw: bytes,
      headers: { 'content-type': 'image/png', ...as('hotline') },
    });
    const { kind: _, origin: __, ...body } = testReport({ evidence: [photo(String(told.body['ref']))] });
    const reported = await knock('POST', '/reports', {
      body,
      headers: { 'idempotency-key': 'a-report-of-files', ...as('hotline') },
    });
    expect(reported.status, reported.text).toBe(200);
    const picture = await knock('POST', '/detections/pictures', {
      raw: testPhoto(),
      headers: { 'content-type': 'image/png', ...as('camera-box') },
    });
    const seen = {
      camera: 'c-0',
      at: Date.now(),
      model: item.id,
      item: item.id,
      confidence: 0.9,
      text: '井盖',
    };
    const detect = async (ref: unknown) =>
      (await knock('POST', '/detections', { body: { ...seen, picture: ref }, headers: as('camera-box') }))
        .body;
    expect(await detect(`${'1'.repeat(64)}.png`)).toMatchObject({
      taken: 0,
      refused: [{ code: 'unknown', field: 'picture' }],
    });
    seen.at += 1;
    expect(await detect(picture.body['ref'])).toMatchObject({ taken: 1, refused: [] });
    const shown = await duty('GET', `/evidence/${String(picture.body['ref'])}`);
    expect(shown.status).toBe(200);
  });

  it('a model that people find wrong opens no matters any more, until a leader lets it speak', async () => {
    const leader = await house.signIn('leader');
    const camera = await house.access.sources.issue('toy', 'box-of-models', ['detections'], null);
    if (isRefusal(camera)) throw new Error(camera.reason);
    let at = Date.now() - 5 * minuteMs;
    const see = async () => {
      at += 1_000;
      const body = {
        camera: 'c-0',
        at,
        model: item.id,
        item: item.id,
        confidence: 0.9,
        text: '井盖',
      };
      const headers = { authorization: `Bearer ${camera.token}`, 'content-type': 'application/json' };
      return (await house.knock('POST', '/api/toy/detections', { body, headers })).body;
    };
    const matters = async () => modelDetail.parse((await leader('GET', `/models/${item.id}`)).body);
    const judge = (subject: string, verdict: string, by = duty) =>
      by('POST', `/sightings/${encodeURIComponent(subject)}/verdict`, { body: { verdict } });
    const muted = async () =>
      modelList.parse((await leader('GET', '/models')).body).models.find(({ id }) => id === item.id);

    expect(await see()).toMatchObject({ taken: 1 });
    const seen = (await matters()).matters[0];
    if (!seen) throw new Error('no matter');
    // Who is not of its part is told of no matter; who may not judge is refused; what is not of a model has no verdict.
    expect((await judge(seen.subject, 'wrong', await house.signIn('demo-admin'))).status).toBe(403);
    expect((await judge('held:99', 'wrong')).status).toBe(404);
    for (let i = 0; i < usualPrecision.least; i++)
      await house.database.pool.query(
        `INSERT INTO model_verdict (jurisdiction, model, subject, verdict, reason, by_id, by_name, at, stands)
         VALUES ('toy', $1, $2, 'wrong', '', 'x', 'x', $3, true)`,
        [item.id, `old-${i}`, Date.now() - hourMs],
      );
    // The word that stands is the last one, once a matter.
    expect((await judge(seen.subject, 'right')).status).toBe(200);
    const said = verdictState.parse((await judge(seen.subject, 'wrong')).body);
    expect(said).toMatchObject({ said: { verdict: 'wrong' }, model: { muted: 'rule', right: 0, wrong: 9 } });

    at += 2 * minuteMs;
    expect(await see()).toMatchObject({ taken: 1 });
    const held = await matters();
    expect(held.held).toMatchObject([{ times: 1, confidence: expect.closeTo(0.9), verdict: null }]);
    expect(held.matters.length).toBe(1);
    expect((await judge(held.held[0]?.subject ?? '', 'right')).status).toBe(200);
    expect(await muted()).toMatchObject({ muted: 'rule', right: 1, wrong: 9 });

    const word = { body: { word: 'unmute', reason: '换了新版本' } };
    expect((await duty('POST', `/models/${item.id}/word`, word)).status).toBe(403);
    expect((await leader('POST', `/models/${item.id}/word`, word)).status).toBe(200);
    expect(await muted()).toMatchObject({ muted: null, right: 0, wrong: 0, word: { reason: '换了新版本' } });
  });

  it('what other systems noticed is listed in sight with names hidden, and the first word on it stands', async () => {
    const system = await house.access.sources.issue('toy', 'watcher', ['clues'], null);
    if (isRefusal(system)) throw new Error(system.reason);
    const at = Date.now() - minuteMs;
    const clue = { at, topic: '停水', title: '又停水了', weight: 30, subject: '陶文华' };
    const bad = { ...clue, kind: 'opinion', id: 'x' };
    const tell = async (body: unknown, token = system.token) =>
      (
        await house.knock('POST', '/api/toy/clues', {
          body,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        })
      ).body;
    const spread = Array.from({ length: 5 }, (_, i) => ({
      ...clue,
      kind: 'opinion',
      id: `w${i}`,
      grid: 'w',
    }));
    const later = { ...bad, at: at + dayMs, grid: 'w' };
    const unnamed = { ...bad, title: '', grid: 'w' };
    const outside = { ...bad, place: { lng: 1, lat: 1 } };
    const east = { ...clue, kind: 'benefit', id: 'e', place: { lng: 120.5, lat: 31 } };
    expect(
      await tell([...spread, east, bad, { ...bad, grid: 'nowhere' }, later, unnamed, outside]),
    ).toMatchObject({
      taken: 6,
      refused: [
        { index: 6, field: 'grid', reasonId: 'clue-without-place' },
        { index: 7, field: 'grid', reasonId: 'unknown-grid' },
        { index: 8, field: 'at', reasonId: 'clue-future' },
        { index: 9, field: 'title', reasonId: 'not-as-asked' },
        { index: 10, field: 'place', reasonId: 'place-outside' },
      ],
    });
    expect(await tell(spread)).toMatchObject({ taken: 0, known: 5 });
    const bound = await house.access.sources.issue('toy', 'western', ['clues'], { grids: ['w'] });
    if (isRefusal(bound)) throw new Error(bound.reason);
    expect(await tell([{ ...east, id: 'far' }], bound.token)).toMatchObject({
      taken: 0,
      refused: [{ index: 0, code: 'forbidden', field: 'place', reasonId: 'token-not-of-place' }],
    });

    const list = async (knock: Knocks, kind: string) =>
      clueList.parse((await knock('GET', `/clues?kind=${kind}`)).body);
    const opinions = await list(duty, 'opinion');
    expect([opinions.rows.length, opinions.open, opinions.rows[0]?.subject]).toEqual([
      5,
      { opinion: 5, benefit: 1, arrears: 0 },
      '陶*华',
    ]);
    expect(opinions.spikes).toMatchObject([{ topic: '停水', n: 5, usual: 0 }]);
    expect(opinions.hours.reduce((sum, { n }) => sum + n, 0)).toBe(5);
    // The western desk sees nothing of the east.
    expect([(await list(west, 'opinion')).rows.length, (await list(west, 'benefit')).rows.length]).toEqual([
      5, 0,
    ]);

    const [first, second] = opinions.rows;
    const say = (knock: Knocks, id: string, word: string) =>
      knock('POST', `/clues/${encodeURIComponent(id)}/word`, { body: { word, note: '已电话核实' } });
    const told = await say(duty, first?.id ?? '', 'matter');
    expect(told.status, told.text).toBe(200);
    const made = clueAnswer.parse(told.body);
    expect(made).toMatchObject({ state: 'matter', note: '已电话核实' });
    expect((await duty('GET', `/incidents/${String(made.matter)}`)).body).toMatchObject({
      incident: { source: 'opinion', title: '又停水了' },
    });
    expect((await say(other, first?.id ?? '', 'fine')).status).toBe(409);
    expect((await say(other, second?.id ?? '', 'fine')).status).toBe(200);
    const benefit = (await list(duty, 'benefit')).rows[0]?.id ?? '';
    expect((await say(west, benefit, 'fine')).status).toBe(404);
    // What cannot become a matter is to be looked at again.
    expect((await say(duty, benefit, 'matter')).status).toBeGreaterThanOrEqual(400);
    expect((await list(duty, 'benefit')).rows[0]).toMatchObject({ state: 'new', by: null, matter: null });
  });

  it('a clue that a server died over becomes its matter all the same, once, however often servers die', async () => {
    const clues = openClueStore(house.database);
    const [packs, log] = [{ all: () => [sensingCounty] }, openLog('silent')];
    let dies = 0;
    const dying: Execute = async (order) => {
      const answer = dies === 1 ? null : await house.execute(order);
      if (dies-- > 0 || answer === null) throw new Error('killed');
      return answer;
    };
    const finish = (execute: Execute, past = 2 * minuteMs) =>
      finishClues({ packs, clues, execute, clock: () => Date.now() + past, log, works: openWorks({ log }) });
    const about = { kind: 'opinion', topic: '停水', text: '', medium: '', weight: 1, tone: null } as const;
    const row = { ...about, subject: null, chain: ['w'], lng: null, lat: null, source: 's', at: Date.now() };
    const ids = ['before', 'after', 'unnamed', 'refused'];
    await clues.put('toy', Date.now(), [
      ...ids.map((id) => ({ ...row, id, title: `断电 ${id}` })),
      { ...row, kind: 'benefit', id: 'no-item', title: '断电 no-item' },
    ]);
    const officer = { ...person('duty'), jurisdiction: 'toy', grids: [] };
    const say = (id: string, execute: Execute) =>
      sayOfClue({ clues, execute, now: Date.now }, sensingCounty, officer, id, { word: 'matter', note: '' });
    const opened = async () =>
      (
        await house.database.pool.query<{ title: string; subject: string }>(
          `select substring(body from '断电 [a-z-]+') as title, subject from ledger where jurisdiction = 'toy' and body ~ '断电 [a-z-]+'
           order by seq`,
        )
      ).rows;
    // It dies before the ledger was asked, and after it had answered.
    for (const [id, when] of [
      ['before', 1],
      ['after', 2],
    ] as const) {
      dies = when;
      await expect(say(id, dying)).rejects.toThrow('killed');
      expect(await clues.find('toy', null, id)).toMatchObject({ state: 'matter', matter: null });
    }
    expect((await opened()).map(({ title }) => title)).toEqual(['断电 after']);
    // A word may be on its way for a minute.
    await finish(house.execute, 0);
    expect(await clues.find('toy', null, 'before')).toMatchObject({ matter: null });
    // Who finishes may die as well.
    dies = 2;
    await expect(finish(dying)).rejects.toThrow('killed');
    await Promise.all([finish(house.execute), finish(house.execute)]);
    const rows = await opened();
    expect(rows.map(({ title }) => title).sort()).toEqual(['断电 after', '断电 before']);
    for (const id of ['before', 'after'])
      expect(await clues.find('toy', null, id)).toMatchObject({
        state: 'matter',
        matter: rows.find(({ title }) => title.endsWith(id))?.subject,
      });
    // What an older version left without a name, or what is refused, is offered to people again.
    await house.database.pool.query(
      `update clue set state = 'matter', by_name = 'x', decided_at = 5 where jurisdiction = 'toy' and id = 'unnamed'`,
    );
    await clues.decide('toy', 'no-item', { state: 'matter', person: officer, at: 5, note: '' });
    await finish(house.execute);
    for (const id of ['unnamed', 'no-item', 'refused'])
      expect(await clues.find('toy', null, id)).toMatchObject({ state: 'new', by: null, matter: null });
    // What was refused once may be said again.
    expect(await say('unnamed', house.execute)).toMatchObject({ state: 'matter' });
    expect((await opened()).length).toBe(3);
  });

  it('texts alike raise an alarm like any instrument, which a person puts aside or makes a matter with the texts behind it', async () => {
    const clues = openClueStore(house.database);
    const [packs, log] = [{ all: () => [sensingCounty] }, openLog('silent')];
    const works = openWorks({ log });
    const readers = [clueReader({ clues })];
    const ports = { packs, readers, doors: house.doors, log, works, doubt: () => null, holds: () => true };
    const meters = startMeters({ ...ports, clock: Date.now });
    const standing = async () =>
      alarmList.parse((await duty('GET', '/alarms')).body).alarms.filter(({ rule }) => rule === alikeRule.id);
    try {
      await meters.look();
      expect(await standing()).toEqual([]);
      // A meter is the house's own: no other source says what it reads.
      const forged = { readings: [{ sensor: 's-0', at: Date.now(), value: 999 }] };
      expect(await house.doors.readings('toy', 'sim-devices', forged)).toMatchObject({
        taken: 0,
        refused: [{ code: 'forbidden', field: 'sensor' }],
      });
      const at = Date.now() - 3 * minuteMs;
      const text = '网友称小区又停水了没人通知，望尽快处理';
      const about = { kind: 'opinion', topic: '停水', medium: '微博', weight: 1, tone: null } as const;
      const rest = { subject: null, chain: ['e'], lng: null, lat: null, source: 's' };
      const rows = Array.from({ length: 6 }, (_, i) => ({
        ...about,
        ...rest,
        at,
        text,
        title: `第${i}栋停水`,
        id: `a${i}`,
      }));
      await clues.put('toy', at, rows);
      // The next step of the meter.
      const later = startMeters({ ...ports, clock: () => Date.now() + minuteMs });
      await later.look();
      await later.stop();
      await expect.poll(standing).toMatchObject([{ kind: 'single', sensors: ['s-0'], acknowledged: null }]);
      const id = must((await standing())[0], 'alarm').id;
      expect((await duty('POST', `/alarms/${id}/acknowledgement`, { body: {} })).status).toBe(200);
      const told = await duty('POST', `/alarms/${id}/matter`, { body: { sensor: 's-0' } });
      expect(told.status, told.text).toBe(200);
      const { incident } = (await duty('GET', `/incidents/${String(told.body['incident'])}`))
        .body as unknown as {
        incident: { item: string; evidence: Evidence[] };
      };
      expect(incident.item).toBe('opinion-negative');
      expect(incident.evidence).toMatchObject([
        { kind: 'readings', sensor: 's-0' },
        { kind: 'text', text: expect.stringContaining('线索 6 条\n微博 · 停水 · 第') },
      ]);
    } finally {
      await meters.stop();
    }
  });

  it('ONVIF devices notify one address with a token as password; what began is a matter, what ended or was so before is none', async () => {
    const token = house.demo.jurisdictions['toy']?.sources['camera-box'] ?? '';
    const basic = (name: string) => `Basic ${Buffer.from(`${name}:${token}`).toString('base64')}`;
    const at = Date.now();
    const notify = (more: { operation?: string; inside?: string; camera?: string; at?: number } = {}) =>
      onvifNotify({ operation: 'Changed', inside: 'true', camera: 'c-0', at, ...more });
    const say = (raw: string, address = '/onvif/toy/notify', authorization = basic('camera-box')) =>
      house.knock('POST', address, {
        raw,
        headers: { 'content-type': 'application/soap+xml; charset=utf-8', authorization },
      });
    const nobody = await say(notify(), '/onvif/toy/notify', basic('other'));
    expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('Basic'),
    ]);
    expect((await say(notify({ operation: 'Initialized' }))).body).toMatchObject({
      taken: 0,
      refusedCount: 0,
    });
    expect((await say(notify({ inside: 'false' }))).body).toMatchObject({ taken: 0, refusedCount: 0 });
    const strange = await say(notify({ camera: 'c-9' }));
    expect([strange.status, strange.body]).toEqual([
      422,
      expect.objectContaining({ refused: [expect.objectContaining({ code: 'unknown', field: 'camera' })] }),
    ]);
    expect((await say(`<!DOCTYPE x>${notify()}`)).body).toMatchObject({ reasonId: 'not-of-onvif' });
    expect((await say('<a/>')).body).toMatchObject({ reasonId: 'not-of-onvif' });
    const told = await say(notify());
    expect(told.body, told.text).toMatchObject({ taken: 1, refused: [] });
    expect((await say(notify())).body).toMatchObject({ taken: 0, known: 1 });
    // A subscription for one camera says so by its address.
    const one = await say(notify({ camera: 'VideoSource_1', at: at + 1 }), '/onvif/toy/c-0/notify');
    expect(one.body).toMatchObject({ taken: 1 });
    const { rows } = await house.database.pool.query<{ body: string }>(
      `select body from ledger where body like '%ONVIF%' order by seq limit 1`,
    );
    expect(rows[0]?.body).toContain('ONVIF RuleEngine/FieldDetector/ObjectsInside（规则 yard）');
  });

  it('the snapshot of what Frigate saw is fetched once beside the alarm, and joins its matter also when the gateway was away', async () => {
    const asked: string[] = [];
    const bytes = testPhoto();
    const listen = async (port: number) => {
      const server = createServer((req, res) => {
        asked.push(req.url ?? '');
        res.writeHead(200, { 'content-type': 'image/jpeg' }).end(bytes);
      }).listen(port, '127.0.0.1');
      await once(server, 'listening');
      return server;
    };
    let frigate = await listen(0);
    const { port } = frigate.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/{jurisdiction}/`;
    house.doors.sightings.fetchBy(
      openSnapshots({
        ...{ url, log: openLog('silent') },
        keep: (jurisdiction, { bytes: body, by }) =>
          house.evidence.keep(jurisdiction, { body: Readable.from([body]), type: 'image/png', by }),
      }),
    );
    const headers = { authorization: `Bearer ${house.demo.jurisdictions['toy']?.sources['camera-box']}` };
    const say = (id: string, seconds: number, top_score = 0.9) =>
      house.knock('POST', '/api/toy/detections/frigate/events', {
        headers,
        body: {
          type: 'update',
          after: {
            ...{ id, camera: 'c-0', label: 'smoke', top_score, has_snapshot: true },
            start_time: Date.now() / 1_000 - seconds,
          },
        },
      });
    const said = async (words: string): Promise<string[]> => {
      const { rows } = await house.database.pool.query<{ said: string }>(
        'select body as said from ledger where body like $1 order by seq',
        [`%${words}%`],
      );
      return rows.map((row) => row.said);
    };
    const joined = () => said('"kind":"noted","text":"快照已补入"');
    const picture = expect.stringContaining(`${sha256(bytes)}.png`);
    try {
      // Not sure enough: nothing is fetched either.
      expect((await say('first', 900, 0.3)).body).toMatchObject({ taken: 0, refusedCount: 0 });
      expect(asked).toEqual([]);
      expect((await say('first', 700)).body).toMatchObject({ taken: 1 });
      expect(await said('快照随后补入')).toHaveLength(1);
      await expect.poll(joined, { timeout: 10_000 }).toEqual([picture]);
      // Told of once more, it brings the picture that is here.
      expect((await say('first', 600)).body).toMatchObject({ taken: 1 });
      expect(await said('"kind":"repeated"')).toContainEqual(picture);
      expect(asked).toEqual(['/toy/api/events/first/snapshot.jpg?bbox=1']);
      frigate.closeAllConnections();
      await new Promise((done) => frigate.close(done));
      expect((await say('second', 500)).body).toMatchObject({ taken: 1 });
      expect(await said('快照随后补入')).toHaveLength(2);
      frigate = await listen(port);
      await expect.poll(joined, { timeout: 10_000 }).toEqual([picture, picture]);
    } finally {
      frigate.closeAllConnections();
      frigate.close();
    }
  });

  it('a picture that is to follow outlives the server that promised it, and one that nobody can have any more is given up with a word', async () => {
    const bytes = testPhoto();
    const asked: string[] = [];
    const frigate = createServer((req, res) => {
      asked.push(/events\/([^/]+)/u.exec(req.url ?? '')?.[1] ?? '');
      res.writeHead(200, { 'content-type': 'image/png' }).end(bytes);
    });
    const [port = 0] = await freePorts(1);
    const serve = (termMs: number) => {
      const doors = house.moreDoors(termMs);
      doors.sightings.fetchBy(
        openSnapshots({
          ...{ url: `http://127.0.0.1:${port}`, log: openLog('silent') },
          keep: (jurisdiction, { bytes: body, by }) =>
            house.evidence.keep(jurisdiction, { body: Readable.from([body]), type: 'image/png', by }),
        }),
      );
      return doors;
    };
    const see = (doors: Pick<OpenDoors, 'sightings'>, id: string, seconds: number) =>
      doors.sightings.frigate('events', 'toy', 'camera-box', {
        type: 'update',
        after: {
          ...{ id, camera: 'c-0', label: 'smoke', top_score: 0.9, has_snapshot: true },
          start_time: Date.now() / 1_000 - seconds,
        },
      });
    const { pool } = house.database;
    const waiting = async (): Promise<string[]> =>
      (await pool.query<{ snapshot: string }>('select snapshot from wanted_picture order by id')).rows.map(
        (row) => row.snapshot,
      );
    const notes = async (): Promise<string[]> =>
      (
        await pool.query<{ body: string }>(
          `select body from ledger where body like '%"text":"快照%' order by seq`,
        )
      ).rows.map((row) => /"text":"(快照[^"]*)"/u.exec(row.body)?.[1] ?? '');
    const before = (await notes()).length;

    const first = serve(60_000);
    expect(await see(first, 'promised', 480)).toMatchObject({ taken: 1 });
    expect(await see(first, 'forgotten', 400)).toMatchObject({ taken: 1 });
    // Of the same burst: nothing is told, so nothing is kept.
    expect(await see(first, 'burst', 395)).toMatchObject({ taken: 1 });
    expect(await waiting()).toEqual(['promised', 'forgotten']);
    await first.stop();
    // It fell between keeping and telling.
    await pool.query(
      `insert into wanted_picture (jurisdiction, origin, at, source, snapshot, text, held_until)
       values ('toy', 'camera:c-0:smoke', 1, 'camera-box', 'never-told', '', now())`,
    );
    await pool.query(
      `update wanted_picture set held_until = now(), since = now() - interval '8 days' * (snapshot = 'forgotten')::int`,
    );
    await once(frigate.listen(port, '127.0.0.1'), 'listening');
    const [second, third] = [serve(300), serve(300)];
    try {
      await expect.poll(waiting, { timeout: 10_000 }).toEqual([]);
      expect((await notes()).slice(before).toSorted()).toEqual([
        '快照已补入',
        '快照未取到：搁置过久，不再去取',
      ]);
      expect(asked).toEqual(['promised']);
    } finally {
      await Promise.all([second.stop(), third.stop()]);
      frigate.closeAllConnections();
      frigate.close();
    }
  });

  it('lists of payments and deaths are held against each other: what contradicts is a clue with both rows, once', async () => {
    const lists = await house.access.sources.issue('toy', 'lists', ['clues'], null);
    if (isRefusal(lists)) throw new Error(lists.reason);
    const tell = async (body: unknown) =>
      (
        await house.knock('POST', '/api/toy/clues/lists', {
          body,
          headers: { authorization: `Bearer ${lists.token}`, 'content-type': 'application/json' },
        })
      ).body;
    const who = { identity: '32028119500101123X', name: '陶文华', grid: 'w' };
    const paid = { ...who, fact: 'paid', group: '养老', scheme: '职工养老', month: '2026-09', amount: 3_000 };
    const rows = [
      { ...paid, id: 'p1', list: '职工养老发放' },
      {
        ...paid,
        id: 'p2',
        list: '居民养老发放',
        scheme: '居民养老',
        amount: 210,
        identity: '32028119500101123x',
      },
      { ...paid, id: 'p3', list: '职工养老发放', identity: '320281195001011111', name: '别人' },
    ];
    expect(
      await tell([...rows, { ...paid, id: 'p4', list: '职工养老发放', month: '2026-13' }]),
    ).toMatchObject({
      taken: 3,
      refused: [{ index: 3, field: 'month', reasonId: 'not-as-asked' }],
    });
    const told = async () =>
      clueList
        .parse((await duty('GET', '/clues?kind=benefit')).body)
        .rows.filter(({ id }) => id.startsWith('lists:'));
    const first = await told();
    expect(first).toMatchObject([
      {
        topic: '重复领取待遇',
        subject: '陶*华',
        weight: 210,
        medium: '居民养老发放 × 职工养老发放',
        state: 'new',
      },
    ]);
    expect(first[0]?.text).toBe(
      '居民养老发放（编号 p2）：2026-09 居民养老 210 元；职工养老发放（编号 p1）：2026-09 职工养老 3000 元',
    );
    // The same again changes nothing; a death that another system tells later finds what was paid after it.
    expect(await tell(rows)).toMatchObject({ taken: 0, known: 3 });
    expect(await tell({ ...who, fact: 'died', id: 'd1', list: '火化登记', day: '2026-07-30' })).toMatchObject(
      { taken: 1 },
    );
    const all = await told();
    expect(all.map(({ topic }) => topic).sort()).toEqual([
      '死亡后仍领取待遇',
      '死亡后仍领取待遇',
      '重复领取待遇',
    ]);
    expect(all.find(({ weight }) => weight === 3_000)?.text).toContain(
      '火化登记（编号 d1）：2026-07-30 死亡',
    );
    // No number of a person is in the database.
    const kept = await house.database.pool.query<{ text: string }>(
      `select concat(b::text) as text from benefit_row b union all select concat(c::text) from clue c`,
    );
    for (const { text } of kept.rows) expect(text).not.toMatch(/3202811950/u);
  });

  it("lists are held against the county's own records: a death is known after its record ended, another aid as long as it stands", async () => {
    const lists = await house.access.sources.issue('toy', 'lists-2', ['clues'], null);
    if (isRefusal(lists)) throw new Error(lists.reason);
    const [dead, poor, alive] = ['320281194002021115', '320281196003031111', '320281197004041113'];
    const place = { lng: 119.5, lat: 31 };
    const keep = async (values: object): Promise<string> => {
      const made = await duty('POST', '/records', { body: { kind: 'person', values, place } });
      expect(made.status, made.text).toBe(200);
      return String(made.body['id']);
    };
    const gone = await keep({ name: '施阿大', identity: dead, died: '2026-05-20' });
    await keep({ name: '柳小妹', identity: poor, aid: '低保' });
    await keep({ name: '活着的人', identity: alive });
    const end = { version: 1, why: '死亡', ended: true, purpose: 'service' };
    const ended = await duty('PATCH', `/records/${gone}`, { body: end });
    expect(ended.status, ended.text).toBe(200);
    // No search finds it any more.
    const search = (await duty('GET', `/records?q=${dead}&purpose=service`)).body['records'];
    expect(search ?? []).toEqual([]);
    const paid = {
      fact: 'paid',
      group: '社会救助',
      scheme: '特困供养',
      grid: 'w',
      list: '特困供养发放',
      amount: 900,
    };
    const rows = [
      { ...paid, id: 'q1', identity: dead, name: '施阿大', month: '2026-05' },
      { ...paid, id: 'q2', identity: dead, name: '施阿大', month: '2026-06' },
      { ...paid, id: 'q3', identity: poor, name: '柳小妹', month: '2026-06' },
      { ...paid, id: 'q4', identity: alive, name: '活着的人', month: '2026-06' },
    ];
    const answer = await house.knock('POST', '/api/toy/clues/lists', {
      body: rows,
      headers: { authorization: `Bearer ${lists.token}`, 'content-type': 'application/json' },
    });
    expect(answer.body).toMatchObject({ taken: 4 });
    const told = clueList
      .parse((await duty('GET', '/clues?kind=benefit')).body)
      .rows.filter(({ medium }) => medium?.includes('人口档案'));
    expect(told.map(({ topic, weight, subject }) => [topic, weight, subject]).sort()).toEqual([
      ['死亡后仍领取待遇', 900, '施*大'],
      ['重复领取待遇', 900, '柳*妹'],
    ]);
    expect(told.map(({ text }) => text).join()).toContain('2026-05-20 死亡');
    expect(told.map(({ text }) => text).join()).toContain('登记享受 低保');
    expect(told.map(({ text }) => text).join()).not.toMatch(/\d{17}/u);
  });

  it('a leader has the files held against the ledger: the first that is missing or damaged is named', async () => {
    const leader = await house.signIn('leader');
    const check = async () =>
      evidenceVerdict.parse((await leader('POST', '/evidence/verification', { body: {} })).body);
    const before = await check();
    expect(before).toMatchObject({ missing: 0, damaged: 0, first: null });
    const [one, two] = [await upload(duty, testPhoto()), await upload(duty, testPhoto())];
    const incident = await report(duty, 120.5, one, two);
    const places = [one, two].map((ref) => path.join(house.evidenceDir, 'toy', ref.slice(0, 2), ref));
    await writeFile(places[0] ?? '', 'something else');
    await rm(places[1] ?? '');
    expect(await check()).toMatchObject({
      files: before.files + 2,
      missing: 1,
      damaged: 1,
      first: { ref: one, why: 'damaged', incident },
    });
    // The ledger is asked, not the rows beside it.
    await house.database.pool.query('DELETE FROM evidence_link WHERE ref = $1', [two]);
    expect(await check()).toMatchObject({ missing: 1 });
    expect((await duty('POST', '/evidence/verification', { body: {} })).status).toBe(403);
    expect((await duty('GET', `/evidence/${two}`)).status).toBe(404);
  });

  it('what nobody named within a day is swept, and what is named stays', async () => {
    const [left, named] = [await upload(duty, testPhoto()), await upload(duty, testPhoto())];
    await report(duty, 120.5, named);
    const crashed = await leaveBehind(testPhoto());
    try {
      house.clock.now = Date.now() + dayMs - hourMs;
      await house.evidence.sweep();
      expect(await house.evidence.open('toy', left)).toMatchObject({ ref: left });
      house.clock.now += 2 * hourMs;
      await house.evidence.sweep();
      expect(await house.evidence.open('toy', left)).toMatchObject({ code: 'unknown' });
      house.clock.now += dayMs;
      await house.evidence.sweep();
      expect(await house.evidence.open('toy', crashed)).toMatchObject({ code: 'unknown' });
      expect(await house.evidence.find(person('duty'), named)).toMatchObject({ ref: named });
    } finally {
      house.clock.now = null;
    }
    const told = await command(duty, testReport({ evidence: [photo(left)] }));
    expect(told.body).toMatchObject({ code: 'unknown', field: 'evidence.0.ref' });
  });
});

it('who sends too many files in a minute waits, and others do not', async () => {
  const strict = await openHttpHouse([testPack()], { limits: { upload: 2 } });
  try {
    const [first, second] = [await strict.signIn('duty1'), await strict.signIn('duty2')];
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await send(first, testPhoto())).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await send(second, testPhoto())).status).toBe(200);
  } finally {
    await strict.close();
  }
});
