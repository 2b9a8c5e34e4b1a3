import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { catalogueItem } from '#shared/pack/schema.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { isPublic, serviceFamilies, servicesOf, tiles, tilesOf } from '#shared/report/matters.ts';

const packs = ['donghai', 'jiangyin', 'longgang', 'xuxiake'];
const root = path.resolve(import.meta.dirname, '../../..');
const knownOf = async (pack: string) => {
  const text = await readFile(path.join(root, 'server/packs', pack, 'catalogue.json'), 'utf8');
  return { catalogue: catalogueItem.array().parse(JSON.parse(text)), procedures: builtInProcedures };
};

it.each(packs)('%s has every item that the page names, once', async (pack) => {
  const known = await knownOf(pack);
  expect(tilesOf(known)).toEqual(tiles);
  const ids = tiles.flatMap(({ items }) => items.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});

it('what instruments find and officers raise cannot be reported; what firms and people want done can', async () => {
  const known = await knownOf('jiangyin');
  for (const item of [
    'river-level',
    'sensor-offline',
    'supervision-order',
    'appeal',
    'order',
    'whistle-law',
    'nothing',
  ])
    expect(isPublic(known, item), item).toBe(false);
  for (const item of ['manhole', 'call-finance', 'agency-pension', 'approval-trader'])
    expect(isPublic(known, item), item).toBe(true);
  expect(servicesOf(known, 'enterprise').every(({ procedure }) => procedure === 'enterprise-call')).toBe(
    true,
  );
});

it('a jurisdiction without an item has no such button, and without items no such tile', () => {
  const [manhole] = tiles.flatMap(({ items }) => items).filter(({ id }) => id === 'manhole');
  const catalogue = [{ id: 'manhole', procedure: 'standard' }] as never;
  const shown = tilesOf({ catalogue, procedures: builtInProcedures });
  expect(shown.map(({ id, items }) => [id, items])).toEqual([['road', [manhole]]]);
});

it('a county for whose items the page has no words offers its own, by class; `public` adds one and takes one away', () => {
  const own = (id: string, more: object = {}) => ({
    id,
    procedure: 'standard',
    class: { zh: '街道', en: 'Streets' },
    name: { zh: id, en: id },
    ...more,
  });
  const shown = (catalogue: object[]) =>
    tilesOf({ catalogue: catalogue as never, procedures: builtInProcedures }).map(({ name, items }) => [
      name.en,
      items.map(({ id }) => id),
    ]);
  expect(shown([own('pothole'), own('graffiti'), own('gauge', { public: false })])).toEqual([
    ['Streets', ['pothole', 'graffiti']],
  ]);
  expect(shown([own('manhole'), own('pothole'), own('graffiti', { public: true })])).toEqual([
    ['Roads and covers', ['manhole']],
    ['Streets', ['graffiti']],
  ]);
});

it('each kind of service that is offered here is rated and taken back by who asked for it', () => {
  for (const family of serviceFamilies) {
    const offered = [...builtInProcedures.values()].filter(
      (one) => one.family === family && one.opens?.includes('citizen'),
    );
    expect(offered.length, family).toBeGreaterThan(0);
    for (const { id, transitions } of offered) {
      const own = transitions.filter(({ by }) => by.includes('citizen')).map(({ reporter }) => reporter);
      // An approval is rated at the window, when its paper is picked up.
      const wanted = family === 'approval' ? ['withdraw'] : ['rate', 'withdraw'];
      expect(own, id).toEqual(expect.arrayContaining(wanted));
    }
  }
});
