import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import * as alarms from '#shared/wire/alarms.ts';
import * as drill from '#shared/wire/drill.ts';
import * as wire from '#shared/wire/http.ts';
import * as duty from '#shared/wire/responsibility.ts';
import { testReport } from '../support/county.ts';
import { item } from '../support/incident-world.ts';
import { openHttpHouse, type HttpHouse, type Knock, type Told } from '../support/http-house.ts';
import { sensingPack } from '../support/sensing.ts';

const high = {
  kind: 'threshold',
  id: 'high',
  on: { quantity: 'level' },
  item: item.id,
  side: 'above',
  enter: 50,
  enterMs: 0,
  leave: 40,
  leaveMs: 0,
  urgent: true,
};
type Caller = Awaited<ReturnType<HttpHouse['signIn']>>;

describe('a day of work over HTTP', () => {
  let house: HttpHouse;
  let duty1: Caller;
  let duty2: Caller;
  let serial = 0;
  beforeAll(async () => {
    house = await openHttpHouse([sensingPack({ rules: [high] })]);
    [duty1, duty2] = [await house.signIn('duty1'), await house.signIn('duty2')];
  });
  afterAll(() => house.close());

  const send = (who: Caller, body: unknown, key = `act-${(serial += 1)}-of-these-tests`): Promise<Told> =>
    who('POST', '/commands', { body, headers: { 'idempotency-key': key } });
  const report = async (): Promise<string> => String((await send(duty1, testReport())).body['subject']);
  const take = (incident: string, version: number, transition: string, form = {}) => ({
    kind: 'take',
    incident,
    version,
    transition,
    form,
  });
  const atDoor = (source: string, door: string, more: Knock): Promise<Told> =>
    house.knock('POST', `/api/toy/${door}`, {
      ...more,
      headers: {
        authorization: `Bearer ${house.demo.jurisdictions['toy']?.sources[source]}`,
        ...more.headers,
      },
    });

  it('an incident goes round, and every answer is as the wire says', async () => {
    const id = await report();
    const handler = await house.signIn('city');
    const steps: [Caller, string, object][] = [
      [duty1, 'accept', {}],
      [duty1, 'file', {}],
      [duty2, 'dispatch', { lead: 'city', co: [] }],
      [handler, 'sign', {}],
      [handler, 'start-work', {}],
      [handler, 'feed-back', { note: '已更换井盖', evidence: [{ kind: 'text', text: '现场照片', at: 0 }] }],
      [duty1, 'pass-check', {}],
      [duty1, 'close', {}],
    ];
    for (const [place, [who, transition, form]] of steps.entries()) {
      const told = await send(who, take(id, place + 1, transition, form));
      expect(told.text).toContain('"done"');
      expect(wire.commandAnswer.parse(told.body).version).toBe(place + 2);
    }
    const detail = wire.incidentDetail.parse((await duty1('GET', `/incidents/${id}`)).body);
    expect(detail.incident.node).toBe('closed');
    expect(detail.entries.map(({ seq }) => seq)).toHaveLength(steps.length + 1);
    const list = wire.incidentList.parse(
      (await duty1('GET', `/incidents?state=closed&q=${encodeURIComponent('井盖')}`)).body,
    );
    expect(list.rows.map((row) => row.id)).toContain(id);
    const figures = wire.figures.parse((await duty1('GET', '/figures?window=today')).body);
    expect(figures.rates.onTimeClosing).toMatchObject({ numerator: 1, denominator: 1, value: 1 });
  });

  it('the same key is answered with the first answer, and nothing happens twice', async () => {
    const body = testReport({ title: '只报一次' });
    const first = await send(duty1, body, 'one-key-of-mine');
    const again = await send(duty1, body, 'one-key-of-mine');
    expect(again.body).toEqual(first.body);
    const list = wire.incidentList.parse(
      (await duty1('GET', `/incidents?q=${encodeURIComponent('只报一次')}`)).body,
    );
    expect(list.total).toBe(1);
    const other = await send(duty2, body, 'one-key-of-mine');
    expect(other.body['subject']).not.toBe(first.body['subject']);
  });

  it.each([undefined, 'short', 'x'.repeat(101), 'with space in it'])(
    'a command without a good key is refused: %j',
    async (key) => {
      const told = await duty1('POST', '/commands', {
        body: testReport(),
        headers: key === undefined ? {} : { 'idempotency-key': key },
      });
      expect(told.body).toMatchObject({ status: 400, field: 'idempotency-key' });
    },
  );

  it('of two officers one wins, and the other is told who and with what', async () => {
    const id = await report();
    const answers = await Promise.all([
      send(duty1, take(id, 1, 'accept')),
      send(duty2, take(id, 1, 'accept')),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const loser = must(
      answers.find(({ status }) => status === 409),
      'loser',
    );
    const problem = wire.problem.parse(loser.body);
    expect(problem.code).toBe('conflict');
    expect(problem.winner?.by).toMatch(/值班席 0[12]/);
    expect(loser.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('a hotline reports with its own token', async () => {
    const { kind: _, origin: __, ...body } = testReport({ source: 'hotline', title: '热线来电' });
    const knock = (headers: Record<string, string>) => atDoor('hotline', 'reports', { body, headers });
    const first = await knock({ 'idempotency-key': 'call-20261122-0001' });
    expect(wire.commandAnswer.parse(first.body).version).toBe(1);
    expect((await knock({ 'idempotency-key': 'call-20261122-0001' })).body).toEqual(first.body);
    const { incident } = wire.incidentDetail.parse(
      (await duty1('GET', `/incidents/${first.body['subject']}`)).body,
    );
    expect(incident.reporter).toMatchObject({ role: 'source', name: 'hotline' });
  });

  it('readings come as one, as a list and as lines; the good ones of a batch are kept', async () => {
    const now = Date.now();
    const reading = (value: unknown, at = now) => ({ sensor: 's-0', at, value });
    const one = await atDoor('sim-devices', 'readings', { body: reading(1, now - 5_000) });
    expect(one.body).toMatchObject({ taken: 1, refusedCount: 0 });
    const list = await atDoor('sim-devices', 'readings', {
      body: [reading(2, now - 4_000), reading('x'), { sensor: 'no-such', at: now, value: 1 }],
    });
    expect(list.status).toBe(200);
    expect(list.body).toMatchObject({ taken: 1, refusedCount: 2, refused: [{ index: 1 }, { index: 2 }] });
    const lines = [reading(3, now - 3_000), reading(4, now - 2_000)].map((row) => JSON.stringify(row));
    const headers = { 'content-type': 'application/x-ndjson' };
    const ndjson = await atDoor('sim-devices', 'readings', {
      raw: [lines[0], 'no json', lines[1], ''].join('\n'),
      headers,
    });
    expect(ndjson.body).toMatchObject({ taken: 2, refusedCount: 1, refused: [{ index: 1 }] });
    const none = await atDoor('sim-devices', 'readings', { body: [reading(null)] });
    expect(none.status).toBe(422);
    expect(none.body).toMatchObject({ taken: 0, refusedCount: 1 });
    expect(none.body).toMatchObject({ known: 0 });
    const trend = wire.trend.parse((await duty1('GET', `/readings/s-0?from=${now - 60_000}&to=${now}`)).body);
    expect(trend.points.map(([, mean]) => mean)).toEqual([1, 2, 3, 4]);
  });

  it('a batch sent again after a lost answer is known, and answered as kept', async () => {
    const from = Date.now() - 60_000;
    const batch = Array.from({ length: 150 }, (_, i) => ({ sensor: 's-0', at: from + i, value: i / 10 }));
    const send = (body: unknown) => atDoor('sim-devices', 'readings', { body });
    expect((await send(batch)).body).toMatchObject({ taken: 150, known: 0 });
    const again = await send(batch);
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ taken: 0, refusedCount: 150, known: 150 });
    expect(again.body['refused']).toContainEqual(expect.objectContaining({ index: 7, code: 'duplicate' }));
    const mixed = await send([batch[0], { sensor: 'no-such', at: from, value: 1 }]);
    expect([mixed.status, mixed.body['known'], mixed.body['refusedCount']]).toEqual([200, 1, 2]);
  });

  it('cameras and positions have doors too', async () => {
    const at = Date.now();
    const states = await atDoor('camera-box', 'camera-states', {
      body: [{ camera: 'c-0', at, online: true }],
    });
    expect(states.body).toMatchObject({ taken: 1 });
    const positions = await atDoor('sim-devices', 'positions', {
      body: { positions: [{ staff: 's-w-1-1', at, lng: 119.5, lat: 31 }] },
    });
    expect(positions.body).toMatchObject({ taken: 1 });
  });

  it('suggests units and tells who answers for a point', async () => {
    const id = await report();
    const units = duty.suggestions.parse((await duty1('GET', `/incidents/${id}/suggestions?lang=en`)).body);
    expect(units[0]).toMatchObject({ unit: 'city', role: 'lead' });
    expect(units.map(({ unit }) => unit)).toEqual(expect.arrayContaining(['town', 'village']));
    const place = duty.located.parse((await duty1('GET', '/locate?lng=119.5&lat=31')).body);
    expect(place.grids.map(({ id }) => id)).toEqual(['w', 'w-1', 'w-1-1']);
    expect(place.staff.map(({ id }) => id)).toEqual(['s-w-1-1']);
    expect(place.open.map((row) => row.id)).toContain(id);
    expect(duty.located.parse((await duty1('GET', '/locate?lng=10&lat=10')).body).grids).toEqual([]);
  });

  it('D1 a drill is opened, answered and ended, and the record is byte by byte what it was', async () => {
    const record = async (): Promise<Record<string, string>> => {
      const { rows: tables } = await house.database.pool.query<{ name: string }>(
        `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
         ORDER BY relname`,
      );
      // Who asked, the sheets of drills themselves, and what the indicators note down by the clock are beside the record.
      const beside = /^(drill|seat|session|audit.*|request_count.*|person|indicator_checkpoint)$/;
      const hashes = tables.flatMap(({ name }) => (beside.test(name) ? [] : [name]));
      const entries: [string, string][] = [];
      for (const name of hashes) {
        const { rows } = await house.database.pool.query<{ hash: string }>(
          `SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS hash FROM "${name}" t`,
        );
        entries.push([name, rows[0]?.hash ?? '']);
      }
      return Object.fromEntries(entries);
    };
    const from = Date.now() - 600_000;
    await report();
    const before = await record();
    expect(Object.keys(before)).toEqual(expect.arrayContaining(['ledger', 'incident', 'command_key']));
    const asked = { kind: 'past', name: '演练', from, spanMs: 300_000 };
    expect((await duty1('POST', '/drills', { body: asked })).status).toBe(409);
    const opened = await duty1('POST', '/drills', {
      body: { ...asked, from: Date.now() - 300_000, pace: 30, seats: ['duty2'], phones: 'all' },
    });
    expect(opened.status).toBe(200);
    const at = `/drills/${String(opened.body['id'])}`;
    const sheetOf = async () => drill.drillSheet.parse((await duty1('GET', at)).body);
    // The matter that was just reported comes in at the end of what is played.
    house.clock.now = Date.now() + 300_000 / 30;
    await expect.poll(async () => (await sheetOf()).matters.length, { timeout: 15_000 }).toBeGreaterThan(0);
    const matter = must((await sheetOf()).matters[0], 'a matter').id;
    const act = (who: Caller, body: unknown): Promise<Told> =>
      who('POST', `${at}/commands`, {
        body,
        headers: { 'idempotency-key': `drill-${(serial += 1)}-of-tests` },
      });
    expect((await act(duty2, take(matter, 1, 'accept'))).status).toBe(200);
    expect((await act(duty2, { kind: 'note', incident: matter, text: '演练', evidence: [] })).status).toBe(
      200,
    );
    expect(
      wire.incidentDetail.parse((await duty2('GET', `${at}/incidents/${matter}`)).body).entries,
    ).toHaveLength(3);
    // The live county does not know of it.
    expect((await duty1('GET', `/incidents/${matter}`)).status).toBe(404);
    const state = await duty2('GET', `${at}/state?channels=board:all`);
    expect(drill.drillState.parse(state.body).told.seq).toBeGreaterThanOrEqual(3);
    const handler = await house.signIn('city');
    expect((await handler('GET', `${at}/state?channels=board:all`)).status).toBe(403);
    expect((await handler('POST', '/drills', { body: asked })).status).toBe(403);
    // Phones are in it, and what they answer stays in it as well.
    const people = Object.values(house.demo.jurisdictions)[0]?.people ?? [];
    const member = await house.signIn(must(people.find(({ role }) => role === 'field')?.login, 'a member'));
    expect((await member('GET', `${at}/state?channels=board:all`)).status).toBe(403);
    expect((await member('GET', at)).status).toBe(403);
    expect((await member('POST', `${at}/end`)).status).toBe(403);
    const note = { kind: 'note', incident: matter, text: '到场', evidence: [] };
    expect([200, 404]).toContain((await act(member, note)).status);
    expect(drill.drillSheet.parse((await duty1('POST', `${at}/end`)).body).head.state).toBe('ended');
    house.clock.now = null;
    expect(drill.drillList.parse((await duty2('GET', '/drills')).body)).toMatchObject([{ state: 'ended' }]);
    expect(await record()).toEqual(before);
  });

  it('lists page by page without gap or repetition', async () => {
    for (let i = 0; i < 7; i++) await report();
    const all = wire.incidentList.parse((await duty1('GET', '/incidents?limit=500')).body);
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page = wire.incidentList.parse(
        (await duty1('GET', `/incidents?limit=3${after === '' ? '' : `&after=${after}`}`)).body,
      );
      expect(page.total).toBe(all.total);
      seen.push(...page.rows.map(({ id }) => id));
      after = page.next;
    }
    expect(seen).toEqual(all.rows.map(({ id }) => id));
    expect(seen.length).toBeGreaterThan(6);
  });

  it('the pack is told once and then confirmed by its tag, packed when asked', async () => {
    const told = await duty1('GET', '/pack');
    expect(wire.packDigest.parse(told.body).identity.id).toBe('toy');
    expect(told.headers.get('content-encoding')).toBe('gzip');
    const again = await duty1('GET', '/pack', {
      // Without the second one this client asks for a fresh copy.
      headers: { 'if-none-match': must(told.headers.get('etag'), 'etag'), 'cache-control': 'max-age=0' },
    });
    expect([again.status, again.text]).toEqual([304, '']);
    expect(wire.sensorList.parse((await duty1('GET', '/sensors')).body)).toHaveLength(3);
    expect(wire.cameraList.parse((await duty1('GET', '/cameras')).body)).toHaveLength(2);
    expect(wire.listedList.parse((await duty1('GET', '/listed')).body)).toEqual([]);
  });

  it('S1 S2 R1 what a sensor raises is an alarm that people see, put aside, promote and keep silent by approval', async () => {
    const measure = (value: number): Promise<Told> =>
      atDoor('sim-devices', 'readings', { body: { sensor: 's-0', at: Date.now(), value } });
    const standing = async (): Promise<alarms.AlarmState[]> =>
      alarms.alarmList.parse((await duty1('GET', '/alarms')).body).alarms;
    expect((await measure(60)).status).toBe(200);
    const [alarm] = await standing();
    expect(alarm).toMatchObject({
      kind: 'single',
      urgent: true,
      raised: ['s-0'],
      sensors: ['s-0'],
      raises: 1,
      over: false,
    });
    const at = `/alarms/${alarm?.id}`;
    expect((await duty1('POST', `${at}/acknowledgement`)).status).toBe(200);
    expect((await duty2('POST', `${at}/acknowledgement`)).body).toMatchObject({ code: 'duplicate' });
    const matter = alarms.promoted.parse(
      (await duty2('POST', `${at}/matter`, { body: { sensor: null } })).body,
    );
    expect((await standing())[0]).toMatchObject({
      incident: matter.incident,
      acknowledged: { by: '值班席 01' },
    });
    const until = Date.now() + 3_600_000;
    const shelve = (body: object): Promise<Told> => duty1('POST', `${at}/shelf`, { body });
    expect((await shelve({ until: Date.now() - 1, reason: '检修' })).body).toMatchObject({ field: 'until' });
    expect((await shelve({ until: until + 30 * 86_400_000, reason: '检修' })).body).toMatchObject({
      field: 'until',
    });
    expect((await shelve({ until, reason: '检修' })).status).toBe(200);
    expect((await standing())[0]?.shelved).toMatchObject({ until, reason: '检修' });
    expect((await shelve({ until: null, reason: '提前完工' })).status).toBe(200);
    expect((await standing())[0]).toMatchObject({ shelved: null, acknowledged: null });
    const story = alarms.alarmStory.parse((await duty1('GET', `${at}/story`)).body);
    expect(story.acts.map(({ act, by }) => [act, by])).toEqual([
      ['acknowledged', '值班席 01'],
      ['promoted', '值班席 02'],
      ['shelved', '值班席 01'],
      ['taken-back', '值班席 01'],
    ]);
    expect(story.raises).toMatchObject([{ sensor: 's-0', rule: 'high', held: null }]);

    const period = {
      grids: [],
      systems: ['water-farm'],
      urgent: true,
      from: Date.now() - 1_000,
      until,
      reason: '演练',
    };
    const asked = alarms.suppression.parse(
      (await duty1('POST', '/alarm-suppressions', { body: period })).body,
    );
    expect((await duty2('POST', `/alarm-suppressions/${asked.id}/approval`)).status).toBe(403);
    const leader = await house.signIn('leader');
    const approved = await leader('POST', `/alarm-suppressions/${asked.id}/approval`);
    expect(alarms.suppression.parse(approved.body).approved).toMatchObject({ id: 'leader' });
    await atDoor('sim-devices', 'readings', { body: { sensor: 's-1', at: Date.now(), value: 60 } });
    expect((await standing()).flatMap(({ raised }) => raised)).toEqual(['s-0']);
    const held = alarms.sensorRaises.parse((await duty1('GET', '/sensors/s-1/raises')).body);
    expect(held.raises).toMatchObject([{ held: 'suppressed', alarm: null }]);
    await duty1('POST', `/alarm-suppressions/${asked.id}/end`);
    expect((await standing()).flatMap(({ raised }) => raised).toSorted()).toEqual(['s-0', 's-1']);
    const load = await duty1(
      'GET',
      `/alarms/performance?from=${Date.now() - 3_600_000}&to=${Date.now() + 1}`,
    );
    expect(alarms.alarmPerformance.parse(load.body)).toMatchObject({
      raises: 2,
      alarms: 2,
      byPriority: { 1: 2 },
    });
    const rehearsal = { rule: high, from: Date.now() - 3_600_000, to: Date.now() + 1 };
    const tried = await duty1('POST', '/rules/rehearsal', { body: rehearsal });
    expect(alarms.rehearsal.parse(tried.body)).toMatchObject({
      count: 2,
      byDay: [2],
      happened: { raises: [2] },
      bySensor: [
        { sensor: 's-0', count: 1 },
        { sensor: 's-1', count: 1 },
      ],
    });
    const handler = await house.signIn('city');
    expect((await handler('GET', '/alarms')).status).toBe(403);
  });
});
