import { describe, expect, it } from 'vitest';
import type { Actor } from '#shared/access/person.ts';
import { incidentLife, type IncidentLife, type ToldEntry } from '#shared/dossier/ring-life.ts';
import { allowedTransitions } from '#shared/incident/allow.ts';
import type { Form } from '#shared/incident/command.ts';
import type { IncidentEvent } from '#shared/incident/fact.ts';
import { dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import { standardProcedure } from '#shared/procedure/standard.ts';
import {
  duty,
  handlerOf,
  incidentWorld,
  leader,
  system,
  units,
  worldAt,
  type IncidentWorld,
} from '../../support/incident-world.ts';

const asEntries = (events: readonly IncidentEvent[]): ToldEntry[] =>
  events.map((event, index) => ({ ...event, seq: 10 + index, hash: String(index).padStart(64, '0') }));
const sum = ({ rings }: IncidentLife): number => rings.reduce((all, ring) => all + ring.partMs, 0);
const lifeOf = (world: IncidentWorld): IncidentLife =>
  incidentLife(must(world.state, 'incident'), asEntries(world.events), world.now);

const people: Actor[] = [duty, leader, system, ...units.map(handlerOf)];

function formFor(transition: Transition, roll: () => number): Form {
  const form: Form = {};
  for (const { id, kind } of transition.form) {
    if (kind === 'text') form[id] = '说明';
    if (kind === 'unit') form[id] = must(units[Math.floor(roll() * units.length)], 'unit');
    if (kind === 'units') form[id] = units.filter((unit) => unit !== form['lead'] && roll() < 0.3);
    if (kind === 'rating') form[id] = 1 + Math.floor(roll() * 5);
    if (kind === 'limit') form[id] = { amount: 1, unit: 'work-day' };
    if (kind === 'incident') form[id] = 'twin';
  }
  return form;
}

/** Holds a life against what must be true of every life at every instant. */
function check(world: IncidentWorld, seed: number): void {
  const incident = must(world.state, 'incident');
  const life = lifeOf(world);
  expect(sum(life), `seed ${seed}: the parts are not the life`).toBe(life.lifeMs);
  expect(life.rings.every(({ partMs }) => partMs >= 0)).toBe(true);
  expect(life.until).toBe(life.over ? must(life.until, 'end') : world.now);
  expect(life.lifeMs).toBe(life.until - incident.reportedAt);
  for (const ring of life.rings) {
    if (ring.state === 'broken') expect(ring.reason, `seed ${seed}: ${ring.name}`).not.toBeNull();
    if (ring.closedAt !== null && ring.name !== 'cloud-again') {
      const closing = must(world.events[must(ring.seq, `${ring.name} has no entry`) - 10], 'entry');
      expect(closing.at, `seed ${seed}: ${ring.name} closed at another instant`).toBe(ring.closedAt);
    }
  }
  const given = life.rings.flatMap(({ evidence }) => evidence).length;
  expect(given).toBeGreaterThanOrEqual(incident.evidence.length);
}

describe('R1 the life of an incident', () => {
  it('is the sum of its nine rings to the millisecond, at every step of 400 random lives', () => {
    const ends = new Set<string>();
    for (let seed = 1; seed <= 400; seed++) {
      const { roll } = dice(seed);
      const world = incidentWorld();
      world.others.set('twin', { ...world.report(), id: 'twin' });
      for (let step = 0; step < 60 && !world.state?.ended; step++) {
        const before = must(world.state, 'incident');
        const ways = people.flatMap((by) =>
          allowedTransitions(before, standardProcedure, by).map((transition) => ({ by, transition })),
        );
        const main = ways.filter(({ transition }) => transition.weight === 'main');
        const pool = main.length > 0 && roll() < 0.7 ? main : ways;
        const { by, transition } = must(pool[Math.floor(roll() * pool.length)], 'a way on');
        world.now += Math.floor(roll() * 9_000_000);
        const answer = world.take(transition.id, by, formFor(transition, roll));
        expect(isRefusal(answer) && `${transition.id}: ${answer.reason}`).toBe(false);
        check(world, seed);
        world.now += Math.floor(roll() * 1_000);
        check(world, seed);
      }
      const end = world.state?.ended;
      if (end) ends.add(end);
      if (end !== 'archived') continue;
      // The anchor comes later: until then the time is the ninth ring's, afterwards it stands still.
      const anchoredAt = world.now + 1 + Math.floor(roll() * 86_400_000);
      const waiting = lifeOf(Object.assign(world, { now: anchoredAt }));
      expect([waiting.over, waiting.rings[8]?.current]).toEqual([false, true]);
      const archived = must(world.state, 'incident');
      world.state = { ...archived, rings: [...archived.rings.slice(0, 8), anchoredAt] };
      world.now += 1_000_000;
      const whole = lifeOf(world);
      expect(whole.over).toBe(true);
      expect(whole.lifeMs).toBe(anchoredAt - archived.reportedAt);
      expect(whole.rings[8]?.partMs).toBe(waiting.rings[8]?.partMs);
      check(world, seed);
    }
    expect([...ends].sort()).toEqual(['archived', 'merged', 'not-filed', 'void']);
  });

  it('tells who closed each ring, by which entry, in how long, and which runs now', () => {
    const world = worldAt('signed', 60_000);
    world.now += 5_000;
    const life = lifeOf(world);
    const told = life.rings.map(({ name, by, seq, partMs, current }) => [name, by, seq, partMs, current]);
    expect(told).toEqual([
      ['cloud', duty.name, 10, 0, false],
      ['grid', null, 10, 0, false],
      ['person', '一格 网格员', 10, 0, false],
      ['task', 'city', 14, 4 * 60_000, false],
      ['order', null, null, 5_000, true],
      ...['evaluation', 'assessment', 'archive', 'cloud-again'].map((name) => [name, null, null, 0, false]),
    ]);
  });

  it('gives each ring the evidence that led to it', () => {
    const world = incidentWorld();
    const piece = (text: string) => ({ kind: 'text' as const, text, at: world.now });
    world.report({ evidence: [piece('来电')] });
    world.now += 1_000;
    world.send(
      { kind: 'note', incident: must(world.state, 'incident').id, text: '补充', evidence: [piece('照片一')] },
      duty,
    );
    const texts = lifeOf(world).rings.map(({ evidence }) => evidence.map(({ text }) => text).join());
    expect(texts).toEqual(['来电', '', '', '照片一', '', '', '', '', '']);
  });
});
