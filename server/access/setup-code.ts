import { readFile } from 'node:fs/promises';
import type { Log } from '../log.ts';
import { addPrivate, firstFile } from './first-admin.ts';
import { openFirstCodes } from './first-code.ts';

/** The code by which a house without a county is set up: made once, kept in the file that the operator reads, and told by the log. */
export async function setupCode(dataDir: string, log: Log): Promise<string> {
  const file = firstFile(dataDir);
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const before = codeIn(text);
  const code = before ?? openFirstCodes('setup').make('-', 'setup').code;
  if (before === null) await addPrivate(file, { setup: { code, page: '/-/admin' } });
  log.warn(
    { code, page: '/-/admin', file },
    'this server has no county yet: set the first one up by this code',
  );
  return code;
}

function codeIn(text: string): string | null {
  try {
    const read = JSON.parse(text) as { setup?: { code?: unknown } } | null;
    return typeof read?.setup?.code === 'string' ? read.setup.code : null;
  } catch {
    return null;
  }
}
