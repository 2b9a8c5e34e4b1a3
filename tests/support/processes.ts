import { readdir, readFile } from 'node:fs/promises';

/** The living processes of a data folder, by their settings or their arguments; Linux tells. */
export async function processesOf(dataDir: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const read = (file: string): Promise<string> => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const words = (await read('cmdline')).split('\0');
    const isTheirs = words.some((word) => word.includes(dataDir));
    const isSet = isTheirs || (await read('environ')).split('\0').includes(`DATA_DIR=${dataDir}`);
    if (isSet && !/\) [ZX] /.test(await read('stat'))) found.push(`${pid} ${words.join(' ').slice(0, 120)}`);
  }
  return found;
}
