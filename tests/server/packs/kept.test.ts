import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { packFolders } from '../../../server/packs/folders.ts';
import { codeStamp, keepPack, readKept, stampPack, type Keeping } from '../../../server/packs/kept.ts';
import { tryPacks } from '../../../server/packs/load.ts';

// Each loads a whole pack two or three times.
vi.setConfig({ testTimeout: 30_000 });
const id = 'xuxiake';
const shipped = packFolders();
let folder = '';
let places: { packsDir: string; publicDir: string; only: string[] };
let keeping: Keeping;
const troubles: unknown[] = [];

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'jiuhuan-kept-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let copies = 0;
beforeEach(() => {
  const at = path.join(folder, String((copies += 1)));
  places = { packsDir: path.join(at, 'packs'), publicDir: path.join(at, 'public'), only: [] };
  cpSync(path.join(shipped.packsDir, id), path.join(places.packsDir, id), { recursive: true });
  cpSync(path.join(shipped.publicDir, 'packs', id), path.join(places.publicDir, 'packs', id), {
    recursive: true,
  });
  troubles.length = 0;
  keeping = { folder: path.join(at, 'kept'), code: 'one', onFault: (error) => troubles.push(error) };
});

const privateFile = (name: string): string => path.join(places.packsDir, id, name);
const keptFile = (): string => path.join(keeping.folder, `${id}.checked`);
const load = (with_: Keeping | null = keeping): ReturnType<typeof tryPacks> =>
  tryPacks({ ...places, keeping: with_ });
const stampOf = (code = keeping.code): Promise<string> =>
  stampPack(code, [path.join(places.packsDir, id), path.join(places.publicDir, 'packs', id)]);
async function isKept(): Promise<boolean> {
  return (await readKept(keeping, id, await stampOf())) !== null;
}
function spoilFirstSensor(): void {
  const rows = JSON.parse(readFileSync(privateFile('sensors.json'), 'utf8')) as { everyMs: number }[];
  must(rows[0], 'a sensor').everyMs = 1;
  writeFileSync(privateFile('sensors.json'), JSON.stringify(rows));
}

describe('a checked pack is kept', () => {
  it('and read back as the very same pack', async () => {
    const [fresh] = (await load(null)).packs;
    await load();
    expect(await isKept()).toBe(true);
    const [kept] = (await load()).packs;
    expect(kept?.pack).toEqual(fresh?.pack);
    expect(kept?.grid.levels).toEqual(fresh?.grid.levels);
    const chains = (one: typeof fresh): string[] =>
      must(one, id).pack.sensors.map(({ place }) =>
        must(one, id)
          .grid.locate(place)
          .map((cell) => cell.id)
          .join(),
      );
    expect(chains(kept)).toEqual(chains(fresh));
  });

  it('and served without another look', async () => {
    await load();
    const stamp = await stampOf();
    const { pack, survey } = must(await readKept(keeping, id, stamp), 'kept');
    const phone = '0000';
    const marked = { ...pack, units: pack.units.map((unit) => ({ ...unit, phone })) };
    await keepPack(keeping, id, stamp, { pack: marked, survey });
    expect((await load()).packs[0]?.duty.phone).toBe(phone);
  });
});

describe('what was kept is not believed', () => {
  it('when a file was edited: the same faults as without it', async () => {
    await load();
    spoilFirstSensor();
    const { packs, faults } = await load();
    expect(packs).toEqual([]);
    expect(faults).toEqual((await load(null)).faults);
    expect(faults).not.toEqual([]);
  });

  it('when a file behind a link was edited', async () => {
    const beside = path.join(folder, `${copies}-sensors.json`);
    cpSync(privateFile('sensors.json'), beside);
    rmSync(privateFile('sensors.json'));
    symlinkSync(beside, privateFile('sensors.json'));
    await load();
    expect(await isKept()).toBe(true);
    spoilFirstSensor();
    expect((await load()).packs).toEqual([]);
  });

  it('when a map file is gone or another file came', async () => {
    await load();
    writeFileSync(privateFile('more.json'), '[]');
    expect(await isKept()).toBe(false);
    rmSync(privateFile('more.json'));
    expect(await isKept()).toBe(true);
    rmSync(path.join(places.publicDir, 'packs', id, 'neighbours.geojson'));
    expect((await load()).faults.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('there is no file'),
    ]);
  });

  it('when other code checks', async () => {
    await load();
    expect(await readKept(keeping, id, await stampOf('two'))).toBeNull();
  });

  it.each([
    ['cut off', () => truncateSync(keptFile(), 100_000)],
    ['empty', () => truncateSync(keptFile(), 0)],
    [
      'flipped in one bit',
      () => {
        const bytes = readFileSync(keptFile());
        bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1;
        writeFileSync(keptFile(), bytes);
      },
    ],
  ])('when it was %s; it is kept anew', async (_how, spoil) => {
    await load();
    spoil();
    expect(await isKept()).toBe(false);
    expect((await load()).packs).toHaveLength(1);
    expect(await isKept()).toBe(true);
  });
});

it('a bad pack is not kept', async () => {
  spoilFirstSensor();
  expect((await load()).packs).toEqual([]);
  expect(await isKept()).toBe(false);
});

it('a pack that cannot be kept is served all the same', async () => {
  writeFileSync(keeping.folder, 'a file where the folder should be');
  expect((await load()).packs).toHaveLength(1);
  expect(troubles).toHaveLength(1);
});

it('code from source has no stamp, a bundle that of its bytes', async () => {
  expect(await codeStamp()).toBeNull();
  const bundle = path.join(folder, 'bundle.js');
  writeFileSync(bundle, '1');
  const first = await codeStamp(bundle);
  writeFileSync(bundle, '2');
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await codeStamp(bundle)).not.toBe(first);
});
