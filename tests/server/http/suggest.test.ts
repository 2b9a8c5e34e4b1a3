import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import type { Unit } from '#shared/pack/schema.ts';
import { suggestUnits } from '../../../server/http/suggest.ts';
import type { LoadedPack } from '../../../server/packs/loaded.ts';
import { testPack } from '../../support/county.ts';
import { incidentWorld, duty } from '../../support/incident-world.ts';

function packWithSquads(): LoadedPack {
  const base = testPack();
  const squad = (id: string, lng: number): Unit => ({
    ...{ id, name: { zh: id, en: id }, kind: 'squad', place: { lng, lat: 31 }, phone: '1', skills: ['weld'] },
  });
  const units = [...base.pack.units, squad('far', 119.9), squad('near', 119.51)];
  const item = { ...must(base.items.get('manhole'), 'item'), skills: ['weld'], units: ['city', 'water'] };
  return {
    ...base,
    pack: { ...base.pack, units },
    units: new Map(units.map((unit) => [unit.id, unit])),
    items: new Map([[item.id, item]]),
  };
}
function someIncident() {
  const world = incidentWorld();
  world.send(
    {
      ...{
        kind: 'report',
        source: 'patrol',
        item: 'manhole',
        title: 't',
        detail: '',
        address: '',
        urgent: false,
      },
      ...{ place: { lng: 119.5, lat: 31 }, evidence: [] },
    },
    duty,
  );
  return { ...must(world.state, 'incident'), grids: ['w', 'w-1', 'w-1-1'] };
}

describe('suggested units', () => {
  it('the responsible one first, then who answers for the grid, then the others, then squads by skill', () => {
    const list = suggestUnits(packWithSquads(), someIncident(), new Map(), 'zh');
    // Village and town stand at the same place with the same load: the innermost comes first.
    expect(list.map(({ unit, role }) => `${unit} ${role}`)).toEqual([
      'city lead',
      'village co',
      'town co',
      'water co',
      'near co',
      'far co',
    ]);
    expect(list.every(({ reason }) => reason.length > 0)).toBe(true);
  });
  it('weighs load against distance among equals', () => {
    const load = new Map([['near', 100]]);
    const squads = suggestUnits(packWithSquads(), someIncident(), load, 'zh').filter(({ unit }) =>
      unit.match(/near|far/),
    );
    expect(squads.map(({ unit, open }) => [unit, open])).toEqual([
      ['far', 0],
      ['near', 100],
    ]);
  });

  it('says why in the language asked for', () => {
    const [first] = suggestUnits(packWithSquads(), someIncident(), new Map(), 'en');
    expect(first?.reason).toMatch(/responsible/);
  });

  it('measures the distance on the globe', () => {
    const near = suggestUnits(packWithSquads(), someIncident(), new Map(), 'zh').find(
      ({ unit }) => unit === 'near',
    );
    // 0.01° of longitude at 31° N
    expect(near?.distanceM).toBeCloseTo(953, -1);
  });
});
