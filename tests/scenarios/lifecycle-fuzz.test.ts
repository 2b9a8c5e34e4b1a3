import { afterAll, beforeAll, expect, it } from 'vitest';
import { actor, type Actor, type Person } from '#shared/access/person.ts';
import { allowedTransitions } from '#shared/incident/allow.ts';
import type { Form } from '#shared/incident/command.ts';
import { evolve } from '#shared/incident/evolve.ts';
import { incidentFact, type IncidentFact } from '#shared/incident/fact.ts';
import { incident as incidentShape, type Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, refusalCodes } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Transition } from '#shared/procedure/schema.ts';
import { standardProcedure } from '#shared/procedure/standard.ts';
import { columnsOf } from '../../server/commands/columns-of.ts';
import { clockActor, dueCommands } from '#shared/incident/due.ts';
import { incidentRow } from '../../server/storage/record/record-write.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { person, testPack } from '../support/county.ts';
import { seeded } from '../support/grids.ts';
import { calendar, monday9 } from '../support/incident-world.ts';
import { sweep } from '../support/lane.ts';
import { done, duty, handler, recordLane, type RecordLane } from '../support/orders.ts';

/**
 * Dice steered by the lifecycle table: each throw takes one of the steps that somebody may take now, so that lives reach their
 * ends; now and then a step that nobody may take, which must be refused with a reason. Then all is folded again from the ledger.
 */
const ground = { calendar, supervision: undefined, ladder: () => [] };
const seeds = [1, 2, 3, 4, 5, 6].slice(0, sweep(3, 6));
const throwsEach = 1_100;
/** Reports every second matter, and may speak to those alone. */
const citizen = person('citizen', { id: 'c-1' });
const actors: (Person | Actor)[] = [
  duty,
  citizen,
  person('leader', { post: 'leader' }),
  handler('city'),
  handler('water'),
  // Who does a matter does not check it.
  person('field', { id: 'f-1', unit: 'village', grids: ['w', 'e'], post: 'grid-member' }),
  person('field', { id: 'f-2', unit: 'village', grids: ['w', 'e'], post: 'grid-member' }),
  clockActor,
];

/** The toy county with grades, so that the step that changes one is to be had. */
function gradedPack(): LoadedPack {
  const toy = testPack();
  const limit = (amount: number) => ({ handling: { amount, unit: 'work-hour' as const } });
  const graded = { simple: limit(2), ordinary: limit(4), complex: limit(8) };
  return { ...toy, pack: { ...toy.pack, policy: { ...toy.pack.policy, grades: graded } } };
}

let lane: RecordLane;
beforeAll(async () => {
  lane = await recordLane({ packs: [gradedPack()], now: monday9 });
});
afterAll(() => lane.end());

it.each(seeds)(
  'reaches every end, refuses with reasons, and folds to what is stored (seed %i)',
  async (seed) => {
    const dice = seeded(seed);
    const pick = <T>(from: readonly T[]): T => must(from[Math.floor(dice() * from.length)], 'a choice');
    const lives: string[] = [];
    for (let thrown = 0; thrown < throwsEach; thrown++) {
      lane.time.now += Math.floor(dice() * 40 * minuteMs);
      if (lives.length < 12 || dice() < 0.03) {
        const byCitizen = dice() < 0.5;
        const source = byCitizen ? ('citizen' as const) : ('hotline' as const);
        lives.push(
          await lane.report(
            { title: `掷 ${seed}-${thrown}`, source, urgent: dice() < 0.2, grade: 'ordinary' },
            byCitizen ? citizen : duty,
          ),
        );
        continue;
      }
      const incident = must(await lane.records.incident('toy', pick(lives)), 'a life');
      if (incident.ended && dice() < 0.8) {
        lives.splice(lives.indexOf(incident.id), 1);
        continue;
      }
      if (dice() < 0.1) await nonsense(incident, pick(actors), pick(standardProcedure.transitions), dice);
      else await sensible(incident, pick, dice);
    }
  },
);

