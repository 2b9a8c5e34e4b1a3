import { createHmac, hkdfSync, randomInt, timingSafeEqual } from 'node:crypto';

/**
 * One-time codes for the first sign-in. A code is twelve random letters out of 31, 59 bits, good once and for a term, and tries are
 * counted at the door. So it needs no slow hash as a password does, which somebody has thought of: argon2 for 9,277 people takes
 * minutes of both cores, a keyed hash takes none. The key is drawn from the secret of the house, which no copy of the database holds,
 * and the person is hashed along, so that neither guessing over a stolen table nor another's code opens anything.
 */
export interface FirstCodes {
  /** A new code as it is printed, and what is kept of it. */
  make(jurisdiction: string, person: string): { code: string; hash: string };
  /** What is kept of a code as somebody typed it. */
  hashOf(jurisdiction: string, person: string, code: string): string;
}

/** No letter of these is taken for another one on paper. */
const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const length = 12;

export function openFirstCodes(secret: string): FirstCodes {
  const key = Buffer.from(hkdfSync('sha256', secret, 'jiuhuan', 'first-code', 32));
  const hashOf: FirstCodes['hashOf'] = (jurisdiction, person, code) =>
    createHmac('sha256', key)
      .update(JSON.stringify([jurisdiction, person, bareCode(code)]))
      .digest('hex');
  return {
    hashOf,
    make(jurisdiction, person) {
      const text = Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
      return { code: (text.match(/.{4}/g) ?? []).join('-'), hash: hashOf(jurisdiction, person, text) };
    },
  };
}

/** The letters alone, as they were printed. */
export function bareCode(code: string): string {
  return code
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '');
}

/** Whether two hashes are the same, in a time that tells nothing. */
export function isSameHash(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}
