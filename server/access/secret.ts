import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The secret that signs session cookies: as given, or made once and kept, so that sessions outlive a restart. */
export const sessionSecret = (dataDir: string, given: string | undefined): Promise<string> =>
  keptSecret(dataDir, 'session-secret', given);

/** The secret that seals second factors. Whoever loses it takes all second factors away. */
export const vaultSecret = (dataDir: string, given: string | undefined): Promise<string> =>
  keptSecret(dataDir, 'secret-key', given);

/** The secret that seals personal records. No backup holds it: whoever loses it has records without people. */
export const recordSecret = (dataDir: string, given: string | undefined): Promise<string> =>
  keptSecret(dataDir, 'record-key', given);

/** The name of this house at an outside MQTT broker: as given, or made once and kept, so that the broker knows it again. */
export async function brokerName(dataDir: string, given: string | undefined): Promise<string> {
  return given ?? `jiuhuan-${(await keptSecret(dataDir, 'mqtt-client-id', undefined)).slice(0, 16)}`;
}

async function keptSecret(dataDir: string, name: string, given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const file = path.join(dataDir, name);
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept.length >= 32) return kept;
  const made = randomBytes(32).toString('base64url');
  await writePrivate(file, made);
  return made;
}

/** Writes a file that only the account of the server may read. */
export async function writePrivate(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text, { mode: 0o600 });
}
