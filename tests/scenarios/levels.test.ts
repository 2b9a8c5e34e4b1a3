import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { dice } from '#shared/kernel/dice.ts';
import type { Point } from '#shared/geo/point.ts';
import type { Unit } from '#shared/pack/schema.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import { applyOps, emptyView, viewHash, type Row, type View } from '#shared/views/view.ts';
import type { Figures, IncidentDetail, IncidentList } from '#shared/wire/http.ts';
import { signIn, testHouse, type TestHouse } from '../support/house.ts';
import { openScreen, type Screen } from '../support/screen.ts';

/** City, town, village and department in one county, each by its own sign-in, over real sockets and PostgreSQL. */
const county = 'jiangyin';
const seats = ['duty1', 'town-desk', 'town-lead', 'village-desk', 'village-lead', 'dept-desk'] as const;
type Seat = (typeof seats)[number];

let house: TestHouse;
const cookies = {} as Record<Seat, string>;
const grid = { town: '', village: '', sibling: '', elsewhere: '' };
const place = {} as Record<'village' | 'sibling' | 'elsewhere', Point>;
const unit = { town: '', village: '', department: '' };
let item: string;
const screens: Screen[] = [];

beforeAll(async () => {
  house = await testHouse();
  for (const seat of seats) cookies[seat] = await signIn(house, county, seat);
  const { units } = await read<{ units: Unit[] }>('duty1', '/pack');
  const session = async (seat: Seat) => read<{ grids: string[]; unit: string }>(seat, '/session');
  const [town, village, department] = [
    await session('town-desk'),
    await session('village-desk'),
    await session('dept-desk'),
  ];
  [grid.town, grid.village] = [must(town.grids[0], 'town'), must(village.grids[0], 'village')];
  [unit.town, unit.village, unit.department] = [town.unit, village.unit, department.unit];
  const communities = units.filter(({ kind }) => kind === 'community');
  const own = must(
    communities.find(({ grid: cell }) => cell === grid.village),
    'village',
  );
  const sibling = must(
    communities.find((one) => one.parent === own.parent && one !== own),
    'sibling',
  );
  const other = must(
    communities.find((one) => one.parent !== own.parent),
    'other',
  );
  [grid.sibling, grid.elsewhere] = [must(sibling.grid, 'grid'), must(other.grid, 'grid')];
  Object.assign(place, { village: own.place, sibling: sibling.place, elsewhere: other.place });
  const { catalogue } = await read<{ catalogue: { id: string; procedure: string }[] }>('duty1', '/pack');
  item = must(
    catalogue.find(({ procedure }) => procedure === 'standard'),
    'item',
  ).id;
});
afterAll(async () => {
  for (const screen of screens) screen.close();
  await house.stop();
  expect(house.faults).toEqual([]);
});

const ask = (seat: Seat, path: string): Promise<Response> =>
  fetch(`${house.url}/api/${county}${path}`, { headers: { cookie: cookies[seat] } });
const read = async <T>(seat: Seat, path: string): Promise<T> => (await ask(seat, path)).json() as Promise<T>;

