import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Log } from '../log.ts';
import type { AccessStore } from '../storage/access/access-store.ts';
import type { People } from './people.ts';
import { writePrivate } from './secret.ts';

/**
 * Lets the first ones of each jurisdiction in: where nobody can sign in yet, an administrator `admin` and an auditor `auditor`, who
 * watches over the other and is made by nobody else, get random passwords, which are written to `<dataDir>/first-sign-in.json` for the operator to read, change and delete.
 */
export async function makeFirstAdmins(ports: {
  store: AccessStore;
  people: People;
  jurisdictions: readonly string[];
  dataDir: string;
  log: Log;
}): Promise<void> {
  const peopled = new Set(await ports.store.peopled());
  const made: Record<string, Record<'admin' | 'auditor', { login: string; password: string }>> = {};
  for (const jurisdiction of ports.jurisdictions) {
    if (peopled.has(jurisdiction)) continue;
    const admin = await addFirst(ports.people, jurisdiction, 'admin', '系统管理员');
    const auditor = await addFirst(ports.people, jurisdiction, 'auditor', '安全审计员');
    if (admin && auditor) made[jurisdiction] = { admin, auditor };
  }
  if (Object.keys(made).length === 0) return;
  const file = path.join(ports.dataDir, 'first-sign-in.json');
  await writePrivate(file, `${JSON.stringify(made, null, 2)}\n`);
  ports.log.warn(
    { file },
    'nobody could sign in yet: the first administrator and auditor, each with a password, are in this file',
  );
}

async function addFirst(
  people: People,
  jurisdiction: string,
  role: 'admin' | 'auditor',
  name: string,
): Promise<{ login: string; password: string } | null> {
  const password = randomBytes(15).toString('base64url');
  const added = await people.add(jurisdiction, { login: role, name, role, grids: [], password });
  return isRefusal(added) ? null : { login: role, password };
}
