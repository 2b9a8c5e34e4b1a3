import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { narrowCells } from '#shared/grid/tree.ts';
import { must } from '#shared/kernel/must.ts';
import { domainsOf, usualDomains, usualSystems } from '#shared/pack/domain.ts';
import { editionAt } from '../../../server/configuration/editions.ts';
import { countyFolder, type FolderFile } from '../../../server/packs/folder.ts';
import { packFolders } from '../../../server/packs/folders.ts';
import { loadPacks } from '../../../server/packs/load.ts';
import type { PackRow } from '../../../server/packs/revise.ts';

const id = 'xuxiake';

/** Lays a folder out as the house reads it. */
async function unpack(files: readonly FolderFile[]): Promise<{ packsDir: string; publicDir: string }> {
  const root = await mkdtemp(path.join(tmpdir(), 'county-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const places = { packsDir: path.join(root, 'packs'), publicDir: path.join(root, 'public') };
  for (const { path: name, text } of files) {
    const [kind = '', ...rest] = name.split('/');
    const base = kind === 'pack' ? path.join(places.packsDir, id) : path.join(places.publicDir, 'packs', id);
    const file = path.join(base, ...rest);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return places;
}

test('a county that nobody changed is the very bytes of its folder, and so is what is made of it', async () => {
  const { packsDir, publicDir } = packFolders();
  const files = must(await countyFolder(id, { packsDir, publicDir }, []), 'files');
  expect(files.map(({ path: name }) => name)).toContain('pack/units.json');
  for (const { path: name, text } of files) {
    const base = name.startsWith('pack/') ? path.join(packsDir, id) : path.join(publicDir, 'packs', id);
    expect(text === (await readFile(path.join(base, name.slice(name.indexOf('/') + 1)), 'utf8')), name).toBe(
      true,
    );
  }
  expect(await countyFolder(id, await unpack(files), [])).toEqual(files);
});

test('a county that was changed is, out of its folder, the county as it holds; and its folder again the same bytes', async () => {
  const base = must((await loadPacks({ ...packFolders(), only: [id] }))[0], id);
  const { units, sensors, duties, calendar, staff } = base.pack;
  const unit = must(units[0], 'unit');
  const sensor = must(sensors[0], 'sensor');
  const duty = must(duties?.[0], 'duty');
  const cell = must(narrowCells(base.grid)[0], 'cell');
  const rows: PackRow[] = [
    { part: 'units', key: unit.id, body: { ...unit, name: { zh: '新"名', en: 'New “name”' } } },
    { part: 'sensors', key: 'zz', body: { ...sensor, id: 'zz' } },
    { part: 'duties', key: duty.id, body: null },
    { part: 'staff', key: 'zz', body: { ...must(staff[0], 'staff'), id: 'zz' } },
    { part: 'pack', key: 'calendar', body: { ...calendar, holidays: [...calendar.holidays, '2031-01-01'] } },
    { part: 'grids', key: cell.id, body: { name: '改名' } },
  ];
  const version = {
    version: 2,
    at: 1,
    since: 1,
    applies: 'open' as const,
    by: 'a',
    byName: 'A',
    why: 'w',
    undoes: null,
  };
  const { pack: edition, faults } = editionAt(base, [{ ...version, rows }], 2);
  expect(faults).toEqual([]);
  const files = must(await countyFolder(id, packFolders(), rows), 'files');
  const places = await unpack(files);
  const again = must((await loadPacks({ ...places, only: [id] }))[0], id);
  expect(again.pack).toEqual(edition?.pack);
  expect(again.grid.byId.get(cell.id)?.name).toBe('改名');
  expect(await countyFolder(id, places, [])).toEqual(files);
}, 30_000);

test('a folder without lists has the usual domains and systems, and one that is changed is written with all the others', async () => {
  const shipped = must(await countyFolder(id, packFolders(), []), 'files');
  const isList = ({ path: name }: FolderFile): boolean => /(domains|systems)\.json$/u.test(name);
  expect(shipped.filter(isList)).toHaveLength(2);
  const files = shipped.filter((one) => !isList(one));
  const places = await unpack(files);
  const base = must((await loadPacks({ ...places, only: [id] }))[0], id);
  expect([base.pack.domains, base.pack.systems]).toEqual([usualDomains, usualSystems]);
  expect(await countyFolder(id, places, [])).toEqual(files);
  const harbour = { id: 'harbour', name: { zh: '港口', en: 'Harbour' }, order: 0 };
  const changed = must(
    await countyFolder(id, places, [{ part: 'domains', key: 'harbour', body: harbour }]),
    'files',
  );
  const again = must((await loadPacks({ ...(await unpack(changed)), only: [id] }))[0], id);
  expect(again.pack.domains).toEqual([...usualDomains, harbour]);
  expect(domainsOf(again.pack).map((one) => one.id)).toEqual([
    'harbour',
    ...usualDomains.map((one) => one.id),
  ]);
});
