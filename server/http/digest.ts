import { hash } from 'node:crypto';

/** SHA-256 of what was sent, hex: tells a repetition from another act under the same idempotency key. */
export function digestOf(said: unknown): string {
  return hash('sha256', JSON.stringify(said ?? null), 'hex');
}
