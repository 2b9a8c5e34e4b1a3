import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localMidnight } from '#shared/clock/deadline.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import * as wire from '#shared/wire/duties.ts';
import { turnDuties } from '../../server/commands/turn-duties.ts';
import { openLog } from '../../server/log.ts';
import { person } from '../support/county.ts';
import { dutyPack } from '../support/duty-county.ts';
import { openHttpHouse, type HttpHouse } from '../support/http-house.ts';
import { calendar, monday9 } from '../support/incident-world.ts';
import { done } from '../support/orders.ts';

const pack = dutyPack();
const monday = localMidnight(calendar, monday9);
let house: HttpHouse;
let ask: (address: string) => Promise<{ status: number; body: unknown }>;
let askAsTown: typeof ask;

beforeAll(async () => {
  house = await openHttpHouse([pack]);
  const log = openLog('silent');
  // Three Mondays and Tuesdays: the west finishes one week, lets one pass and has one to do.
  for (const day of [0, 1, 7, 8, 14, 15]) {
    house.clock.now = monday + day * dayMs;
    await turnDuties(pack, house.clock.now - dayMs, house.clock.now, { ...house, log });
    if (day === 0) {
      const { rows } = await house.database.pool.query<{ id: string; version: number }>(
        `SELECT id, (state ->> 'version')::int AS version FROM incident WHERE item = 'duty-weekly'`,
      );
      const { id: incident, version } = must(rows[0], 'a list');
      const form = { found: 3, 'done-items': ['巡查shops'], reason: '河道施工封闭' };
      const command = { kind: 'take', transition: 'finish', incident, version, form } as const;
      done(await house.execute({ jurisdiction: 'toy', by: person('field', { grids: ['w'] }), command }));
    }
  }
  house.clock.now = monday + 15 * dayMs + hourMs;
  const [leader, town] = [await house.signIn('leader'), await house.signIn('town')];
  ask = (address) => leader('GET', address);
  askAsTown = (address) => town('GET', address);
});
afterAll(() => house.close());

describe('GET /duties', () => {
  const idsOf = async (query: string) =>
    wire.duties.parse((await ask(`/duties${query}`)).body).items.map(({ id }) => id);

  it('gives all items, those of a post, and what stands on one list', async () => {
    expect(await idsOf('')).toEqual(['shops', 'rivers', 'works']);
    expect(await idsOf('?post=patroller')).toEqual([]);
    expect(await idsOf('?post=grid-member&kind=patrol&rhythm=weekly&level=2')).toEqual(['shops', 'rivers']);
    expect(await idsOf('?post=grid-member&kind=patrol&rhythm=monthly&level=1')).toEqual([
      ...['shops', 'rivers', 'works'],
    ]);
    expect((await ask('/duties?post=king')).status).toBe(400);
  });
});

describe('GET /duties/coverage', () => {
  const coverageOf = async (who = ask, query = '') =>
    wire.dutyCoverage.parse((await who(`/duties/coverage?window=year${query}`)).body);

  it('counts lists by area and what came of them', async () => {
    const { rows, total } = await coverageOf();
    expect(rows.map(({ grid }) => grid)).toEqual(['w', 'e']);
    const [west, east] = rows;
    expect(west).toMatchObject({ done: 1, part: 1, found: 3, items: 1, notDone: 1 });
    expect(east).toMatchObject({ done: 0, part: 0, found: 0, items: 0, notDone: 2 });
    for (const row of [...rows, total]) expect(row.issued).toBe(row.done + row.open + row.notDone);
    expect(total.issued).toBe((west?.issued ?? 0) + (east?.issued ?? 0));
  });

  it('shows a town its own, the same as the county sees of it, and no other', async () => {
    const [own, part] = [await coverageOf(askAsTown), await coverageOf(ask, '&scope=grid/w')];
    expect(own.rows.map(({ grid }) => grid)).toEqual(['w']);
    expect(part.rows).toEqual(own.rows);
    expect((await askAsTown('/duties/coverage?scope=grid/e')).status).toBe(403);
  });
});
