import { expect, it } from 'vitest';
import { broughtFacts, broughtSteps, historyActor, type Brought } from '#shared/incident/bring.ts';
import { incidentColumns } from '#shared/incident/columns.ts';
import { dueCommands } from '#shared/incident/due.ts';
import { evolve } from '#shared/incident/evolve.ts';
import { incidentFact } from '#shared/incident/fact.ts';
import { incident as incidentShape, type Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { dueGroundOf, groundOf } from '../../../server/packs/ground.ts';
import { testPack } from '../../support/county.ts';
import { item, monday9 } from '../../support/incident-world.ts';

const pack = testPack();
const standard = must(builtInProcedures.get('standard'), 'the standard procedure');
const outside = { id: '311-7', from: 'export.csv', import: 'history-1', row: 8, at: monday9 };
const usual: Brought = {
  item,
  source: 'hotline',
  title: '井盖缺失',
  detail: '',
  place: { lng: 119.5, lat: 31 },
  address: '',
  urgent: false,
  unit: 'city',
  reportedAt: monday9 - 90 * dayMs,
  steps: [],
  state: 'closed',
  closedAt: monday9 - 90 * dayMs + 5 * hourMs,
  rating: null,
};
function brought(change: Partial<Brought>): { life: Incident; facts: { at: number }[] } {
  const facts = broughtFacts({ ...usual, ...change }, outside, '320', groundOf(pack));
  if (isRefusal(facts)) throw new Error(facts.reason);
  const life = facts.reduce<Incident | null>((state, { at, fact }) => {
    incidentFact.parse(fact);
    return evolve(state, { at, by: historyActor, fact });
  }, null);
  return { life: must(life, 'a life'), facts };
}
const columns = (life: Incident) => incidentColumns(life, standard, () => false);
/** Every subset of the steps, an hour apart. */
const ways = Array.from({ length: 2 ** broughtSteps.length }, (_, bits) =>
  broughtSteps
    .filter((_step, i) => bits & (1 << i))
    .map((step, i) => ({ step, at: usual.reportedAt + (i + 1) * 600_000 })),
);

it('whatever steps were told, the life ends closed and archived at its own instant, and nothing of it waits for time', () => {
  for (const steps of ways) {
    const { life, facts } = brought({ steps, rating: 4 });
    incidentShape.parse(life);
    expect(facts.map(({ at }) => at)).toEqual(facts.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(life).toMatchObject({ node: 'archived', ended: 'archived', closedAt: usual.closedAt, outside });
    expect(life.rating?.score).toBe(4);
    const at = columns(life);
    // What nobody told of counts for and against nobody: work that nobody gave has no time.
    const told = new Set<string>(steps.map(({ step }) => step));
    for (const { step, at: when } of steps)
      if (step !== 'handled') expect(at[`${step}_at`], JSON.stringify(steps)).toBe(when);
      else expect(at.handled_at, JSON.stringify(steps)).toBe(told.has('dispatched') ? when : null);
    for (const step of ['accepted', 'filed', 'dispatched', 'signed', 'checked'] as const)
      if (!told.has(step)) expect(at[`${step}_at`]).toBeNull();
    expect(Object.values(life.clocks).every(({ stoppedAt }) => stoppedAt !== undefined)).toBe(true);
    expect(dueCommands(life, standard, dueGroundOf(pack))).toEqual([]);
  }
});

it('on time is what the limits of its item say', () => {
  expect(columns(brought({}).life).on_time).toBe(true);
  expect(columns(brought({ closedAt: usual.reportedAt + 9 * dayMs }).life).on_time).toBe(false);
});

it('a void matter is owed by nobody', () => {
  const { life } = brought({ state: 'void' });
  expect(life).toMatchObject({ ended: 'void' });
  expect(life.closedAt).toBeUndefined();
});

it('an open matter goes on where it stood: what ran out is written down as over, and nobody is told of it now', () => {
  for (const steps of ways) {
    const { life } = brought({ steps, state: 'open', closedAt: null });
    for (const clock of Object.values(life.clocks))
      if (clock.stoppedAt === undefined) expect(clock.lapsedAt ?? 0).toBeGreaterThanOrEqual(clock.dueAt);
    expect(
      dueCommands(life, standard, dueGroundOf(pack)).filter(({ command }) => command.kind !== 'take'),
    ).toEqual([]);
  }
  // One whose time is not over yet is reminded of and pursued like any other.
  const late = brought({ reportedAt: monday9 - hourMs, state: 'open', closedAt: null }).life;
  const kinds = dueCommands(late, standard, dueGroundOf(pack)).map(({ command }) => command.kind);
  expect(kinds).toContain('lapse');
});

it('only incidents at a place have a history', () => {
  const other = { ...item, procedure: 'appeal' };
  expect(broughtFacts({ ...usual, item: other }, outside, '320', groundOf(pack))).toMatchObject({
    reasonId: 'history-no-incident',
  });
});
