import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { lookAtFolder, type LookedAt } from '../../../server/packs/brought.ts';
import { countyFolder, type FolderFile } from '../../../server/packs/folder.ts';
import { packFolders } from '../../../server/packs/folders.ts';

let files: FolderFile[];
let dataDir: string;
beforeAll(async () => {
  files = must(await countyFolder('xuxiake', packFolders(), []), 'files');
  dataDir = await mkdtemp(path.join(tmpdir(), 'brought-'));
});
afterAll(() => rm(dataDir, { recursive: true }));

const taken = [{ id: 'xuxiake', code: '320281108' }];
const look = (
  brought: readonly FolderFile[],
  as: Parameters<typeof lookAtFolder>[1]['as'],
): Promise<LookedAt> => lookAtFolder(brought, { as, taken, dataDir });
const changed = (name: string, change: (text: string) => string): FolderFile[] =>
  files.map((file) => (file.path === name ? { ...file, text: change(file.text) } : file));
const places = ({ faults }: LookedAt): string[] => faults.map(({ file, path: at }) => `${file} ${at}`);
const copy = { id: 'practice', code: '320281999', name: { zh: '演练', en: 'Practice' } };

test('a copy of a county is a county of its own; as it is, it is the one there is already', async () => {
  const practice = await look(files, copy);
  expect(practice).toMatchObject({ id: 'practice', code: '320281999', name: copy.name, faults: [] });
  expect(practice.counts).toContainEqual({ part: 'units', rows: 65 });
  // What nothing was said of keeps its bytes, and pretended people stay where they were.
  const others = (some: readonly FolderFile[]) => some.filter((one) => one.path !== 'pack/pack.json');
  expect(others(practice.files)).toEqual(others(files));
  const head = JSON.parse(practice.files.find((one) => one.path === 'pack/pack.json')?.text ?? '') as object;
  expect(head).not.toHaveProperty('demo');
  expect(places(await look(files, {}))).toEqual([
    'pack/pack.json $.identity.id',
    'pack/pack.json $.identity.code',
  ]);
}, 30_000);

test('every fault is named by file, place and reason, and nothing of a look is left', async () => {
  const broken = await look(
    changed('pack/units.json', (text) => text.replace(/"phone":"\d+"/u, '"phone":1')),
    copy,
  );
  expect(places(broken)).toContain('pack/units.json $[0].phone');
  expect(
    places(
      await look(
        changed('pack/rules.json', () => '[{'),
        copy,
      ),
    ),
  ).toContain('pack/rules.json $');
  expect(
    places(
      await look(
        files.filter((one) => one.path !== 'map/grids.topo.json'),
        copy,
      ),
    ),
  ).toEqual(['map/grids.topo.json $']);
  expect(places(await look([], copy))).toEqual(['pack/pack.json $']);
  expect(places(await look(files, { ...copy, id: '../etc' }))).toEqual(['pack/pack.json $.identity.id']);
  const led = await look([...files, { path: 'pack/../../x.json', text: '[]' }], copy);
  expect(places(led)).toEqual(['pack/../../x.json $']);
  for (const one of [broken, led]) for (const { reason } of one.faults) expect(reason).not.toContain(dataDir);
  expect(await readdir(dataDir)).toEqual([]);
}, 60_000);
