import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** The place of a ledger entry in the chain. */
export interface Link {
  seq: number;
  hash: string;
}

/**
 * What a printed dossier is sealed with: which entries of the ledger it tells, and one digest over all their hashes. Each hash
 * covers the whole ledger before it, so paper with this seal can be held against the ledger at any later time.
 */
export interface Seal {
  jurisdiction: string;
  subject: string;
  /** How many entries. */
  entries: number;
  first: number;
  last: number;
  /** SHA-256 of the entries' hashes, joined by single line feeds, in the order of the ledger. */
  digest: string;
}

const form =
  /^jiuhuan-seal:1:(?<jurisdiction>[^\s:]{1,64}):(?<subject>[^\s:]{1,64}):(?<entries>\d{1,9}):(?<first>\d{1,15})-(?<last>\d{1,15}):(?<digest>[0-9a-f]{64})$/;

/** Seals the entries about a subject. Null when there are none. */
export function sealOf(jurisdiction: string, subject: string, links: readonly Link[]): Seal | null {
  const [first, last] = [links[0], links.at(-1)];
  if (!first || !last) return null;
  const digest = bytesToHex(sha256(utf8ToBytes(links.map(({ hash }) => hash).join('\n'))));
  return { jurisdiction, subject, entries: links.length, first: first.seq, last: last.seq, digest };
}

/** A seal as one short word that says what it is: what its QR code holds. */
export function sealText({ jurisdiction, subject, entries, first, last, digest }: Seal): string {
  return ['jiuhuan-seal:1', jurisdiction, subject, entries, `${first}-${last}`, digest].join(':');
}

/** A seal from its word; null when it is none. */
export function readSeal(text: string): Seal | null {
  const found = form.exec(text.trim())?.groups;
  if (!found) return null;
  const { jurisdiction = '', subject = '', digest = '' } = found;
  const [entries, first, last] = [found['entries'], found['first'], found['last']].map(Number);
  if (entries === undefined || first === undefined || last === undefined) return null;
  return { jurisdiction, subject, entries, first, last, digest };
}
