import { describe, expect, it } from 'vitest';
import type { ResponsibilityRule } from '#shared/pack/responsibility.ts';
import type { CatalogueItem, Unit } from '#shared/pack/schema.ts';
import { catalogueRules, makeMatrix } from '#shared/responsibility/matrix.ts';
import { classesOf, layOut } from '#shared/responsibility/table.ts';
import { item as manhole } from '../../support/incident-world.ts';

const lamp: CatalogueItem = { ...manhole, id: 'lamp', units: ['light'] };
const quarrel: CatalogueItem = {
  ...manhole,
  id: 'quarrel',
  class: { zh: '矛盾纠纷', en: 'Disputes' },
  domain: 'public-order',
  units: ['law', 'police'],
};
const catalogue = [manhole, lamp, quarrel];
const unit = (id: string, kind: Unit['kind'], grid?: string): Unit => ({
  id,
  kind,
  name: { zh: id, en: id },
  place: { lng: 120, lat: 31 },
  phone: '',
  skills: [],
  ...(grid === undefined ? {} : { grid }),
});
const units = [
  ...['city', 'light', 'law', 'police', 'housing'].map((id) => unit(id, 'department')),
  unit('town-w', 'town', 'w'),
  unit('village-w1', 'community', 'w-1'),
  // A squad stands in a grid without answering for it.
  unit('squad-w', 'squad', 'w'),
];
const west = ['w', 'w-1', 'w-1-1'];
const east = ['e', 'e-1', 'e-1-1'];

let serial = 0;
const rule = (
  items: ResponsibilityRule['items'],
  area: ResponsibilityRule['area'],
  answering: string,
  role: 'lead' | 'co' = 'lead',
): ResponsibilityRule => {
  serial += 1;
  return {
    id: `r${serial}`,
    items,
    area,
    unit: answering,
    role,
    why: { zh: `依据${serial}`, en: `rule ${serial}` },
  };
};
const ask = (rules: ResponsibilityRule[], grids: string[], item: string): string[] =>
  makeMatrix(rules, catalogue, units)
    .responsibleUnits(grids, item)
    .map((one) => `${one.unit} ${one.role}`);

describe('the most specific rule leads', () => {
  const all = rule('all', 'all', 'city');
  const domain = rule({ domain: 'city-management' }, 'all', 'housing');
  const ofClass = rule({ class: '市容环境' }, 'all', 'light');
  const one = rule({ items: ['manhole'] }, 'all', 'police');
  it('items before class before domain before all, wherever they stand', () => {
    expect(ask([all, domain, ofClass, one], west, 'manhole')).toEqual(['police lead']);
    expect(ask([one, ofClass, domain, all], west, 'lamp')).toEqual(['light lead']);
    expect(ask([ofClass, domain, all], west, 'quarrel')).toEqual(['city lead']);
    expect(ask([all, domain], west, 'lamp')).toEqual(['housing lead']);
  });

  it('a named grid before every rule that names none, the narrower before the wider, a dedicated one before all', () => {
    const inWest = rule('all', { grid: 'w' }, 'law');
    const inNarrow = rule('all', { grid: 'w-1-1' }, 'housing');
    const inPark = rule('all', { grid: 'park-1' }, 'light');
    expect(ask([one, inWest], west, 'manhole')).toEqual(['law lead']);
    expect(ask([one, inWest], east, 'manhole')).toEqual(['police lead']);
    expect(ask([inWest, inNarrow, one], west, 'manhole')).toEqual(['housing lead']);
    expect(ask([inWest, inNarrow, inPark], [...west, 'park-1'], 'manhole')).toEqual(['light lead']);
  });

  it('one stated grid by grid before one stated for all, narrow before wide', () => {
    const townLeads = rule({ class: '市容环境' }, { level: 1 }, 'town-of-place');
    const villageLeads = rule({ class: '市容环境' }, { level: 2 }, 'community-of-place');
    expect(ask([ofClass, townLeads], west, 'lamp')).toEqual(['town-w lead']);
    expect(ask([townLeads, villageLeads], west, 'lamp')).toEqual(['village-w1 lead']);
  });

  it('of equals the first', () => {
    const other = rule({ items: ['manhole'] }, 'all', 'light');
    expect(ask([one, other], west, 'manhole')).toEqual(['police lead']);
    expect(ask([other, one], west, 'manhole')).toEqual(['light lead']);
  });
});

