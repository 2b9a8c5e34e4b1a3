import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Log } from '../log.ts';
import type { AccessStore } from '../storage/access/access-store.ts';
import type { People } from './people.ts';
import { writePrivate } from './secret.ts';

/** Who comes into a county first. The auditor watches over the administrator and is made by nobody else. */
const firstOnes = [
  { role: 'admin', name: '系统管理员' },
  { role: 'auditor', name: '安全审计员' },
] as const;
type Role = (typeof firstOnes)[number]['role'];

/** What an operator reads, changes and deletes. */
export const firstFile = (dataDir: string): string => path.join(dataDir, 'first-sign-in.json');

/**
 * Lets the first ones of each jurisdiction in: where nobody can sign in yet, an administrator `admin` and an auditor `auditor`
 * get random passwords, which are added to `<dataDir>/first-sign-in.json`.
 */
export async function makeFirstAdmins(ports: {
  store: AccessStore;
  people: People;
  jurisdictions: readonly string[];
  dataDir: string;
  log: Log;
}): Promise<void> {
  const peopled = new Set(await ports.store.peopled());
  const made: Record<string, Partial<Record<Role, { login: string; password: string }>>> = {};
  for (const jurisdiction of ports.jurisdictions) {
    if (peopled.has(jurisdiction)) continue;
    const own: (typeof made)[string] = {};
    for (const { role, name } of firstOnes) {
      const password = randomBytes(15).toString('base64url');
      const person = { login: role, name, role, grids: [], password };
      if (!isRefusal(await ports.people.add(jurisdiction, person))) own[role] = { login: role, password };
    }
    if (own.admin && own.auditor) made[jurisdiction] = own;
  }
  if (Object.keys(made).length === 0) return;
  const file = firstFile(ports.dataDir);
  await addPrivate(file, made);
  ports.log.warn(
    { file },
    'nobody could sign in yet: the first administrator and auditor, each with a password, are in this file',
  );
}

/** Adds to a private file of JSON; what others may not have read yet stays. One that is no JSON is replaced. */
export async function addPrivate(file: string, more: Record<string, unknown>): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  let before: unknown = null;
  try {
    before = JSON.parse(text);
  } catch {
    // Nothing is there, or nothing that can be read.
  }
  const known = typeof before === 'object' && before !== null ? before : {};
  await writePrivate(file, `${JSON.stringify({ ...known, ...more }, null, 2)}\n`);
}

export interface FirstOnes {
  /** Until when the codes are good. */
  ends: number;
  people: { login: Role; role: Role; code: string }[];
}

/** The first ones of a county by one-time codes, again as long as nobody there has a password. */
export async function admitFirst(
  people: People,
  jurisdiction: string,
  now: number,
  by?: { id: string; demo: boolean },
): Promise<FirstOnes | Refusal> {
  const signsIn = { area: null, words: [], state: 'here', now } as const;
  const { total } = await people.list(jurisdiction, signsIn, {
    sort: 'login',
    down: false,
    offset: 0,
    limit: 1,
  });
  if (total > 0) return refuse('not-now', 'county-peopled', 'county');
  const ids: { id: string; role: Role }[] = [];
  for (const { role, name } of firstOnes) {
    await people.add(jurisdiction, { login: role, name, role, grids: [] }, by);
    const row = await people.named(jurisdiction, role);
    if (row) ids.push({ id: row.id, role });
  }
  const { ends, codes } = await people.issueCodes(
    jurisdiction,
    ids.map(({ id }) => id),
  );
  const told = ids.flatMap(({ id, role }) => {
    const code = codes.get(id);
    return code === undefined ? [] : [{ login: role, role, code }];
  });
  return { ends, people: told };
}
