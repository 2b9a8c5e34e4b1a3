import { describe, expect, it } from 'vitest';
import { areaOf, liesIn } from '#shared/access/area.ts';
import { whyOutside, type Grant, type GrantGround } from '#shared/access/grant.ts';
import { roles } from '#shared/access/person.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { person, testPack } from '../../support/county.ts';

const { grid, units, staff } = testPack();
const ground: GrantGround = {
  chainOf: (id) => chainTo(grid, id).map((cell) => cell.id),
  gridOfUnit: (id) => units.get(id)?.grid,
  staffOf: (id) => staff.get(id),
};
const areas = [[], ['w'], ['w-1'], ['w-1-1'], ['e'], ['w-1', 'e-1-1'], ['nowhere']];
const unitsTried = [undefined, 'city', 'water', 'town', 'village', 'no-such-unit'];
const staffTried = [undefined, 's-w-1-1', 's-e-1-1', 'nobody'];

describe('the own area as sets', () => {
  it('says of every account in every area what the one judge of grants says', () => {
    const all = { grids: grid.byId.keys(), units: units.keys(), staff: staff.keys() };
    const lists = { grids: [...all.grids], units: [...all.units], staff: [...all.staff] };
    let inside = 0;
    for (const grids of areas)
      for (const unit of unitsTried) {
        const granter = person('admin', { grids, ...(unit !== undefined && { unit }) });
        const area = areaOf(granter, ground, lists);
        for (const role of roles)
          for (const given of areas)
            for (const its of unitsTried)
              for (const one of staffTried) {
                const grant: Grant = { role, grids: given, unit: its, staff: one };
                const lies = liesIn(area, grant);
                if (lies) inside++;
                expect(lies, JSON.stringify({ granter, grant })).toBe(
                  whyOutside(granter, grant, ground) === null,
                );
              }
      }
    expect(inside).toBeGreaterThan(1_000);
  });
});