async function command(seat: Seat, body: object): Promise<{ status: number; subject: string; seq: number }> {
  const answer = await fetch(`${house.url}/api/${county}/commands`, {
    method: 'POST',
    headers: {
      cookie: cookies[seat],
      'content-type': 'application/json',
      'idempotency-key': `levels-${Math.random()}`,
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, ...((await answer.json()) as { subject: string; seq: number }) };
}
const report = (where: Point, seat: Seat = 'duty1') =>
  command(seat, { kind: 'report', source: 'patrol', item, title: '路面破损', place: where });
const take = async (seat: Seat, incident: string, transition: string, form = {}) => {
  const { incident: state } = await read<IncidentDetail>('duty1', `/incidents/${incident}`);
  return command(seat, { kind: 'take', incident, version: state.version, transition, form });
};
/** Reports it and sends it to a unit. */
async function dispatched(where: Point, to: string): Promise<string> {
  const { subject } = await report(where);
  for (const step of ['accept', 'file']) await take('duty1', subject, step);
  expect((await take('duty1', subject, 'dispatch', { lead: to, co: [] })).status).toBe(200);
  return subject;
}

async function look(seat: Seat, ...channels: string[]): Promise<Screen> {
  const headers = { cookie: cookies[seat] };
  const screen = openScreen({ url: house.url, jurisdiction: county, channels, headers });
  screens.push(screen);
  await screen.until(`${seat} home`, ({ consistent }) => consistent, 5_000);
  return screen;
}
const viewOf = (screen: Screen, channel: string): View =>
  must(
    screen.feed.replicas().find(({ name }) => name === channel),
    channel,
  ).view;
/** The set hash of some rows of a table. */
function hashOf(view: View, table: string, holds: (row: Row) => boolean): string {
  const part = emptyView();
  for (const [key, row] of view.tables.get(table) ?? []) if (holds(row)) applyOps(part, [[table, key, row]]);
  return viewHash(part);
}

describe('a village’s slice', () => {
  it('L1 is the same state by hash in a town’s session and in its own, after a storm of changes', async () => {
    const village = `board:grid/${grid.village}`;
    const above = await look('town-desk', `board:grid/${grid.town}`, village);
    const own = await look('village-desk', village);
    const { pick, chance } = dice(20_261_122);
    const open: string[] = [];
    for (let act = 0; act < 60; act++) {
      if (open.length < 5 || chance(0.4)) {
        const made = await report(pick([place.village, place.village, place.sibling, place.elsewhere]));
        open.push(made.subject);
        continue;
      }
      const incident = pick(open);
      const { incident: state } = await read<IncidentDetail>('duty1', `/incidents/${incident}`);
      const step = { reported: 'accept', accepted: 'file', filed: 'dispatch' }[state.node];
      const form = step === 'dispatch' ? { lead: pick([unit.village, unit.department]), co: [] } : {};
      await take('duty1', incident, step ?? 'return', step ? form : { reason: '不属于本单位' });
    }
    // A channel hears of what concerns it: the last entry concerns them all.
    const last = (await report(place.village)).seq;
    const isThere = ({ feed }: Screen): boolean => feed.replicas().every(({ seq }) => seq >= last);
    for (const [screen, name] of [
      [above, 'the town'],
      [own, 'the village'],
    ] as const)
      await screen.until(
        `${name} at entry ${last}`,
        ({ consistent }) => consistent && isThere(screen),
        5_000,
      );
    const [there, here] = [viewOf(above, village), viewOf(own, village)];
    expect(here.tables.get('incident')?.size).toBeGreaterThan(5);
    expect(viewHash(there)).toBe(viewHash(here));
    // And the town's own rows that lie in the village are these very rows.
    const inVillage = (row: Row): boolean => (row as IncidentRow).grids.includes(grid.village);
    expect(hashOf(viewOf(above, `board:grid/${grid.town}`), 'incident', inVillage)).toBe(
      hashOf(here, 'incident', () => true),
    );
    for (const screen of [above, own]) expect(screen.feed.freshness().mismatches).toBe(0);
  });

  it('L2 has figures of its own, the same when a town or the city asks for that part', async () => {
    const of = (seat: Seat, scope = ''): Promise<Figures> =>
      read<Figures>(seat, `/figures?window=today${scope && `&scope=${scope}`}`);
    const count = ({ reported, rates, flow, trend, league, density }: Figures): object => ({
      reported,
      rates,
      flow,
      reportedByHour: trend.map((point) => point.reported),
      league,
      density,
    });
    const own = await of('village-lead', `grid/${grid.village}`);
    expect(own.reported).toBeGreaterThan(0);
    for (const seat of ['town-lead', 'town-desk', 'duty1'] as const)
      expect(count(await of(seat, `grid/${grid.village}`)), seat).toEqual(count(own));
    expect((await of('town-lead')).reported).toBeGreaterThan(own.reported);
  });

  it('L3 is compared with its neighbours on the town leader’s page, and towns on the city’s', async () => {
    const gridsOf = async (seat: Seat): Promise<string[]> =>
      (await read<Figures>(seat, '/figures?window=today')).league.map((row) => row.grid);
    const ofTown = await gridsOf('town-lead');
    expect(ofTown).toEqual(expect.arrayContaining([grid.village, grid.sibling]));
    expect(ofTown).not.toContain(grid.elsewhere);
    expect(await gridsOf('duty1')).toContain(grid.town);
    expect(await gridsOf('village-lead')).toEqual([grid.village]);
  });
});

describe('who sees what', () => {
  it('L4 an incident is there for those whose slice holds it, and for nobody else', async () => {
    const incidents = {
      village: (await report(place.village)).subject,
      sibling: (await report(place.sibling)).subject,
      elsewhere: (await report(place.elsewhere)).subject,
      task: await dispatched(place.elsewhere, unit.department),
    };
    const seen: Record<Seat, (keyof typeof incidents)[]> = {
      duty1: ['village', 'sibling', 'elsewhere', 'task'],
      'town-desk': ['village', 'sibling'],
      'town-lead': ['village', 'sibling'],
      'village-desk': ['village'],
      'village-lead': ['village'],
      'dept-desk': ['task'],
    };
    for (const seat of seats) {
      const answer = await ask(seat, '/incidents?limit=200');
      const listed = (await answer.json()) as IncidentList;
      expect(answer.status, JSON.stringify(listed)).toBe(200);
      for (const [name, id] of Object.entries(incidents) as [keyof typeof incidents, string][]) {
        const mine = seen[seat].includes(name);
        const label = `${seat} at ${name}`;
        expect((await ask(seat, `/incidents/${id}`)).status, label).toBe(mine ? 200 : 404);
        expect(
          listed.rows.some((row) => row.id === id),
          label,
        ).toBe(mine);
        const noted = await command(seat, { kind: 'note', incident: id, text: '已了解' });
        if (!mine) expect(noted.status, label).toBe(404);
      }
    }
  });

  it('L5 channels and figures of a part are for those above it and for those who are it', async () => {
    const scopes = {
      all: 'all',
      town: `grid/${grid.town}`,
      village: `grid/${grid.village}`,
      sibling: `grid/${grid.sibling}`,
      elsewhere: `grid/${grid.elsewhere}`,
      villageUnit: `unit/${unit.village}`,
      department: `unit/${unit.department}`,
    };
    type Part = keyof typeof scopes;
    const inTown: Part[] = ['town', 'village', 'sibling'];
    const open: Record<Seat, Part[]> = {
      duty1: Object.keys(scopes) as Part[],
      'town-desk': inTown,
      'town-lead': inTown,
      'village-desk': ['village', 'villageUnit'],
      'village-lead': ['village', 'villageUnit'],
      'dept-desk': ['department'],
    };
    for (const seat of seats) {
      const channels = Object.values(scopes).flatMap((scope) => [`board:${scope}`, `presence:${scope}`]);
      const headers = { cookie: cookies[seat] };
      const screen = openScreen({ url: house.url, jurisdiction: county, channels, headers });
      screens.push(screen);
      const joined = (): string[] =>
        screen.feed.replicas().flatMap(({ name, epoch }) => (epoch === null ? [] : [name]));
      const mine = open[seat].flatMap((part) => [`board:${scopes[part]}`, `presence:${scopes[part]}`]);
      await screen.until(`${seat} joined`, () => joined().length >= mine.length, 5_000);
      expect(joined().sort(), seat).toEqual(mine.sort());
      screen.close();
      for (const [part, scope] of Object.entries(scopes) as [Part, string][]) {
        const { status } = await ask(seat, `/figures?window=today&scope=${scope}`);
        expect(status, `${seat} figures of ${part}`).toBe(open[seat].includes(part) ? 200 : 403);
      }
    }
  });

  it('L6 a department’s board is its tasks, and they leave with the task', async () => {
    const channel = `board:unit/${unit.department}`;
    const screen = await look('dept-desk', channel);
    const listed = (id: string): boolean => screen.board.tables.get('incident')?.has(id) ?? false;
    const other = (await report(place.village)).subject;
    const task = await dispatched(place.village, unit.department);
    await screen.until('the task', () => listed(task), 3_000);
    expect(listed(other)).toBe(false);
    for (const row of screen.board.tables.get('incident')?.values() ?? [])
      expect([row['lead'], ...(row['co'] as string[])]).toContain(unit.department);
    await take('duty1', task, 'return', { reason: '不属于本单位' });
    await screen.until('it is gone', () => !listed(task), 3_000);
    expect((await ask('dept-desk', `/incidents/${task}`)).status).toBe(404);
  });

  it('L7 a wall shows the part its token is for', async () => {
    const { levels, device } = must(house.demo.jurisdictions[county], county);
    const tokenOf = (level: string): string => must(levels.find((one) => one.level === level)?.device, level);
    const parts = { all: 'all', town: `grid/${grid.town}`, village: `grid/${grid.village}` };
    const open = {
      [device]: ['all', 'town', 'village'],
      [tokenOf('town')]: ['town', 'village'],
      [tokenOf('village')]: ['village'],
    };
    for (const [token, expected] of Object.entries(open)) {
      const channels = Object.values(parts).map((scope) => `sensing:${scope}`);
      const headers = { authorization: `Bearer ${token}` };
      const wall = openScreen({ url: house.url, jurisdiction: county, channels, headers });
      screens.push(wall);
      const joined = (): string[] =>
        wall.feed.replicas().flatMap(({ name, epoch }) => (epoch === null ? [] : [name]));
      await wall.until('joined', () => joined().length >= expected.length, 5_000);
      const names = Object.entries(parts).flatMap(([name, scope]) =>
        expected.includes(name) ? [`sensing:${scope}`] : [],
      );
      expect(joined().sort()).toEqual(names.sort());
      wall.close();
    }
  });
});
