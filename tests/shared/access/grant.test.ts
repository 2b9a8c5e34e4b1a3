import { describe, expect, it } from 'vitest';
import { mayAdmit, rolesAdmittedBy } from '#shared/access/may.ts';
import { whyNotGrant, type Grant, type GrantGround } from '#shared/access/grant.ts';
import { roles, type Person, type Role } from '#shared/access/person.ts';
import { maySee } from '#shared/access/scope.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { person, testPack } from '../../support/county.ts';

const { grid, units, staff } = testPack();
const ground: GrantGround = {
  chainOf: (id) => chainTo(grid, id).map((cell) => cell.id),
  gridOfUnit: (id) => units.get(id)?.grid,
  staffOf: (id) => staff.get(id),
};
const areas = [[], ['w'], ['w-1'], ['w-1-1'], ['e'], ['w-1', 'e-1-1'], ['w', 'e'], ['nowhere']];
const unitsTried = [undefined, 'city', 'water', 'town', 'village', 'no-such-unit'];
const staffTried = [undefined, 's-w-1-1', 's-e-1-1', 'nobody'];

const granters: Person[] = roles.flatMap((role) =>
  areas.flatMap((grids) =>
    unitsTried.map((unit) => person(role, { grids, ...(unit !== undefined && { unit }) })),
  ),
);
const grants: Grant[] = roles.flatMap((role) =>
  areas.flatMap((grids) =>
    unitsTried.flatMap((unit) => staffTried.map((one) => ({ role, grids, unit, staff: one }))),
  ),
);
/** Every place with every unit that could have a task there. */
const concerns = [[], ['w', 'w-1', 'w-1-1'], ['e', 'e-1', 'e-1-1']].flatMap((grids) =>
  [[], ['city'], ['water'], ['town'], ['village']].map((some) => ({ grids, units: some })),
);

describe('nobody grants more than they hold', () => {
  it('every role and area with every role and area: what is granted is seen by the granter, or by a unit of the own area', () => {
    let granted = 0;
    const faults: string[] = [];
    for (const granter of granters) {
      for (const given of grants) {
        if (whyNotGrant(granter, given, ground)) continue;
        granted++;
        const { unit, grids, role } = given;
        const made = person(role, { grids: [...grids], ...(unit != null && { unit }) });
        const isOwn = (one: string): boolean =>
          one === granter.unit ||
          ground.chainOf(ground.gridOfUnit(one) ?? '').some((id) => granter.grids.includes(id));
        const more = concerns.find(
          (concern) => maySee(made, concern) && !maySee(granter, concern) && !concern.units.some(isOwn),
        );
        if (more || !mayAdmit(granter, role)) faults.push(JSON.stringify({ granter, given, more }));
      }
    }
    expect(faults.slice(0, 3)).toEqual([]);
    expect(granted).toBeGreaterThan(1_000);
  }, 20_000);

  it('only administrators make people, walls and systems; only auditors make auditors', () => {
    const makers = roles.filter((role) => rolesAdmittedBy({ role }).length > 0);
    expect(makers).toEqual(['admin', 'auditor']);
    expect(rolesAdmittedBy({ role: 'auditor' })).toEqual<Role[]>(['auditor']);
    expect(roles.filter((role) => mayAdmit({ role }, 'auditor'))).toEqual<Role[]>(['auditor']);
  });

  it.each<[string, Grant, string]>([
    ['another administrator of the county', { role: 'admin', grids: [] }, 'grids'],
    ['a wall of the county', { role: 'wall', grids: [] }, 'grids'],
    ['a source of the county', { role: 'source', grids: [] }, 'grids'],
    ['an officer of the next town', { role: 'duty', grids: ['w-1', 'e'] }, 'grids.1'],
    ['a handler of a department', { role: 'handler', grids: [], unit: 'water' }, 'unit'],
    ['a handler of nothing', { role: 'handler', grids: [] }, 'grids'],
    ['the account of staff elsewhere', { role: 'field', grids: ['w-1-1'], staff: 's-e-1-1' }, 'staff'],
    ['an auditor', { role: 'auditor', grids: ['w'] }, 'role'],
  ])('a town’s administrator does not make %s', (_what, given, field) =>
    expect(whyNotGrant(person('admin', { grids: ['w'] }), given, ground)).toMatchObject({
      code: 'forbidden',
      field,
    }),
  );

  it('a town’s administrator makes people and walls of the town, its villages and its units', () => {
    const town = person('admin', { grids: ['w'] });
    for (const given of [
      { role: 'admin', grids: ['w-1'] },
      { role: 'duty', grids: ['w'], unit: 'town' },
      { role: 'handler', grids: [], unit: 'village' },
      { role: 'field', grids: ['w-1-1'], staff: 's-w-1-1' },
      { role: 'wall', grids: ['w'] },
    ] satisfies Grant[])
      expect(whyNotGrant(town, given, ground), JSON.stringify(given)).toBeNull();
  });
});