/** A step that the table allows to somebody, weighed so that lives go on rather than in circles. */
async function sensible(
  incident: Incident,
  pick: <T>(from: readonly T[]) => T,
  dice: () => number,
): Promise<void> {
  const [lapse] = dueCommands(incident, standardProcedure, ground).filter(({ at }) => at <= lane.time.now);
  if (lapse && lapse.command.kind === 'lapse') {
    done(await lane.execute({ jurisdiction: 'toy', by: clockActor, command: lapse.command }));
    return;
  }
  const own = actors.filter(({ id, role }) => role !== 'citizen' || id === incident.reporter.id);
  const steps = own.flatMap((by) =>
    allowedTransitions(incident, standardProcedure, by, { now: lane.time.now, isAbove: () => true }).map(
      (step) => ({ by, step }),
    ),
  );
  if (steps.length === 0) return;
  const main = steps.filter(({ step }) => step.weight === 'main');
  const roll = dice();
  const { by, step } = roll < 0.4 ? rarest(steps) : pick(main.length > 0 && roll < 0.8 ? main : steps);
  const other = step.id === 'merge' ? await otherOpen(incident) : '';
  if (other === undefined) return;
  taken.set(step.id, timesOf({ step }) + 1);
  done(await lane.take(by, incident.id, incident.version, step.id, formFor(step, pick, other)));
}

/** How often each step was taken: what is rare is sought. */
const taken = new Map<string, number>();
const timesOf = ({ step }: { step: Transition }): number => taken.get(step.id) ?? 0;
const rarest = <T extends { step: Transition }>(steps: readonly T[]): T =>
  steps.reduce((least, one) => (timesOf(one) < timesOf(least) ? one : least));

/** Any step, any actor, any version: refused with a code and a sentence, or right by chance. */
async function nonsense(
  incident: Incident,
  by: Person | Actor,
  step: Transition,
  dice: () => number,
): Promise<void> {
  const version = Math.max(1, incident.version - Math.floor(dice() * 3));
  const answer = await lane.take(by, incident.id, version, step.id, dice() < 0.5 ? {} : { lead: 'nobody' });
  if (!isRefusal(answer)) return;
  expect(refusalCodes).toContain(answer.code);
  expect(answer.reason).not.toBe('');
}

async function otherOpen({ id }: Incident): Promise<string | undefined> {
  const { incidents } = await lane.records.living('toy', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  return incidents.find((one) => one.id !== id && one.closedAt === undefined)?.id;
}

function formFor(step: Transition, pick: <T>(from: readonly T[]) => T, other: string): Form {
  const form: Form = {};
  for (const { id, kind, required, choices } of step.form) {
    if (!required && pick([true, false])) continue;
    if (kind === 'text') form[id] = '因为 "引号" \\ 与\n换行';
    if (kind === 'unit') form[id] = pick(['city', 'town']);
    if (kind === 'units') form[id] = pick([[], ['water']]);
    if (kind === 'incident') form[id] = other;
    if (kind === 'rating') form[id] = pick([1, 2, 3, 4, 5]);
    if (kind === 'limit') form[id] = { amount: 2, unit: 'work-hour' };
    if (kind === 'choice') form[id] = pick(must(choices, id)).id;
    if (kind === 'evidence') form[id] = [{ kind: 'photo', text: '现场', at: lane.time.now }];
  }
  return form;
}

it('has been everywhere, and every row is what its ledger folds to', async () => {
  const folded = new Map<string, Incident>();
  for (let after = 0; ;) {
    const entries = await lane.ledger.read('toy', after, 1_000);
    for (const { subject, at, by, fact, version, seq } of entries) {
      expect(seq).toBe(++after);
      const known = { by: actor.parse(by), fact: incidentFact.parse(fact) satisfies IncidentFact };
      const state = evolve(folded.get(subject) ?? null, { at, ...known });
      expect(state.version).toBe(version);
      folded.set(subject, state);
    }
    if (entries.length === 0) break;
  }
  const ended = new Set([...folded.values()].map((one) => one.ended));
  expect([...ended]).toEqual(expect.arrayContaining(['archived', 'void', 'merged', 'not-filed']));
  const flags = new Set([...folded.values()].flatMap((one) => one.flags));
  expect([...flags].toSorted()).toEqual(['appealed', 'escalated', 'forced', 'self-handled', 'supervised']);
  const counted = new Set([...folded.values()].flatMap((one) => Object.keys(one.counts)));
  expect(counted.size).toBe(10);
  expect(standardProcedure.transitions.map(({ id }) => id).filter((id) => !taken.has(id))).toEqual([]);

  const { rows } = await lane.database.pool.query<{ row: Record<string, unknown> }>(
    'SELECT to_jsonb(i) AS row FROM incident i',
  );
  expect(rows).toHaveLength(folded.size);
  const pack = must(lane.packs.all()[0], 'pack');
  for (const { row } of rows) {
    const incident = must(folded.get(String(row['id'])), 'a fold');
    expect(incidentShape.parse(row['state'])).toEqual(incident);
    expect(row).toEqual(incidentRow('toy', { incident, columns: columnsOf(pack, incident) }));
  }
  expect(await lane.ledger.verify('toy')).toEqual({
    entries: (await lane.ledger.head('toy')).seq,
    bad: null,
  });
});
