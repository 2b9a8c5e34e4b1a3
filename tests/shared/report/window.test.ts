import { expect, it } from 'vitest';
import { asCitizen } from '#shared/access/outsiders.ts';
import type { Actor } from '#shared/access/person.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { dice, seedOf, type Dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { hourMs } from '#shared/kernel/span.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { reporterForm, reporterSteps } from '#shared/report/acts.ts';
import {
  barredOf,
  distances,
  formFor,
  personOf,
  procedureOf,
  waysAndNext,
  waysOf,
} from '../../support/procedure-life.ts';
import { procedureWorld, type ProcedureWorld } from '../../support/procedure-world.ts';

/** What citizens and firms apply for at a window, where an officer writes it down with their telephone number. */
const applied = [...builtInProcedures.values()].filter(
  ({ id, opens, transitions }) =>
    id !== 'standard' &&
    opens?.some((role) => role === 'duty' || role === 'field') === true &&
    transitions.some(({ reporter }) => reporter === 'rate'),
);

/** The applicant who has found the matter by that number: the same person to the record, in the role of a citizen. */
const applicantOf = ({ reporter }: Incident): Actor => ({ ...reporter, ...asCitizen });

/** Leads the youngest open matter on by a step that brings it nearer to its archive; false when there is none. */
function goOn(world: ProcedureWorld, roll: Dice): boolean {
  const state = [...world.states.values()].findLast(({ ended }) => ended === undefined);
  if (!state) return false;
  world.now += hourMs;
  const far = distances(procedureOf(state), ['archived']);
  const at = (node = ''): number => far.get(node) ?? Infinity;
  const all = waysOf(state, world.now).filter(({ transition }) => transition.reporter === undefined);
  const nearer = all.filter(({ transition: { to } }) => to !== undefined && at(to) < at(state.node));
  const staying = all.filter(
    ({ transition: { to, effects } }) => to === undefined && !effects.some(({ do: what }) => what === 'open'),
  );
  const pool = [nearer, staying, all].find((list) => list.length > 0);
  if (!pool) {
    const { next: soonest } = waysAndNext(state, world.now);
    if (soonest === Infinity) return false;
    world.now = soonest;
    return true;
  }
  const { by, transition } = roll.pick(pool);
  const form = formFor(
    transition.form,
    roll,
    must([...world.states.keys()][0], 'a matter'),
    world.now,
    barredOf(state, transition),
  );
  const answer = world.take(state.id, transition.id, by, form);
  return !isRefusal(answer) || answer.code !== 'invalid';
}

it('there are such procedures', () => {
  expect(applied.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['agency', 'approval', 'assistance', 'enterprise-call', 'one-matter']),
  );
});

it.each(applied.map(({ id }) => id))(
  '%s: who applied at the window rates it once, whatever the centre says of it',
  (id) => {
    const procedure = must(builtInProcedures.get(id), id);
    const by = personOf(procedure.opens?.includes('duty') === true ? 'duty1' : 'agent');
    for (let life = 0; life < 40; life++) {
      const roll = dice(seedOf(`window:${id}:${life}`));
      const world = procedureWorld();
      const made = world.report(id, by, formFor(procedure.form, roll, '', world.now));
      if (isRefusal(made)) throw new Error(made.reason);
      const stepOf = () => {
        const state = world.state(made.id);
        return reporterSteps(state, procedure, applicantOf(state), world.now).rate;
      };
      for (let step = 0; step < 80 && !stepOf(); step++) if (!goOn(world, roll)) break;
      const rate = stepOf();
      if (!rate) continue;
      const applicant = applicantOf(world.state(made.id));
      const rated = world.take(
        made.id,
        rate.id,
        applicant,
        reporterForm(rate, { score: 2, words: '等了很久' }),
      );
      expect(rated).toMatchObject({ rating: { score: 2, own: true } });
      // The centre's word does not replace the applicant's, and nobody rates twice.
      for (let step = 0; step < 80 && goOn(world, roll);) step++;
      expect(world.state(made.id).rating).toMatchObject({ score: 2, own: true });
      expect(stepOf()).toBeUndefined();
      return;
    }
    throw new Error('no life came to be rated');
  },
);
