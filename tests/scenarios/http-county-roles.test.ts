import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedIn, givableIn } from '#shared/access/county-role.ts';
import { may } from '#shared/access/may.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import { must } from '#shared/kernel/must.ts';
import { packFolders } from '../../server/packs/folders.ts';
import { loadPacks } from '../../server/packs/load.ts';
import { cookieOf, openHttpHouse, type HttpHouse } from '../support/http-house.ts';

/** Roles that a county keeps: written as rows of its own, given with an account, asked at every door. */
describe('roles of the county’s own', () => {
  let house: HttpHouse;
  type Knock = Awaited<ReturnType<HttpHouse['signIn']>>;
  let admin: Knock;
  const password = 'seven lanterns over the old ferry';
  beforeAll(async () => {
    house = await openHttpHouse(await loadPacks({ ...packFolders(), only: ['xuxiake'] }));
    admin = await house.signIn('demo-admin');
  });
  afterAll(() => house?.close());

  const versions = new Map<string, number>();
  async function write(by: Knock, id: string, role: object | null) {
    const name = { zh: '本地', en: 'Own' };
    const body = role && { id, name, ...role };
    const rows = [{ part: 'roles', key: id, was: versions.get(id) ?? 0, body }];
    const told = await by('POST', '/configuration/changes', {
      body: { rows, applies: 'open', why: 'as it is here' },
    });
    if (told.status === 200) versions.set(id, told.body['version'] as number);
    return told;
  }
  const add = (by: Knock, login: string, more: object) =>
    by('POST', '/people', { body: { login, name: login, password, ...more } });
  async function enter(login: string): Promise<Knock> {
    const told = await house.knock('POST', '/api/xuxiake/session', { body: { login, password } });
    expect(told.status, told.text).toBe(200);
    const headers = { cookie: cookieOf(told) };
    return (method, address, more = {}) =>
      house.knock(method, `/api/xuxiake${address}`, { ...more, headers: { ...headers, ...more.headers } });
  }

  it('holds what was given and nothing of the shipped one beside; a change of it holds at the next request', async () => {
    expect(
      (await write(admin, 'night-desk', { as: 'duty', may: ['report', 'act', 'open-desk'] })).status,
    ).toBe(200);
    const added = await add(admin, 'night.one', { role: 'duty', countyRole: 'night-desk' });
    expect(added.body, added.text).toMatchObject({ role: 'duty', countyRole: 'night-desk' });
    const night = await enter('night.one');
    const session = await night('GET', '/session');
    expect(session.body).toMatchObject({ role: 'duty', countyRole: 'night-desk' });
    expect(new Set(session.body['holds'] as string[])).toEqual(
      new Set([...fixedIn('duty'), 'report', 'act', 'open-desk']),
    );
    const plain = await house.signIn('duty1');
    for (const address of ['/figures?window=month', '/alarms', '/walls']) {
      expect((await night('GET', address)).status, address).toBe(403);
      expect((await plain('GET', address)).status, address).toBe(200);
    }
    expect((await night('GET', '/pack')).status).toBe(200);
    await write(admin, 'night-desk', { as: 'duty', may: ['report', 'act', 'open-desk', 'see-figures'] });
    expect((await night('GET', '/figures?window=month')).status).toBe(200);
    // A role that the county has no more holds nothing at all, and whoever has it is not let through by the shipped one.
    await write(admin, 'night-desk', null);
    for (const address of ['/session', '/pack', '/figures?window=month'])
      expect((await night('GET', address)).status, address).toBe(403);
  });

  it('every route that the shipped role opens is shut to one that was given nothing', async () => {
    await write(admin, 'bare', { as: 'duty', may: [] });
    await add(admin, 'bare.one', { role: 'duty', countyRole: 'bare' });
    const bare = await enter('bare.one');
    const kept: readonly string[] = fixedIn('duty');
    let shut = 0;
    for (const { who, method, path } of house.routes) {
      if (who.kind !== 'may' || !may({ role: 'duty' }, who.capability) || kept.includes(who.capability))
        continue;
      const address = path.replaceAll(/:\w+/gu, 'x');
      const { status } = await bare(method.toUpperCase(), address, method === 'get' ? {} : { body: {} });
      expect(status, `${method} ${path}`).toBe(403);
      shut += 1;
    }
    expect(shut).toBeGreaterThan(80);
  });

  it('is for the part that it says: given to no account of another, and holding nothing where the account moved', async () => {
    const [cell] = must((await loadPacks({ ...packFolders(), only: ['xuxiake'] }))[0], 'pack').grid.levels[0];
    const grid = must(cell, 'a grid').id;
    const give = (login: string, more: object) => add(admin, login, { role: 'duty', ...more });
    expect(
      (await write(admin, 'ward', { as: 'duty', may: ['see-figures'], sees: 'unit' })).body,
    ).toMatchObject({
      reasonId: 'role-sight',
      field: 'roles.ward.sees',
    });
    await write(admin, 'ward', { as: 'duty', may: ['see-figures'], sees: 'grids' });
    expect((await give('ward.one', { countyRole: 'ward' })).body).toMatchObject({
      ...{ reasonId: 'role-sight-grids', field: 'grids' },
    });
    expect((await give('ward.one', { countyRole: 'ward', grids: [grid] })).status).toBe(200);
    const ward = await enter('ward.one');
    expect((await ward('GET', '/figures?window=month')).status).toBe(200);
    // Nobody widens the part and keeps the role.
    expect((await admin('PATCH', '/people/ward.one', { body: { grids: [] } })).body).toMatchObject({
      reasonId: 'role-sight-grids',
    });
    // The role is for the whole county from here on: who has grids holds nothing of it.
    await write(admin, 'ward', { as: 'duty', may: ['see-figures'], sees: 'whole' });
    expect((await ward('GET', '/figures?window=month')).status).toBe(403);
    expect((await admin('PATCH', '/people/ward.one', { body: { grids: [] } })).status).toBe(200);
    expect((await ward('GET', '/figures?window=month')).status).toBe(200);
  });

  it('is made of what may be given, and given with the role that it is made of', async () => {
    const given = (may: string[], as = 'duty') => write(admin, 'odd', { as, may });
    for (const [may, as] of [
      [['admit-staff'], 'duty'],
      [['configure'], 'handler'],
      [['see-whole'], 'handler'],
      [['read-audit'], 'admin'],
      [['act-as-house'], 'duty'],
      [['report'], 'auditor'],
      [['fly'], 'duty'],
    ] as const)
      expect((await given([...may], as)).status, `${may.join()} ${as}`).toBe(400);
    expect((await given(['sign-warnings'], 'handler')).status).toBe(200);
    expect((await add(admin, 'odd.one', { role: 'duty', countyRole: 'odd' })).status).toBe(404);
    expect((await add(admin, 'odd.one', { role: 'handler', countyRole: 'none' })).status).toBe(404);
    expect(
      (await add(admin, 'odd.one', { role: 'handler', countyRole: 'odd', unit: 'none' })).status,
    ).not.toBe(200);
    expect((await add(admin, 'odd.one', { role: 'handler', countyRole: 'odd' })).status).toBe(200);
    // Another shipped role leaves it behind.
    const changed = await admin('PATCH', '/people/odd.one', { body: { role: 'leader' } });
    expect(changed.body).toMatchObject({ role: 'leader', countyRole: null });
  });

  it('an administrator who holds one widens nobody: no role, no account, no code, no password', async () => {
    const own = givableIn('admin').filter((one) => one !== 'make-figures-anew');
    await write(admin, 'lesser', { as: 'admin', may: own });
    await add(admin, 'lesser.one', { role: 'admin', countyRole: 'lesser' });
    await add(admin, 'full.two', { role: 'admin' });
    const lesser = await enter('lesser.one');
    expect((await write(lesser, 'wider', { as: 'admin', may: givableIn('admin') })).status).toBe(403);
    expect((await write(lesser, 'lesser', { as: 'admin', may: givableIn('admin') })).status).toBe(403);
    const undone = await lesser('POST', '/configuration/undo', {
      body: { version: must(versions.get('lesser'), 'a version'), why: 'back' },
    });
    expect(undone.status).toBe(403);
    expect((await add(lesser, 'full.three', { role: 'admin' })).status).toBe(403);
    expect((await lesser('PATCH', '/people/full.two', { body: { password } })).status).toBe(403);
    expect((await lesser('POST', '/people/codes', { body: { logins: ['full.two'] } })).status).toBe(403);
    expect((await lesser('PATCH', '/people/lesser.one', { body: { countyRole: null } })).status).toBe(403);
    // What lies within the own role is given as ever.
    expect((await add(lesser, 'same.one', { role: 'admin', countyRole: 'lesser' })).status).toBe(200);
    expect((await add(lesser, 'duty.nine', { role: 'duty' })).status).toBe(200);
  });

  it('is named in sheets of people and by what the list writes out', async () => {
    await write(admin, 'sheet-desk', {
      as: 'duty',
      may: ['report'],
      name: { zh: '夜班席', en: 'Night desk' },
    });
    const fields = ['name', 'login', 'role'];
    const begun = await admin('POST', '/imports', {
      body: { file: 'people.csv', sheet: '', heads: ['姓名', '登录名', '角色'], fields, rows: 3 },
    });
    expect(begun.status, begun.text).toBe(200);
    const id = String(begun.body['id']);
    const rows = [
      ['甲', 'sheet.one', '夜班席'],
      ['乙', 'sheet.two', 'Night desk'],
      ['丙', 'sheet.three', '夜班坐'],
    ];
    expect((await admin('POST', `/imports/${id}/rows`, { body: { from: 2, rows } })).status).toBe(200);
    const tried = await admin('POST', `/imports/${id}/trial`, { body: {} });
    expect(tried.body, tried.text).toMatchObject({ counts: { new: 2, refused: 1 } });
    await admin('POST', `/imports/${id}/commit`, { body: {} });
    await expect
      .poll(async () => (await admin('GET', `/imports/${id}`)).body['state'], { timeout: 10_000 })
      .toBe('done');
    for (const login of ['sheet.one', 'sheet.two']) {
      const told = await admin('GET', `/people/page?q=${login}`);
      expect(told.body, login).toMatchObject({ rows: [{ login, role: 'duty', countyRole: 'sheet-desk' }] });
    }
  });

  it('a command asks it too: whoever may sign no warning signs none, and the record keeps the role alone', async () => {
    await write(admin, 'quiet', {
      as: 'duty',
      may: ['report', 'act', 'use-channel', 'open-desk', 'act-beyond-tasks'],
    });
    await add(admin, 'quiet.one', { role: 'duty', countyRole: 'quiet' });
    const quiet = await enter('quiet.one');
    const send = (body: object, key: string) =>
      quiet('POST', '/commands', { body, headers: { 'idempotency-key': key } });
    const base = must((await loadPacks({ ...packFolders(), only: ['xuxiake'] }))[0], 'a pack');
    const cell = must(narrowCells(base.grid)[0], 'a cell');
    const item = must(
      base.pack.catalogue.find(({ procedure }) => procedure === 'standard'),
      'an item',
    );
    const more = { place: cell.centre, address: '', urgent: false, evidence: [] };
    const report = {
      kind: 'report',
      source: 'hotline',
      item: item.id,
      title: '路口的坑',
      detail: '',
      ...more,
    };
    const reported = await send(report, 'quiet-report-1');
    expect(reported.status, reported.text).toBe(200);
    const incident = reported.body['subject'] as string;
    const order = { kind: 'say', incident, text: '请速办', to: [], evidence: [], order: true };
    expect((await send(order, 'quiet-order-1')).status).toBe(403);
    expect((await send({ ...order, order: false }, 'quiet-word-1')).status).toBe(200);
    expect((await send({ kind: 'take-over', sheet: 1 }, 'quiet-watch-1')).status).not.toBe(200);
    const { rows } = await house.database.pool.query<{ body: string }>(
      'SELECT body FROM ledger WHERE subject = $1',
      [incident],
    );
    expect(rows.length).toBeGreaterThan(1);
    for (const { body } of rows) expect(body).not.toMatch(/holds|countyRole|use-channel/u);
  });
});
