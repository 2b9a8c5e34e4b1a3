import { describe, expect, it } from 'vitest';
import { incidentLife, type IncidentLife, type ToldEntry } from '#shared/dossier/ring-life.ts';
import { ringLimits } from '#shared/dossier/ring-limits.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { IncidentEvent } from '#shared/incident/fact.ts';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { duty, incidentWorld, worldAt, type IncidentWorld } from '../../support/incident-world.ts';
import { formFor, people, tick, waysOf } from '../../support/procedure-life.ts';
import { procedureWorld, type ProcedureWorld } from '../../support/procedure-world.ts';

const asEntries = (events: readonly IncidentEvent[]): ToldEntry[] =>
  events.map((event, index) => ({ ...event, seq: 10 + index, hash: String(index).padStart(64, '0') }));
const sum = ({ rings }: IncidentLife): number => rings.reduce((all, ring) => all + ring.partMs, 0);
const lifeOf = (world: IncidentWorld): IncidentLife =>
  incidentLife(must(world.state, 'incident'), asEntries(world.events), world.now);

/** Holds a life against what must be true of every life at every instant; the answer is the life. */
function check(incident: Incident, events: readonly IncidentEvent[], now: number): IncidentLife {
  const life = incidentLife(incident, asEntries(events), now);
  const where = `${incident.procedure} ${incident.id} in ${incident.node}`;
  if (sum(life) !== life.lifeMs) throw new Error(`${where}: ${sum(life)} is not the life, ${life.lifeMs}`);
  if (life.lifeMs !== life.until - incident.reportedAt) throw new Error(`${where}: another life`);
  if (!life.over && life.until !== now) throw new Error(`${where}: it lives, but not until now`);
  for (const ring of life.rings) {
    if (ring.partMs < 0) throw new Error(`${where}: ${ring.name} took ${ring.partMs} ms`);
    if (ring.state === 'broken' && ring.reason === null)
      throw new Error(`${where}: ${ring.name} broke for nothing`);
    if (ring.closedAt === null || ring.name === 'cloud-again') continue;
    const closing = must(events[must(ring.seq, `entry of ${ring.name}, ${where}`) - 10], 'entry');
    if (closing.at !== ring.closedAt) throw new Error(`${where}: ${ring.name} was closed at another instant`);
  }
  checkLimits(incident, life, now);
  return life;
}

/** A clock is held against one ring alone: that in whose part of the life it stopped, or the one under way while it runs. */
function checkLimits(incident: Incident, { rings }: IncidentLife, now: number): void {
  const limits = ringLimits(rings, incident.clocks, { reportedAt: incident.reportedAt, now });
  const told = limits.flatMap((limit) => limit?.clock ?? []);
  if (new Set(told).size !== told.length) throw new Error(`${incident.id}: one clock for two rings`);
  let before = incident.reportedAt;
  rings.forEach((ring, i) => {
    const limit = limits[i];
    const clock = limit && incident.clocks[limit.clock];
    if (limit && clock) {
      const isLate = (clock.stoppedAt ?? now) > clock.dueAt;
      if (limit.lateMs > 0 !== isLate) throw new Error(`${incident.id}: ${limit.clock} is late or not`);
      if (ring.closedAt === null && (clock.stoppedAt !== undefined || !ring.current))
        throw new Error(`${incident.id}: ${limit.clock} does not run in ${ring.name}`);
      if (ring.closedAt !== null && !(must(clock.stoppedAt, 'stopped') <= ring.closedAt))
        throw new Error(`${incident.id}: ${limit.clock} stopped after ${ring.name}`);
      if (ring.closedAt !== null && must(clock.stoppedAt, 'stopped') < before)
        throw new Error(`${incident.id}: ${limit.clock} stopped before ${ring.name}`);
    }
    before = Math.max(before, ring.closedAt ?? before);
  });
}

