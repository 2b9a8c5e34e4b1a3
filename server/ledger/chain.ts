import { hash } from 'node:crypto';

/**
 * The hash chain of the ledger. The hash of an entry is SHA-256, written as 64 lower-case hexadecimal digits, of this text in
 * UTF-8, its parts joined by single line feeds (0x0A), with none at the end:
 *
 *   hash of the entry before (64 × "0" before the first)
 *   jurisdiction
 *   seq, decimal
 *   at, epoch ms UTC, decimal
 *   subject
 *   version of the subject after the entry, decimal
 *   body, exactly as in the column `body`
 *
 * Only the body may hold a line feed, and it comes last, so no two entries share their bytes. Anyone can check the chain with
 * the rows and SHA-256 alone; PostgreSQL can do it by itself:
 *
 *   SELECT seq FROM (SELECT *, lag(hash, 1, repeat('0', 64)) OVER (ORDER BY seq) AS before
 *                    FROM ledger WHERE jurisdiction = '…') l
 *   WHERE hash <> encode(sha256(convert_to(
 *     concat_ws(E'\n', before, jurisdiction, seq, at, subject, version, body), 'UTF8')), 'hex')
 */
export const noHash = '0'.repeat(64);
/** Length of a hash in digits, which are bytes as well. */
export const hashDigits = 64;

export interface ChainLink {
  jurisdiction: string;
  seq: number;
  at: number;
  subject: string;
  version: number;
  body: string;
}

/** The hash of an entry that follows one with the hash `before`. */
export function hashOf(before: string, { jurisdiction, seq, at, subject, version, body }: ChainLink): string {
  if (subject.includes('\n')) throw new Error(`a subject is one line: ${subject}`);
  return hash('sha256', `${before}\n${jurisdiction}\n${seq}\n${at}\n${subject}\n${version}\n${body}`, 'hex');
}
