import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Log } from '../log.ts';
import type { AccessStore } from '../storage/access-store.ts';
import type { People } from './people.ts';
import { writePrivate } from './secret.ts';

/**
 * Lets the first administrator of each jurisdiction in: where nobody can sign in yet, `admin` is made with a random
 * password, which is written to `<dataDir>/first-sign-in.json` for the operator to read, change and delete.
 */
export async function makeFirstAdmins(ports: {
  store: AccessStore;
  people: People;
  jurisdictions: readonly string[];
  dataDir: string;
  log: Log;
}): Promise<void> {
  const peopled = new Set(await ports.store.peopled());
  const made: Record<string, { login: string; password: string }> = {};
  for (const jurisdiction of ports.jurisdictions) {
    if (peopled.has(jurisdiction)) continue;
    const password = randomBytes(12).toString('base64url');
    const admin = { login: 'admin', name: '系统管理员', role: 'admin', grids: [], password } as const;
    const added = await ports.people.add(jurisdiction, { ...admin, grids: [] });
    if (!isRefusal(added)) made[jurisdiction] = { login: admin.login, password };
  }
  if (Object.keys(made).length === 0) return;
  const file = path.join(ports.dataDir, 'first-sign-in.json');
  await writePrivate(file, `${JSON.stringify(made, null, 2)}\n`);
  ports.log.warn(
    { file },
    'nobody could sign in yet: the first administrator and a password are in this file',
  );
}
