import { describe, expect, it } from 'vitest';
import { countyRoleBases, fixedIn, givableIn, holdsOf, isWithin } from '#shared/access/county-role.ts';
import { standingIn } from '#shared/access/deputy.ts';
import { whyNotGrant, type GrantGround } from '#shared/access/grant.ts';
import { may, mayAdmit, rolesAdmittedBy } from '#shared/access/may.ts';
import { isNarrow, seesAll } from '#shared/access/scope.ts';
import { narrowed } from '#shared/access/slice.ts';
import { person } from '../../support/county.ts';
import { testPack } from '../../support/county.ts';

const ground: GrantGround = { chainOf: () => [], gridOfUnit: () => undefined, staffOf: () => undefined };

describe('a role of the county’s own', () => {
  it('is made of those whom administrators let in, and never of an auditor, a screen, a system', () => {
    expect(countyRoleBases).toEqual(['duty', 'leader', 'handler', 'field', 'admin']);
  });

  it.each(countyRoleBases)('%s: which part is seen stays as it is, whatever is given or left out', (as) => {
    const plain = { role: as };
    for (const given of [[], givableIn(as), ['see-whole', 'see-matters', 'read-audit'] as const]) {
      const holds = holdsOf({ id: 'x', as, may: given });
      expect(isNarrow({ role: as })).toBe(
        may({ ...plain, holds }, 'see-matters') && !may({ ...plain, holds }, 'see-whole'),
      );
      expect(seesAll({ ...plain, grids: [] })).toBe(may({ ...plain, holds }, 'see-whole'));
      expect(may({ ...plain, holds }, 'keep-account')).toBe(true);
      expect(may({ ...plain, holds }, 'read-audit')).toBe(false);
      expect(may({ ...plain, holds }, 'act-as-house')).toBe(false);
    }
    expect(givableIn(as).filter((one) => fixedIn(as).includes(one))).toEqual([]);
  });

  it('letting people in stays with administrators', () => {
    for (const as of countyRoleBases)
      for (const one of ['admit-staff', 'keep-people', 'configure', 'mend-personal-data'] as const)
        expect(givableIn(as).includes(one), `${as} ${one}`).toBe(as === 'admin');
    const holds = holdsOf({ id: 'x', as: 'admin', may: ['keep-people'] });
    expect(rolesAdmittedBy({ role: 'admin', holds })).toEqual([]);
    expect(
      mayAdmit({ role: 'admin', holds: holdsOf({ id: 'x', as: 'admin', may: ['admit-staff'] }) }, 'duty'),
    ).toBe(true);
  });

  it('whoever holds one makes no administrator who holds more', () => {
    const holds = holdsOf({ id: 'x', as: 'admin', may: ['admit-staff', 'keep-people'] });
    const granter = person('admin', { countyRole: 'x', holds });
    const reason = (given: object): string | undefined =>
      whyNotGrant(granter, { role: 'admin', grids: [], ...given }, ground)?.reasonId;
    expect(reason({})).toBe('role-beyond-own');
    expect(reason({ holds: [...holds, 'configure'] })).toBe('role-beyond-own');
    expect(reason({ holds })).toBe(undefined);
    expect(reason({ role: 'duty' })).toBe(undefined);
    expect(isWithin(person('admin'), ['configure'])).toBe(true);
  });

  it('goes with who stands in for its holder, and not into a slice', () => {
    const holds = holdsOf({ id: 'x', as: 'duty', may: ['report'] });
    const held = person('duty', { countyRole: 'x', holds });
    expect(standingIn(person('leader'), held)).toMatchObject({ role: 'duty', countyRole: 'x', holds });
    const slice = narrowed(held, { kind: 'unit', id: 'town' }, testPack().grid);
    expect(slice).toMatchObject({ role: 'handler', unit: 'town' });
    expect(slice && seesAll(slice)).toBe(false);
    expect(slice).not.toHaveProperty('holds');
  });
});
