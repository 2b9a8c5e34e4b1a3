import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import * as wire from '#shared/wire/people.ts';
import { openImports } from '../../server/access/people-import.ts';
import { openLog } from '../../server/log.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { grantGround } from '../../server/queries/scope-of-pack.ts';
import { openImportStore } from '../../server/storage/access/import-store.ts';
import { testPack } from '../support/county.ts';
import { cookieOf, openHttpHouse, type HttpHouse } from '../support/http-house.ts';

const own = 'seven lanterns over the old ferry';
const heads = ['姓名', '手机号', '单位', '岗位', '网格'];
const fields = ['name', 'phone', 'unit', 'post', 'grid'];
/** Row 2 is the first below the heads. */
const rowOf = (i: number): string[] => [
  `演示 ${i}`,
  `139 ${String(10_000_000 + i).replace(/(\d{4})(\d{4})/, '$1 $2')}`,
  i % 2 === 0 ? 'town' : 'village',
  '网格员',
  i % 3 === 0 ? 'w-1-1' : 'w-1',
];

describe('accounts for everybody', () => {
  let house: HttpHouse;
  let admin: Awaited<ReturnType<HttpHouse['signIn']>>;
  beforeAll(async () => {
    house = await openHttpHouse([testPack()]);
  });
  // A sign-in at a later hour sweeps those that are over.
  beforeEach(async () => {
    admin = await house.signIn('demo-admin');
  });
  afterAll(() => house.close());
  const pageOf = async (query: string) => {
    const told = await admin('GET', `/people/page?${query}`);
    expect(told.status, told.text).toBe(200);
    return wire.peoplePage.parse(told.body);
  };

  async function bring(rows: readonly string[][]): Promise<string> {
    const sheet = { file: '在岗人员.xlsx', sheet: '在岗', heads, fields, rows: rows.length };
    const begun = await admin('POST', '/imports', { body: sheet });
    expect(begun.status, begun.text).toBe(200);
    const { id } = wire.peopleImport.parse(begun.body);
    for (let at = 0; at < rows.length; at += 500) {
      const part = { from: at + 2, rows: rows.slice(at, at + 500) };
      const told = await admin('POST', `/imports/${id}/rows`, { body: part });
      expect(told.status, told.text).toBe(200);
    }
    return id;
  }
  const act = async (id: string, what: 'trial' | 'commit') =>
    wire.peopleImport.parse((await admin('POST', `/imports/${id}/${what}`, { body: {} })).body);
  const stands = async (id: string) => wire.peopleImport.parse((await admin('GET', `/imports/${id}`)).body);
  const first = (body: object) => house.knock('POST', '/api/toy/session/first', { body });
  const enter = (login: string, password: string) =>
    house.knock('POST', '/api/toy/session', { body: { login, password } });

  it('a new account waits for its owner, who sets an own password by a code that is good once and for nobody else', async () => {
    const made = async (login: string) =>
      wire.addedPerson.parse(
        (await admin('POST', '/people', { body: { login, name: '渡口', role: 'duty' } })).body,
      );
    const [one, other] = [await made('code.one'), await made('code.two')];
    const code = must(one.code, 'code').code;
    expect(code).toMatch(/^(?:[2-9A-HJKMNP-Z]{4}-){2}[2-9A-HJKMNP-Z]{4}$/);
    const row = must(await house.access.people.row('toy', one.id), one.id);
    expect(JSON.stringify(row)).not.toContain(code.replaceAll('-', ''));
    for (const password of ['', code, row.code_hash ?? ''])
      if (password) expect((await enter('code.one', password)).status).toBe(401);
    const given = { login: 'code.one', code, password: own };
    expect((await first({ ...given, login: 'code.two' })).status).toBe(401);
    expect((await first({ ...given, code: must(other.code, 'code').code })).status).toBe(401);
    expect((await first({ ...given, password: 'qwertyuiop' })).body).toMatchObject({
      status: 400,
      field: 'password',
    });
    // As it is typed from paper.
    expect((await first({ ...given, code: ` ${code.toLowerCase().replaceAll('-', ' ')}` })).status).toBe(200);
    expect((await first(given)).status).toBe(401);
    expect((await enter('code.one', own)).status).toBe(200);
    try {
      house.clock.now = Date.now() + 31 * dayMs;
      const late = { login: 'code.two', code: must(other.code, 'code').code, password: own };
      expect((await first(late)).status).toBe(401);
    } finally {
      house.clock.now = null;
    }
    expect((await pageOf('q=code.&state=waiting')).rows.map(({ login }) => login)).toEqual(['code.two']);
  });

  it('a reset ends every sign-in and the old password, and nobody resets oneself or whom one may not grant', async () => {
    const cookie = cookieOf(await enter('code.one', own));
    const told = await admin('POST', '/people/codes', { body: { logins: ['code.one'] } });
    expect(wire.firstCodes.parse(told.body)).toHaveLength(1);
    expect((await house.knock('GET', '/api/toy/session', { headers: { cookie } })).status).toBe(401);
    expect((await enter('code.one', own)).status).toBe(401);
    for (const login of ['demo-admin', 'demo-auditor'])
      expect((await admin('POST', '/people/codes', { body: { logins: [login] } })).status).toBe(403);
    expect((await admin('POST', '/people/codes', { body: { logins: ['nobody'] } })).body).toMatchObject({
      status: 404,
      field: 'logins.0',
    });
  });

  it('of two administrators the second is told; nobody changes the own part; the account has its history', async () => {
    const [before] = (await pageOf('q=code.two')).rows;
    const version = must(before, 'row').version;
    const change = { unit: 'water', phone: '13900000000', version };
    expect((await admin('PATCH', '/people/code.two', { body: change })).status).toBe(200);
    expect(
      (await admin('PATCH', '/people/code.two', { body: { ...change, unit: 'city' } })).body,
    ).toMatchObject({
      status: 409,
      code: 'conflict',
    });
    expect((await admin('PATCH', '/people/demo-admin', { body: { grids: ['w'] } })).status).toBe(403);
    expect((await admin('PATCH', '/people/code.two', { body: { role: 'auditor' } })).status).toBe(403);
    expect((await admin('PATCH', '/people/code.two', { body: { unit: 'nowhere' } })).body).toMatchObject({
      status: 404,
      field: 'unit',
    });
    const lines = wire.personHistory.parse((await admin('GET', '/people/code.two/history')).body);
    expect(lines.map(({ act: what }) => what)).toEqual(['person-changed', 'code-issued', 'person-added']);
    expect(lines[0]?.detail).toBe('unit — → water, phone');
  });

  it('an account opens in its days alone', async () => {
    const [from, until] = [Date.now() + dayMs, Date.now() + 3 * dayMs];
    const body = { login: 'in.days', name: '借调', role: 'duty', from, until, password: own };
    expect((await admin('POST', '/people', { body })).status).toBe(200);
    const at = async (days: number): Promise<number> => {
      house.clock.now = Date.now() + days * dayMs;
      const { status } = await enter('in.days', own);
      house.clock.now = null;
      return status;
    };
    expect([await at(0), await at(2), await at(4)]).toEqual([401, 200, 401]);
  });

  it('every faulty cell of a sheet is named, and nothing is written by trying it', async () => {
    const rows = [
      rowOf(1),
      ['朱', '1390000441', 'town', '网格员', 'w-1'],
      ['汪', '13900004419', 'tow', '网格常', 'w-9'],
      ['', '13900004420', '', '', ''],
      [...rowOf(1)],
      ['审', '13900004421', '', '管理员', '—'],
    ];
    const id = await bring(rows);
    const tried = await act(id, 'trial');
    expect(tried).toMatchObject({ state: 'checked', counts: { new: 2, refused: 4, done: 0 } });
    const page = wire.peopleSheet.rowPage.parse(
      (await admin('GET', `/imports/${id}/rows?verdict=refused`)).body,
    );
    expect(
      page.rows.map(({ no, faults }) => [no, faults.map(({ field, value }) => `${field} ${value}`)]),
    ).toEqual([
      [3, ['phone 1390000441']],
      [4, ['unit tow', 'post 网格常', 'grid w-9']],
      [5, ['name ', 'post ']],
      [6, ['phone 139 1000 0001']],
    ]);
    expect((await pageOf('q=演示')).rows.filter(({ phone }) => phone === '13910000001')).toEqual([]);
    // A cell is mended, and judged anew.
    const mended = { from: 3, rows: [['朱', '13900004410', 'town', '网格员', 'w-1']] };
    expect((await admin('POST', `/imports/${id}/rows`, { body: mended })).status).toBe(200);
    expect((await admin('POST', `/imports/${id}/commit`, { body: {} })).body).toMatchObject({
      code: 'not-now',
    });
    expect((await act(id, 'trial')).counts).toMatchObject({ new: 3, refused: 3 });
  });

  it('9,277 people are tried and written, once, whatever stops the house in between', async () => {
    const rows = Array.from({ length: 9_277 }, (_, i) => rowOf(i + 10));
    const id = await bring(rows);
    const from = performance.now();
    const tried = await act(id, 'trial');
    const trialMs = performance.now() - from;
    expect(tried.counts).toMatchObject({ new: 9_277, refused: 0 });
    const begun = performance.now();
    await act(id, 'commit');
    // The house goes down in the middle, and another one goes on.
    while ((await stands(id)).counts.done < 600) await new Promise((done) => setTimeout(done, 20));
    await house.imports.stop();
    const half = await stands(id);
    expect(half.state).toBe('running');
    expect(half.counts.done).toBeLessThan(9_277);
    const again = openImports({
      ...house.access,
      store: openImportStore(house.database),
      packs: stillPacks([testPack()]),
      grantGround,
      note: house.audit.note,
      now: Date.now,
      log: openLog('silent'),
    });
    await again.follow();
    await again.settled();
    const writeMs = performance.now() - begun;
    const done = await stands(id);
    expect(done).toMatchObject({ state: 'done', counts: { new: 9_277, done: 9_277 } });
    const listed = await pageOf(`import=${id}&limit=1`);
    expect(listed.total).toBe(9_277);
    expect(listed.states).toEqual({ waiting: 9_277 });
    const asked = performance.now();
    expect((await pageOf('q=演示 village&sort=name&down=1&offset=4000')).total).toBeGreaterThan(4_000);
    const pageMs = performance.now() - asked;
    // Some seconds at most where an administrator waits, and a page at once; a busy machine takes longer.
    expect([trialMs < 20_000, writeMs < 60_000, pageMs < 2_000]).toEqual([true, true, true]);
    // The same sheet once more changes nothing.
    const twin = await bring(rows.slice(0, 300));
    expect((await act(twin, 'trial')).counts).toMatchObject({ same: 300, new: 0 });
    const lines = wire.personHistory.parse((await admin('GET', '/people/13910000011/history')).body);
    expect(lines.map(({ act: what, detail }) => `${what} ${detail}`)).toEqual([
      `person-added ${id} row 3: field village w-1`,
    ]);
  });
});