/** One life of a procedure by dice, held at every step and a moment after it. The states at the end. */
function live(procedure: string, seed: number): { world: ProcedureWorld; steps: number } {
  const roll = dice(seedOf(`rings ${procedure} ${seed}`));
  const world = procedureWorld();
  const opener = (id: string) => {
    const may = must(builtInProcedures.get(id), id).opens;
    return must(
      people.find(({ role }) => !may || may.includes(role)),
      `someone who opens ${id}`,
    );
  };
  world.report('standard', opener('standard'));
  const twin = must([...world.states.keys()][0], 'the first');
  const { form } = must(builtInProcedures.get(procedure), procedure);
  const made = world.report(procedure, opener(procedure), formFor(form, roll, '', world.now));
  if (isRefusal(made)) throw new Error(`${procedure}: ${made.reason}`);
  let steps = 0;
  for (let turn = 0; turn < 50; turn++) {
    const living = [...world.states.values()].slice(1, 5).filter(({ ended }) => !ended);
    if (living.length === 0) break;
    const { id } = roll.pick(living);
    const ways = waysOf(world.state(id), world.now);
    const main = ways.filter(({ transition }) => transition.weight === 'main');
    const pool = main.length > 0 && roll.chance(0.8) ? main : ways;
    if (pool.length === 0) continue;
    const { by, transition } = roll.pick(pool);
    world.now += Math.floor(roll.roll() * 9_000_000);
    tick(world);
    const answer = world.take(id, transition.id, by, formFor(transition.form, roll, twin, world.now));
    if (isRefusal(answer)) continue;
    steps++;
    const events = must(world.events.get(id), id);
    check(world.state(id), events, world.now);
    check(world.state(id), events, world.now + roll.between(1, 999));
  }
  for (const [id, state] of world.states) check(state, must(world.events.get(id), id), world.now);
  return { world, steps };
}

describe('R1 the life of an incident', () => {
  it('is the sum of its nine rings to the millisecond, at every step of random lives of every procedure', () => {
    const ends = new Set<string>();
    let steps = 0;
    for (const { id, opens } of builtInProcedures.values()) {
      if (opens?.every((role) => role === 'system')) continue;
      for (let seed = 1; seed <= 12; seed++) {
        const lived = live(id, seed);
        steps += lived.steps;
        for (const [one, state] of lived.world.states) {
          if (state.ended) ends.add(state.ended);
          const events = must(lived.world.events.get(one), one);
          if (state.ended === 'archived') checkAnchoring(state, events, lived.world.now);
        }
      }
    }
    expect(steps).toBeGreaterThan(1_500);
    expect([...ends]).toEqual(expect.arrayContaining(['archived', 'void', 'merged', 'not-filed']));
  }, 60_000);

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

  it('says of the ring in which a life was ended early who ended it, and why', () => {
    const world = incidentWorld();
    world.report();
    world.now += 2_000;
    expect(isRefusal(world.take('void', duty, { reason: '误报' }))).toBe(false);
    const broken = lifeOf(Object.assign(world, { now: world.now + 9_000 })).rings.slice(3, 5);
    expect(broken).toMatchObject([
      { state: 'broken', reason: 'void', by: duty.name, seq: 11, note: '误报', partMs: 2_000 },
      { state: 'broken', reason: 'void', by: null, seq: null, partMs: 0 },
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

/** The anchor comes later: until then the time is the ninth ring's, and afterwards it stands still. */
function checkAnchoring(archived: Incident, events: readonly IncidentEvent[], now: number): void {
  if (archived.rings[7] === null) return;
  const anchoredAt = now + 12_345_678;
  const waiting = check(archived, events, anchoredAt);
  expect([waiting.over, waiting.rings[8]?.current]).toEqual([false, true]);
  const anchored = { ...archived, rings: [...archived.rings.slice(0, 8), anchoredAt] };
  const whole = check(anchored, events, anchoredAt + 1_000_000);
  expect([whole.over, whole.lifeMs]).toEqual([true, anchoredAt - archived.reportedAt]);
  expect(whole.rings[8]?.partMs).toBe(waiting.rings[8]?.partMs);
}
