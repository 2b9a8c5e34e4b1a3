import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Form } from '#shared/incident/command.ts';
import type { ConnectedSystem } from '#shared/pack/connected.ts';
import { type Cell, narrowCells } from '#shared/grid/tree.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import { codeBytes, codeOf, readCode } from '#shared/report/code.ts';
import type { RecordCredit } from '#shared/wire/record-credit.ts';
import type { DataCatalogue } from '#shared/wire/data-sets.ts';
import type { IncidentDetail } from '#shared/wire/http.ts';
import type { OwnReads, PersonFound } from '#shared/wire/own-records.ts';
import type {
  ImportAnswer,
  ReadLine,
  RecordCoverage,
  RecordDetail,
  RecordList,
} from '#shared/wire/records.ts';
import { hashToken } from '../../server/access/token.ts';
import { openLog } from '../../server/log.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { checkRecordKey } from '../../server/records/records.ts';
import { openSealing } from '../../server/records/sealing.ts';
import { openRecords } from '../../server/ledger/records.ts';
import { startSilences } from '../../server/register/silences.ts';
import { followGrids, gridsMoved } from '../../server/records/regrid.ts';
import { openWorldQueries } from '../../server/storage/world/world-queries.ts';
import { openFrequentKeys } from '../../server/storage/world/world-frequent.ts';
import { openWorldRegrid } from '../../server/storage/world/world-regrid.ts';
import { openWorks } from '../../server/works.ts';
import { openRecordLinks } from '../../server/records/links.ts';
import { openPublicStore } from '../../server/storage/public/public-store.ts';
import { item } from '../support/incident-world.ts';
import { person, testPack, testReport } from '../support/county.ts';
import { cookieOf, openHttpHouse, type HttpHouse, type Told } from '../support/http-house.ts';

const password = 'a password of the tests';
type Ask = (method: string, address: string, more?: { body?: unknown }) => Promise<Told>;

/** Of the west, but for the last: two people in a dwelling of a building, a firm with a licence, and somebody of the east. */
const west = { lng: 119.5, lat: 31 };
const now = Date.now();
const batch = [
  { kind: 'building', key: 'b', values: { address: '天鹤一村 9 幢', chief: '钱立新' }, ...west },
  {
    kind: 'dwelling',
    key: 'd',
    values: { address: '天鹤一村 9 幢 603', use: 'let', landlord: '曹明' },
    ...west,
    refs: { building: { kind: 'building', key: 'b' } },
    confirmedAt: now - 41 * dayMs,
  },
  {
    kind: 'person',
    key: 'p1',
    refs: { dwelling: { kind: 'dwelling', key: 'd' } },
    values: {
      name: '郑月珍',
      identity: '320000194401020022',
      phone: '13900005046',
      health: '高血压',
      stay: 'registered',
    },
  },
  {
    kind: 'person',
    key: 'p2',
    values: { name: '何志强' },
    refs: { dwelling: { kind: 'dwelling', key: 'd' } },
  },
  {
    kind: 'firm',
    key: 'f',
    values: { name: '恒润包装有限公司', code: '91320000MADEMO123X', head: '林小娟' },
    ...west,
  },
  {
    kind: 'licence',
    key: 'l',
    values: { name: '排污许可证', number: 'PW-0417' },
    refs: { holder: { kind: 'firm', key: 'f' } },
  },
  { kind: 'person', key: 'p3', values: { name: '郑月娥', phone: '13900007777' }, lng: 120.5, lat: 31 },
];
/** What no answer may hold without a line in the trail. */
const names = /郑|何志强|林小娟|曹明|钱立新|5046|0022|高血压/;

/** What the OpenAPI's schemas leave open, by path: an answer that shows something has to be reached. */
const bodies: Record<string, object> = {
  '/records/:id/unmaskings': { fields: ['phone'], purpose: 'call', why: '回访' },
  '/records/:id/confirmations': { act: 'visited' },
  '/records/:id': { version: 99, why: '试', values: { stay: 'away' }, purpose: 'matter' },
  '/record-people/search': { name: '郑月珍', identity: '320000194401020022' },
};

interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
}
interface Document {
  paths: Record<
    string,
    Record<
      string,
      { tags: string[]; security: object[]; requestBody?: { content: Record<string, { schema: Schema }> } }
    >
  >;
  components: { schemas: Record<string, Schema> };
}
/** Every operation below a jurisdiction, with a body made of its schema. */
function operationsOf({ paths, components }: Document) {
  const sample = (schema: Schema): unknown => {
    const { $ref, type, enum: choices, anyOf, properties = {}, required = [], items, minItems = 0 } = schema;
    if ($ref) return sample(must(components.schemas[$ref.split('/').pop() ?? ''], $ref));
    if (choices) return choices[0];
    if (anyOf) return sample(must(anyOf[0], 'a way'));
    if (type === 'object')
      return Object.fromEntries(required.map((name) => [name, sample(must(properties[name], name))]));
    if (type === 'array') return items && minItems > 0 ? [sample(items)] : [];
    return { string: 'person', number: 1, integer: 1, boolean: false }[type ?? ''] ?? null;
  };
  return Object.entries(paths)
    .filter(([address]) => address.startsWith('/api/{jurisdiction}'))
    .flatMap(([address, methods]) =>
      Object.entries(methods).map(([method, { tags, security, requestBody }]) => {
        const schema = requestBody?.content['application/json']?.schema;
        return {
          ...{ method, tag: tags[0], body: schema ? (sample(schema) as object) : {} },
          path: address.replace('/api/{jurisdiction}', '').replaceAll(/\{(\w+)\}/g, ':$1'),
          isSession: security.some((one) => 'session' in one),
        };
      }),
    );
}

const offence: CatalogueItem = { ...item, id: 'offence', procedure: 'enforcement' };
const spot: CatalogueItem = { ...item, id: 'spot', procedure: 'random-inspection' };

