import { incidentColumns } from '#shared/incident/columns.ts';
import { evolve } from '#shared/incident/evolve.ts';
import { incident as incidentSchema, type Clock, type Incident } from '#shared/incident/incident.ts';
import { ringStates } from '#shared/incident/rings.ts';
import { dice, seedOf, type Dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { hourMs } from '#shared/kernel/span.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { ends, type Transition } from '#shared/procedure/schema.ts';
import { incidentRow } from '#shared/views/incident-row.ts';
import { describe, expect, it } from 'vitest';
import {
  barredOf,
  distances,
  formFor,
  people,
  procedureOf,
  tick,
  waysAndNext,
  waysOf,
  type Way,
} from '../../support/procedure-life.ts';
import { procedureWorld, type ProcedureWorld } from '../../support/procedure-world.ts';

const livesEach = 200;
/** Steps at the mercy of the dice, at most; afterwards a life is led home. */
const wanderSteps = 60;
const homeSteps = 150;

/** What was seen over all lives, by procedure. */
const taken = new Map<string, Set<string>>();
const ended = new Map<string, Set<string>>();
/** Whether matters of it were without a place. */
const lay = new Map<string, Set<boolean>>();
const note = (in_: Map<string, Set<string>>, procedure: string, id: string): void =>
  void in_.set(procedure, (in_.get(procedure) ?? new Set()).add(id));

/** Approvals may move a deadline that runs; a renewed clock begins its next period. */
const approves = ({ effects }: Transition): boolean =>
  effects.some((one) => one.do === 'grant' || one.do === 'resume' || one.do === 'grade');
const renews = ({ effects }: Transition, clock: string): boolean =>
  effects.some((one) => one.do === 'renew' && one.clock === clock);

function fail(state: Incident, what: string): never {
  throw new Error(`${state.procedure} ${state.id} in ${state.node}: ${what}`);
}

/** What lies nowhere tells no place on any row, ring or paper; all else tells where. */
function checkPlace(state: Incident): void {
  const { placeless = false, address, grids, responsible } = state;
  lay.set(state.procedure, (lay.get(state.procedure) ?? new Set<boolean>()).add(placeless));
  const row = incidentRow(state, procedureOf(state));
  const told = [address, row.address, ...grids, ...row.grids, responsible?.name ?? ''].join('');
  if (placeless !== (told === '')) fail(state, `R1 tells the place ${told}`);
  if (placeless !== (row.rings.slice(1, 3) === '--')) fail(state, `R1 has rings ${row.rings}`);
}

function checkClocks(before: Incident, after: Incident, step: Transition): void {
  for (const [name, clock] of Object.entries(before.clocks)) {
    if (renews(step, name)) continue;
    const now: Clock = must(after.clocks[name], name);
    if (now.startedAt !== clock.startedAt) fail(after, `K3 ${step.id} began ${name} anew`);
    const stands = clock.stoppedAt === undefined || name === 'whole';
    if (stands && !approves(step) && now.dueAt !== clock.dueAt) fail(after, `K2 ${step.id} moved ${name}`);
    if (clock.stoppedAt !== undefined && clock.dueAt <= clock.stoppedAt && now.dueAt !== clock.dueAt)
      fail(after, `K3 ${step.id} forgave ${name}`);
  }
  if (after.ended !== undefined)
    for (const [name, { stoppedAt }] of Object.entries(after.clocks))
      if (stoppedAt === undefined) fail(after, `${name} still runs`);
}

function checkRings(state: Incident): void {
  const closed = ringStates(state).filter(({ closedAt }) => closedAt !== null);
  const last = Math.max(...closed.map(({ closedAt }) => must(closedAt, 'closed')));
  const sum = closed.reduce((total, { ms }) => total + must(ms, 'ms'), 0);
  if (sum !== last - state.reportedAt) fail(state, `R1 ${sum} is not ${last - state.reportedAt}`);
}

function takeWay(world: ProcedureWorld, id: string, { by, transition }: Way, roll: Dice): void {
  const before = world.state(id);
  const twin = must([...world.states.keys()][0], 'the first');
  const answer = world.take(
    id,
    transition.id,
    by,
    formFor(transition.form, roll, twin, world.now, barredOf(before, transition)),
  );
  if (isRefusal(answer))
    fail(before, `${transition.id} by ${by.id}: ${answer.reason} (${answer.field ?? ''})`);
  note(taken, answer.procedure, transition.id);
  if (answer.ended !== undefined) note(ended, answer.procedure, answer.node);
  checkClocks(before, answer, transition);
  checkRings(answer);
}

/** C8: a step that nobody asked may take leaves nothing. */
function tryForbidden(world: ProcedureWorld, id: string, ways: readonly Way[], roll: Dice): void {
  const state = world.state(id);
  const transition = roll.pick(procedureOf(state).transitions);
  const by = roll.pick(people);
  if (ways.some((way) => way.by.id === by.id && way.transition.id === transition.id)) return;
  const facts = must(world.events.get(id), id).length;
  const answer = world.take(id, transition.id, by, formFor(transition.form, roll, id, world.now));
  if (!isRefusal(answer) || must(world.events.get(id), id).length !== facts)
    fail(state, `C8 ${by.id} took ${transition.id}`);
}

/** Steps that no life has taken yet. */
function freshOf(state: Incident, ways: readonly Way[]): Way[] {
  return ways.filter(({ transition }) => !taken.get(state.procedure)?.has(transition.id));
}

/** Prefers steps no life has taken yet, then the usual ones. */
function choose(state: Incident, ways: readonly Way[], roll: Dice): Way {
  const fresh = freshOf(state, ways);
  if (fresh.length > 0 && roll.chance(0.7)) return roll.pick(fresh);
  const main = ways.filter(
    ({ transition }) => transition.weight === 'main' || transition.by.includes('system'),
  );
  return roll.pick(main.length > 0 && roll.chance(0.75) ? main : ways);
}

function wander(world: ProcedureWorld, roll: Dice): void {
  // Some are broken off early, more of those that stand still, so that every kind of middle is led home.
  for (let left = roll.between(10, wanderSteps); left > 0; left--) {
    const living = [...world.states.values()]
      .slice(1)
      .filter((one) => one.ended === undefined || roll.chance(0.1));
    if (living.length === 0) return;
    const { id } = roll.pick(living);
    world.now += Math.floor(roll.roll() * 5 * hourMs);
    tick(world);
    const state = world.state(id);
    // Now and then somebody waits until a time is over.
    const { ways: sooner, next } = waysAndNext(state, world.now);
    const waits = next < Infinity && roll.chance(0.5);
    if (waits) world.now = next;
    const ways = waits ? waysOf(state, world.now) : sooner;
    tryForbidden(world, id, ways, roll);
    if (ways.length > 0) takeWay(world, id, choose(state, ways, roll), roll);
    const after = world.state(id);
    if (after.suspended && freshOf(after, waysOf(after, world.now)).length === 0 && roll.chance(0.3)) return;
  }
}

/**
 * Leads every matter home by steps that bring it nearer, the youngest first, for parents wait for them. Home is the archive, from
 * wherever a way leads there: nobody is content with a withdrawal.
 */
function leadHome(world: ProcedureWorld, roll: Dice): void {
  const steps = new Map<string, number>();
  for (;;) {
    const state = [...world.states.values()].slice(1).findLast(({ ended: at }) => at === undefined);
    if (!state) return;
    const count = (steps.get(state.id) ?? 0) + 1;
    steps.set(state.id, count);
    if (count > homeSteps) fail(state, 'H2 no end within reach');
    world.now += Math.floor(roll.roll() * hourMs);
    const { ways: sooner, next } = waysAndNext(state, world.now);
    // Where all that leads nearer waits for a time, it is waited for.
    const waits = nearerOf(state, sooner).length === 0 && next < Infinity;
    if (waits) world.now = next;
    const ways = waits ? waysOf(state, world.now) : sooner;
    takeWay(world, state.id, homeward(state, ways, roll), roll);
  }
}

/** How many steps a node of a matter's procedure is from home. */
function homeFrom(state: Incident): (node?: string) => number {
  const procedure = procedureOf(state);
  const archive = distances(procedure, ['archived']);
  const far = archive.has(state.node) ? archive : distances(procedure, ends);
  return (node = '') => far.get(node) ?? Infinity;
}
function nearerOf(state: Incident, ways: readonly Way[]): Way[] {
  const left = homeFrom(state);
  return ways.filter(({ transition }) => left(transition.to) < left(state.node));
}

function homeward(state: Incident, ways: readonly Way[], roll: Dice): Way {
  const left = homeFrom(state);
  const nearer = nearerOf(state, ways);
  const staying = ways.filter(({ transition }) => transition.to === undefined && !opens(transition));
  const onward = ways.filter(({ transition }) => left(transition.to) < Infinity);
  const pool = [nearer, staying, onward].find((list) => list.length > 0);
  return pool ? roll.pick(pool) : fail(state, 'H2 nobody can do anything');
}
const opens = ({ effects }: Transition): boolean => effects.some((one) => one.do === 'open');

/** H1: history read back from JSON folds to the same state, and the state fits its schema. */
function checkHistory(world: ProcedureWorld): void {
  for (const [id, events] of world.events) {
    const state = world.state(id);
    const folded = events.reduce<Incident | null>(
      (sofar, event) => evolve(sofar, JSON.parse(JSON.stringify(event)) as typeof event),
      null,
    );
    if (JSON.stringify(folded) !== JSON.stringify(state)) fail(state, 'H1 history folds to something else');
    const { error } = incidentSchema.safeParse(state);
    if (error) fail(state, error.message);
    if (incidentColumns(state, procedureOf(state), () => false).rings.length !== 9)
      fail(state, 'not nine rings');
  }
}

function live(procedure: string, seed: number): void {
  const roll = dice(seedOf(`${procedure}:${seed}`));
  const world = procedureWorld();
  const by = (id: string): (typeof people)[number] => {
    const may = builtInProcedures.get(id)?.opens;
    return must(
      people.find(({ role }) => !may || may.includes(role)),
      `someone who opens ${id}`,
    );
  };
  // The first stays as it is: duplicates are merged into it.
  world.report('standard', by('standard'));
  const form = formFor(must(builtInProcedures.get(procedure), procedure).form, roll, '', world.now);
  // Where none is needed the half goes without one; where there is none, one that is said is not kept.
  const goesWithout = builtInProcedures.get(procedure)?.place === 'optional' && roll.chance(0.5);
  const made = world.report(procedure, by(procedure), form, {
    address: '敔山湾路 2 号',
    ...(goesWithout && { place: undefined, address: '' }),
  });
  if (isRefusal(made)) throw new Error(`${procedure}: ${made.reason}`);
  wander(world, roll);
  leadHome(world, roll);
  checkHistory(world);
  for (const state of world.states.values()) checkPlace(state);
}

/** Opened by other matters alone: their lives are lived in those of their parents. */
const ofOthers = [...builtInProcedures.values()].filter(({ opens: may }) =>
  may?.every((role) => role === 'system'),
);
const roots = [...builtInProcedures.keys()].filter((id) => !ofOthers.some((one) => one.id === id));

describe('C2 C8 H1 H2 K2 K3 R1: lives by steered dice', () => {
  it.each(roots)(
    `${livesEach} of %s keep every rule and come to an end`,
    (id) => {
      for (let seed = 1; seed <= livesEach; seed++) live(id, seed);
    },
    60_000,
  );

  it('R1 a procedure without a place has none in any life, one whose place is optional has both', () => {
    for (const { id, place } of builtInProcedures.values()) {
      const seen = lay.get(id) ?? new Set();
      if (place === 'none') expect([...seen], id).toEqual([true]);
      if (place === 'optional') expect(seen.size, id).toBe(2);
      // An order about a matter without a place has none either.
      if (place === 'point' && roots.includes(id)) expect([...seen], id).toContain(false);
    }
  });

  it('take every step and reach every end of every procedure', () => {
    for (const { id, transitions, nodes } of builtInProcedures.values()) {
      const steps = transitions.map((one) => one.id).sort();
      expect([...(taken.get(id) ?? [])].sort(), id).toEqual(steps);
      const closings = nodes.flatMap((one) => (one.end === undefined ? [] : [one.id])).sort();
      expect([...(ended.get(id) ?? [])].sort(), id).toEqual(closings);
    }
  });
});
