import { hash } from 'node:crypto';

/**
 * The hash chain of the ledger. Anyone with the rows and SHA-256 can check it without this program.
 *
 * The hash of an entry is SHA-256, written as 64 lower-case hexadecimal digits, over these bytes one after another:
 *
 *   64  hash of the entry before, as its ASCII digits; 64 × "0" before the first
 *    8  seq, unsigned, big-endian
 *    8  at (epoch ms UTC), signed, big-endian
 *    4  version of the subject after the entry, unsigned, big-endian
 *    2  length in bytes of the jurisdiction, unsigned, big-endian
 *    n  jurisdiction, UTF-8
 *    2  length in bytes of the subject, unsigned, big-endian
 *    n  subject, UTF-8
 *    n  body, UTF-8: exactly the text in the column `body`, to the end
 *
 * Both names carry their length, so no two entries share their bytes. The numbers are laid out as PostgreSQL's binary
 * COPY sends them, so that `verify.ts` can copy them as they come.
 */
export const noHash = '0'.repeat(64);
export const hashDigits = 64;

export interface ChainLink {
  jurisdiction: string;
  seq: number;
  at: number;
  subject: string;
  version: number;
  body: string;
}

/** Longest subject and jurisdiction together that fit in front of the body; ids are at most 64 characters. */
const headRoom = 1024;

/** Hashes entries over one buffer that grows with the longest of them. */
export function makeHasher(): (before: string, link: ChainLink) => string {
  let bytes = Buffer.allocUnsafe(16_384);
  return (before, { jurisdiction, seq, at, subject, version, body }) => {
    const most = headRoom + 3 * body.length;
    if (bytes.length < most) bytes = Buffer.allocUnsafe(most * 2);
    let end = bytes.write(before, 0, 'latin1');
    if (end !== hashDigits) throw new Error(`not a hash: ${before}`);
    bytes.writeBigUInt64BE(BigInt(seq), end);
    bytes.writeBigInt64BE(BigInt(at), end + 8);
    bytes.writeUInt32BE(version, end + 16);
    end = writeName(bytes, writeName(bytes, end + 20, jurisdiction), subject);
    end += bytes.write(body, end, 'utf8');
    return hash('sha256', bytes.subarray(0, end), 'hex');
  };
}

function writeName(bytes: Buffer, at: number, name: string): number {
  const length = bytes.write(name, at + 2, 'utf8');
  if (length > 255) throw new Error(`too long for the ledger: ${name}`);
  bytes.writeUInt16BE(length, at);
  return at + 2 + length;
}
