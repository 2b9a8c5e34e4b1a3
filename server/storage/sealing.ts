import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Decrypter, Encrypter } from 'age-encryption';

/**
 * Files of a backup under age (age-encryption.org/v1), so that whoever finds a copy reads nothing: written for public keys
 * (`age1…`), read by the secret key that lies elsewhere. The program `age` opens each of them as well.
 */
export interface Sealing {
  /** Ends the names of sealed files. */
  suffix: string;
  /** A step of a pipeline. */
  step(source: AsyncIterable<Buffer>): AsyncIterable<Uint8Array>;
}

/** What files are called under age. */
export const sealedSuffix = '.age';

/** Leaves bytes as they are. */
export const open: Sealing = { suffix: '', step: (source) => source };

/** Writes for those who hold the secret key of one of `recipients`; throws when one of them is no public key. */
export function sealFor(recipients: readonly string[]): Sealing {
  const encrypter = new Encrypter();
  for (const one of recipients) encrypter.addRecipient(one);
  return { suffix: sealedSuffix, step: through((bytes) => encrypter.encrypt(bytes)) };
}

/** Reads by a secret key (`AGE-SECRET-KEY-1…`); a stream that it does not open, or that was changed, throws. */
export function openBy(identity: string): Sealing {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return { suffix: sealedSuffix, step: through((bytes) => decrypter.decrypt(bytes)) };
}

type Bytes = globalThis.ReadableStream<Uint8Array>;

function through(turn: (bytes: Bytes) => Promise<unknown>): Sealing['step'] {
  return async function* (source) {
    const turned = await turn(Readable.toWeb(Readable.from(source)) as Bytes);
    yield* Readable.fromWeb(turned as ReadableStream<Uint8Array>) as AsyncIterable<Uint8Array>;
  };
}

/** The key in a file as `age-keygen` writes it: lines, of which those with # are remarks. */
export async function readKey(file: string | undefined): Promise<Sealing | null> {
  if (file === undefined) return null;
  const lines = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim());
  const secret = lines.find((line) => line !== '' && !line.startsWith('#'));
  if (secret === undefined) throw new Error(`BACKUP_IDENTITY: ${file} holds no key`);
  return openBy(secret);
}
