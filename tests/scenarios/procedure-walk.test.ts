import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '#shared/access/person.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { dice, seedOf, type Dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import type { Procedure, Transition } from '#shared/procedure/schema.ts';
import { packFolders } from '../../server/packs/folders.ts';
import { loadPacks } from '../../server/packs/load.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { openHttpHouse, type HttpHouse } from '../support/http-house.ts';
import {
  distancesTo,
  fillIn,
  isHuman,
  letTimeAct,
  loginsOf,
  openCast,
  reporterOf,
  type Cast,
} from '../support/http-walk.ts';
import { done } from '../support/orders.ts';

/** Procedures in a county of the sources' size, walked by whom their steps name, each through a session of their own. */
const county = 'longgang';
let pack: LoadedPack;
let house: HttpHouse;
let cast: Cast;
beforeAll(async () => {
  pack = must((await loadPacks({ ...packFolders(), only: [county] }))[0], county);
  house = await openHttpHouse([pack]);
  house.clock.now = Date.parse('2026-11-23T09:00:00+08:00');
  cast = openCast(house, pack);
}, 240_000);
afterAll(() => house.close());

const now = (): number => must(house.clock.now, 'the clock');
const cell = () => must(pack.grid.levels[2][0], 'a cell');
const home = () => must(pack.grid.locate(cell().centre)[0], 'a wide cell').id;
const stateOf = async (id: string): Promise<Incident> => must(await cast.read('duty1', id), id);

/** Who may open a matter, by the sign-in that stands for them; null: a citizen. */
const openers: Record<string, () => string | null> = {
  duty: () => 'duty1',
  leader: () => 'leader',
  handler: () =>
    must(
      pack.units.get('dept-office') ?? pack.pack.units.find(({ kind }) => kind === 'department'),
      'a department',
    ).id,
  field: () => `field-${home()}`,
  citizen: () => null,
};

const itemOf = (procedure: string) =>
  must(
    pack.pack.catalogue.find((one) => one.procedure === procedure && (procedure !== 'standard' || one.grade)),
    `an item of ${procedure}`,
  );

async function report(procedure: Procedure, login: string | null, roll: Dice): Promise<string> {
  const item = itemOf(procedure.id);
  const form = fillIn(
    pack,
    { form: procedure.form, effects: [] },
    { incident: null, twin: '', now: now(), roll },
  );
  const command = {
    ...{
      kind: 'report' as const,
      source: 'citizen' as const,
      item: item.id,
      title: '走一遍',
      detail: '',
      address: '',
    },
    ...{ urgent: false, evidence: [], form },
    ...(procedure.place !== 'none' && { place: cell().centre }),
  };
  if (login === null) {
    const citizen: Person = {
      id: `citizen-${'0'.repeat(24)}`,
      name: '市民',
      role: 'citizen',
      jurisdiction: county,
      grids: [],
    };
    return done(await house.execute({ jurisdiction: county, by: citizen, command })).subject;
  }
  const sent = await cast.send(login, command);
  expect(sent.status, `${procedure.id} by ${login}: ${sent.text}`).toBe(200);
  return sent.subject;
}

type Pair = `${string} ${string}`;
const pairOf = (transition: string, role: string): Pair => `${transition} ${role}`;
interface Way {
  login: string | null;
  role: string;
  transition: Transition;
}

async function waysOf(incident: Incident): Promise<{ ways: Way[]; soonest: number }> {
  const procedure = must(pack.procedures.get(incident.procedure), incident.procedure);
  const ways: Way[] = [];
  let soonest = Infinity;
  for (const login of loginsOf(pack, incident, home())) {
    const seat = await cast.of(login).catch(() => null);
    if (!seat || !procedure.transitions.some(({ by }) => by.includes(seat.person.role))) continue;
    for (const { transition, hindrance } of await cast.offered(login, incident, now())) {
      if (hindrance) soonest = Math.min(soonest, hindrance.at ?? Infinity);
      else ways.push({ login, role: seat.person.role, transition });
    }
  }
  if (incident.reporter.role === 'citizen')
    for (const transition of procedure.transitions)
      if (transition.from.includes(incident.node) && transition.by.includes('citizen'))
        ways.push({ login: null, role: 'citizen', transition });
  return { ways, soonest };
}

