import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '#shared/access/person.ts';
import type { Point } from '#shared/geo/point.ts';
import type { Form } from '#shared/incident/command.ts';
import { must } from '#shared/kernel/must.ts';
import { hourMs } from '#shared/kernel/span.ts';
import * as paper from '#shared/wire/dossier.ts';
import * as wire from '#shared/wire/http.ts';
import * as duties from '#shared/wire/responsibility.ts';
import type { z } from 'zod';
import { inScope } from '../../server/storage/scope-condition.ts';
import { person } from '../support/county.ts';
import { seeded } from '../support/grids.ts';
import { cookieOf, openHttpHouse, type HttpHouse } from '../support/http-house.ts';
import { halvedChain, leveledPack } from '../support/leveled-county.ts';
import { done, duty, handler } from '../support/orders.ts';

/** Counties of two and of five levels live as one of three does: each level sees its own, is counted, and is told of. */
const password = 'a password of the tests';
const reports = 60;
const now = Date.parse('2026-09-16T10:00:00+08:00');

describe.each([2, 5])('a county of %i levels', (levels) => {
  const pack = leveledPack(levels);
  let house: HttpHouse;
  const lies = new Map<string, string[]>();
  const added = new Set<string>();
  const chains = (): string[][] => [...lies.values()];

  beforeAll(async () => {
    house = await openHttpHouse([pack]);
    house.clock.now = now;
    const dice = seeded(20_261_130 + levels);
    for (let n = 0; n < reports; n++) {
      // Middles of squares of a sixty-fourth degree: on no border of any level.
      const at = (from: number): number => from + (Math.floor(dice() * 128) + 0.5) / 64;
      const place = { lng: at(119), lat: at(30) };
      lies.set(await report(place), halvedChain(place, levels));
    }
    // A window ends before the instant at which it is asked for.
    house.clock.now = now + hourMs;
    expect(await house.totals.freshen('toy')).toBeNull();
  }, 60_000);
  afterAll(() => house.close());

  const send = async (by: Person, command: object) =>
    done(await house.execute({ jurisdiction: 'toy', by, command: command as never }));
  async function report(place: Point): Promise<string> {
    const command = {
      kind: 'report',
      source: 'patrol',
      item: 'manhole',
      title: '井盖缺失',
      detail: '',
      address: '',
    };
    return (await send(duty, { ...command, place, urgent: false, evidence: [] })).subject;
  }
  /** What somebody of a grid reads at an address. */
  async function readAs(grid: string, address: string): Promise<Record<string, unknown>> {
    const login = `of-${grid}`;
    if (!added.has(login))
      await house.access.people.add('toy', { login, name: login, role: 'leader', grids: [grid], password });
    added.add(login);
    const cookie = cookieOf(await house.knock('POST', '/api/toy/session', { body: { login, password } }));
    const told = await house.knock('GET', `/api/toy${address}`, { headers: { cookie } });
    if (told.status !== 200) throw new Error(told.text);
    return told.body;
  }

  it('lays a matter into the grid of every level', async () => {
    for (const [id, chain] of lies) {
      expect(chain).toHaveLength(levels);
      const { rows } = await house.database.pool.query(
        `SELECT l1, l2, l3, l4, l5, l6, state -> 'grids' AS grids FROM incident WHERE id = $1`,
        [id],
      );
      expect(rows).toEqual([
        {
          ...Object.fromEntries(
            ['l1', 'l2', 'l3', 'l4', 'l5', 'l6'].map((name, at) => [name, chain[at] ?? null]),
          ),
          grids: chain,
        },
      ]);
    }
  });

  it('shows each grid of every level its own matters and no other', async () => {
    for (const cell of pack.grid.levels.flat()) {
      const who = person('handler', { grids: [cell.id] });
      const { rows } = await sql<{ id: string }>`
        select id from incident where jurisdiction = 'toy' and ${inScope(who)}`.execute(house.database.db);
      const own = [...lies].filter(([, chain]) => chain.includes(cell.id)).map(([id]) => id);
      expect(rows.map(({ id }) => id).toSorted(), cell.id).toEqual(own.toSorted());
    }
  });

  it('counts by the grids of every level what SQL counts of the states themselves', async () => {
    const leader = await house.signIn('leader');
    for (let level = 1; level <= levels; level++) {
      const { status, body, text } = await leader('GET', `/figures/by?by=area&window=year&level=${level}`);
      expect(status, text).toBe(200);
      const { rows } = wire.breakdown.parse(body);
      const { rows: counted } = await house.database.pool.query<{ key: string; n: number }>(
        `SELECT state -> 'grids' ->> ${level - 1} AS key, count(*)::int AS n FROM incident WHERE jurisdiction = 'toy' GROUP BY 1`,
      );
      const byKey = (a: [string, number], b: [string, number]): number => (a[0] < b[0] ? -1 : 1);
      expect(
        rows.map(({ key, opened }): [string, number] => [key, opened]).sort(byKey),
        `level ${level}`,
      ).toEqual(counted.map(({ key, n }): [string, number] => [key, n]).sort(byKey));
    }
    expect((await leader('GET', '/figures/by?by=area&level=7')).status).toBe(400);
  });

  it('tells screens what they can read, whatever the levels are', async () => {
    const [leader, officer] = [await house.signIn('leader'), await house.signIn('duty1')];
    const there = must([...lies.keys()][0], 'a matter');
    const asked: [typeof leader, string, z.ZodType][] = [
      [leader, '/pack', wire.packDigest],
      [officer, '/pack', wire.packDigest],
      [leader, '/figures?window=year', wire.figures],
      [officer, `/incidents/${there}`, wire.incidentDetail],
      [officer, '/incidents?limit=9', wire.incidentList],
      [officer, '/locate?lng=119.51&lat=30.52', duties.located],
      [officer, '/responsibility', duties.responsibility],
      [officer, `/incidents/${there}/suggestions`, duties.suggestions],
      [officer, `/incidents/${there}/dossier`, paper.dossier],
    ];
    for (const [ask, address, schema] of asked) {
      const { status, body, text } = await ask('GET', address);
      expect(status, `${address} ${text}`).toBe(200);
      expect(schema.safeParse(body).error?.issues, address).toBeUndefined();
    }
  });

  it('compares the grids below the one that somebody leads, and lists what lies in it', async () => {
    // One grid of each level: the first matter's own chain.
    for (const [at, grid] of must(chains()[0], 'a chain').entries()) {
      const own = chains().filter((chain) => chain.includes(grid));
      const list = (await readAs(grid, '/incidents?limit=200')) as unknown as wire.IncidentList;
      expect(list.total, grid).toBe(own.length);
      const figures = wire.figures.parse(await readAs(grid, '/figures?window=year'));
      expect(figures.reported, grid).toBe(own.length);
      // The narrowest that a unit answers for is compared with nothing below it.
      const depth = Math.min(at + 1, Math.max(levels - 2, 0));
      const below =
        at + 1 > levels - 2 ? [grid] : [...new Set(own.map((chain) => must(chain[depth], 'a grid')))];
      const compared = figures.league.filter(({ open }) => open > 0).map(({ grid: of }) => of);
      expect(compared.toSorted(), grid).toEqual(below.toSorted());
    }
  });

  it('lives through a matter from the report to the archive', async () => {
    const id = must([...lies.keys()][0], 'a matter');
    const city = handler('city');
    const evidence = [{ kind: 'text', text: '现场照片', at: now }];
    const way: [Person, string, Form][] = [
      [duty, 'accept', {}],
      [duty, 'file', {}],
      [duty, 'dispatch', { lead: 'city' }],
      [city, 'sign', {}],
      [city, 'start-work', {}],
      [city, 'feed-back', { note: '已处置', evidence } as Form],
      [duty, 'pass-check', {}],
      [duty, 'close', {}],
      [duty, 'evaluate', { rating: 5 }],
      [duty, 'assess', {}],
      [duty, 'archive', {}],
    ];
    let version = 1;
    for (const [by, transition, form] of way) {
      house.clock.now = must(house.clock.now, 'a clock') + hourMs / 10;
      ({ version } = await send(by, { kind: 'take', incident: id, version, transition, form }));
    }
    const { rows } = await house.database.pool.query(
      'SELECT ended, l1, l2, l3, l4, l5, l6 FROM incident WHERE id = $1',
      [id],
    );
    expect(rows[0]?.ended).toBe('archived');
    const chain = must(lies.get(id), id);
    expect(Object.values(rows[0] ?? {}).slice(1)).toEqual([
      ...chain,
      ...Array.from({ length: 6 - levels }, () => null),
    ]);
  });
});
