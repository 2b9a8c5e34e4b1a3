import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/http.ts';
import { mostFilters, savedFilter, savedFilters } from '#shared/wire/saved-filters.ts';
import { person, testReport } from '../support/county.ts';
import { cookieOf, openHttpHouse, type HttpHouse, type Told } from '../support/http-house.ts';
import { sensingPack } from '../support/sensing.ts';

const password = 'a password of the tests';
type Look = (address: string, method?: string, body?: unknown) => Promise<Told>;

describe('search over HTTP', () => {
  let house: HttpHouse;
  let duty: Look;
  let west: Look;
  let water: Look;
  let ids: { west: string; east: string };

  beforeAll(async () => {
    house = await openHttpHouse([sensingPack()]);
    const open = async (login: string, more: object): Promise<Look> => {
      await house.access.people.add('toy', {
        login,
        name: login,
        role: 'duty',
        grids: [],
        password,
        ...more,
      });
      const told = await house.knock('POST', '/api/toy/session', { body: { login, password } });
      const headers = { cookie: cookieOf(told) };
      return (address, method = 'GET', body) =>
        house.knock(method, `/api/toy${address}`, { headers, ...(body === undefined ? {} : { body }) });
    };
    duty = await open('wide', {});
    west = await open('west', { grids: ['w'] });
    water = await open('of-water', { role: 'handler', unit: 'water' });
    ids = { west: await report(119.5), east: await report(120.5) };
  });
  afterAll(() => house.close());

  async function report(lng: number): Promise<string> {
    const command = testReport({ place: { lng, lat: 31 }, title: '路面塌陷', address: `经度 ${lng}` });
    const done = await house.execute({ jurisdiction: 'toy', by: person('duty'), command });
    if (isRefusal(done)) throw new Error(done.reason);
    return done.subject;
  }
  const find = async (look: Look, query: Record<string, string>): Promise<string[]> => {
    const told = await look(`/incidents?${new URLSearchParams(query)}`);
    expect(told.status, told.text).toBe(200);
    return wire.incidentList.parse(told.body).rows.map(({ id }) => id);
  };

  it('finds what was reported a moment ago, newest first', async () => {
    expect(await find(duty, { q: '塌陷' })).toEqual([ids.east, ids.west]);
    expect(await find(duty, { q: '119.5 路面' })).toEqual([ids.west]);
    expect(await find(duty, { q: ids.east.slice(-6), state: 'open' })).toEqual([ids.east]);
    expect(await find(duty, { q: '塌陷', state: 'closed' })).toEqual([]);
  });

  it('finds a remark as soon as it is made, and an item by its English name', async () => {
    const command = { kind: 'note' as const, incident: ids.west, text: '已围挡，等待回填', evidence: [] };
    const done = await house.execute({ jurisdiction: 'toy', by: person('duty'), command });
    expect(isRefusal(done)).toBe(false);
    expect(await find(duty, { q: '回填' })).toEqual([ids.west]);
    expect(await find(duty, { q: 'Manhole 回填' })).toEqual([ids.west]);
    expect(await find(west, { q: 'manhole' })).toEqual([ids.west]);
    expect(await find(duty, { q: 'manhole' })).toEqual([ids.east, ids.west]);
  });

  it('never beyond the scope of the asker, whatever is asked', async () => {
    const queries: Record<string, string>[] = [
      { q: '塌陷' },
      { q: ids.east },
      { grid: 'e' },
      { grid: 'e-1', q: '路' },
      { item: 'manhole' },
      { procedure: 'standard', state: 'open' },
    ];
    for (const query of queries) {
      expect(await find(duty, query), JSON.stringify(query)).toContain(ids.east);
      expect(await find(west, query), JSON.stringify(query)).not.toContain(ids.east);
      expect(await find(water, query), JSON.stringify(query)).toEqual([]);
    }
  });

  it('follows an incident from unit to unit', async () => {
    const take = async (version: number, transition: string, form = {}): Promise<void> => {
      const command = { kind: 'take' as const, incident: ids.east, version, transition, form };
      const done = await house.execute({ jurisdiction: 'toy', by: person('duty'), command });
      if (isRefusal(done)) throw new Error(done.reason);
    };
    await take(1, 'accept');
    await take(2, 'file');
    await take(3, 'dispatch', { lead: 'water', co: [] });
    expect(await find(water, { q: '塌陷' })).toEqual([ids.east]);
    expect(await find(duty, { unit: 'water', node: 'dispatched' })).toEqual([ids.east]);
    await take(4, 'return', { reason: 'not theirs' });
    expect(await find(water, { q: '塌陷' })).toEqual([]);
    expect(await find(duty, { unit: 'water' })).toEqual([]);
  });

  it.each([
    ['state=ajar', 'state'],
    ['source=rumour', 'source'],
    ['overdue=yes', 'overdue'],
    ['from=yesterday', 'from'],
    ['from=2000&to=1000', 'to'],
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['part=half', 'part'],
    [`q=${'长'.repeat(101)}`, 'q'],
    ['after=somewhere', 'after'],
    ['grid=a&grid=b', 'grid'],
    ['colour=red', 'colour'],
  ])('names the parameter that is wrong: %s', async (query, field) => {
    const told = await duty(`/incidents?${query}`);
    expect([told.status, told.body['field']]).toEqual([400, field]);
  });

  it('filters are kept, renamed, forgotten, and seen by their owner alone', async () => {
    const filter = { q: '塌陷', state: 'open', days: 7 };
    const made = savedFilter.parse((await duty('/filters', 'POST', { name: '塌陷', filter })).body);
    expect(made).toMatchObject({ name: '塌陷', filter });
    expect(savedFilters.parse(JSON.parse((await duty('/filters')).text))).toEqual([made]);
    expect(JSON.parse((await west('/filters')).text)).toEqual([]);
    expect((await west(`/filters/${made.id}`, 'PATCH', { name: '我的' })).status).toBe(404);
    expect((await west(`/filters/${made.id}`, 'DELETE')).status).toBe(404);
    const renamed = await duty(`/filters/${made.id}`, 'PATCH', { name: '道路' });
    expect(renamed.body).toEqual({ ...made, name: '道路' });
    expect((await duty(`/filters/${made.id}`, 'DELETE')).status).toBe(204);
    expect((await duty(`/filters/${made.id}`, 'DELETE')).status).toBe(404);
    expect(JSON.parse((await duty('/filters')).text)).toEqual([]);
  });

  it.each([
    [{ name: '', filter: { q: 'a' } }, 'name'],
    [{ name: 'n', filter: {} }, 'filter'],
    [{ name: 'n', filter: { colour: 'red' } }, 'filter.colour'],
    [{ name: 'n', filter: { days: 0 } }, 'filter.days'],
  ])('refuses a filter that says nothing: %j', async (body, field) => {
    const told = await duty('/filters', 'POST', body);
    expect([told.status, told.body['field']]).toEqual([400, field]);
  });

  it('keeps so many and no more', async () => {
    const body = { name: 'one of many', filter: { state: 'open' } };
    for (let i = 0; i < mostFilters; i++) expect((await west('/filters', 'POST', body)).status).toBe(200);
    expect((await west('/filters', 'POST', body)).body).toMatchObject({ code: 'invalid', field: 'filter' });
    expect((await duty('/filters', 'POST', body)).status).toBe(200);
  });
});
