import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { must } from '../kernel/must.ts';

/**
 * A draw by lot that anybody can repeat. The seed is the SHA-256 of the ledger's hash before the draw, the number of the matter
 * and what is drawn, so nobody can choose it and everybody can compute it afterwards. Ticket k of the draw is
 * SHA-256(seed ‖ k), its first 48 bits as a share of the weight that is left.
 */
export interface Lot {
  id: string;
  /** A heavier one is drawn more easily: 2 counts as two tickets. */
  weight: number;
}

const hashHex = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

/** The seed of a draw in matter `incident`, after the ledger entry with hash `head`. */
export function drawSeed(head: string, incident: string, from: string): string {
  return hashHex(`${head} ${incident} ${from}`);
}

/** What the pool was, in one hash: its lines `id weight` in the order of the ids. */
export function poolHash(pool: readonly Lot[]): string {
  return hashHex(
    inOrder(pool)
      .map(({ id, weight }) => `${id} ${weight}`)
      .join('\n'),
  );
}

/** The ids drawn without putting back; all of them when the pool is not larger. The order of `pool` does not matter. */
export function drawLots(pool: readonly Lot[], count: number, seed: string): string[] {
  const left = inOrder(pool);
  const picked: string[] = [];
  for (let ticket = 0; picked.length < count && left.length > 0; ticket++) {
    const share = Number.parseInt(hashHex(`${seed} ${ticket}`).slice(0, 12), 16) / 2 ** 48;
    let rest = share * left.reduce((sum, { weight }) => sum + weight, 0);
    const index = left.findIndex(({ weight }) => (rest -= weight) < 0);
    const [lot] = left.splice(index < 0 ? left.length - 1 : index, 1);
    picked.push(must(lot, 'a lot').id);
  }
  return picked;
}

function inOrder(pool: readonly Lot[]): Lot[] {
  return pool.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
