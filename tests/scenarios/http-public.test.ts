import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as wire from '#shared/wire/public.ts';
import { commandAnswer, incidentDetail } from '#shared/wire/http.ts';
import { personalDataFound } from '#shared/wire/personal-data.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import { findWork, isWork } from '#shared/report/work.ts';
import { photoAddress } from '../../server/http/public-photo.ts';
import type { Message } from '../../server/ports.ts';
import { openPublicStore } from '../../server/storage/public/public-store.ts';
import { person, testPack } from '../support/county.ts';
import { cookieOf, openHttpHouse, type HttpHouse, type Told } from '../support/http-house.ts';

const contact = { name: '张女士', phone: '138 0000 1234' };
const body = (more: object = {}) => ({
  item: 'manhole',
  words: '井盖晃得厉害，晚上危险',
  address: '中山路 8 号门口',
  place: { lng: 119.5, lat: 31 },
  consent: true,
  ...contact,
  ...more,
});

describe('the public page', () => {
  let house: HttpHouse;
  let serial = 0;
  beforeAll(async () => {
    house = await openHttpHouse([testPack(), testPack('other', '320282')]);
  });
  afterAll(() => house.close());

  const post = (
    what: string,
    sent: object,
    key: string | null = `public-act-${(serial += 1)}`,
    at = 'toy',
  ): Promise<Told> =>
    house.knock('POST', `/api/${at}/public/${what}`, {
      body: sent,
      headers: key === null ? {} : { 'idempotency-key': key },
    });
  const report = async (more: object = {}): Promise<wire.PublicReceipt> =>
    wire.publicReceipt.parse((await post('reports', body(more))).body);
  const follow = async (code: string): Promise<wire.PublicMatter> =>
    wire.publicMatter.parse((await post('follow', { code })).body);
  /** Takes steps by commands, as the desk and the unit do. */
  async function work(
    incident: string,
    steps: readonly [unit: string | null, step: string, form?: object][],
  ) {
    for (const [unit, transition, form = {}] of steps) {
      const by = unit === null ? person('duty') : person('handler', { unit });
      const { version } = (await detail(incident)).incident;
      const command = { kind: 'take', incident, version, transition, form } as never;
      const done = await house.execute({ jurisdiction: 'toy', by, command });
      if (isRefusal(done)) throw new Error(`${transition}: ${done.reason}`);
    }
  }
  async function detail(incident: string) {
    const duty = await house.signIn('duty1');
    return incidentDetail.parse((await duty('GET', `/incidents/${incident}`)).body);
  }
  const toHandling: [string | null, string, object?][] = [
    [null, 'accept'],
    [null, 'file'],
    [null, 'dispatch', { lead: 'city', co: [], note: '内部：盯紧一点' }],
    ['city', 'sign'],
    ['city', 'start-work'],
  ];
  const toClosing: [string | null, string, object?][] = [
    [
      'city',
      'feed-back',
      {
        note: '内部：换了备件',
        answer: '井盖已更换并加固',
        evidence: [{ kind: 'text', text: '现场照片', at: 0 }],
      },
    ],
    [null, 'pass-check'],
    [null, 'close'],
  ];

  it('tells what can be reported here, and where a place lies', async () => {
    const page = wire.publicPage.parse((await house.knock('GET', '/api/toy/public')).body);
    expect(page.tiles.map(({ items }) => items.map(({ id }) => id))).toEqual([['manhole']]);
    expect(page.privacy).toMatchObject({
      days: 365,
      purpose: { zh: expect.stringContaining('只用于') as string },
    });
    expect(page.privacy.contact.zh).toContain(page.phone);
    expect(page.areas.map(({ id }) => id)).toEqual(['w', 'e', 'w-1', 'e-1']);
    const at = (lng: number) => house.knock('GET', `/api/toy/public/place?lng=${lng}&lat=31`);
    expect((await at(119.5)).body).toEqual({ names: ['w', 'w-1'] });
    expect((await at(10)).body).toEqual({ names: [] });
  });

  it('takes a report, and its code follows every state to the reporter’s own rating', async () => {
    const { number, code } = await report();
    const started = await follow(code.toLowerCase().replaceAll(/(.{4})/gu, '$1 '));
    expect(started).toMatchObject({
      number,
      state: 'received',
      unit: null,
      late: false,
      place: 'w-1 中山路 8 号门口',
    });
    expect(started.promisedBy).toBeGreaterThan(Date.now());
    await work(number, toHandling.slice(0, 1));
    expect((await follow(code)).state).toBe('accepted');
    await work(number, toHandling.slice(1, 3));
    expect(await follow(code)).toMatchObject({ state: 'assigned', unit: { name: { zh: 'city' } } });
    await work(number, toHandling.slice(3));
    expect((await follow(code)).state).toBe('working');
    const remarked = await post('remarks', { code, words: '今天又有人绊倒' });
    expect(remarked.status, remarked.text).toBe(200);
    await work(number, toClosing);
    const done = await follow(code);
    expect(done).toMatchObject({ state: 'done', promisedBy: null, rating: null });
    expect(done.may).toEqual({ rate: true, rateUntil: null, again: true, withdraw: false, remark: true });
    expect(done.steps.map(({ act }) => act)).toEqual([
      ...['reported', 'accepted', 'assigned', 'signed', 'remarked', 'handled', 'closed'],
    ]);
    expect(done.steps.find(({ act }) => act === 'handled')?.told).toEqual([
      {
        name: { zh: '答复群众', en: 'Answer to the reporter' },
        value: { zh: '井盖已更换并加固', en: '井盖已更换并加固' },
      },
    ]);
    // Neither an officer's name nor a word among officers.
    expect(JSON.stringify(done)).not.toMatch(/内部|duty-all|handler-city|值班席|网格员/u);

    const rated = wire.publicMatter.parse((await post('ratings', { code, score: 5, words: '很快' })).body);
    expect(rated).toMatchObject({ state: 'done', rating: { score: 5, own: true } });
    expect(rated.may).toMatchObject({ rate: false, again: false });
    const again = await post('ratings', { code, score: 1 });
    expect(again.body).toMatchObject({ status: 409, code: 'not-now' });
    const duty = await house.signIn('duty1');
    const figures = (await duty('GET', '/figures?window=today')).body as { rates: Record<string, object> };
    expect(figures.rates['satisfaction']).toMatchObject({ numerator: 1, denominator: 1 });
    const { entries } = await detail(number);
    expect(entries.at(-1)).toMatchObject({
      by: { role: 'citizen', name: '市民' },
      fact: { transition: 'evaluate', changes: [{ kind: 'rated', score: 5, own: true }, {}] },
    });
  });

  it('a bad rating asks for the work again; it stands in place of the centre’s for fifteen days', async () => {
    const { number, code } = await report({ words: '第二件' });
    await work(number, [...toHandling, ...toClosing]);
    const faulty = await post('ratings', { code, score: 4, words: '还行', again: true });
    expect(faulty.body).toMatchObject({ status: 400, field: 'score' });
    expect((await post('ratings', { code, score: 1, again: true })).body).toMatchObject({ field: 'words' });
    const asked = await post('ratings', { code, score: 1, words: '又松了', again: true });
    expect(asked.body).toMatchObject({ state: 'asked-again', rating: { score: 1, own: true } });
    await work(number, [[null, 'uphold', { reason: '现场已复核，稳固' }]]);
    const upheld = await follow(code);
    expect(upheld.steps.at(-1)).toMatchObject({ act: 'told', told: [{ value: { zh: '现场已复核，稳固' } }] });

    const other = await report({ words: '第三件' });
    await work(other.number, [...toHandling, ...toClosing, [null, 'evaluate', { rating: 5 }]]);
    expect((await follow(other.code)).rating).toMatchObject({ score: 5, own: false });
    const later = await post('ratings', { code: other.code, score: 2, words: '没打电话问过我' });
    expect(later.body).toMatchObject({ rating: { score: 2, own: true } });
    try {
      house.clock.now = Date.now() + 16 * dayMs;
      expect((await post('ratings', { code: other.code, score: 5 })).body).toMatchObject({ code: 'not-now' });
    } finally {
      house.clock.now = null;
    }
  });

  it('says why a matter was not taken', async () => {
    const { number, code } = await report({ words: '第四件' });
    await work(number, [[null, 'refuse-filing', { reason: '属小区内部设施，请找物业' }]]);
    const seen = await follow(code);
    expect(seen).toMatchObject({ state: 'not-taken', promisedBy: null });
    expect(seen.steps.at(-1)?.told[0]?.value.zh).toBe('属小区内部设施，请找物业');
    expect((await post('remarks', { code, words: '还在漏' })).body).toMatchObject({ code: 'not-now' });
  });

  it('the same key and words are one report with one code; other words under the key get nothing of it', async () => {
    const sent = body({ words: '只报一次' });
    const [first, second] = await Promise.all([
      post('reports', sent, 'one-key-of-a-phone'),
      post('reports', sent, 'one-key-of-a-phone'),
    ]);
    expect(second.body).toEqual(first.body);
    const foreign = await post('reports', body({ words: '猜到了键' }), 'one-key-of-a-phone');
    expect(foreign.body['number']).not.toBe(first.body['number']);
    expect(foreign.body['code']).not.toBe(first.body['code']);
  });

  it('a code opens its own matter in its own county, and every other code is answered alike', async () => {
    const { code } = await report({ words: '第五件' });
    const wrong = [
      await post('follow', { code: '0000000000000000' }),
      await post('follow', { code: 'not a code' }),
      await post('follow', { code }, null, 'other'),
    ];
    for (const told of wrong) {
      expect(told.status).toBe(404);
      expect(told.body).toEqual(wrong[0]?.body);
    }
    const rows = await house.database.pool.query<{ hash: string }>(
      'SELECT code_hash AS hash FROM public_report',
    );
    expect(JSON.stringify(rows.rows)).not.toContain(code);
  });

  it('names the field at fault', async () => {
    const faults: [object, string][] = [
      [{ item: 'appeal' }, 'item'],
      [{ words: ' ' }, 'words'],
      [{ place: { lng: 10, lat: 31 } }, 'place'],
      [{ phone: 'call me' }, 'phone'],
      [{ consent: false }, 'consent'],
      [{ photos: [{ ref: 'nothing', at: 0 }], sender: 'a'.repeat(32) }, 'evidence.0.ref'],
      [{ urgent: true }, 'urgent'],
    ];
    for (const [more, field] of faults)
      expect((await post('reports', body(more))).body, field).toMatchObject({ field });
    expect((await post('reports', body(), null)).body).toMatchObject({ field: 'idempotency-key' });
  });

  it('a photograph is brought before the report, by its sender alone', async () => {
    const [sender, stranger] = ['a'.repeat(32), 'b'.repeat(32)];
    // Start, density, a note of the camera, the picture, end.
    const head = [0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];
    const note = [0xff, 0xfe, 0, 8, ...Buffer.from('where?')];
    const picture = [0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9];
    const raw = Uint8Array.from([...head, ...note, ...picture]);
    const kept = await house.knock('POST', `/api/toy/public/evidence?sender=${sender}`, {
      raw,
      headers: { 'content-type': 'image/jpeg' },
    });
    const ref = String(kept.body['ref']);
    // The note is gone, and the name is that of the bytes that are left.
    const left = createHash('sha256').update(Uint8Array.from([...head, ...picture]));
    expect(ref).toBe(`${left.digest('hex')}.jpg`);
    const photos = [{ ref, at: Date.now() }];
    expect((await post('reports', body({ photos, sender: stranger }))).status).toBe(404);
    const { number, code } = await report({ photos, sender });
    expect((await detail(number)).incident.evidence).toMatchObject([{ kind: 'photo', ref }]);
    // Its reporter sees it again by an address that opens it alone, for its time and in its county.
    const [shown] = must((await follow(code)).steps[0], 'a step').photos;
    const at = (address: string, where = 'toy') => house.knock('GET', `/api/${where}/public/${address}`);
    const address = must(shown, 'a photograph');
    const seen = await at(address);
    expect([seen.status, seen.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    // What a colleague brought keeps its notes for colleagues, and is shown to a reporter without them.
    const officer = await house.signIn('duty1');
    const headers = { 'content-type': 'image/jpeg' };
    const own = String((await officer('POST', '/evidence', { raw, headers })).body['ref']);
    const marked = photoAddress('a secret of thirty-two characters', 'toy', own, Date.now());
    const [within, outside] = [await officer('GET', `/evidence/${own}`), await at(marked)];
    expect([within, outside].map(({ status, text }) => [status, text.includes('where?')])).toEqual([
      [200, true],
      [200, false],
    ]);
    const foreign = [
      await at(address, 'other'),
      await at(address.replace(/mark=.{4}/u, 'mark=AAAA')),
      await at(address.replace(/until=\d/u, 'until=9')),
      await at(address.replace(ref, `${'0'.repeat(64)}.jpg`)),
    ];
    expect(foreign.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    try {
      house.clock.now = Date.now() + 3 * dayMs;
      expect((await at(address)).status).toBe(404);
    } finally {
      house.clock.now = null;
    }
    const pdf = await house.knock('POST', `/api/toy/public/evidence?sender=${sender}`, {
      raw,
      headers: { 'content-type': 'application/pdf' },
    });
    expect(pdf.status).toBe(415);
  });

  describe('how the reporter can be reached', () => {
    let number: string;
    beforeAll(async () => {
      ({ number } = await report({ words: '请打我电话', item: 'manhole' }));
      await work(number, toHandling.slice(0, 3));
    });

    it('is known to duty officers and the handling unit, who are named to the next that looks', async () => {
      const duty = await house.signIn('duty1');
      const first = wire.reporterContact.parse((await duty('GET', `/incidents/${number}/reporter`)).body);
      expect(first).toEqual({ ...contact, callBack: null, outside: null, erasedAt: null, looks: [] });
      const city = await house.signIn('city');
      const second = wire.reporterContact.parse((await city('GET', `/incidents/${number}/reporter`)).body);
      expect(second.looks).toMatchObject([{ by: '值班席 01' }]);
    });

    it('is in no ledger entry and told to no wall, leader, other unit or reader of the public page', async () => {
      const water = await house.signIn('water');
      const leader = await house.signIn('leader');
      expect((await water('GET', `/incidents/${number}/reporter`)).status).toBe(404);
      expect((await leader('GET', `/incidents/${number}/reporter`)).status).toBe(403);
      const { rows } = await house.database.pool.query<{ all: string }>(
        `SELECT string_agg(body, '') || (SELECT string_agg(state::text, '') FROM incident) AS all FROM ledger`,
      );
      expect(must(rows[0], 'the ledger').all).not.toMatch(/张女士|138 ?0000/u);
      const token = house.demo.jurisdictions['toy']?.device;
      const wall = cookieOf(await house.knock('POST', '/api/toy/session/device', { body: { token } }));
      const shown = await house.knock('GET', `/api/toy/incidents/${number}`, { headers: { cookie: wall } });
      expect(shown.status).toBe(200);
      expect(incidentDetail.parse(shown.body).incident.title).toBe('井盖缺失 · w-1');
      expect(shown.text).not.toContain('请打我电话');
      expect((await detail(number)).incident.detail).toBe('请打我电话');
    });

    it('of who called is kept beside the record as well, by duty officers alone, and found only with a trace', async () => {
      const duty = await house.signIn('duty1');
      const call = (who: typeof duty, key: string, caller: object) =>
        who('POST', '/commands', {
          body: {
            kind: 'report',
            source: 'hotline',
            item: 'manhole',
            title: '来电一件',
            place: { lng: 119.5, lat: 31 },
            caller,
          },
          headers: { 'idempotency-key': key },
        });
      const caller = { name: '陆女士', phone: '139 0000 4417', callBack: '', outside: 'GD-2026-8817' };
      const first = await call(duty, 'call-of-lu-1', caller);
      const { subject } = commandAnswer.parse(first.body);
      // The same call sent again is the same call, with the same contact.
      expect((await call(duty, 'call-of-lu-1', caller)).body).toEqual(first.body);
      const look = () => duty('GET', `/incidents/${subject}/reporter`);
      const kept = {
        name: '陆女士',
        phone: '139 0000 4417',
        callBack: null,
        outside: 'GD-2026-8817',
        erasedAt: null,
      };
      expect(wire.reporterContact.parse((await look()).body)).toEqual({ ...kept, looks: [] });
      expect(wire.reporterContact.parse((await look()).body).looks).toHaveLength(1);
      expect(JSON.stringify(await detail(subject))).not.toMatch(/陆女士|4417|8817/u);
      const other = await call(await house.signIn('leader'), 'call-of-lu-2', caller);
      expect([other.status, other.body['field']]).toEqual([403, 'caller']);
      const bad = await call(duty, 'call-of-lu-3', { ...caller, phone: 'javascript:x' });
      expect([bad.status, bad.body['field']]).toEqual([400, 'caller.phone']);
    });

    it('is corrected and erased by the code or an administrator of the whole county, and the audit has each act without a word of it', async () => {
      const { number: own, code } = await report({ words: '换了号码' });
      const password = 'seven lanterns over the old ferry';
      const sit = async (login: string, grids: string[]) => {
        await house.access.people.add('toy', { login, name: '某管理员', role: 'admin', grids, password });
        const cookie = cookieOf(await house.knock('POST', '/api/toy/session', { body: { login, password } }));
        const post = (path: string, body: object) =>
          house.knock('POST', `/api/toy${path}`, { headers: { cookie }, body });
        return {
          change: (what: string, sent: object) => post(`/incidents/${own}/reporter/${what}`, sent),
          search: async (q: string) => {
            const { status, body } = await post('/personal-data/search', { q });
            return status === 200 ? personalDataFound.parse(body).matters : status;
          },
        };
      };
      const [{ change: byAdmin, search }, ofTown] = [
        await sit('keeper', []),
        await sit('town-keeper', ['w']),
      ];
      const duty = await house.signIn('duty1');
      const look = async () => (await duty('GET', `/incidents/${own}/reporter`)).body;
      const phone = '137 0000 9999';
      const bad = await post('corrections', { code, name: '', phone: 'x' }, null);
      expect([bad.status, bad.body['field']]).toEqual([400, 'phone']);
      expect((await post('corrections', { code, name: '张三女士', phone }, null)).body).toEqual({
        kept: true,
      });
      expect(await look()).toMatchObject({ name: '张三女士', phone });
      expect((await post('erasures', { code: 'AAAA' }, null)).status).toBe(404);
      // A code opens its own matter alone, in its own county alone.
      expect((await post('erasures', { code }, null, 'other')).status).toBe(404);
      expect((await post('erasures', { code }, null)).body).toEqual({ kept: false });
      expect((await post('erasures', { code }, null)).body).toEqual({ kept: false });
      expect(await look()).toMatchObject({ name: null, phone: null });
      expect(await duty('POST', `/incidents/${own}/reporter/erasures`, { body: {} })).toMatchObject({
        status: 403,
      });
      expect((await ofTown.change('erasures', {})).status).toBe(403);
      expect(await ofTown.search(own)).toBe(403);
      expect((await byAdmin('corrections', { name: '', phone })).body).toEqual({ kept: true });
      expect(await look()).toMatchObject({ name: null, phone, erasedAt: null });
      // However the number is written, and what is kept is not told.
      const found = await search('+86 137-0000-9999');
      expect(found).toMatchObject([
        { number: own, way: 'public', name: false, phone: true, erasedAt: null, isOpen: true },
      ]);
      expect(await search(own)).toEqual(found);
      expect((await byAdmin('erasures', {})).body).toEqual({ kept: false });
      expect(await look()).toMatchObject({ name: null, phone: null, erasedAt: expect.any(Number) });
      expect(await search(phone)).toEqual([]);
      expect(await search(own)).toMatchObject([{ number: own, phone: false, erasedAt: expect.any(Number) }]);
      const lines = (await house.audit.find('toy', { word: own, limit: 200 })).reverse();
      expect(lines.map(({ act, by }) => [act, by.role])).toEqual([
        ['personal-data-corrected', 'citizen'],
        ['contact-read', 'duty'],
        ['personal-data-erased', 'citizen'],
        ['personal-data-erased', 'citizen'],
        ['contact-read', 'duty'],
        ['personal-data-corrected', 'admin'],
        ['contact-read', 'duty'],
        ['personal-data-sought', 'admin'],
        ['personal-data-erased', 'admin'],
        ['contact-read', 'duty'],
        ['personal-data-sought', 'admin'],
      ]);
      expect(await house.audit.find('toy', { acts: ['personal-data-sought'], limit: 9 })).toHaveLength(4);
      // The whole number: four digits of it stand in a hash now and then.
      expect(JSON.stringify(lines)).not.toMatch(/张三|137\s?0000\s?9999/u);
    });

    it('is forgotten at its term, in its own jurisdiction', async () => {
      const left = async (): Promise<number> => {
        const { rows } = await house.database.pool.query(
          `SELECT FROM public_report WHERE name IS NOT NULL OR phone IS NOT NULL
           UNION ALL SELECT FROM caller
             WHERE name IS NOT NULL OR phone IS NOT NULL OR call_back IS NOT NULL OR outside IS NOT NULL`,
        );
        return rows.length;
      };
      const { forget } = openPublicStore(house.database);
      const before = await left();
      expect(before).toBeGreaterThan(0);
      await forget('elsewhere', Date.now() + dayMs);
      await forget('toy', Date.now() - dayMs);
      expect(await left()).toBe(before);
      await forget('toy', Date.now() + dayMs);
      expect(await left()).toBe(0);
    });
  });

  it('shows how units do, and nothing that rests on fewer than ten', async () => {
    try {
      house.clock.now = Date.now() + dayMs + minuteMs;
      const { units, least } = wire.publicStanding.parse(
        (await house.knock('GET', '/api/toy/public/standing?window=month')).body,
      );
      expect(least).toBe(10);
      const city = must(
        units.find(({ unit }) => unit.zh === 'city'),
        'city',
      );
      expect(city).toMatchObject({ group: 'department', satisfaction: { numerator: null, value: null } });
      expect(city.satisfaction.denominator).toBe(3);
    } finally {
      house.clock.now = null;
    }
  });
});

describe('what is known already', () => {
  it('is told near by, of things in the open alone, without words, names or codes, and is followed by its mark', async () => {
    const house = await openHttpHouse([testPack(), testPack('other', '320282')], {});
    try {
      const send = async (more: object, key: string) =>
        wire.publicReceipt.parse(
          (
            await house.knock('POST', '/api/toy/public/reports', {
              body: body(more),
              headers: { 'idempotency-key': key },
            })
          ).body,
        );
      const { number } = await send({}, 'known-key-1');
      const ask = async (query: string) =>
        wire.publicKnown.parse((await house.knock('GET', `/api/toy/public/known?${query}`, {})).body).matters;
      const [found, ...more] = await ask('item=manhole&lng=119.5005&lat=31');
      expect(more).toEqual([]);
      expect(found).toMatchObject({ number, state: 'received', at: { lng: 119.5, lat: 31 } });
      expect(JSON.stringify(found)).not.toMatch(/井盖晃|中山路|张女士|138/u);
      expect(await ask('item=manhole&lng=119.52&lat=31')).toEqual([]);
      expect(await ask('item=dog&lng=119.5&lat=31')).toEqual([]);
      const watch = async (mark: string, at = 'toy') =>
        house.knock('POST', `/api/${at}/public/known`, { body: { watch: mark } });
      const mark = must(found, 'a matter').watch;
      expect((await watch(mark)).body).toMatchObject({ number });
      expect((await watch(mark, 'other')).status).toBe(404);
      expect((await watch(`${number}.${'A'.repeat(22)}`)).status).toBe(404);
      expect((await watch(number)).status).toBe(404);
    } finally {
      await house.close();
    }
  });
});

describe('limits of the public page', () => {
  it('a report shows its work where work is asked for, each key its own', async () => {
    const house = await openHttpHouse([testPack()], { publicWork: 8 });
    try {
      const send = async (key: string, work?: number): Promise<number> => {
        const headers = { 'idempotency-key': key, ...(work !== undefined && { 'x-work': String(work) }) };
        return (await house.knock('POST', '/api/toy/public/reports', { body: body({ words: key }), headers }))
          .status;
      };
      const pause = (): Promise<void> => Promise.resolve();
      const work = await findWork('work-key-1', 8, pause);
      expect([await send('work-key-1'), await send('work-key-1', work)]).toEqual([400, 200]);
      const next = Array.from({ length: 9 }, (_, i) => `work-key-${i + 2}`).find(
        (key) => !isWork(key, work, 8),
      );
      expect(await send(must(next, 'another key'), work)).toBe(400);
      const page = wire.publicPage.parse((await house.knock('GET', '/api/toy/public', {})).body);
      expect(page.work).toBe(8);
    } finally {
      await house.close();
    }
  });

  it('hold for reports and for codes that are none, by address', async () => {
    const house = await openHttpHouse([testPack()], { limits: { publicReport: 3, badCode: 2 } });
    try {
      const statuses: number[] = [];
      for (let i = 0; i < 4; i++) {
        const headers = { 'idempotency-key': `limit-key-${i}` };
        const told = await house.knock('POST', '/api/toy/public/reports', {
          body: body({ words: `${i}` }),
          headers,
        });
        statuses.push(told.status);
      }
      expect(statuses).toEqual([200, 200, 200, 429]);
      const guesses: number[] = [];
      for (let i = 0; i < 3; i++)
        guesses.push(
          (await house.knock('POST', '/api/toy/public/follow', { body: { code: `guess ${i}` } })).status,
        );
      expect(guesses).toEqual([404, 404, 429]);
    } finally {
      await house.close();
    }
  });
});

describe('a lost code', () => {
  it('comes back by the number that was left and a one-time code; nothing tells whether a number is known', async () => {
    const sent: Message[] = [];
    const house = await openHttpHouse([testPack(), testPack('other', '320282')], {
      messages: { send: (one) => void sent.push(one) },
      limits: { publicLost: 14 },
    });
    try {
      const post = (what: string, body_: object, at = 'toy', headers = {}): Promise<Told> =>
        house.knock('POST', `/api/${at}/public/${what}`, { body: body_, headers });
      const report = async (more: object, key: string) =>
        wire.publicReceipt.parse((await post('reports', body(more), 'toy', { 'idempotency-key': key })).body);
      const first = await report({ words: '第一件' }, 'lost-report-1');
      const second = await report({ words: '第二件', phone: '+86 13800001234' }, 'lost-report-2');
      await report({ words: '别人的', phone: '139 0000 9999' }, 'lost-report-3');
      // An officer wrote down a call with its number: it is found as well.
      const officer = await house.signIn('duty1', 'toy');
      const { item, words: detail, place } = body({});
      const told = await officer('POST', '/commands', {
        headers: { 'idempotency-key': 'lost-call-1' },
        body: {
          ...{ kind: 'report', source: 'hotline', item, title: '电话里说的', detail, place },
          caller: { name: '王', phone: '1380000 1234' },
        },
      });
      const call = String(told.body['subject']);
      const codeSent = async (): Promise<string> => {
        const before = sent.length;
        await post('lost', { phone: '138-0000-1234' });
        await vi.waitFor(() => expect(sent).toHaveLength(before + 1));
        return must(sent.at(-1)?.values['code'], 'a code');
      };
      const open = (code: string, phone = '13800001234', at = 'toy') =>
        post('lost/open', { phone, code }, at);
      const wrongOf = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

      const page = await house.knock('GET', '/api/toy/public', {});
      expect(page.body['messages']).toBe(true);
      const unknown = await post('lost', { phone: '137 1111 2222' });
      const code = await codeSent();
      expect([unknown.status, unknown.body]).toEqual([200, { minutes: 10 }]);
      expect(sent.map(({ to, kind }) => [to, kind])).toEqual([['13800001234', 'lost-code']]);
      expect(sent[0]?.text).toContain(code);
      // Of a number that nobody left, with a wrong code, or in another county: alike.
      const wrong = await open(wrongOf(code));
      expect(wrong).toMatchObject({ status: 404, body: { field: 'code' } });
      expect((await open(code, '13711112222')).body).toEqual(wrong.body);
      expect((await open(code, '13800001234', 'other')).body).toEqual(wrong.body);

      const found = wire.publicFound.parse((await open(code)).body).matters;
      expect(found.map(({ number }) => number)).toEqual([call, second.number, first.number]);
      expect((await open(code)).body, 'it opens once').toEqual(wrong.body);
      const follow = async (one: string) => (await post('follow', { code: one })).body['number'];
      // The first codes work beside the fresh ones.
      for (const one of [...found, first, second]) expect(await follow(one.code)).toBe(one.number);

      const again = await codeSent();
      const foundAgain = wire.publicFound.parse((await open(again)).body).matters;
      expect(await follow(must(found[0], 'found').code), 'a found code is replaced').toBeUndefined();
      expect(await follow(must(foundAgain[0], 'found').code)).toBe(call);
      // Whoever looks how to call back still sees the number.
      const contact = await officer('GET', `/incidents/${call}/reporter`);
      expect(contact.text).toContain('1380000 1234');

      const tried = await codeSent();
      for (let tries = 0; tries < 5; tries++) expect((await open(wrongOf(tried))).status).toBe(404);
      expect((await open(tried)).body, 'after five tries').toEqual(wrong.body);
      const fourth = await post('lost', { phone: '13800001234' });
      expect([fourth.status, fourth.body['code']], 'three an hour of one number').toEqual([429, 'busy']);

      house.clock.now = Date.now() + 61 * minuteMs;
      const late = await codeSent();
      house.clock.now += 10 * minuteMs;
      expect((await open(late)).body, 'after ten minutes').toEqual(wrong.body);
      const { rows } = await house.database.pool.query('SELECT * FROM lost_code');
      expect(JSON.stringify(rows)).not.toMatch(new RegExp(`13800001234|${late}`, 'u'));

      const statuses: number[] = [];
      for (let i = 10; i < 22; i++) statuses.push((await post('lost', { phone: `1360000${i}00` })).status);
      expect([statuses[0], statuses.at(-1)], 'of one address').toEqual([200, 429]);
    } finally {
      await house.close();
    }
  });

  it('without a way to send messages the page says so', async () => {
    const house = await openHttpHouse([testPack()]);
    try {
      expect((await house.knock('GET', '/api/toy/public', {})).body['messages']).toBe(false);
      const asked = await house.knock('POST', '/api/toy/public/lost', { body: { phone: '13800001234' } });
      expect(asked.body).toMatchObject({ code: 'not-now' });
    } finally {
      await house.close();
    }
  });
});