describe('records of the world', () => {
  const pack = enforcingPack();
  let house: HttpHouse;
  let token: string;
  const ask: Record<string, Ask> = {};

  beforeAll(async () => {
    house = await openHttpHouse([pack]);
    const people = [
      ...['duty', 'leader', 'admin', 'auditor'].map((role) => ({ login: role, role, grids: [] as string[] })),
      { login: 'field', role: 'field', grids: ['w-1-1'] },
      { login: 'east', role: 'handler', grids: ['e'] },
      { login: 'dept', role: 'handler', grids: [], unit: 'water' },
      { login: 'owner', role: 'handler', grids: [], unit: 'water', post: 'handler' as const },
    ];
    for (const { login, role, ...rest } of people) {
      const one = { login: `r-${login}`, name: login, role: role as 'duty', password, ...rest };
      await house.access.people.add('toy', one);
      const told = await house.knock('POST', '/api/toy/session', { body: { login: one.login, password } });
      const cookie = cookieOf(told);
      ask[login] = (method, address, more = {}) =>
        house.knock(method, `/api/toy${address}`, { ...more, headers: { cookie } });
    }
    const issued = await house.access.sources.issue('toy', 'register', ['records'], null);
    if (isRefusal(issued)) throw new Error(issued.reason);
    ({ token } = issued);
    expect(await take(batch)).toMatchObject({ added: batch.length, changed: 0, same: 0, refused: [] });
  });
  afterAll(() => house.close());

  const by = (login: string): Ask => must(ask[login], login);
  async function take(items: unknown): Promise<ImportAnswer> {
    const headers = { authorization: `Bearer ${token}` };
    return (await house.knock('POST', '/api/toy/records/batches', { body: items, headers }))
      .body as unknown as ImportAnswer;
  }
  const find = async (login: string, query: string): Promise<RecordList> => {
    const told = await by(login)('GET', `/records?${query}`);
    expect(told.status, told.text).toBe(200);
    return told.body as unknown as RecordList;
  };
  const titles = (list: RecordList): (string | null)[] => list.records.map(({ title }) => title).sort();
  const idOf = async (q: string, kind = ''): Promise<string> =>
    must((await find('duty', `q=${q}&purpose=matter${kind && `&kind=${kind}`}`)).records[0], q).id;
  const detail = async (login: string, id: string, purpose = 'visit'): Promise<RecordDetail> =>
    (await by(login)('GET', `/records/${id}?purpose=${purpose}`)).body as unknown as RecordDetail;
  async function lines(): Promise<ReadLine[]> {
    const told = await by('auditor')('GET', '/record-reads?limit=500');
    return (told.body as unknown as { rows: ReadLine[] }).rows;
  }

  it('comes in again and changes nothing; a changed one is a new version; bad ones are refused by their place', async () => {
    expect(await take(batch)).toMatchObject({ added: 0, changed: 0, same: batch.length });
    const [building = {}] = batch;
    const bad = [
      { ...building, key: 'b', values: { address: '天鹤一村 9 幢', chief: '钱立新', floors: 6 } },
      { ...building, key: 'b' },
      { ...building, key: 'c', values: {} },
      { ...building, kind: 'castle' },
      'nonsense',
    ];
    expect(await take(bad)).toEqual({
      added: 0,
      changed: 1,
      same: 0,
      refused: [
        { index: 1, reason: 'this key stood in the batch before', field: 'key' },
        { index: 2, reason: 'this field must be filled in', field: 'values.address' },
        { index: 3, reason: 'there is no such kind of record', field: 'kind' },
        expect.objectContaining({ index: 4 }),
      ],
    });
    const id = must((await find('duty', 'q=天鹤一村9幢&kind=building')).records[0], 'building').id;
    expect((await by('duty')('GET', `/records/${id}/versions`)).body).toMatchObject({
      versions: [{ version: 1, by: 'register' }],
    });
  });

  it.each([
    ['郑月珍', ['郑月珍']],
    ['郑', ['郑月娥', '郑月珍']],
    ['13900005046', ['郑月珍']],
    ['5046', ['郑月珍']],
    ['320000194401020022', ['郑月珍']],
    ['郑 天鹤一村', ['郑月珍']],
    ['天鹤一村9幢603', ['何志强', '天鹤一村 9 幢 603', '郑月珍']],
    ['恒润', ['恒润包装有限公司']],
    ['pw-0417', ['排污许可证']],
    ['曹明', ['天鹤一村 9 幢 603']],
    ['郑明', []],
  ])('%s finds %j', async (q, found) => {
    expect(titles(await find('duty', `q=${encodeURIComponent(q)}&purpose=matter`))).toEqual(found);
  });

  it('without a purpose nobody is shown, by kind and grid they are told apart', async () => {
    const bare = await find('duty', 'q=天鹤一村9幢603');
    expect([titles(bare), bare.withheld, bare.kinds]).toEqual([
      ['天鹤一村 9 幢 603'],
      2,
      { dwelling: 1, person: 2 },
    ]);
    expect(titles(await find('duty', 'kind=person&purpose=matter'))).toHaveLength(3);
    expect(titles(await find('duty', 'kind=person&grid=w-1&purpose=matter'))).toEqual(['何志强', '郑月珍']);
    expect((await by('duty')('GET', '/records?q=9')).body).toMatchObject({ code: 'invalid', field: 'q' });
  });

  it('everybody finds what lies in the own area; departments what is about nobody', async () => {
    expect(titles(await find('field', 'q=郑&purpose=visit'))).toEqual(['郑月珍']);
    expect(titles(await find('east', 'q=郑&purpose=visit'))).toEqual(['郑月娥']);
    expect(titles(await find('dept', 'q=郑&purpose=visit'))).toEqual([]);
    expect(titles(await find('dept', 'q=恒润'))).toEqual(['恒润包装有限公司']);
    expect(titles(await find('leader', 'q=郑月珍&purpose=matter'))).toEqual(['郑*珍']);
    const id = await idOf('郑月珍');
    for (const login of ['east', 'dept'])
      for (const [method, rest] of [
        ['GET', '?purpose=matter'],
        ['GET', '/versions?purpose=matter'],
      ] as const)
        expect((await by(login)(method, `/records/${id}${rest}`)).status).toBe(404);
    const counted = (await by('duty')('GET', '/records/counts?grid=w')).body;
    expect(counted['kinds']).toEqual({ building: 1, dwelling: 1, person: 2, firm: 1, licence: 1 });
    expect(counted['inside']).toMatchObject([{ id: 'w-1' }]);
    expect((await by('east')('GET', '/records/counts')).body['kinds']).toEqual({ person: 1 });
  });

  it('a person opens with masked numbers, the dwelling, and who looked; a number in full asks for a reason', async () => {
    const id = await idOf('郑月珍');
    expect((await by('field')('GET', `/records/${id}`)).body).toMatchObject({
      code: 'invalid',
      field: 'purpose',
    });
    const shown = await detail('field', id);
    const factOf = (field: string) => shown.facts.find((one) => one.field === field);
    expect(factOf('identity')).toMatchObject({ value: '3200 **** **** 0022', shown: 'masked', mayAsk: true });
    expect(factOf('health')).toMatchObject({ value: null, shown: 'none', mayAsk: false });
    expect(factOf('dwelling')?.record).toMatchObject({ kind: 'dwelling', title: '天鹤一村 9 幢 603' });
    expect(shown.grids).toEqual(['w', 'w-1', 'w-1-1']);
    const unmask = (login: string, body: object) =>
      by(login)('POST', `/records/${id}/unmaskings`, {
        body: { fields: ['phone'], purpose: 'call', ...body },
      });
    expect((await unmask('field', {})).body).toMatchObject({ code: 'invalid', field: 'why' });
    expect((await unmask('field', { why: '回访事件 0487' })).body['facts']).toMatchObject([
      { field: 'phone', value: '13900005046', shown: 'full' },
    ]);
    expect((await unmask('field', { why: '好奇', fields: ['health'] })).body['facts']).toMatchObject([
      { value: null },
    ]);
    for (const login of ['leader', 'admin']) expect((await unmask(login, { why: '看看' })).status).toBe(403);
    const again = await detail('field', id);
    expect(again.reads?.lines.filter(({ fields }) => fields.length > 0).slice(0, 2)).toMatchObject([
      { act: 'opened', purpose: 'visit', by: { name: 'field' } },
      { act: 'unmasked', purpose: 'call', why: '回访事件 0487', fields: ['phone'] },
    ]);
  });

  it('no operation of the OpenAPI shows anything personal without a line of the trail before it', async () => {
    const ids = [await idOf('郑月珍'), await idOf('天鹤一村9幢603', 'dwelling'), await idOf('恒润包装')];
    const wanted = { kind: 'person', purpose: 'service', why: '名册' };
    const file = String((await by('field')('POST', '/record-exports', { body: wanted })).body['id']);
    await by('leader')('POST', `/record-exports/${file}/decisions`, { body: { granted: true } });
    const operations = operationsOf(
      JSON.parse((await house.knock('GET', '/api/openapi.json')).text) as Document,
    );
    // What is served is what is written down: nothing is left out of the walk.
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      house.routes.map(({ method, path }) => `${method} ${path}`).sort(),
    );
    const queries = [
      '',
      'purpose=matter',
      'purpose=matter&q=郑',
      'purpose=matter&grid=w-1-1',
      'purpose=matter&grid=w-1-1&kind=person',
    ];
    const shown = new Set<string>();
    for (const one of operations.filter(({ isSession, path }) => isSession && path !== '/session/password')) {
      // Those that are about records from all sides, the others once.
      const isAbout = one.tag === 'records';
      const own = one.path.startsWith('/record-exports/') ? [file] : ids;
      const isList = !one.path.includes(':id');
      for (const login of isAbout ? ['duty', 'field', 'leader', 'dept', 'admin'] : ['duty']) {
        const all = login === 'duty';
        for (const id of isList ? ['none'] : isAbout ? own.slice(0, all ? 3 : 1) : ids.slice(0, 1))
          for (const query of one.method !== 'get' || !isAbout
            ? ['purpose=matter']
            : isList && (all || login === 'field')
              ? queries
              : queries.slice(0, 2)) {
            // It would take out what the next ones look for.
            if (/erasures|corrections/.test(one.path) && isAbout) continue;
            const before = await count();
            const address = `${one.path.replace(/:\w+/g, id)}?${query}`;
            const body = isAbout ? one.body : {};
            const more = one.method === 'get' ? {} : { body: { ...body, ...bodies[one.path] } };
            const told = await by(login)(one.method.toUpperCase(), address, more);
            if (!names.test(told.text)) continue;
            shown.add(`${one.method} ${one.path}`);
            expect(await count(), `${login} at ${one.method} ${address}: ${told.text.slice(0, 300)}`).toBe(
              before + 1,
            );
          }
      }
    }
    // It would hold for answers that show nothing.
    expect([...shown].sort()).toEqual(
      expect.arrayContaining([
        'get /record-exports/:id/file',
        'get /records',
        'get /records/:id',
        'post /records/:id/unmaskings',
      ]),
    );
  }, 120_000);
  async function count(): Promise<number> {
    const { rows } = await house.database.pool.query<{ n: number }>(
      'select count(*)::int as n from world_read',
    );
    return rows[0]?.n ?? 0;
  }

  it('the trail says who, why and which fields; auditors read it and nobody else', async () => {
    const id = await idOf('郑月珍');
    await detail('duty', id, 'emergency');
    expect((await lines())[0]).toMatchObject({
      by: { id: 'r-duty', name: 'duty', role: 'duty' },
      act: 'opened',
      purpose: 'emergency',
      records: 1,
      fields: expect.arrayContaining(['name', 'identity', 'phone']) as string[],
    });
    const mine = (await by('auditor')('GET', `/record-reads?record=${id}&by=r-duty&act=opened`)).body;
    expect((mine['rows'] as ReadLine[]).every(({ by: { id: one } }) => one === 'r-duty')).toBe(true);
    for (const login of Object.keys(ask).filter((one) => one !== 'auditor'))
      expect((await by(login)('GET', '/record-reads')).status, login).toBe(403);
  });

  it('what is personal stands in no table in plain', async () => {
    const tables = await house.database.pool.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_name like 'world%'`,
    );
    for (const { name } of tables.rows) {
      const { rows } = await house.database.pool.query<{ text: string }>(
        `select t::text as text from ${name} t`,
      );
      expect(
        rows.filter(({ text }) => names.test(text.replaceAll(/"r-\w+"/g, ''))),
        name,
      ).toEqual([]);
    }
  });

  it('a house with another key does not open', async () => {
    await checkRecordKey(house.database, house.world.sealing);
    const other = openSealing('another key of thirty-two signs ..');
    await expect(checkRecordKey(house.database, other)).rejects.toThrow(/RECORD_KEY/);
  });

  it('who was slower is told who was faster; what stood there before is kept', async () => {
    const id = await idOf('何志强');
    const change = (login: string, version: number, values: object) =>
      by(login)('PATCH', `/records/${id}`, {
        body: { version, values, why: '本人更正', purpose: 'request' },
      });
    expect((await change('field', 1, { phone: '13900001111' })).body).toEqual({ id, version: 2 });
    expect((await change('duty', 1, { phone: '13900002222' })).body).toMatchObject({
      status: 409,
      code: 'conflict',
      winner: { by: 'field', act: 'corrected' },
    });
    expect((await change('duty', 2, { name: null })).body).toMatchObject({
      code: 'invalid',
      field: 'values.name',
    });
    expect((await change('duty', 2, { health: '好' })).body).toMatchObject({
      code: 'forbidden',
      field: 'values.health',
    });
    expect((await change('leader', 2, { stay: 'away' })).status).toBe(403);
    expect((await change('admin', 2, { identity: '1' })).status).toBe(403);
    expect(titles(await find('duty', 'q=13900001111&purpose=call'))).toEqual(['何志强']);
    const { acts } = await detail('duty', id);
    expect(acts[0]).toMatchObject({
      act: 'corrected',
      by: 'field',
      note: '本人更正',
      fields: ['phone'],
      version: 2,
    });
  });

  it('a file of people goes out when a second person allowed it, masked, each row in the trail, none outside the scope', async () => {
    const wanted = { kind: 'person', purpose: 'service', why: '=HYPERLINK("x") 敬老走访' };
    const made = (await by('field')('POST', '/record-exports', { body: wanted })).body;
    expect(made).toMatchObject({ state: 'waits', found: 2, needsSecond: true });
    const file = (login: string) => by(login)('GET', `/record-exports/${String(made['id'])}/file`);
    const decide = (login: string, granted = true) =>
      by(login)('POST', `/record-exports/${String(made['id'])}/decisions`, { body: { granted } });
    expect((await file('field')).body).toMatchObject({ code: 'not-now', reasonId: 'record-export-waits' });
    for (const login of ['field', 'duty', 'admin', 'dept'])
      expect((await decide(login)).status, login).toBe(403);
    expect((await decide('leader')).body).toMatchObject({
      state: 'ready',
      decided: { by: 'leader', granted: true },
    });
    expect((await decide('leader', false)).body).toMatchObject({ reasonId: 'record-export-decided' });
    expect((await file('duty')).status).toBe(404);
    const before = await count();
    const sent = await file('field');
    expect(sent.headers.get('content-type')).toMatch(/text\/csv/);
    expect(sent.text.split('\r\n').filter(Boolean)).toHaveLength(3);
    expect(sent.text).toContain('郑月珍,天鹤一村 9 幢 603,,3200 **** **** 0022,139 **** 5046');
    expect(sent.text).not.toContain('郑月娥');
    expect(await count()).toBe(before + 1);
    expect((await lines())[0]).toMatchObject({
      act: 'exported',
      purpose: 'service',
      why: wanted.why,
      records: 2,
    });
    const audited = await house.audit.find('toy', {
      acts: ['records-exported', 'records-export-allowed'],
      limit: 9,
    });
    expect(audited.slice(0, 2).map(({ act, about }) => [act, about])).toEqual([
      ['records-exported', made['id']],
      ['records-export-allowed', made['id']],
    ]);
    // What is about nobody needs nobody; who may not see it gets nothing.
    const open = { kind: 'firm', fields: ['name', 'code'], purpose: 'check', why: '名录核对' };
    expect((await by('dept')('POST', '/record-exports', { body: open })).body).toMatchObject({
      state: 'ready',
    });
    expect(
      (await by('dept')('POST', '/record-exports', { body: { ...open, kind: 'person', fields: [] } })).status,
    ).toBe(404);
    expect((await by('east')('POST', '/record-exports', { body: { ...open, grid: 'w' } })).status).toBe(404);
    expect(
      (await by('field')('POST', '/record-exports', { body: { ...wanted, fields: ['health'] } })).body,
    ).toMatchObject({ code: 'forbidden', field: 'fields' });
  });

  it('a sheet is tried, every faulty cell named, and what is right comes in once', async () => {
    const columns = ['name', 'dwelling', 'stay', null, 'birth'];
    const rows = [
      ['沈小梅', '天鹤一村9幢603', '流动人口', '备注', '1990-02-03'],
      ['', '天鹤一村9幢603', '搬来的', '', '明年'],
      ['何大', '没有的地址 1 号', '', '', ''],
      ['沈小梅', '天鹤一村9幢603', '', '', ''],
      ['', '', '', '', ''],
    ];
    const sheet = (login: string, write: boolean, more: object = {}) =>
      by(login)('POST', '/record-sheets', {
        body: { kind: 'person', columns, rows, firstRow: 2, write, ...more },
      });
    const tried = (await sheet('field', false)).body;
    expect(tried).toMatchObject({ added: 1, changed: 0, same: 0, refused: 3 });
    expect(
      (tried['faults'] as { row: number; column: string; reasonId: string }[]).map((one) => [
        one.row,
        one.column,
        one.reasonId,
      ]),
    ).toEqual([
      [3, 'name', 'record-field-needed'],
      [3, 'birth', 'record-date'],
      [3, 'stay', 'record-choice'],
      [4, 'dwelling', 'record-ref-none'],
      [5, ':key', 'record-key-twice'],
    ]);
    expect(titles(await find('duty', 'q=沈小梅&purpose=matter'))).toEqual([]);
    expect((await sheet('field', true)).body).toMatchObject({ added: 1, refused: 3 });
    expect((await sheet('field', true)).body).toMatchObject({ added: 0, same: 1 });
    expect(titles(await find('field', 'q=沈 天鹤一村&purpose=matter'))).toEqual(['沈小梅']);
    // It is nobody's of the east: neither the dwelling is found nor what stands there pulled over.
    expect((await sheet('east', true)).body).toMatchObject({ added: 0, changed: 0, refused: 4 });
    expect(
      (await sheet('east', true, { columns: ['name', ':lng', ':lat'], rows: [['沈', '119.5', '31']] })).body,
    ).toMatchObject({
      faults: [{ reasonId: 'record-outside' }],
    });
    expect((await sheet('leader', false)).status).toBe(403);
    expect((await sheet('field', false, { columns: ['castle'] })).body).toMatchObject({ field: 'columns' });
  });

  it('what is due is listed until somebody was there', async () => {
    const due = async () => (await by('field')('GET', '/records/due?grid=w-1-1&kind=dwelling')).body;
    expect(await due()).toMatchObject({
      all: 1,
      due: 1,
      rhythmDays: 30,
      records: [{ title: '天鹤一村 9 幢 603' }],
    });
    const id = await idOf('天鹤一村9幢603', 'dwelling');
    const say = (act: string, more: object = {}) =>
      by('field')('POST', `/records/${id}/confirmations`, { body: { act, ...more } });
    const covered = async () =>
      (await by('duty')('GET', '/records/coverage?grid=w-1')).body as unknown as RecordCoverage;
    expect((await covered()).inside).toMatchObject([
      { id: 'w-1-1', all: 1, due: 1, people: 3, size: 'small' },
    ]);
    expect((await say('visited')).status).toBe(200);
    expect(await due()).toMatchObject({ due: 1 });
    expect((await say('confirmed')).status).toBe(200);
    expect(await due()).toMatchObject({ due: 0, records: [] });
    expect((await by('east')('GET', '/records/due?grid=w-1-1')).status).toBe(404);
    // Written down without a line: the same said again is said once, and it is of then.
    const then = now - 5 * dayMs;
    for (let i = 0; i < 2; i++) expect((await say('visited', { at: then })).status).toBe(200);
    const { acts } = await detail('field', id);
    expect(acts.filter(({ at }) => at === then)).toHaveLength(1);
    expect((await by('field')('GET', '/records/split?grid=w-1-1')).body).toMatchObject({
      size: 'small',
      parts: [],
    });
    for (const address of ['/records/split?grid=w-1-1', '/records/coverage?grid=w-1&kind=person'])
      expect((await by('east')('GET', address)).status, address).toBe(404);
    // A wide grid is all that lies in it.
    expect((await by('duty')('GET', '/records/due?grid=w')).body).toMatchObject({ all: 1, due: 0 });
    expect((await detail('field', id)).acts.slice(0, 2).map(({ act }) => act)).toEqual([
      'visited',
      'confirmed',
    ]);
  });

  it('a record made by hand lies in the own area, is found at once, and is gone from lists when it ends', async () => {
    const make = (login: string, place: object) =>
      by(login)('POST', '/records', {
        body: { kind: 'asset', values: { name: '雨水井盖', class: 'utility', code: 'A-7701' }, place },
      });
    expect((await make('east', west)).body).toMatchObject({ code: 'forbidden', field: 'place' });
    const { id } = (await make('field', west)).body as { id: string };
    expect(titles(await find('dept', 'q=a-7701'))).toEqual(['雨水井盖']);
    const end = { version: 1, why: '拆除', ended: true };
    expect((await by('field')('PATCH', `/records/${id}`, { body: end })).body).toEqual({ id, version: 2 });
    expect(titles(await find('dept', 'q=a-7701'))).toEqual([]);
    expect((await detail('dept', id)).endedAt).not.toBeNull();
    expect((await by('duty')('GET', '/records/counts')).body['kinds']).not.toHaveProperty('asset');
  });

  it('a group of neighbours stands in the record of each of its homes', async () => {
    const [home, head] = [await idOf('天鹤一村9幢603', 'dwelling'), await idOf('郑月珍')];
    const values = { name: '天鹤一村十户组', sort: 'ten', head, dwellings: [home] };
    const made = await by('field')('POST', '/records', { body: { kind: 'group', values, place: west } });
    expect(made.status, made.text).toBe(200);
    const { related } = await detail('field', home);
    expect(related.find(({ kind }) => kind === 'group')).toMatchObject({ title: '天鹤一村十户组' });
    const group = await detail('field', String(made.body['id']));
    expect(group.facts.find(({ field }) => field === 'dwellings')?.records).toMatchObject([
      { id: home, kind: 'dwelling', title: '天鹤一村 9 幢 603' },
    ]);
    const bad = { ...values, dwellings: ['nonsense!'] };
    expect(
      (await by('field')('POST', '/records', { body: { kind: 'group', values: bad, place: west } })).body,
    ).toMatchObject({ field: 'values.dwellings' });
  });

  it('a person asks who looked: by the code of an own matter with the same telephone, or through the data officer', async () => {
    const report = async (phone: string) => {
      const done = await house.execute({
        jurisdiction: 'toy',
        by: person('duty'),
        command: testReport({ title: '路灯不亮' }),
      });
      if (isRefusal(done)) throw new Error(done.reason);
      const code = codeOf(randomBytes(codeBytes));
      await openPublicStore(house.database).keep({
        ...{
          jurisdiction: 'toy',
          incident: done.subject,
          name: '郑',
          phone,
          at: now,
          codeHash: hashToken(must(readCode(code), code)),
        },
      });
      return code;
    };
    const [mine, others] = [await report('139 0000 5046'), await report('13900009999')];
    const asked = (code: string, who: object = {}) =>
      house.knock('POST', '/api/toy/public/record-reads', {
        body: { code, name: '郑月珍', identity: '320000194401020022', ...who },
      });
    const told = (await asked(mine)).body as unknown as OwnReads;
    expect(told.reads.length).toBeGreaterThan(3);
    expect(told.reads.find(({ act, fields }) => act === 'unmasked' && fields.length > 0)).toMatchObject({
      by: 'field',
      role: 'field',
      purpose: 'call',
      fields: ['phone'],
    });
    // Instants are numbers of many digits, and may hold any four.
    const words = JSON.stringify(told, (key, value: unknown) => (key === 'at' ? 0 : value));
    expect(words).not.toMatch(/5046|0022|高血压/);
    for (const refused of [
      await asked(others),
      await asked(mine, { name: '郑月娥' }),
      await asked(mine, { identity: '320000194401020010' }),
    ])
      expect(refused.body).toMatchObject({ code: 'unknown', reasonId: 'own-reads-none' });
    expect(await house.audit.find('toy', { acts: ['own-reads-shown'], limit: 9 })).not.toHaveLength(0);
    const search = (login: string) =>
      by(login)('POST', '/record-people/search', {
        body: { name: '郑月珍', identity: '320000194401020022' },
      });
    for (const login of ['duty', 'field', 'leader', 'auditor'])
      expect((await search(login)).status, login).toBe(403);
    const { people } = (await search('admin')).body as unknown as PersonFound;
    expect(people).toMatchObject([
      {
        plan: { isWhole: false, erased: expect.arrayContaining(['health', 'phone']) as string[] },
        reads: expect.any(Array) as [],
      },
    ]);
    expect(people[0]?.plan.kept.map(({ field }) => field)).toEqual(['name', 'identity']);
  });

  it('a person is corrected and erased at the wish in every record, but for what the law keeps; the trail stays', async () => {
    const home = await idOf('天鹤一村9幢603', 'dwelling');
    const { version: at } = await detail('duty', home);
    await by('duty')('PATCH', `/records/${home}`, {
      body: { version: at, why: '房东登记', values: { landlord: '何志强', 'landlord-phone': '13900001111' } },
    });
    const id = await idOf('何志强', 'person');
    const { version } = await detail('duty', id);
    const act = (login: string, what: string, body: object) =>
      by(login)('POST', `/record-people/${id}/${what}`, { body: { why: '本人申请', ...body } });
    expect((await act('duty', 'erasures', { version })).status).toBe(403);
    expect((await act('admin', 'corrections', { version, values: { phone: '13900003333' } })).body).toEqual({
      id,
      version: version + 1,
      others: 1,
    });
    expect(titles(await find('duty', 'q=13900003333&purpose=call'))).toEqual(['何志强', '天鹤一村 9 幢 603']);
    expect((await act('admin', 'erasures', { version })).status).toBe(409);
    const erased = (await act('admin', 'erasures', { version: version + 1 })).body;
    expect(erased).toMatchObject({
      others: 1,
      erased: expect.arrayContaining(['name', 'phone', 'dwelling']) as string[],
    });
    for (const q of ['何志强', '13900003333', '13900001111'])
      expect(titles(await find('duty', `q=${q}&purpose=call`)), q).toEqual([]);
    const left = await detail('duty', id);
    expect([left.endedAt === null, left.facts.filter(({ value }) => value !== null)]).toEqual([false, []]);
    expect((await by('duty')('GET', `/records/${id}/versions?purpose=matter`)).body['versions']).toEqual([]);
    expect(left.reads?.lines.length).toBeGreaterThan(2);
    // Who lives here by the register keeps the name, and loses what was collected beside it.
    const other = await idOf('郑月珍');
    const before = await detail('duty', other);
    const kept = await by('admin')('POST', `/record-people/${other}/erasures`, {
      body: { version: before.version, why: '本人申请' },
    });
    expect(kept.status).toBe(200);
    const facts = (await detail('duty', other)).facts
      .filter(({ value }) => value !== null)
      .map(({ field }) => field);
    expect(facts.sort()).toEqual(['dwelling', 'identity', 'name', 'stay']);
    const audited = await house.audit.find('toy', { acts: ['personal-data-erased'], limit: 9 });
    expect(audited.map(({ about }) => about)).toEqual([other, id, id]);
  });

  it('a matter that it was part of stands on its page, for who may see the matter', async () => {
    const done = await house.execute({
      jurisdiction: 'toy',
      by: person('duty'),
      command: testReport({ title: '煤气阀老化' }),
    });
    if (isRefusal(done)) throw new Error(done.reason);
    const id = await idOf('恒润包装');
    const tie = (login: string) =>
      by(login)('POST', `/records/${id}/matters`, { body: { incident: done.subject, role: 'party' } });
    expect((await tie('dept')).body).toMatchObject({ code: 'unknown', field: 'incident' });
    expect((await tie('duty')).status).toBe(200);
    expect((await detail('field', id)).matters).toMatchObject([
      { incident: done.subject, title: '煤气阀老化', role: 'party' },
    ]);
    expect(await detail('dept', id)).toMatchObject({ matters: [], hiddenMatters: 1 });
    // Its licence points to it.
    expect((await detail('duty', id)).related.map(({ title }) => title)).toEqual(['排污许可证']);
  });

  it('a system asks for a set, a leader grants it with a quota, every call counts, and nothing personal leaves by it', async () => {
    const issued = await house.access.sources.issue('toy', 'exchange', ['data'], { grids: ['w'] });
    if (isRefusal(issued)) throw new Error(issued.reason);
    const headers = { authorization: `Bearer ${issued.token}` };
    const asSystem = (method: string, address: string, body?: object) =>
      house.knock(method, `/api/toy/data${address}`, { headers, ...(body && { body }) });
    const wish = { set: 'firm', fields: ['name', 'code'], perDay: 2, why: '证照互认' };
    expect((await asSystem('POST', '/requests', { ...wish, fields: ['name', 'head'] })).body).toMatchObject({
      ...{ reasonId: 'data-field-closed', field: 'fields' },
    });
    for (const closed of [
      { set: 'person', fields: ['dwelling'] },
      { set: 'licence', fields: ['holder'] },
    ])
      expect((await asSystem('POST', '/requests', { ...wish, ...closed })).body).toMatchObject({
        reasonId: 'data-field-closed',
      });
    const rows = () => asSystem('GET', '/sets/firm/rows?grid=w-1-1');
    expect((await rows()).body).toMatchObject({ reasonId: 'data-not-granted' });
    const asked = await asSystem('POST', '/requests', wish);
    expect(asked.body).toMatchObject({ ...wish, state: 'waits', system: 'exchange' });
    expect((await asSystem('POST', '/requests', wish)).body).toMatchObject({
      reasonId: 'data-asked-already',
    });
    const word = (login: string, granted: boolean) =>
      by(login)('POST', `/data-requests/${String(asked.body['id'])}/decisions`, { body: { granted } });
    expect((await word('duty', true)).status).toBe(403);
    expect((await word('leader', true)).body).toMatchObject({ state: 'granted', decided: { by: 'leader' } });
    const first = await rows();
    const values = { name: '恒润包装有限公司', code: '91320000MADEMO123X' };
    expect(first.body).toMatchObject({ rows: [{ values }], next: null, left: 1 });
    expect(names.test(first.text)).toBe(false);
    // Outside of what its token may reach.
    expect((await asSystem('GET', '/sets/firm/rows?grid=e-1-1')).body).toMatchObject({ field: 'grid' });
    expect((await rows()).body).toMatchObject({ left: 0 });
    expect((await rows()).body).toMatchObject({ reasonId: 'data-quota', code: 'busy' });
    await house.heard.write();
    const catalogue = (await by('leader')('GET', '/data-sets')).body as unknown as DataCatalogue;
    expect(catalogue.requests).toMatchObject([
      { today: { calls: 2, refused: 1 }, month: { calls: 2, refused: 1, rows: 2 } },
    ]);
    expect(catalogue.systems.find(({ name }) => name === 'exchange')).toMatchObject({
      ...{ direction: 'out', calls: 10, refused: 7, isSilent: false },
    });
    expect(catalogue.sets.find(({ id }) => id === 'firm')).toMatchObject({ count: 1, rhythmDays: 90 });
    expect((await word('leader', false)).body).toMatchObject({ state: 'ended' });
    expect((await rows()).body).toMatchObject({ reasonId: 'data-not-granted' });
  });

  it('a system that goes silent beyond its own rhythm is told to the post that answers for it, becomes a matter where nobody reads that, and ends both when it is back', async () => {
    const issued = await house.access.sources.issue('toy', 'exchange-nightly', ['signs'], null);
    if (isRefusal(issued)) throw new Error(issued.reason);
    const headers = { authorization: `Bearer ${issued.token}` };
    const comes = async (): Promise<void> => {
      expect((await house.knock('POST', '/api/toy/signs', { headers })).status).toBe(200);
      await house.heard.write();
    };
    const began = Date.now();
    const at = (minutes: number): void => void (house.clock.now = began + minutes * minuteMs);
    at(0);
    const silences = startSilences({
      packs: stillPacks([pack]),
      store: house.systems,
      notices: house.access.notices.store,
      tell: house.access.notices.tell,
      execute: house.execute,
      records: openRecords(house.database),
      clock: () => must(house.clock.now, 'a clock'),
      holds: () => true,
      doubt: () => null,
      log: openLog('silent'),
      works: openWorks({ log: openLog('silent') }),
    });
    const shown = async () =>
      ((await by('leader')('GET', '/data-sets')).body as unknown as DataCatalogue).systems.find(
        ({ registered }) => registered?.id === 'nightly',
      );
    const told = async (login: string) =>
      (await by(login)('GET', '/notices')).body as unknown as { id: string; overAt: number | null }[];
    await silences.look();
    // It never came: it is yet to begin.
    expect(await shown()).toMatchObject({
      lastAt: null,
      isSilent: false,
      registered: { unit: { zh: 'water' } },
    });
    await comes();
    at(59);
    await silences.look();
    expect(await shown()).toMatchObject({ isSilent: false, calls: 1, refused: 0 });
    at(70);
    await silences.look();
    await silences.look();
    expect(await shown()).toMatchObject({
      isSilent: true,
      silence: { since: began, incident: null, readBy: [] },
    });
    const [notice] = await told('owner');
    expect(notice).toMatchObject({
      kind: 'system-silent',
      said: { since: began, system: { id: 'nightly' } },
    });
    expect([await told('dept'), await told('duty')]).toEqual([[], []]);
    const id = must(notice, 'a notice').id;
    expect((await by('dept')('POST', `/notices/${encodeURIComponent(id)}/seen`)).status).toBe(404);
    // Nobody reads it: the centre gets a matter, which goes when the system is back.
    at(70 + 31);
    await silences.look();
    const incident = must((await shown())?.silence?.incident, 'a matter');
    const matter = async () =>
      ((await by('duty')('GET', `/incidents/${incident}`)).body as unknown as IncidentDetail).incident;
    expect(await matter()).toMatchObject({ title: '接入系统静默：夜间交换', origin: 'system:nightly' });
    await comes();
    await silences.look();
    expect(await shown()).toMatchObject({ isSilent: false });
    expect(await shown()).not.toHaveProperty('silence');
    expect((await matter()).ended).toBeTruthy();
    expect(await told('owner')).toMatchObject([{ overAt: house.clock.now }]);
    // Read in time, the second stays with the post.
    at(180);
    await silences.look();
    const second = must((await told('owner'))[0], 'a second notice').id;
    expect(second).not.toBe(id);
    expect((await by('owner')('POST', `/notices/${encodeURIComponent(second)}/seen`)).status).toBe(200);
    at(220);
    await silences.look();
    expect(await shown()).toMatchObject({ silence: { incident: null, readBy: [{ name: 'owner' }] } });
    await silences.stop();
    house.clock.now = null;
  });

  it('records follow a grid that is drawn anew at once, those in a dwelling with it, found and counted where they lie; a server that ended goes on', async () => {
    const cut: Cell = { id: 'w-1-2', level: 3, name: '新格', parent: 'w-1', centre: west };
    const [first, second] = pack.grid.levels;
    const narrow = narrowCells(pack.grid);
    const chain = [...pack.grid.locate(west).slice(0, 2), cut];
    const now: LoadedPack = {
      ...pack,
      cells: new Map([['w-1-1', { name: '格' }]]),
      grid: {
        levels: [first, second, [...narrow, cut]],
        byId: new Map([...pack.grid.byId, [cut.id, cut]]),
        locate: (at) => (pack.grid.locate(at).at(-1)?.id === 'w-1-1' ? chain : pack.grid.locate(at)),
      },
    };
    const store = openWorldRegrid(house.database);
    const packs = { ids: ['toy'], of: () => now, onChange: () => () => undefined };
    const log = openLog('silent');
    const before = titles(await find('duty', 'grid=w-1-1&kind=dwelling'));
    const people = titles(await find('duty', 'grid=w-1-1&kind=person&purpose=matter'));
    expect([before.length > 0, people.length > 0]).toEqual([true, true]);
    const grids = gridsMoved({ before: pack, now });
    expect(grids).toEqual(['w-1-1']);
    // Marked by a server that ended before it did anything.
    await store.mark('toy', grids);
    const following = followGrids({
      packs,
      store,
      sealing: house.world.sealing,
      log,
      works: openWorks({ log }),
    });
    await following.idle();
    await following.stop();
    const { rows } = await house.database.pool.query<{ l3: string; n: number }>(
      `SELECT l3, count(*)::int AS n FROM world_record WHERE jurisdiction = 'toy' AND l2 = 'w-1' AND ended_at IS NULL GROUP BY l3`,
    );
    const counts = await openWorldQueries(house.database).counts('toy', ['w-1-1', cut.id]);
    const sumOf = (grid: string): number =>
      counts.filter((one) => one.grid === grid).reduce((sum, { n }) => sum + n, 0);
    expect(rows.map(({ l3 }) => l3)).toEqual([cut.id]);
    expect([sumOf('w-1-1'), sumOf(cut.id)]).toEqual([0, rows[0]?.n]);
    expect(await store.marked('toy')).toEqual([]);
    const at = house.world.sealing.keyOf('toy', `at:${cut.id}`);
    const found = await openWorldQueries(house.database).find({ all: [at], ways: [], scope: null }, 500);
    expect(found).toHaveLength(rows[0]?.n ?? -1);
    // And back.
    await store.mark('toy', [cut.id]);
    const back = followGrids({
      ...{ store, log },
      packs: { ...packs, of: () => pack },
      sealing: house.world.sealing,
      works: openWorks({ log }),
    });
    await back.idle();
    await back.stop();
    expect(titles(await find('duty', 'grid=w-1-1&kind=dwelling'))).toEqual(before);
    expect(titles(await find('duty', 'grid=w-1-1&kind=person&purpose=matter'))).toEqual(people);
  });

  it('what stands in many records is found by a walk from the beginning, in the order and to the end that the index gives', async () => {
    await house.database.pool.query('ANALYZE world_record');
    const frequent = openFrequentKeys(house.database);
    await frequent.refresh();
    const key = house.world.sealing.keyOf('toy', 'k:person');
    expect(frequent.rowsFor([key], 2)).toBeGreaterThanOrEqual(2);
    expect([frequent.rowsFor([key], 1_000_000), frequent.rowsFor([key, 1], 2)]).toEqual([null, null]);
    const queries = openWorldQueries(house.database);
    const sought = { all: [key], ways: [], scope: null };
    const all = await queries.find(sought, 500);
    expect(all.length).toBeGreaterThan(2);
    for (const [limit, from] of [
      [2, 0],
      [2, 1],
      [500, 0],
    ] as const)
      expect(await queries.find({ ...sought, isSpread: true }, limit, from)).toEqual(
        all.slice(from, from + limit),
      );
  });

  it('what a form names is tied to the matter by the ledger; what is no record is refused', async () => {
    const record = await idOf('恒润包装');
    const links = openRecordLinks({
      database: house.database,
      packs: stillPacks([pack]),
      log: openLog('silent'),
    });
    const report = (form: Form) =>
      house.execute({
        jurisdiction: 'toy',
        by: person('duty'),
        command: testReport({ item: offence.id, title: '夜间偷排', source: 'department', form }),
      });
    expect(await report({ 'party-record': '恒润包装' })).toMatchObject({ field: 'form.party-record' });
    const done = await report({ 'party-record': record, party: '恒润包装有限公司' });
    if (isRefusal(done)) throw new Error(done.reason);
    await links.catchUp('toy');
    expect((await by('duty')('GET', `/records/${record}/credit`)).body).toMatchObject({
      ...{ score: 87, grade: 'B', restricted: [] },
      lines: [
        { what: 'open-case', counts: true, points: 0, receipt: { kind: 'matter', id: done.subject } },
        { what: 'licence', receipt: { kind: 'record' } },
      ],
    });
    // Who does not see the case is told that there is one, and not which.
    const outside = (await by('dept')('GET', `/records/${record}/credit`)).body as unknown as RecordCredit;
    expect(outside.lines.find(({ what }) => what === 'open-case')?.receipt).toBeNull();
    const human = await idOf('郑月珍');
    expect((await by('duty')('GET', `/records/${human}/credit`)).body).toMatchObject({
      reasonId: 'credit-of-firms',
    });
    // A case that is still examined is nobody's business outside.
    expect((await house.knock('GET', '/api/toy/public/credit')).body).toEqual({
      ...{ penalties: [], lists: [], inspections: [] },
    });
    // Whoever handles the case sees how its party stands.
    expect((await by('duty')('GET', `/incidents/${done.subject}/credit`)).body).toMatchObject({
      parties: [{ record, name: '恒润包装有限公司', score: 87, grade: 'B', restricted: [] }],
    });
    expect((await by('dept')('GET', `/incidents/${done.subject}/credit`)).status).toBe(404);
    // C11: grade B weighs 1, whatever the pack says; what is on no record weighs what the pack says.
    const form = { theme: '年报抽查', joint: 'one' };
    const plan = await house.execute({
      jurisdiction: 'toy',
      by: person('duty'),
      command: testReport({ item: spot.id, title: '抽查', source: 'department', form }),
    });
    if (isRefusal(plan)) throw new Error(plan.reason);
    const drawn = await house.execute({
      jurisdiction: 'toy',
      by: person('duty'),
      command: { kind: 'take', incident: plan.subject, version: 1, transition: 'draw-object', form: {} },
    });
    expect(drawn).toMatchObject({ kind: 'done' });
    const read = (await by('duty')('GET', `/incidents/${plan.subject}`)).body as unknown as IncidentDetail;
    const [draw] = must(read.incident.draws, 'the draw');
    expect(draw?.pool).toMatchObject({ size: 2, weights: { strange: 4 } });
    expect(draw?.picked[0]?.grade).toBe(draw?.picked[0]?.id === 'known' ? 'B' : undefined);
    await links.catchUp('toy');
    const { matters } = await detail('duty', record);
    expect(matters.some(({ title, role }) => title === '抽查' && role === 'drawn')).toBe(
      draw?.picked[0]?.id === 'known',
    );
    expect(matters.map(({ title, role }) => [title, role])).toContainEqual(['夜间偷排', 'party-record']);
  });
});

/** What may be drawn there: the firm on record, whose grade counts, and one that is on none, whose weight the pack says. */
const objects = [
  { id: 'known', name: '恒润包装有限公司', kind: '企业', place: west, code: '91320000MADEMO123X', weight: 5 },
  { id: 'strange', name: '夜宵摊', kind: '企业', place: west, weight: 4 },
];

/** What the county is joined with: it comes every hour, and the handlers of the water department answer for it. */
const connected: ConnectedSystem[] = [
  {
    id: 'nightly',
    name: { zh: '夜间交换', en: 'Nightly exchange' },
    kind: 'platform',
    direction: 'in',
    source: 'exchange-nightly',
    everyMs: 60 * minuteMs,
    unit: 'water',
    post: 'handler',
    item: item.id,
  },
];

/** The toy county with a matter that names a party, and inspections. */
function enforcingPack(): LoadedPack {
  const base = testPack();
  return {
    ...base,
    pack: { ...base.pack, objects, connected, catalogue: [...base.pack.catalogue, offence, spot] },
    items: new Map([...base.items, [offence.id, offence], [spot.id, spot]]),
  };
}