it('a rule for a unit that the place does not have says nothing there', () => {
  const town = rule('all', { level: 1 }, 'town-of-place');
  expect(ask([town, rule('all', 'all', 'city')], west, 'lamp')).toEqual(['town-w lead']);
  expect(ask([town, rule('all', 'all', 'city')], east, 'lamp')).toEqual(['city lead']);
  expect(ask([town], east, 'lamp')).toEqual([]);
  expect(ask([town], [], 'lamp')).toEqual([]);
});

it('the police of a place are the station of the beat that its narrowest cell lies in', () => {
  const beat = (station: string, grids: string[]) => ({
    id: station,
    name: { zh: station, en: station },
    unit: station,
    grids,
    officer: '责任民警',
    phone: '',
  });
  const police = [beat('station-w', ['w']), beat('station-w1', ['w-1'])];
  const matrix = makeMatrix([rule('all', { level: 2 }, 'beat-of-place', 'co')], catalogue, units, police);
  const stations = [west, ['w', 'w-2'], east].map((grids) =>
    matrix.responsibleUnits(grids, 'quarrel').map(({ unit: id }) => id),
  );
  expect(stations).toEqual([['station-w1'], ['station-w'], []]);
});

it('every helper counts once, the most specific first, and the leader is none', () => {
  const rules = [
    rule('all', { level: 1 }, 'town-of-place', 'co'),
    rule({ class: '市容环境' }, 'all', 'light', 'co'),
    rule({ items: ['manhole'] }, 'all', 'police', 'co'),
    rule('all', 'all', 'police', 'co'),
    rule('all', 'all', 'city'),
    rule('all', 'all', 'city', 'co'),
  ];
  expect(ask(rules, west, 'manhole')).toEqual(['city lead', 'police co', 'light co', 'town-w co']);
});

it('says by which rule', () => {
  const rules = [rule('all', 'all', 'city'), rule({ items: ['lamp'] }, 'all', 'light')];
  expect(makeMatrix(rules, catalogue, units).responsibleUnits(west, 'lamp')[0]?.rule.why).toEqual(
    rules[1]?.why,
  );
});

it('knows no matter that the catalogue does not have', () => {
  expect(ask([rule('all', 'all', 'city')], west, 'ufo')).toEqual([]);
});

it('without a matrix the catalogue’s units answer in the order of their duty, and who has the grid helps', () => {
  expect(ask(catalogueRules(catalogue), west, 'quarrel')).toEqual([
    ...['law lead', 'police co'],
    ...['village-w1 co', 'town-w co'],
  ]);
});

describe('the matrix laid out', () => {
  const rules = [
    rule({ class: '市容环境' }, 'all', 'city'),
    rule({ items: ['lamp'] }, 'all', 'light'),
    rule({ class: '矛盾纠纷' }, { level: 1 }, 'town-of-place'),
  ];
  const rows = layOut(makeMatrix(rules, catalogue, units), ['w', 'e'], classesOf(catalogue), (area) => [
    area,
  ]);
  const leads = rows.map(({ cells }) =>
    cells.map((cell) => cell.leads.map((one) => `${one.unit} ${one.items}`)),
  );

  it('has a class with all its items in each column, and each who leads one of them in each cell', () => {
    expect(classesOf(catalogue).map(({ name, items }) => [name.zh, items.map(({ id }) => id)])).toEqual([
      ['市容环境', ['manhole', 'lamp']],
      ['矛盾纠纷', ['quarrel']],
    ]);
    expect(leads).toEqual([
      [['city 1', 'light 1'], ['town-w 1']],
      [['city 1', 'light 1'], []],
    ]);
  });
  it('keeps the grounds of each item', () => {
    const lampRow = rows[0]?.cells[0]?.items.find(({ item }) => item === 'lamp');
    expect(lampRow?.answering.map(({ unit: id, rule: ground }) => [id, ground.why.zh])).toEqual([
      ['light', rules[1]?.why.zh],
    ]);
  });
});
