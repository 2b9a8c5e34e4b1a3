import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '#shared/access/person.ts';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import type { Procedure } from '#shared/procedure/schema.ts';
import { done } from '../support/orders.ts';
import { pairsOf, type Pair } from '../support/walk-choice.ts';
import { openWalkedCounty, type WalkedCounty } from '../support/walked-county.ts';

/** Every procedure at the sources' sizes, walked by whom its steps name, each through a session of their own. */
let longgang: WalkedCounty;
let xuxiake: WalkedCounty;
beforeAll(async () => {
  longgang = await openWalkedCounty('longgang');
  xuxiake = await openWalkedCounty('xuxiake');
}, 480_000);
afterAll(async () => {
  await longgang.close();
  await xuxiake.close();
});

/** What nobody can take in this county, and why. All else is taken. */
const beyond: Record<string, Partial<Record<Pair, string>>> = {};

describe('W1 every step of a procedure is taken by each role that it names, who sees the matter and has the button', () => {
  it.each([...builtInProcedures.values()])(
    '$id',
    async (procedure) => {
      const walked = await longgang.walk(procedure, dice(seedOf(`walk:${procedure.id}`)));
      const left = Object.keys(beyond[procedure.id] ?? {}).sort();
      expect(walked).toEqual({ left, faults: [] });
      expect(takenOf(procedure, walked.left)).toBe(procedure.transitions.length - byTheHouse(procedure));
    },
    600_000,
  );
});

/** Steps that were taken by somebody. */
const takenOf = (procedure: Procedure, left: readonly Pair[]): number =>
  new Set(
    pairsOf(procedure)
      .filter((pair) => !left.includes(pair))
      .map((pair) => pair.split(' ', 1)[0]),
  ).size;
/** Steps that rules alone take, for which nobody has a button nor a time. */
const byTheHouse = (procedure: Procedure): number => {
  const walked = new Set(pairsOf(procedure).map((pair) => pair.split(' ', 1)[0]));
  return procedure.transitions.filter(({ id }) => !walked.has(id)).length;
};

it('W2 an order reaches 102 communities and their 469 grids, each seen by its own people, and closes when all have answered', async () => {
  const { pack, house, cast, report, stateOf } = longgang;
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
        jurisdiction: pack.id,
        grids: [],
      };
      done(await house.execute({ jurisdiction: pack.id, by, command: { ...command, form: {} } }));
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

it('W4 an inspection draws its officers from all 88 of the squads, and the squads of those drawn have the task', async () => {
  const { pack, cast, report, stateOf } = xuxiake;
  const procedure = must(pack.procedures.get('random-inspection'), 'random-inspection');
  const id = await report(procedure, 'duty1', dice(4));
  for (const transition of ['draw-object', 'draw-officers', 'assign']) {
    const { version } = await stateOf(id);
    const sent = await cast.send('duty1', { kind: 'take', incident: id, version, transition, form: {} });
    expect(sent.status, sent.text).toBe(200);
  }
  const { draws, tasks } = await stateOf(id);
  const drawn = must(
    draws?.find(({ from }) => from === 'officers'),
    'the draw',
  );
  expect(drawn.pool.size).toBe(88);
  expect(drawn.picked).toHaveLength(2);
  expect(new Set(tasks.map(({ unit }) => unit))).toEqual(new Set(drawn.picked.map(({ unit }) => unit)));
  for (const { unit, role } of tasks) {
    const incident = must(await cast.read(unit, id), `seen by ${unit}`);
    const transition = role === 'lead' ? 'sign' : 'co-sign';
    const { version } = incident;
    const sent = await cast.send(unit, { kind: 'take', incident: id, version, transition, form: {} });
    expect(sent.status, sent.text).toBe(200);
  }
}, 120_000);

it('W5 a request for help asks 12 units side by side; each sees it and answers once, then they are joined', async () => {
  const { pack, cast, report, stateOf, waysOf, take } = xuxiake;
  const procedure = must(pack.procedures.get('assistance'), 'assistance');
  const roll = dice(5);
  const id = await report(procedure, 'duty1', roll);
  const { version } = await stateOf(id);
  const ask = { kind: 'take', incident: id, version, transition: 'ask-all', form: {} };
  expect((await cast.send('duty1', ask)).status).toBe(200);
  const units = (await stateOf(id)).tasks.map(({ unit }) => unit);
  expect(new Set(units).size).toBe(12);
  for (const unit of units) {
    const incident = await stateOf(id);
    const { ways } = await waysOf(incident);
    const answers = ways.filter(({ login, transition }) => login === unit && transition.id === 'answer');
    expect(answers, unit).toHaveLength(1);
    expect(await take(incident, must(answers[0], unit), '', roll)).toBeNull();
  }
  expect((await stateOf(id)).tasks.every(({ state }) => state === 'done')).toBe(true);
}, 240_000);
