import { connectAsync } from 'mqtt';
import { gridTree } from '#shared/grid/locate.ts';
import {
  cellRows,
  formerlyRow,
  heirRows,
  partsNamingGrids,
} from '../../client/apps/admin/grids/grid-rows.ts';
import { openGridTable } from '../../client/apps/admin/grids/grid-table.ts';
import type { Topology } from 'topojson-specification';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { narrowCells } from '#shared/grid/tree.ts';
import { must } from '#shared/kernel/must.ts';
import { domainsOf } from '#shared/pack/domain.ts';
import type { CatalogueItem, Sensor, Unit } from '#shared/pack/schema.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import type { PublicPage } from '#shared/wire/public.ts';
import type {
  ConfiguredRow,
  CountyFolder,
  CountyTold,
  DiscoveredSensor,
  FirstOfCounty,
  PackPreview,
  PackVersionTold,
} from '#shared/wire/configuration.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import { signIn, testHouse, type TestHouse } from '../support/house.ts';
import { testDatabaseUrl } from '../support/postgres.ts';
import { openScreen, type Screen } from '../support/screen.ts';

const county = 'xuxiake';
/** Two nodes over one database, an administrator at the first, a desk and a wall at the second. */
let here: TestHouse;
let there: TestHouse;
let admin: string;
let officer: string;
let screen: Screen;
let wall: Screen;
let place: Sensor['place'];
const newGauge = () => ({
  id: 'new-gauge',
  name: { zh: '新水位站', en: 'New gauge' },
  system: 'water-farm',
  quantity: 'new-level',
  measure: 'm',
  place,
  range: [-10, 100],
  normal: [0, 4],
  decimals: 2,
  everyMs: 1_000,
});

