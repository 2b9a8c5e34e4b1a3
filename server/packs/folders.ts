import { existsSync } from 'node:fs';
import path from 'node:path';

/** Where packs and their map files lie: in the nearest folder above this code that holds both, from source and from the bundle alike. */
export function packFolders(from: string = import.meta.dirname): { packsDir: string; publicDir: string } {
  for (let at = from; ; at = path.dirname(at)) {
    const packsDir = path.join(at, 'server', 'packs');
    const publicDir = path.join(at, 'public');
    if (existsSync(packsDir) && existsSync(path.join(publicDir, 'packs'))) return { packsDir, publicDir };
    if (path.dirname(at) === at)
      throw new Error(`no folder above ${from} holds server/packs and public/packs`);
  }
}