/** Takes a step as the screen would: whoever takes it reads the matter first. */
async function take(incident: Incident, way: Way, twin: string, roll: Dice): Promise<boolean> {
  const form = fillIn(pack, way.transition, { incident, twin, now: now(), roll });
  const { id, version } = incident;
  const command = { kind: 'take' as const, incident: id, version, transition: way.transition.id, form };
  if (way.login === null) {
    const answer = await house.execute({ jurisdiction: county, by: reporterOf(incident), command });
    return answer.kind === 'done';
  }
  expect(
    await cast.read(way.login, id),
    `${way.login} sees ${incident.procedure} in ${incident.node}`,
  ).not.toBeNull();
  const sent = await cast.send(way.login, command);
  expect(sent.status, `${incident.procedure}/${way.transition.id} by ${way.login}: ${sent.text}`).toBe(200);
  return true;
}

/** Lives one matter towards what nobody has done yet. */
async function live(
  procedure: Procedure,
  id: string,
  left: Set<Pair>,
  twin: string,
  roll: Dice,
): Promise<void> {
  for (let step = 0; step < 45 && left.size > 0; step++) {
    house.clock.now = now() + minuteMs;
    const incident = await stateOf(id);
    const { ways, soonest } = await waysOf(incident);
    const fresh = ways.filter(({ transition, role }) => left.has(pairOf(transition.id, role)));
    const wanted = new Set(
      procedure.transitions.flatMap(({ id: one, from, by }) =>
        by.some((role) => left.has(pairOf(one, role))) ? from : [],
      ),
    );
    const far = distancesTo(procedure, wanted);
    const at = (node: string | undefined): number => far.get(node ?? incident.node) ?? Infinity;
    const staying = fresh.filter(({ transition }) => transition.to === undefined);
    const nearer = ways.filter(
      ({ transition }) => transition.to !== undefined && at(transition.to) < at(incident.node),
    );
    const main = ways.filter(({ transition }) => transition.weight === 'main');
    const stay = ways.filter(({ transition }) => transition.to === undefined);
    const pool = [staying, fresh, roll.chance(0.6) ? nearer : stay, nearer, main, stay].find(
      (list) => list.length > 0,
    );
    if (!pool) {
      if (await letTimeAct(house, pack, incident, now() + 90 * 24 * 60 * minuteMs)) continue;
      if (soonest < Infinity) house.clock.now = soonest;
      else if (!(await liveChild(incident, roll))) return;
      continue;
    }
    const way = roll.pick(pool);
    if (await take(incident, way, twin, roll)) left.delete(pairOf(way.transition.id, way.role));
  }
}

/** A matter that waits for those it opened: one of them is brought to its close by the usual way. */
async function liveChild(incident: Incident, roll: Dice): Promise<boolean> {
  const open = (incident.children ?? []).find(({ joinedAt, loose }) => joinedAt === undefined && !loose);
  if (!open) return false;
  for (let step = 0; step < 30; step++) {
    house.clock.now = now() + minuteMs;
    const child = await stateOf(open.id);
    if (child.closedAt !== undefined || child.ended) return true;
    const { ways } = await waysOf(child);
    const main = ways.filter(({ transition, role }) => transition.weight === 'main' && role !== 'citizen');
    if (main.length === 0) {
      const moved = await letTimeAct(house, pack, child, now());
      if (!moved && !(await liveChild(child, roll))) return false;
      continue;
    }
    await take(child, roll.pick(main), '', roll);
  }
  return true;
}

/** Those that are walked step by step here; every other life is lived by dice in the pure tests. */
const roots = [...builtInProcedures.values()].filter(({ id }) => id === 'supervision-order');

describe('W1 every step of a procedure is taken by each role that it names, who sees the matter and has the button', () => {
  it.each(roots)(
    '$id',
    async (procedure) => {
      const roll = dice(seedOf(`walk:${procedure.id}`));
      const left = new Set<Pair>(
        procedure.transitions.flatMap(({ id, by }) =>
          by
            .filter(
              (role) => isHuman(role) && (role !== 'citizen' || (procedure.opens?.includes(role) ?? true)),
            )
            .map((role) => pairOf(id, role)),
        ),
      );
      const opens = (procedure.opens ?? ['duty', 'leader', 'handler', 'field', 'citizen']).filter(
        (role) => role in openers,
      );
      const twin = await report(must(pack.procedures.get('standard'), 'standard'), 'duty1', roll);
      const same =
        procedure.id === 'standard'
          ? twin
          : await report(procedure, openers[must(opens[0], 'role')]?.() ?? null, roll);
      for (let lives = 0; lives < 30 && left.size > 0; lives++) {
        const role = must(opens[lives % opens.length], 'a role that opens it');
        const id = await report(procedure, must(openers[role], role)(), roll);
        await live(procedure, id, left, same, roll);
      }
      expect([...left]).toEqual([]);
    },
    45_000,
  );
});

