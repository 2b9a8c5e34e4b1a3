import { describe, expect, it } from 'vitest';
import {
  deputyDays,
  hasHandsOf,
  standingIn,
  unitHolder,
  whyNotDeputy,
  type Deputizing,
  type Holder,
} from '#shared/access/deputy.ts';
import { whyNotGrant, whyOutside, type GrantGround } from '#shared/access/grant.ts';
import { may, rolesWho } from '#shared/access/may.ts';
import { roles, type Person } from '#shared/access/person.ts';
import { maySee } from '#shared/access/scope.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { dayMs, hourMs } from '#shared/kernel/span.ts';
import { person, testPack } from '../../support/county.ts';

const { grid, units, staff } = testPack();
const ground: GrantGround = {
  chainOf: (id) => chainTo(grid, id).map((cell) => cell.id),
  gridOfUnit: (id) => units.get(id)?.grid,
  staffOf: (id) => staff.get(id),
};
const now = 1_700_000_000_000;
const night = { from: now, until: now + 12 * hourMs };
const accounts: Person[] = rolesWho('keep-account').flatMap((role) =>
  [[], ['w'], ['w-1'], ['e-1-1']].flatMap((grids) =>
    [undefined, 'city', 'town', 'village'].map((unit, at) =>
      person(role, { id: `${role}-${grids.join()}-${at}`, grids, ...(unit !== undefined && { unit }) }),
    ),
  ),
);
const tried = (granter: Person, held: Deputizing['for'], deputy: Holder, term = night) =>
  whyNotDeputy(granter, { for: held, deputy, ...term }, ground, now);

describe('deputies', () => {
  it('everybody with everybody: nobody hands on what lies outside, nobody for others but who could grant it', () => {
    let named = 0;
    const faults: string[] = [];
    for (const granter of accounts)
      for (const held of accounts)
        for (const deputy of accounts) {
          if (tried(granter, held, deputy)) continue;
          named++;
          const isOwn = held.id === granter.id;
          const isNarrow = granter.grids.length === 0 && !may(granter, 'see-whole');
          const isNear =
            isNarrow && isOwn && !may(granter, 'read-audit')
              ? deputy.unit === granter.unit
              : whyOutside(granter, deputy, ground) === null;
          const isHers =
            isOwn || (may(granter, 'keep-people') && whyNotGrant(granter, held, ground) === null);
          const isApart = may(held, 'read-audit') === may(deputy, 'read-audit');
          if (!isNear || !isHers || !isApart || held.id === deputy.id)
            faults.push([granter.id, held.id, deputy.id].join(' '));
        }
    expect(faults.slice(0, 3)).toEqual([]);
    expect(named).toBeGreaterThan(1_000);
  }, 20_000);

  it.each([
    ['to oneself', 'leader', 'leader', {}, 'deputy-of-oneself'],
    ['an auditor to an officer', 'auditor', 'duty', {}, 'deputy-of-auditor'],
    ['an officer to an auditor', 'duty', 'auditor', {}, 'deputy-of-auditor'],
    ['backwards', 'leader', 'duty', { until: now - 1 }, 'ends-before-begins'],
    ['a day too long', 'leader', 'duty', { until: now + deputyDays * dayMs + 1 }, 'deputy-too-long'],
    [
      'a year ahead',
      'leader',
      'duty',
      { from: now + 400 * dayMs, until: now + 401 * dayMs },
      'deputy-too-early',
    ],
    ['as long as it may be', 'leader', 'duty', { until: now + deputyDays * dayMs }, undefined],
  ] as const)('%s', (_what, of, to, term, reason) => {
    const [own, deputy] = [person(of, { id: of }), person(to, { id: to })];
    expect(tried(own, own, deputy, { ...night, ...term })?.reasonId).toBe(reason);
  });

  it('who stands in hands nothing on, not even as an administrator', () => {
    const admin = person('admin', { id: 'a' });
    const acting = standingIn(person('duty', { id: 'd' }), admin);
    for (const held of [person('leader', { id: 'l' }), { unit: 'town' }])
      expect(tried(acting, held, person('duty', { id: 'x' }))?.reasonId).toBe('deputy-hands-on');
  });

  it('an administrator names for a unit of the own area alone', () => {
    const [near, far] = [
      person('handler', { id: 'n', grids: ['w-1'] }),
      person('handler', { id: 'f', grids: ['e'] }),
    ];
    const admin = person('admin', { id: 'a', grids: ['w'] });
    expect(tried(admin, { unit: 'town' }, near)).toBeNull();
    expect(tried(admin, { unit: 'town' }, far)?.reasonId).toBe('deputy-outside-area');
    expect(tried(admin, { unit: 'city' }, near)).toMatchObject({
      reasonId: 'unit-outside-area',
      field: 'unit',
    });
    expect(tried(person('leader', { id: 'l' }), { unit: 'town' }, near)?.reasonId).toBe('deputy-for-others');
  });

  it('who stands in sees and may what the other does, under the own id and both names', () => {
    const concerns = [[], ['w', 'w-1'], ['e', 'e-1', 'e-1-1']].flatMap((grids) =>
      [[], ['city'], ['town']].map((some) => ({ grids, units: some })),
    );
    for (const held of accounts) {
      const acting = standingIn(person('duty', { id: 'd', name: '王敏' }), { ...held, name: '李四' });
      expect(acting).toMatchObject({
        id: 'd',
        name: '王敏（代李四）',
        role: held.role,
        actsFor: { id: held.id },
      });
      for (const concern of concerns) expect(maySee(acting, concern)).toBe(maySee(held, concern));
    }
    const long = standingIn(
      person('duty', { name: '长'.repeat(64) }),
      person('leader', { name: '名'.repeat(64) }),
    );
    expect(long.name.length).toBeLessThanOrEqual(64);
  });

  it('hands are the own ones and those that are stood in for', () => {
    const acting = standingIn(person('duty', { id: 'd' }), person('leader', { id: 'l' }));
    expect(['d', 'l', 'x', undefined].map((id) => hasHandsOf(acting, id))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(hasHandsOf(person('duty', { id: 'd' }), 'l')).toBe(false);
  });

  it('a unit is stood in for by the tasks of the unit and nothing else', () => {
    expect(unitHolder('town')).toEqual({ role: 'handler', grids: [], unit: 'town' });
    expect(roles).toContain(unitHolder('town').role);
  });
});
