import { expect, it } from 'vitest';
import { dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { packFolders } from '../../../server/packs/folders.ts';
import { loadPacks } from '../../../server/packs/load.ts';
import { makeReport } from '../../../server/simulator/reports.ts';

it('every report of the pretend people lies within the county, also one beside its border', async () => {
  const [pack] = await loadPacks({ ...packFolders(), only: ['longgang'] });
  const county = must(pack, 'longgang');
  const item = must(county.pack.catalogue[0], 'an item');
  const roll = dice(1);
  const outside = Array.from({ length: 100_000 }, () => makeReport(county, item, roll).place).filter(
    (place) => county.grid.locate(place).length === 0,
  );
  expect(outside).toEqual([]);
});
