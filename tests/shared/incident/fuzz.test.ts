import type { Actor } from '#shared/access/person.ts';
import type { Form } from '#shared/incident/command.ts';
import { allowedTransitions } from '#shared/incident/allow.ts';
import { incidentColumns } from '#shared/incident/columns.ts';
import { evolve } from '#shared/incident/evolve.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { incident as incidentSchema } from '#shared/incident/incident.ts';
import { ringStates } from '#shared/incident/rings.ts';
import { dice } from '#shared/kernel/dice.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import { standardProcedure } from '#shared/procedure/standard.ts';
import { expect, it } from 'vitest';
import {
  duty,
  handlerOf,
  incidentWorld,
  leader,
  system,
  units,
  type IncidentWorld,
} from '../../support/incident-world.ts';

const actors: Actor[] = [
  duty,
  leader,
  system,
  ...units.map(handlerOf),
  { id: 'c', name: 'c', role: 'citizen' },
  { id: 'f', name: 'f', role: 'field' },
];

function formFor(transition: Transition, roll: () => number): Form {
  const form: Form = {};
  for (const field of transition.form) {
    if (field.kind === 'text') form[field.id] = '说明';
    if (field.kind === 'unit') form[field.id] = must(units[Math.floor(roll() * units.length)], 'unit');
    if (field.kind === 'units')
      form[field.id] = units.filter((unit) => unit !== form['lead'] && roll() < 0.3);
    if (field.kind === 'rating') form[field.id] = 1 + Math.floor(roll() * 5);
    if (field.kind === 'limit') form[field.id] = { amount: 1, unit: 'work-day' };
    if (field.kind === 'incident') form[field.id] = 'twin';
    if (field.kind === 'choice')
      form[field.id] = must(field.choices?.[Math.floor(roll() * field.choices.length)], 'choice').id;
  }
  return form;
}

/** The approvals in a history: the only acts that may move a deadline that runs. */
const approvals = new Set(['grant-extension', 'grant-suspension', 'resume', 'regrade']);

function checkStep(before: Incident, world: IncidentWorld, taken: string): void {
  const state = must(world.state, 'state');
  for (const [name, clock] of Object.entries(before.clocks)) {
    const after = must(state.clocks[name as keyof Incident['clocks']], name);
    expect(after.startedAt, 'K3 a start is never reset').toBe(clock.startedAt);
    if (clock.stoppedAt === undefined && !approvals.has(taken))
      expect(after.dueAt, `K2 ${taken} moved ${name}`).toBe(clock.dueAt);
    if (clock.stoppedAt !== undefined && clock.dueAt <= clock.stoppedAt)
      expect(after.dueAt, 'K3 late stays late').toBe(clock.dueAt);
  }
  const rings = ringStates(state);
  const closed = rings.filter((ring) => ring.closedAt !== null);
  const life = Math.max(...closed.map((ring) => must(ring.closedAt, ring.name))) - state.reportedAt;
  expect(
    closed.reduce((sum, ring) => sum + must(ring.ms, ring.name), 0),
    'R1',
  ).toBe(life);
}

function live(seed: number): IncidentWorld {
  const { roll } = dice(seed);
  const world = incidentWorld();
  world.others.set('twin', { ...world.report(), id: 'twin' });
  for (let step = 0; step < 60 && !world.state?.ended; step++) {
    const before = must(world.state, 'state');
    const ways = actors.flatMap((by) =>
      allowedTransitions(before, standardProcedure, by).map((transition) => ({ by, transition })),
    );
    // H2: there is always a way on.
    expect(ways.length, `seed ${seed}: stuck in ${before.node}`).toBeGreaterThan(0);
    const main = ways.filter(
      ({ transition }) => transition.weight === 'main' || transition.by.includes('system'),
    );
    const pool = main.length > 0 && roll() < 0.7 ? main : ways;
    const { by, transition } = must(pool[Math.floor(roll() * pool.length)], 'way');
    world.now += Math.floor(roll() * 4 * 3_600_000);
    const answer = world.take(transition.id, by, formFor(transition, roll));
    expect(
      isRefusal(answer),
      `seed ${seed}: ${transition.id} by ${by.role}: ${isRefusal(answer) ? answer.reason : ''}`,
    ).toBe(false);
    checkStep(before, world, transition.id);
    // C8: a step that is not allowed leaves nothing.
    const count = world.events.length;
    const other = must(
      standardProcedure.transitions[Math.floor(roll() * standardProcedure.transitions.length)],
      'transition',
    );
    const state = must(world.state, 'state');
    const someone = must(actors[Math.floor(roll() * actors.length)], 'actor');
    if (!allowedTransitions(state, standardProcedure, someone).includes(other)) {
      expect(isRefusal(world.take(other.id, someone, formFor(other, roll)))).toBe(true);
      expect(world.events.length).toBe(count);
    }
  }
  return world;
}

it('C2 C8 H1 H2 K2 K3 R1: 400 lives by steered dice keep every rule and reach every end', () => {
  const ends = new Set<string>();
  const taken = new Set<string>();
  for (let seed = 1; seed <= 400; seed++) {
    const world = live(seed);
    const state = must(world.state, 'state');
    if (state.ended) ends.add(state.ended);
    for (const { fact } of world.events) if (fact.kind === 'advanced') taken.add(fact.transition);
    // H1: history read back from JSON folds to the same state, and the state fits its schema.
    const refolded = world.events.reduce<Incident | null>(
      (folded, event) => evolve(folded, JSON.parse(JSON.stringify(event)) as typeof event),
      null,
    );
    expect(refolded, `seed ${seed}`).toEqual(state);
    expect(incidentSchema.safeParse(state).error, `seed ${seed}`).toBeUndefined();
    expect(incidentColumns(state, standardProcedure, () => false).rings).toHaveLength(9);
  }
  expect([...ends].sort()).toEqual(['archived', 'merged', 'not-filed', 'void']);
  expect([...taken].sort()).toEqual(standardProcedure.transitions.map(({ id }) => id).sort());
});
