import { expect, test } from 'vitest';
import { countyFiles, countyZip } from '../../../client/apps/admin/config/county-zip.ts';

const files = [
  { path: 'pack/pack.json', text: '{"名":"县"}\n' },
  { path: 'map/grids.topo.json', text: '{}' },
];

test('a county goes into a ZIP and comes out of it byte for byte, and the same county is the same ZIP', async () => {
  const zip = await countyZip({ id: 'here', files });
  expect(await countyFiles(zip)).toEqual(files);
  const again = await countyZip({ id: 'here', files });
  expect(new Uint8Array(await again.arrayBuffer())).toEqual(new Uint8Array(await zip.arrayBuffer()));
});

test('what is no ZIP is told as that', async () => {
  expect(await countyFiles(new Blob(['not a zip']))).toBe(null);
});
