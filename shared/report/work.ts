import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * Proof of work: whoever sends a thousand reports pays a thousand times, whoever sends one does not notice. The work hangs on the
 * idempotency key of the report, so it is good for that report alone and the server keeps nothing to know it again. (SHA-256
 * over key and number with so many zero bits in front, as in Hashcash; not `crypto.subtle`, which is not there on plain http.)
 */
export const mostWorkBits = 22;
/** A number that was found, as it travels in a header. */
export const workForm = /^\d{1,10}$/u;

/** Whether a number is the work of a key. */
export function isWork(key: string, nonce: number, bits: number): boolean {
  return bits === 0 || zerosOf(sha256(utf8ToBytes(`${key} ${nonce}`))) >= bits;
}

/** Zero bits in front. */
function zerosOf(hash: Uint8Array): number {
  let zeros = 0;
  for (const byte of hash) {
    if (byte !== 0) return zeros + Math.clz32(byte) - 24;
    zeros += 8;
  }
  return zeros;
}

const slice = 1_000;

/** Finds the work of a key; `pause` gives the page a breath after each slice of a few milliseconds. */
export async function findWork(key: string, bits: number, pause: () => Promise<void>): Promise<number> {
  for (let nonce = 0; ; nonce++) {
    if (isWork(key, nonce, bits)) return nonce;
    if (nonce % slice === slice - 1) await pause();
  }
}
