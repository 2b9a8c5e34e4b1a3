import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { packFolders } from '../../../server/packs/folders.ts';
import { donghai } from '../../../server/pack-author/counties/donghai.ts';
import { jiangyin } from '../../../server/pack-author/counties/jiangyin.ts';
import { longgang } from '../../../server/pack-author/counties/longgang.ts';
import { xuxiake } from '../../../server/pack-author/counties/xuxiake.ts';
import { packFiles, townMapFiles } from '../../../server/pack-author/pack-files.ts';
import { shareOut } from '../../../server/pack-author/tables.ts';

const { packsDir, publicDir } = packFolders();
const maps = (id: string): string => path.join(publicDir, 'packs', id);

it.each([jiangyin, xuxiake, longgang, donghai])(
  'the shipped pack of $identity.id is what its author writes',
  (county) => {
    const { id } = county.identity;
    for (const [name, text] of packFiles(county, maps(id))) {
      expect(
        readFileSync(path.join(packsDir, id, name), 'utf8') === text,
        `${id}/${name}: run npm run author-packs`,
      ).toBe(true);
    }
  },
);

it("Xuxiake's map is cut from Jiangyin's", () => {
  for (const [name, text] of townMapFiles(xuxiake.seat, maps('jiangyin'))) {
    expect(readFileSync(path.join(maps('xuxiake'), name), 'utf8') === text, name).toBe(true);
  }
});

it('shares a whole number out exactly', () => {
  expect(
    shareOut(
      683,
      Array.from({ length: 12 }, () => 1),
    ),
  ).toEqual([...Array.from({ length: 11 }, () => 57), 56]);
  expect(shareOut(10, [1, 2, 4])).toEqual([1, 3, 6]);
  expect(shareOut(0, [1, 2])).toEqual([0, 0]);
});
