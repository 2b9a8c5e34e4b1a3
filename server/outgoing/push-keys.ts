import { readFile } from 'node:fs/promises';
import path from 'node:path';
import webPush from 'web-push';
import { writePrivate } from '../access/secret.ts';

/** By which push services know this house (VAPID, RFC 8292): a pair, each half in base64url. */
export interface PushKeys {
  publicKey: string;
  privateKey: string;
}

/**
 * The pair that was given, or the one that was made once and lies in the data folder for this account alone. A new pair ends every
 * subscription, so it is kept; several servers of one house are given the same.
 */
export async function openPushKeys(dataDir: string, given: Partial<PushKeys>): Promise<PushKeys> {
  if (isPair(given)) return given;
  const file = path.join(dataDir, 'push-keys.json');
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept === null) {
    const made = webPush.generateVAPIDKeys();
    await writePrivate(file, JSON.stringify(made));
    return made;
  }
  const read = JSON.parse(kept) as Partial<PushKeys>;
  if (!isPair(read)) throw new Error(`${file} holds no pair of keys`);
  return read;
}

const isPair = (keys: Partial<PushKeys>): keys is PushKeys =>
  typeof keys.publicKey === 'string' && typeof keys.privateKey === 'string';