it('W2 an order reaches 102 communities and their 469 grids, each seen by its own people, and closes when all have answered', async () => {
  const communities = pack.pack.units.filter(({ kind }) => kind === 'community').map(({ id }) => id);
  const roll = dice(1);
  const order = must(pack.procedures.get('order'), 'order');
  const id = await report(order, 'leader', roll);
  const issue = { kind: 'take', incident: id, version: 1, transition: 'issue', form: { units: communities } };
  expect((await cast.send('leader', issue)).status).toBe(200);
  const children = must((await stateOf(id)).children, 'communities');
  expect([communities.length, children.length]).toEqual([102, 102]);
  const first = must(children[0], 'a community');
  // One community and one of its grids by their own sessions, the others by the same rule without a line.
  expect(await cast.read(must(communities[1], 'another'), first.id)).toBeNull();
  const actAs = async (one: string, unit: string, transition: string, form: object = {}): Promise<void> => {
    const { version } = await stateOf(one);
    const command = { kind: 'take', incident: one, version, transition, form } as const;
    if (unit === first.unit) expect((await cast.send(unit, command)).status).toBe(200);
    else {
      const by: Person = {
        id: unit,
        name: unit,
        role: 'handler',
        unit,
        post: 'handler',
        jurisdiction: county,
        grids: [],
      };
      done(await house.execute({ jurisdiction: county, by, command: { ...command, form: {} } }));
    }
  };
  const grids: string[] = [];
  for (const child of children) {
    await actAs(child.id, must(child.unit, 'unit'), 'receive');
    await actAs(child.id, must(child.unit, 'unit'), 'pass-on');
    grids.push(...must((await stateOf(child.id)).children, 'grids').flatMap(({ grid }) => grid ?? []));
  }
  expect([grids.length, new Set(grids).size]).toEqual([469, 469]);
  expect(new Set(grids)).toEqual(new Set(pack.grid.levels[1].map((one) => one.id)));
  const member = `field-${must(pack.units.get(first.unit ?? '')?.grid, 'its grid')}`;
  for (const grid of must((await stateOf(first.id)).children, 'its grids')) {
    const { version } = must(await cast.read(member, grid.id), 'seen by its member');
    const receive = { kind: 'take', incident: grid.id, version, transition: 'receive', form: {} };
    expect((await cast.send(member, receive)).status).toBe(200);
    const told = { ...receive, version: version + 1, transition: 'report', form: { note: '已落实' } };
    expect((await cast.send(member, told)).status).toBe(200);
  }
  expect((await stateOf(first.id)).children?.every(({ joinedAt }) => joinedAt !== undefined)).toBe(true);
}, 120_000);

it('W3 a whistle is seen and answered by the desk of the community that it was blown in, and by no other', async () => {
  const roll = dice(3);
  const id = await report(must(pack.procedures.get('whistle'), 'whistle'), `field-${home()}`, roll);
  const unit = must(pack.unitsOfGrid([home()]).at(-1), 'the community').id;
  const other = must(
    pack.pack.units.find(({ kind, id: one }) => kind === 'community' && one !== unit),
    'another',
  ).id;
  expect(await cast.read(other, id)).toBeNull();
  const seen = must(await cast.read(unit, id), 'seen by the own desk');
  const offered = await cast.offered(unit, seen, now());
  expect(
    offered.filter(({ hindrance }) => hindrance === null).map(({ transition }) => transition.id),
  ).toContain('answer');
  const answer = { kind: 'take', incident: id, version: seen.version, transition: 'answer', form: {} };
  expect((await cast.send(unit, answer)).status).toBe(200);
  expect((await stateOf(id)).tasks[0]).toMatchObject({ unit, role: 'lead', state: 'signed' });
}, 60_000);
