import type { Person } from '#shared/access/person.ts';
import { maySee } from '#shared/access/scope.ts';
import { incidentColumns } from '#shared/incident/columns.ts';
import { accountOf, concernOf, onlookersOf } from '#shared/incident/concern.ts';
import { must } from '#shared/kernel/must.ts';
import { expect, it } from 'vitest';
import { openFigureCounty } from '../../support/figure-county.ts';
import { procedureOf } from '../../support/procedure-life.ts';
import { worldUnits } from '../../support/procedure-world.ts';

/** Random lives of every procedure, in which people speak to units about matters that are theirs and that are not. */
it('who is spoken to sees, and who acts or is asked to by a step counts', () => {
  const { world, live } = openFigureCounty(Date.parse('2026-08-20T09:00:00+08:00'), 77);
  live(400);
  let [merely, both] = [0, 0];
  for (const [id, state] of world.states) {
    const facts = must(world.events.get(id), id).map(({ fact }) => fact);
    const spoken = new Set(
      facts
        .filter((fact) => fact.kind === 'said')
        .slice(-100)
        .flatMap(({ to }) => to),
    );
    const working = new Set([
      ...state.tasks.flatMap((task) => (task.state === 'withdrawn' ? [] : [task.unit])),
      ...(state.children ?? []).flatMap(({ unit }) => unit ?? []),
    ]);
    const begun = [state.parent?.unit, state.placeless && state.reporter.unit];
    const columns = incidentColumns(state, procedureOf(state), () => false);
    for (const unit of worldUnits) {
      const handler: Person = { id: 'h', name: 'h', role: 'handler', unit, jurisdiction: 't', grids: [] };
      const isActing = working.has(unit) || begun.includes(unit);
      expect(maySee(handler, accountOf(state)), `${id} ${unit}`).toBe(isActing);
      expect(maySee(handler, concernOf(state)), `${id} ${unit}`).toBe(isActing || spoken.has(unit));
      expect(onlookersOf(state).includes(unit), `${id} ${unit}`).toBe(spoken.has(unit) && !isActing);
      if (spoken.has(unit) && isActing) both += 1;
      else if (spoken.has(unit)) merely += 1;
    }
    expect(columns.units.toSorted()).toEqual([...new Set(concernOf(state).units)].toSorted());
    expect(columns.onlookers).toEqual(onlookersOf(state));
  }
  expect(Math.min(merely, both)).toBeGreaterThan(5);
});