async function ask<T>(house: TestHouse, path: string, cookie: string, body?: unknown): Promise<[number, T]> {
  const answer = await fetch(`${house.url}/api/${county}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return [answer.status, (await answer.json()) as T];
}
const packAt = async (house: TestHouse): Promise<PackDigest> =>
  (await ask<PackDigest>(house, '/pack', officer))[1];
const rowsOf = async (part: string): Promise<ConfiguredRow[]> =>
  (await ask<ConfiguredRow[]>(here, `/configuration/parts/${part}`, admin))[1];
async function report(item: string, place: Sensor['place']): Promise<string> {
  const answer = await fetch(`${here.url}/api/${county}/commands`, {
    method: 'POST',
    headers: { cookie: officer, 'content-type': 'application/json', 'idempotency-key': `k-${Math.random()}` },
    body: JSON.stringify({ kind: 'report', source: 'hotline', item, title: '路面塌陷', place }),
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { subject: string }).subject;
}

/** The cookie of a wall that was let in at the first node and sits down at the second. */
async function pairedWall(): Promise<string> {
  const [, { token }] = await ask<{ token: string }>(here, '/devices', admin, { name: '大厅' });
  const seated = await fetch(`${there.url}/api/${county}/session/device`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  return must(seated.headers.get('set-cookie')?.split(';')[0], 'cookie');
}

beforeAll(async () => {
  const env = {
    PACKS: county,
    DATABASE_URL: await testDatabaseUrl(),
    SESSION_SECRET: 'a secret of thirty-two characters',
    RECORD_KEY: 'a key of thirty-two characters ..',
  };
  here = await testHouse({ env });
  there = await testHouse({ env });
  admin = await signIn(here, county, 'demo-admin');
  officer = await signIn(here, county, 'duty1');
  const opened = (cookie: string): Screen =>
    openScreen({
      url: there.url,
      jurisdiction: county,
      channels: ['board:all', 'sensing:all'],
      sensors: 'all',
      headers: { cookie },
    });
  screen = opened(officer);
  wall = opened(await pairedWall());
  for (const one of [screen, wall]) await one.until('home', ({ consistent }) => consistent, 5_000);
}, 120_000);
afterAll(async () => {
  screen.close();
  wall.close();
  await there.stop();
  await here.stop();
  expect([...here.faults, ...there.faults]).toEqual([]);
});

test('a unit, a limit, a rule and a sensor are others in two seconds on two nodes: pack, desk, wall, rules, doors', async () => {
  const [units, items, sensors, rules] = [
    (await rowsOf('units')) as (ConfiguredRow & { body: Unit })[],
    (await rowsOf('catalogue')) as (ConfiguredRow & { body: CatalogueItem })[],
    (await rowsOf('sensors')) as (ConfiguredRow & { body: Sensor })[],
    await rowsOf('rules'),
  ];
  const [unit, item, gauge] = [must(units[0], 'unit'), must(items[0], 'item'), must(sensors[0], 'sensor')];
  const old = await report(item.key, gauge.body.place);
  const limits = { ...item.body.limits, whole: { amount: 77, unit: 'work-day' } };
  place = gauge.body.place;
  const newRule = {
    id: 'new-level-high',
    kind: 'threshold',
    on: { quantity: 'new-level' },
    item: item.key,
    side: 'above',
    enter: 5,
    leave: 4.5,
    enterMs: 0,
    leaveMs: 0,
    urgent: true,
  };
  const change = {
    rows: [
      {
        part: 'units',
        key: unit.key,
        was: unit.version,
        body: { ...unit.body, name: { zh: '新名字', en: 'New name' } },
      },
      { part: 'catalogue', key: item.key, was: item.version, body: { ...item.body, limits } },
      { part: 'sensors', key: 'new-gauge', was: 0, body: newGauge() },
      { part: 'rules', key: 'new-level-high', was: 0, body: newRule },
    ],
    applies: 'new',
    why: '按县府办通知',
  };
  const { why, ...asked } = change;
  const [, preview] = await ask<PackPreview>(here, '/configuration/preview', admin, asked);
  expect(preview.faults).toEqual([]);
  expect(preview.rows.map(({ change: what, fields }) => [what, ...fields])).toEqual([
    ...[['changed', 'name'], ['changed', 'limits'], ['added'], ['added']],
  ]);
  expect(preview.consequences).toContainEqual(
    expect.objectContaining({ kind: 'limit', clock: 'whole', open: 1, set: 1, ahead: 0, moved: 0 }),
  );

  const began = Date.now();
  const [status, written] = await ask(here, '/configuration/changes', admin, { ...asked, why });
  expect([status, written]).toEqual([200, { version: 2, edition: 2 }]);
  for (const one of [screen, wall]) await one.until('the edition', ({ edition }) => edition === 2, 2_000);
  for (const house of [here, there]) {
    const pack = await packAt(house);
    expect([pack.edition, pack.units.find(({ id }) => id === unit.key)?.name.zh]).toEqual([2, '新名字']);
  }
  // The door of the other node takes the new sensor, its rule is raised, and the screen sees both.
  const token = must(there.demo.jurisdictions[county]?.sources['sim-devices'], 'token');
  const sent = await fetch(`${there.url}/api/${county}/readings`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify([{ sensor: 'new-gauge', at: Date.now(), value: 7.5 }]),
  });
  expect([sent.status, await sent.json()]).toMatchObject([200, { taken: 1, refused: [] }]);
  const ordinal = sensors.length;
  for (const one of [screen, wall])
    await one.until('its value', () => one.values.get(ordinal)?.value === 7.5, 2_000);
  const raised = (): IncidentRow | undefined =>
    [...(screen.board.tables.get('incident')?.values() ?? [])]
      .map((row) => row as unknown as IncidentRow)
      .find(({ source }) => source === 'sensor');
  await screen.until('its incident', () => raised() !== undefined, 3_000);
  expect(raised()?.item).toBe(item.key);
  expect(Date.now() - began).toBeLessThan(8_000);

  // What began before goes by the limit that it began with; what begins now by the new one.
  const wholeOf = async (id: string): Promise<unknown> =>
    (
      await ask<{ incident: { clocks: Record<string, { limit: unknown }> } }>(
        there,
        `/incidents/${id}`,
        officer,
      )
    )[1].incident.clocks['whole']?.limit;
  expect(await wholeOf(old)).toEqual(item.body.limits['whole']);
  expect(await wholeOf(await report(item.key, gauge.body.place))).toEqual(limits.whole);
  expect(rules.some(({ key }) => key === 'new-level-high')).toBe(false);
});

test('what does not fit is refused by its field; of two administrators the second hears who was first', async () => {
  const [unit] = (await rowsOf('units')) as (ConfiguredRow & { body: Unit })[];
  const { key, version, body } = must(unit, 'unit');
  expect(version).toBe(2);
  const asked = (was: number, more: Partial<Record<keyof Unit, unknown>>) => ({
    rows: [{ part: 'units', key, was, body: { ...body, ...more } }],
    why: '改错',
  });
  expect(
    await ask(here, '/configuration/changes', admin, asked(version, { parent: 'nobody' })),
  ).toMatchObject([400, { code: 'invalid', field: `units.${key}.parent` }]);
  expect(await ask(there, '/configuration/changes', admin, asked(1, { phone: '1' }))).toMatchObject([
    409,
    { code: 'conflict', field: `units.${key}`, winner: { by: '演示管理员', act: 'pack-2' } },
  ]);
  expect(await ask(here, '/configuration/changes', officer, asked(version, { phone: '1' }))).toMatchObject([
    403,
    { code: 'forbidden' },
  ]);
  expect((await packAt(there)).edition).toBe(2);
});

test('a version is taken back on both nodes, its history tells both, and a restart goes on with it', async () => {
  const [unit] = (await rowsOf('units')) as (ConfiguredRow & { body: Unit })[];
  const { key } = must(unit, 'unit');
  const [, written] = await ask(here, '/configuration/changes', admin, {
    rows: [{ part: 'units', key, was: 2, body: { ...must(unit, 'unit').body, phone: '0510-2' } }],
    why: '换号码',
  });
  expect(written).toEqual({ version: 3, edition: 3 });
  const undone = await ask(there, '/configuration/undo', admin, { version: 3, why: '号码有误' });
  expect(undone).toEqual([200, { version: 4, edition: 4 }]);
  await screen.until('the edition', ({ edition }) => edition === 4, 2_000);
  const [, history] = await ask<PackVersionTold[]>(
    here,
    `/configuration/history?part=units&key=${key}`,
    admin,
  );
  expect(history.map(({ version, undoes, why }) => [version, undoes, why])).toEqual([
    [4, 3, '号码有误'],
    [3, null, '换号码'],
    [2, null, '按县府办通知'],
  ]);
  expect(await ask(here, '/configuration/undo', admin, { version: 2, why: '撤回' })).toMatchObject([
    409,
    { field: `units.${key}`, winner: { act: 'pack-4' } },
  ]);
  await here.restart();
  const pack = await packAt(here);
  expect([pack.edition, pack.units.find(({ id }) => id === key)?.name.zh]).toEqual([4, '新名字']);

  // A sensor that came is not taken out again, since its readings hang on it: it is out of use.
  const [, added] = await ask(here, '/configuration/changes', admin, {
    rows: [{ part: 'sensors', key: 'newer-gauge', was: 0, body: { ...newGauge(), id: 'newer-gauge' } }],
    why: '新装',
  });
  expect(added).toEqual({ version: 5, edition: 5 });
  expect((await ask(here, '/configuration/undo', admin, { version: 5, why: '撤回' }))[0]).toBe(200);
  const gauge = (await rowsOf('sensors')).find((row) => row.key === 'newer-gauge');
  expect(gauge).toMatchObject({ version: 6, body: { id: 'newer-gauge', retired: true } });
});

test('a row comes and goes: what rests on it is counted first, its open matters end by what they began with', async () => {
  const items = (await rowsOf('catalogue')) as (ConfiguredRow & { body: CatalogueItem })[];
  const units = (await rowsOf('units')) as (ConfiguredRow & { body: Unit })[];
  const model = must(items[0], 'item').body;
  const body = { ...model, id: 'zz-item', name: { zh: '新事项', en: 'New item' } };
  const row = (was: number, now: unknown) => ({ part: 'catalogue', key: 'zz-item', was, body: now });
  const [, first] = await ask<{ version: number }>(here, '/configuration/changes', admin, {
    rows: [row(0, body)],
    why: '新增事项',
  });
  expect(
    await ask(there, '/configuration/changes', admin, { rows: [row(0, body)], why: '同时' }),
  ).toMatchObject([409, { code: 'conflict', winner: { by: '演示管理员' } }]);
  const matter = await report('zz-item', must(units[0], 'unit').body.place);
  const look = async (part: string, key: string, was: number): Promise<PackPreview> =>
    (
      await ask<PackPreview>(here, '/configuration/preview', admin, {
        rows: [{ part, key, was, body: null }],
      })
    )[1];
  const told = await look('catalogue', 'zz-item', first.version);
  expect(told.faults).toEqual([]);
  expect(told.rows).toMatchObject([{ change: 'removed' }]);
  expect(told.consequences).toContainEqual(
    expect.objectContaining({ what: 'open-matters', count: 1, key: 'zz-item' }),
  );
  const unit = must(
    units.find(({ body: { kind } }) => kind === 'department'),
    'department',
  );
  const refused = await look('units', unit.key, unit.version);
  expect(refused.faults.length).toBeGreaterThan(0);
  const whats = refused.consequences.map((one) => (one.kind === 'count' ? one.what : one.kind));
  expect(whats).toEqual(['open-matters', 'tasks', 'accounts', 'rows']);
  const [status] = await ask(here, '/configuration/changes', admin, {
    rows: [row(first.version, null)],
    why: '停用事项',
  });
  expect([status, (await rowsOf('catalogue')).some(({ key }) => key === 'zz-item')]).toEqual([200, false]);
  // The matter keeps its item, and its limits.
  const [, kept] = await ask<{ incident: { item: string; clocks: Record<string, unknown> } }>(
    here,
    `/incidents/${matter}`,
    officer,
  );
  expect([kept.incident.item, 'whole' in kept.incident.clocks]).toEqual(['zz-item', true]);
  expect(
    (await ask(here, '/configuration/undo', admin, { version: first.version + 1, why: '仍要用' }))[0],
  ).toBe(200);
  expect((await rowsOf('catalogue')).find(({ key }) => key === 'zz-item')?.body).toEqual(body);
});

test('two grids become one: the map, the matters, whoever names the one that is gone, on two nodes, and back', async () => {
  const mapAt = async (house: TestHouse): Promise<Topology> =>
    (await (await fetch(`${house.url}/packs/${county}/grids.topo.json`)).json()) as Topology;
  const topology = await mapAt(here);
  const tree = gridTree(topology);
  const [item] = await rowsOf('catalogue');
  const [, , cell] = tree.locate(place);
  const gone = must(cell, 'a cell').id;
  const table = openGridTable({ topology, tree });
  const brothers = narrowCells(tree).filter(({ id, parent }) => parent === cell?.parent && id !== gone);
  const keep = must(
    brothers.find(({ id }) => {
      table.choose(id);
      table.merge(gone);
      return table.isChanged.value;
    }),
    'a neighbour',
  ).id;
  const matter = await report(must(item, 'item').key, place);
  const { heirs } = table.table.value;
  const rows = cellRows(table.begin, table.table.value, await rowsOf('grids'));
  for (const part of partsNamingGrids) rows.push(...heirRows(part, await rowsOf(part), heirs));
  rows.push(formerlyRow(await rowsOf('pack'), heirs));
  const [, told] = await ask<PackPreview>(here, '/configuration/preview', admin, { rows });
  expect(told.faults).toEqual([]);
  const counts = told.consequences.flatMap((one) =>
    one.kind === 'count' && one.key === '' ? [[one.what, one.count] as const] : [],
  );
  expect(counts.map(([what]) => what)).toEqual(['matters-moved', 'sensors-moved', 'records-moved']);
  expect(counts[0]?.[1]).toBeGreaterThan(0);
  expect(counts[1]?.[1]).toBeGreaterThan(0);
  const [status, written] = await ask<{ version: number; edition: number }>(
    here,
    '/configuration/changes',
    admin,
    { rows, why: '两格合一' },
  );
  expect(status).toBe(200);
  await screen.until('the edition', ({ edition }) => edition === written.edition, 2_000);
  for (const house of [here, there]) {
    const cells = gridTree(await mapAt(house));
    expect([cells.byId.has(gone), cells.locate(place).at(-1)?.id]).toEqual([false, keep]);
    const [, kept] = await ask<{ incident: { grids: string[] } }>(house, `/incidents/${matter}`, officer);
    expect(kept.incident.grids.at(-1)).toBe(keep);
  }
  const after = await report(must(item, 'item').key, place);
  const [, there2] = await ask<{ incident: { grids: string[] } }>(there, `/incidents/${after}`, officer);
  expect(there2.incident.grids.at(-1)).toBe(keep);
  const undone = { version: written.version, why: '仍分两格' };
  expect((await ask(here, '/configuration/undo', admin, undone))[0]).toBe(200);
  expect(
    gridTree(await mapAt(here))
      .locate(place)
      .at(-1)?.id,
  ).toBe(gone);
});

test('a sensor that nobody knows waits in the tray; adopted like another one, its next reading is on the screen', async () => {
  const token = async (body: object): Promise<{ id: string; token: string }> =>
    (await ask<{ id: string; token: string }>(here, '/sources', admin, body))[1];
  const free = await token({ source: 'plant', doors: ['readings'] });
  const { key: one } = must((await rowsOf('sensors'))[0], 'a sensor');
  const bound = await token({ source: 'narrow', doors: ['readings'], bounds: { sensors: [one] } });
  const began = Date.now();
  const publish = async (
    source: string,
    { token: password }: { token: string },
    sensor: string,
    value: number,
  ) => {
    const client = await connectAsync(here.mqttUrl, { username: source, password, clean: true });
    const body = JSON.stringify({ sensor, at: Date.now(), value });
    await client.publishAsync(`jh/${county}/readings`, body, { qos: 1 });
    await client.endAsync();
  };
  await publish('plant', free, 'found-1', 2.5);
  await publish('narrow', bound, 'made-up', 2.5);
  const waiting = async () => (await ask<DiscoveredSensor[]>(here, '/configuration/discovered', admin))[1];
  expect(await waiting()).toMatchObject([{ sensor: 'found-1', source: 'plant', count: 1, value: 2.5 }]);
  expect((await ask(here, '/configuration/discovered', officer))[0]).toBe(403);
  const sensors = (await rowsOf('sensors')) as (ConfiguredRow & { body: Sensor })[];
  const body = { ...must(sensors[0], 'a sensor').body, id: 'found-1', name: { zh: '新站', en: 'Found' } };
  const row = { part: 'sensors', key: 'found-1', was: 0, body };
  expect((await ask(here, '/configuration/changes', admin, { rows: [row], why: '登记' }))[0]).toBe(200);
  await publish('plant', free, 'found-1', 2.75);
  await screen.until('its value', () => screen.values.get(sensors.length)?.value === 2.75, 5_000);
  expect(Date.now() - began).toBeLessThan(10_000);
  expect(await waiting()).toEqual([]);
});

test('a county leaves as a folder and opens as another on two nodes at once, rests, goes and comes back, the others untouched', async () => {
  const [, folder] = await ask<CountyFolder>(here, '/configuration/folder', admin);
  expect(folder.files.find(({ path }) => path === 'pack/units.json')?.text).toContain('新名字');
  const as = { id: 'practice', code: '320281999', name: { zh: '演练', en: 'Practice' } };
  const body = { files: folder.files, as };
  expect(await ask(here, '/configuration/counties/look', officer, body)).toMatchObject([403, {}]);
  expect(await ask(here, '/configuration/counties/look', admin, body)).toMatchObject([200, { faults: [] }]);
  expect(await ask(here, '/configuration/counties', admin, { ...body, as: {} })).toMatchObject([
    400,
    { code: 'invalid', field: 'files' },
  ]);
  const { edition } = await packAt(there);
  const [status, told] = await ask<CountyTold[]>(here, '/configuration/counties', admin, body);
  const states = (some: CountyTold[]) => some.map(({ id, state }) => [id, state]);
  expect([status, states(told)]).toEqual([
    200,
    [
      [county, 'open'],
      ['practice', 'open'],
    ],
  ]);
  // Who comes in first gets one-time codes, as long as nobody has a password.
  const first = () => ask<FirstOfCounty>(here, '/configuration/counties/practice/first', admin, {});
  const [, { people }] = await first();
  expect(people.map(({ role }) => role)).toEqual(['admin', 'auditor']);
  const { login, code } = must((await first())[1].people[0], 'the first administrator');
  const practice = async (house: TestHouse, path: string, cookie: string, sent?: unknown) => {
    const answer = await fetch(`${house.url}/api/practice${path}`, {
      method: sent === undefined ? 'GET' : 'POST',
      headers: { cookie, 'content-type': 'application/json', 'idempotency-key': `p-${Math.random()}` },
      ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown>, answer };
  };
  const password = 'purple-lantern-over-the-lock-71';
  const opened = await practice(here, '/session/first', '', { login, code, password });
  expect(opened.status).toBeLessThan(300);
  expect((await first())[0]).toBe(409);
  const signed = async (house: TestHouse): Promise<string> => {
    const { answer } = await practice(house, '/session', '', { login, password });
    const lines = answer.headers.getSetCookie();
    return lines.map((line) => line.split(';')[0]).join('; ');
  };
  const mine = await signed(here);
  const answered = async (house: TestHouse) => (await practice(house, '/configuration', mine)).status;
  await expect.poll(() => answered(there)).toBe(200);
  // The copy begins with what the county had become, and out of its folder it is the same bytes, on the other node too.
  const again = (await practice(there, '/configuration/folder', mine)).body as unknown as CountyFolder;
  const others = (some: CountyFolder) => some.files.filter(({ path }) => path !== 'pack/pack.json');
  expect(others(again)).toEqual(others(folder));
  expect((await fetch(`${there.url}/packs/practice/grids.topo.json`)).status).toBe(200);
  // A change of its own is followed, and a sensor of it takes readings.
  const [gauge] = (await practice(here, '/configuration/parts/sensors', mine))
    .body as unknown as ConfiguredRow[];
  const { body: token } = await practice(here, '/sources', mine, { source: 'gauges', doors: ['readings'] });
  const reading = { sensor: must(gauge, 'a sensor').key, at: Date.now(), value: 1 };
  const sendReading = async () => {
    const answer = await fetch(`${there.url}/api/practice/readings`, {
      method: 'POST',
      headers: { authorization: `Bearer ${String(token['token'])}`, 'content-type': 'application/json' },
      body: JSON.stringify([reading]),
    });
    return { status: answer.status, ...((await answer.json()) as Record<string, unknown>) };
  };
  expect(await sendReading()).toMatchObject({ status: 200, taken: 1 });

  // Resting: read and not written, by nobody and on no node; the other county goes on.
  const rest = (state: string) =>
    ask<CountyTold[]>(here, '/configuration/counties/practice/state', admin, { state, why: '演练结束' });
  expect(states((await rest('read-only'))[1])).toContainEqual(['practice', 'read-only']);
  await expect.poll(async () => (await sendReading()).status).toBe(409);
  expect((await practice(here, '/sources', mine, { source: 'x', doors: ['readings'] })).body).toMatchObject({
    reasonId: 'county-read-only',
  });
  expect((await practice(there, '/configuration', mine)).status).toBe(200);
  expect(states((await rest('archived'))[1])).toContainEqual(['practice', 'archived']);
  await expect.poll(() => answered(there)).toBe(503);
  expect(await answered(here)).toBe(503);
  expect((await practice(here, '/public', '')).body).toMatchObject({ reasonId: 'county-archived' });
  expect(
    await ask(here, `/configuration/counties/${county}/state`, admin, { state: 'archived', why: '全部' }),
  ).toMatchObject([409, { reasonId: 'county-last' }]);
  // It stays away over a restart, and comes back as it was.
  await here.restart();
  expect(await answered(here)).toBe(503);
  expect(states((await rest('open'))[1])).toContainEqual(['practice', 'open']);
  await expect.poll(() => answered(there)).toBe(200);
  const page = await fetch(`${here.url}/api/practice/public`);
  expect([page.status, ((await page.json()) as PublicPage).identity.name.zh]).toEqual([200, '演练']);
  expect(await sendReading()).toMatchObject({ status: 200 });
  // The screen of the other county never lost its line, and its pack is the same.
  expect((await packAt(there)).edition).toBe(edition);
  await screen.until('home', ({ consistent }) => consistent, 5_000);
});

/** A county that somebody sets up on screens: its lists say of themselves what domains and systems it has. */
const seaside = () => {
  const square = (west: number, side: number) => ({
    type: 'Polygon',
    coordinates: [
      [
        [west, 54],
        [west + side, 54],
        [west + side, 54.1],
        [west, 54.1],
        [west, 54],
      ],
    ],
  });
  const named = (en: string) => ({ zh: '', en });
  const item = (en: string, domain: string) => ({
    ...{ id: en.toLowerCase().replaceAll(' ', '-'), name: named(en), domain, unit: 'works' },
    ...{ amount: 3, per: 'work-day', public: true },
  });
  const gauge = (id: string, system: string, quantity: string) => ({
    ...{ id, name: named(id), system, quantity, measure: 'm' },
    ...{ lng: 10.05, lat: 54.05, low: 0, high: 5, everySeconds: 60 },
  });
  return {
    ...{
      id: 'seaside',
      code: 'DE3301',
      codes: ['DE####', 'w#', 'b#'],
      phones: ['0### #######'],
      numbers: 'point-comma',
      name: named('Seaside'),
      centre: named('Seaside centre'),
    },
    ...{ language: 'en', zone: 'Europe/Berlin', periods: [[480, 1020]], holidays: [], phone: '0431 1000000' },
    ...{ emergency: [], levels: [named('Ward'), named('Block')], starter: true, procedures: [] },
    grids: [
      [
        { id: 'w1', name: 'Ward one', parent: null, shape: square(10, 0.1) },
        { id: 'w2', name: 'Ward two', parent: null, shape: square(10.3, 0.1) },
      ],
      [
        { id: 'b1', name: 'Block one', parent: 'w1', shape: square(10, 0.1) },
        { id: 'b2', name: 'Block two', parent: 'w2', shape: square(10.3, 0.1) },
      ],
    ],
    units: [{ id: 'works', name: named('Works'), phone: '' }],
    items: [
      ...[item('Sunken boat', 'Harbour'), item('Full beach', 'Tourism'), item('Fallen trees', '森林')],
      ...[item('Old wall', 'Heritage'), item('Loud bar', 'Night life')],
    ],
    sensors: [gauge('t1', 'Tide gauges', 'tide'), gauge('f1', 'Ferries', 'load')],
  };
};

test('a county has five domains and two systems of its own: every door, screen and formula goes by them, and its folder is the same', async () => {
  const county = seaside();
  expect(await ask(here, '/configuration/counties/new/look', admin, county)).toMatchObject([
    200,
    { faults: [] },
  ]);
  const [, made] = await ask<{ first: FirstOfCounty }>(here, '/configuration/counties/new', admin, county);
  const { login, code } = must(made.first.people[0], 'an administrator');
  const own = async <T>(
    path: string,
    cookie: string,
    body?: unknown,
  ): Promise<{ status: number; body: T; answer: Response }> => {
    const answer = await fetch(`${here.url}/api/seaside${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as T, answer };
  };
  const password = 'seven-lanterns-over-the-old-ferry';
  await own('/session/first', '', { login, code, password });
  const { answer } = await own('/session', '', { login, password });
  const mine = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const digest = async () => (await own<PackDigest>('/pack', mine)).body;
  const ids = (rows: readonly { id: string }[] | undefined) => (rows ?? []).map(({ id }) => id);
  const before = await digest();
  expect(ids(before.domains)).toEqual(['harbour', 'tourism', 'domain-3', 'heritage', 'night-life']);
  expect(ids(before.systems)).toEqual(['tide-gauges', 'ferries']);
  expect(before.catalogue.every(({ domain }) => ids(before.domains).includes(domain))).toBe(true);

  // An indicator of each, one of them with a formula of the domain, one of the system.
  const change = (rows: unknown[]) =>
    own<Record<string, unknown>>('/configuration/changes', mine, { rows, why: '设领域' });
  const indicator = (domain: string, formula: string) => ({
    ...{ part: 'indicators', key: `of-${domain}`, was: 0 },
    body: {
      ...{ id: `of-${domain}`, name: { zh: domain, en: domain }, domain, formula, measure: '', decimals: 0 },
      ...{ better: 'none', owner: 'works', cadence: 'live', version: 1 },
    },
  });
  const lists = ids(before.domains).map((domain) => indicator(domain, `open(domains: ${domain})`));
  expect(await change([...lists, indicator('ferries', 'sensors(system: ferries)')])).toMatchObject({
    status: 400,
    body: {
      reasonId: 'domain-in-use',
      values: { what: 'ferries', count: 1, first: 'indicators of-ferries' },
    },
  });
  expect((await change(lists)).status).toBe(200);

  // One that is used stays, and it is said who uses it; another name and place, one more and one less are a change as any.
  const row = (id: string, body: object | null) => ({
    part: 'domains',
    key: id,
    was: body && !ids(before.domains).includes(id) ? 0 : 1,
    body,
  });
  expect(await change([row('domain-3', null)])).toMatchObject({
    status: 400,
    body: {
      ...{ reasonId: 'domain-in-use', field: 'domains.domain-3' },
      values: { what: 'domain-3', count: 2, first: 'catalogue fallen-trees, indicators of-domain-3' },
    },
  });
  const preview = await own<PackPreview>('/configuration/preview', mine, {
    rows: [row('domain-3', null)],
    applies: 'open',
  });
  expect(preview.body.consequences).toContainEqual({
    kind: 'count',
    part: 'domains',
    key: 'domain-3',
    what: 'items',
    count: 1,
  });
  const port = { id: 'harbour', name: { zh: '港口', en: 'Port' }, order: 9 };
  const airport = { id: 'airport', name: { zh: '机场', en: 'Airport' } };
  expect((await change([row('harbour', port), row('airport', airport)])).status).toBe(200);
  expect((await change([{ part: 'domains', key: 'airport', was: 3, body: null }])).status).toBe(200);
  expect(domainsOf(await digest())).toEqual([port, ...(before.domains ?? []).slice(1)]);

  // Doors: a silence of a system that is not there, a token of one that is.
  const silence = { grids: [], systems: ['ferries'], urgent: false, from: 1, until: 2, reason: '检修' };
  expect((await ask(here, '/alarm-suppressions', officer, silence))[0]).toBe(404);
  const token = (systems: string[]) =>
    own('/sources', mine, { source: `s-${systems[0] ?? ''}`, doors: ['readings'], bounds: { systems } });
  expect([(await token(['ferries'])).status, (await token(['street-lamp'])).status]).toEqual([200, 404]);

  // A screen tells each domain and system that there is.
  const wall = openScreen({
    url: here.url,
    jurisdiction: 'seaside',
    channels: ['sensing:all'],
    headers: { cookie: mine },
  });
  await wall.until('home', ({ consistent }) => consistent, 10_000);
  const told = (table: string): string[] => [...(wall.sensing.tables.get(table)?.keys() ?? [])];
  expect(told('system')).toEqual(['tide-gauges', 'ferries']);
  await expect
    .poll(() => told('indicator').toSorted(), { timeout: 10_000 })
    .toEqual(ids(before.domains).toSorted());
  wall.close();

  // Between its two wards is water: what is reported there falls to the block that an administrator names, and numbers are its own.
  const afloat = {
    item: 'sunken-boat',
    words: 'A boat has sunk',
    place: { lng: 10.2, lat: 54.05 },
    consent: true,
  };
  const tell = (more: object) =>
    fetch(`${here.url}/api/seaside/public/reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `t-${Math.random()}` },
      body: JSON.stringify({ ...afloat, address: '', name: '', phone: '', ...more }),
    });
  expect(await (await tell({})).json()).toMatchObject({ reasonId: 'place-outside' });
  const [policy] = (await own<ConfiguredRow[]>('/configuration/parts/pack', mine)).body.filter(
    ({ key }) => key === 'policy',
  );
  const fallsTo = (elsewhere: string) =>
    change([{ part: 'pack', key: 'policy', was: 1, body: { ...(policy?.body as object), elsewhere } }]);
  expect(await fallsTo('w1')).toMatchObject({ status: 400, body: { reasonId: 'elsewhere-no-grid' } });
  expect((await fallsTo('b2')).status).toBe(200);
  expect(await (await tell({ phone: '110 1234' })).json()).toMatchObject({
    reasonId: 'phone-not-of-form',
    values: { form: '0### #######' },
  });
  const receipt = (await (await tell({ phone: '(0431) 100-2003' })).json()) as { number: string };
  expect(receipt.number).toMatch(/^DE3301\d{13}$/u);
  expect(await own(`/incidents/${receipt.number}`, mine)).toMatchObject({
    body: { incident: { grids: ['w2', 'b2'] } },
  });
  // Another continent is not the county's.
  expect(await (await tell({ place: { lng: 120, lat: 31 } })).json()).toMatchObject({
    reasonId: 'place-outside',
  });

  const { body: folder } = await own<CountyFolder>('/configuration/folder', mine);
  const as = { id: 'seaside-two', code: 'DE3302', name: { zh: '乙', en: 'Two' } };
  expect(
    (await ask<CountyTold[]>(here, '/configuration/counties', admin, { files: folder.files, as }))[0],
  ).toBe(200);
});
