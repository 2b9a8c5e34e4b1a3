import { createHash, randomBytes } from 'node:crypto';

/** A new secret for a screen or another system: 256 random bits, so it needs no slow hash. */
export function makeToken(): string {
  return `jh_${randomBytes(32).toString('base64url')}`;
}

/** What is kept of a token. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** An id that tells nothing. */
export function makeId(prefix: string): string {
  return `${prefix}-${randomBytes(6).toString('hex')}`;
}
