import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { WarningDetail, WarningLine, WarningList } from '#shared/wire/warnings.ts';
import { warningDetail, warningList } from '#shared/wire/warnings.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { stillPacks } from '../../server/packs/port.ts';
import { openLedger } from '../../server/ledger/ledger.ts';
import { openLog } from '../../server/log.ts';
import { openWarningQueries } from '../../server/storage/record/warning-queries.ts';
import { startKeeper, type Keeper } from '../../server/warnings/keeper.ts';
import { testPack } from '../support/county.ts';
import { openHttpHouse, type HttpHouse, type Told } from '../support/http-house.ts';

const sensor: Sensor = {
  id: 'wl-1',
  name: { zh: '河口水位', en: 'River mouth' },
  system: 'water-farm',
  quantity: 'river-level',
  measure: 'm',
  place: { lng: 119.5, lat: 31 },
  range: [0, 20],
  normal: [1, 3],
  decimals: 2,
  everyMs: 60_000,
};
function packWithSensor(): LoadedPack {
  const made = testPack();
  return { ...made, pack: { ...made.pack, sensors: [sensor] }, sensorOrdinals: new Map([[sensor.id, 0]]) };
}
type Knock = Awaited<ReturnType<HttpHouse['signIn']>>;

/** One warning from the proposal to its end: a unit proposes, the chief signs, two read it, two are silent, the county hears. */
describe('the life of a warning', () => {
  let house: HttpHouse;
  let keeper: Keeper;
  let serial = 0;
  const people: Record<string, Knock> = {};
  const tokens: Record<string, string> = {};
  const pack = packWithSensor();
  const item = pack.pack.catalogue[0]?.id ?? '';
  const t0 = Date.now();

  beforeAll(async () => {
    house = await openHttpHouse([pack]);
    for (const login of ['duty1', 'chief', 'water', 'city', 'field-w', 'field-e'])
      people[login] = await house.signIn(login);
    for (const door of ['readings', 'warnings', 'reports'] as const) {
      const made = await house.access.sources.issue('toy', `sys-${door}`, [door], null);
      if (isRefusal(made)) throw new Error(made.reason);
      tokens[door] = made.token;
    }
    const { database, execute } = house;
    const log = openLog('silent');
    keeper = await startKeeper({
      packs: stillPacks([pack]),
      ledger: openLedger(database, log),
      execute,
      log,
      warnings: openWarningQueries(database),
      beyond: () => [],
      hotLane: {
        raised: () => [],
        latest: () => ({
          at: new Float64Array(1),
          value: new Float64Array(1),
          quality: new Uint8Array(1),
          receivedAt: new Float64Array(1),
        }),
      },
      clock: () => house.clock.now ?? Date.now(),
      doubt: () => null,
    });
  });
  afterAll(async () => {
    await keeper.stop();
    await house.close();
  });

  const as = (login: string): Knock => {
    const knock = people[login];
    if (!knock) throw new Error(login);
    return knock;
  };
  const send = (login: string, body: object): Promise<Told> =>
    as(login)('POST', '/commands', { body, headers: { 'idempotency-key': `warning-${(serial += 1)}` } });
  const door = (name: string, address: string, raw: string, type: string): Promise<Told> =>
    house.knock('POST', address, {
      raw,
      headers: { authorization: `Bearer ${tokens[name] ?? ''}`, 'content-type': type },
    });
  const detail = async (login: string, id: string): Promise<WarningDetail> =>
    warningDetail.parse((await as(login)('GET', `/warnings/${id}`)).body);
  const lines = async (login: string, group: 'standing' | 'proposed' | 'past'): Promise<WarningLine[]> =>
    warningList.parse((await as(login)('GET', '/warnings')).body)[group];
  const proposal = {
    kind: 'propose-warning',
    colour: 'orange',
    title: '河道超警',
    basis: '水位上涨',
    measures: '远离河岸',
    grids: ['w'],
  };
  let id = '';
  /** What was shown after each of the tests, by whom. */
  const shown: { at: number; by: string; list: WarningList; detail: unknown }[] = [];
  afterEach(async () => {
    const at = house.clock.now ?? Date.now();
    for (const by of ['chief', 'field-w']) {
      const list = warningList.parse((await as(by)('GET', '/warnings')).body);
      shown.push({ at, by, list, detail: (await as(by)('GET', `/warnings/${id}`)).body });
    }
    // What comes next comes later.
    if (house.clock.now === null) await new Promise((later) => setTimeout(later, 3));
    else house.clock.now += 1_000;
  });

  it('B1 is proposed with what was really read, never with what somebody types', async () => {
    const taken = await door(
      'readings',
      '/api/toy/readings',
      JSON.stringify([{ sensor: 'wl-1', at: t0 - 1_000, value: 4.56 }]),
      'application/json',
    );
    expect([taken.status, taken.body['taken']]).toEqual([200, 1]);
    const rest = { kind: 'reading', sensor: 'wl-1', at: t0 };
    expect((await send('duty1', { ...proposal, rests: [{ ...rest, value: 9 }] })).status).toBe(400);
    expect((await send('duty1', { ...proposal, rests: [{ ...rest, sensor: 'wl-2' }] })).body).toMatchObject({
      code: 'unknown',
      field: 'rests.0.sensor',
    });
    expect((await send('duty1', { ...proposal, rests: [{ ...rest, at: t0 - 60_000 }] })).body).toMatchObject({
      reasonId: 'no-reading-then',
    });
    expect((await send('field-w', proposal)).status).toBe(403);
    const made = await send('duty1', { ...proposal, rests: [rest] });
    expect(made.status).toBe(200);
    id = String(made.body['subject']);
    expect((await detail('duty1', id)).state.rests).toEqual([
      { ...rest, at: t0 - 1_000, value: 4.56, name: '河口水位', measure: 'm' },
    ]);
    expect((await house.knock('GET', '/api/toy/public/warnings')).text).toBe('[]');
    expect((await lines('field-w', 'proposed')).length).toBe(0);
  });

  it('L3 is signed by the chief, not by an officer, and opens what its measures ask for', async () => {
    const sign = {
      kind: 'sign-warning',
      warning: id,
      version: 1,
      to: { grids: true, units: ['city', 'water'], posts: [] },
      actions: [{ id: 'm1', text: '巡查堤段', unit: 'water', item }],
    };
    expect((await send('duty1', sign)).body).toMatchObject({ reasonId: 'post-signs-not-colour' });
    expect((await send('water', sign)).status).toBe(403);
    expect((await send('chief', { ...sign, to: { ...sign.to, units: ['nobody'] } })).body).toMatchObject({
      reasonId: 'no-unit',
    });
    expect((await send('chief', sign)).status).toBe(200);
    expect((await send('chief', sign)).body).toMatchObject({ code: 'conflict' });
    await expect
      .poll(async () => {
        await keeper.look();
        return (await detail('chief', id)).measures[0]?.matter?.open;
      })
      .toBe(true);
    const { measures } = await detail('chief', id);
    const opened = await as('chief')('GET', `/incidents/${measures[0]?.matter?.id ?? ''}`);
    expect(opened.text).toContain('橙色预警 河道超警');
    expect(opened.body['incident']).toMatchObject({
      origin: `warning:${id}:m1`,
      messages: [{ to: ['water'], order: true, by: { id: 'chief' } }],
    });
    // The unit has no task in it yet, and is where the order goes.
    const theirs = await as('water')('GET', `/incidents/${measures[0]?.matter?.id ?? ''}`);
    expect(theirs.body['incident']).toMatchObject({ tasks: [], messages: [{ to: ['water'], order: true }] });
  });

  it('R1 R2 is read with one tap by those it was sent to', async () => {
    const read = { kind: 'read-warning', warning: id };
    expect((await detail('chief', id)).line).toMatchObject({ sent: 3, read: 0, mine: null });
    expect((await lines('field-w', 'standing'))[0]?.mine).toBe('unread');
    expect((await send('field-e', read)).body).toMatchObject({ reasonId: 'warning-not-sent-to-you' });
    expect((await send('field-w', read)).status).toBe(200);
    expect((await send('field-w', read)).body).toMatchObject({ code: 'duplicate' });
    expect((await send('city', read)).status).toBe(200);
    const now = await detail('chief', id);
    expect(now.line).toMatchObject({ sent: 3, read: 2 });
    expect(now.recipients.find((one) => one.read === null)).toMatchObject({
      key: 'unit:water',
      who: [{ phone: '0510-1' }],
    });
  });

  it('R3 tells upwards who is silent, once', async () => {
    house.clock.now = Date.now() + 16 * minuteMs;
    await expect
      .poll(async () => {
        await keeper.look();
        return (await detail('chief', id)).line.escalatedAt;
      })
      .not.toBeNull();
    expect((await detail('chief', id)).recipients.map(({ key }) => key)).toEqual([
      ...['unit:city', 'unit:water', 'grid:w-1-1', 'post:duty-chief'],
    ]);
    expect((await lines('chief', 'standing'))[0]?.mine).toBe('unread');
  });

  it('is told to everybody, by page and by CAP', async () => {
    expect(JSON.parse((await house.knock('GET', '/api/toy/public/warnings')).text)).toMatchObject([
      { id, colour: 'orange', title: '河道超警', advice: '远离河岸' },
    ]);
    const feed = await house.knock('GET', '/cap/toy/feed.atom');
    const [href] = /\/cap\/toy\/alerts\/[^"<]+/u.exec(feed.text) ?? [''];
    const alert = await house.knock('GET', href);
    expect(alert.headers.get('content-type')).toMatch(/^application\/cap\+xml/u);
    expect(alert.text).toContain('<geocode>\n        <valueName>grid</valueName>\n        <value>w</value>');
    expect((await house.knock('GET', '/cap/toy/alerts/none.1.xml')).status).toBe(404);

    const foreign = alert.text
      .replace(/<identifier>[^<]+/u, '<identifier>MET-1')
      .replace(/<sender>[^<]+/u, '<sender>met.example');
    const xml = 'application/cap+xml';
    expect((await door('reports', '/cap/toy/alerts', foreign, xml)).status).toBe(403);
    expect((await door('none', '/cap/toy/alerts', foreign, xml)).status).toBe(401);
    expect((await door('warnings', '/cap/toy/alerts', '<alert/>', xml)).status).toBe(400);
    const made = await door('warnings', '/cap/toy/alerts', foreign, xml);
    expect(made.status).toBe(201);
    expect((await door('warnings', '/cap/toy/alerts', foreign, xml)).body).toEqual(made.body);
    expect(await lines('chief', 'proposed')).toMatchObject([
      { id: made.body['subject'], colour: 'orange', grids: ['w'], by: 'sys-warnings' },
    ]);
    const cancel = foreign
      .replace('<identifier>MET-1', '<identifier>MET-2')
      .replace('<msgType>Alert', '<msgType>Cancel');
    expect((await door('warnings', '/cap/toy/alerts', cancel, xml)).body).toMatchObject({
      reasonId: 'cap-nothing-to-cancel',
    });
  });

  it('is raised and released with a reason, and then is past', async () => {
    const seen = (await detail('chief', id)).state.version;
    const raise = { kind: 'adjust-warning', warning: id, version: seen, colour: 'red', basis: '继续上涨' };
    expect((await send('chief', raise)).status).toBe(200);
    expect((await detail('chief', id)).line).toMatchObject({ colour: 'red', read: 0, escalatedAt: null });
    const over = { kind: 'release-warning', warning: id, version: seen, basis: '水位回落' };
    expect((await send('chief', over)).body).toMatchObject({
      code: 'conflict',
      winner: { by: '值班长', act: 'warning-adjusted' },
    });
    expect((await send('chief', { ...over, version: seen + 1 })).status).toBe(200);
    expect((await lines('city', 'past')).map((one) => [one.id, one.stage])).toEqual([[id, 'released']]);
    expect((await house.knock('GET', '/api/toy/public/warnings')).text).toBe('[]');
  });

  it('the past shows what was shown then, to whom it was shown', async () => {
    expect(shown.length).toBeGreaterThan(8);
    for (const { at, by, list, detail: then } of shown.slice()) {
      const told = warningList.parse((await as(by)('GET', `/warnings?at=${at}`)).body);
      expect({ ...told, at: 0 }, `${by} ${at}`).toEqual({ ...list, at: 0 });
      expect((await as(by)('GET', `/warnings/${id}?at=${at}`)).body, `${by} ${at}`).toEqual(then);
    }
    const ahead = (house.clock.now ?? Date.now()) + minuteMs;
    expect((await as('chief')('GET', `/warnings?at=${ahead}`)).body).toMatchObject({ field: 'at' });
  });
});
