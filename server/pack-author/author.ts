import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packFolders } from '../packs/folders.ts';
import { donghai } from './counties/donghai.ts';
import { jiangyin } from './counties/jiangyin.ts';
import { longgang } from './counties/longgang.ts';
import { xuxiake } from './counties/xuxiake.ts';
import { mapLineFiles, packFiles, townMapFiles } from './pack-files.ts';

/**
 * `npm run author-packs` writes the four demo packs from their counties' statements, the common tables beside them and the
 * map files under `public/packs`; Xuxiake's map is cut from Jiangyin's. Run it after a change of any, and commit what it wrote.
 */
const { packsDir, publicDir } = packFolders();
const mapDir = (id: string): string => path.join(publicDir, 'packs', id);

write(mapDir('xuxiake'), townMapFiles(xuxiake.seat, mapDir('jiangyin')));
for (const county of [jiangyin, xuxiake, longgang, donghai]) {
  const { id } = county.identity;
  write(mapDir(id), mapLineFiles(county, mapDir(id)));
  const files = packFiles(county, mapDir(id));
  write(path.join(packsDir, id), files);
  process.stdout.write(`${id}: ${[...files.keys()].join(', ')}\n`);
}

function write(folder: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
}
