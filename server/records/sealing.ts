import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Values } from '#shared/record/kind.ts';

/** Seals what is personal, and makes the numbers that records are found by. */
export interface Sealing {
  /** AES-256-GCM: version, iv, tag, text. `of` is the record's own name: a text that was put beside another record does not open. */
  seal(of: string, values: Values): Buffer | null;
  /** Throws when it was sealed under another key, for another record, or changed. */
  open(of: string, sealed: Buffer | null): Values;
  /** A key of the index as a number of 32 bits, by HMAC: whoever has the database cannot try names and numbers out on it. */
  keyOf(jurisdiction: string, key: string): number;
  /** Of a person in lists that are held against each other: whole, so that no two people have one. */
  markOf(jurisdiction: string, identity: string): string;
  /** Of a content: the same is not written again. */
  digestOf(content: string): Buffer;
}

const form = 1;
const [ivBytes, tagBytes] = [12, 16];
/** Most keys remembered: pairs of signs of streets and names come again and again. */
const mostKept = 200_000;

export function openSealing(secret: string): Sealing {
  const draw = (what: string): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, 'jiuhuan', `records ${what}`, 32));
  const [content, index, digest, mark] = [draw('content'), draw('index'), draw('digest'), draw('mark')];
  const kept = new Map<string, number>();
  return {
    seal(of, values) {
      if (Object.keys(values).length === 0) return null;
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', content, iv);
      cipher.setAAD(Buffer.from(of));
      const body = [cipher.update(JSON.stringify(values), 'utf8'), cipher.final()];
      return Buffer.concat([Buffer.of(form), iv, cipher.getAuthTag(), ...body]);
    },
    open(of, sealed) {
      if (sealed === null) return {};
      if (sealed[0] !== form) throw new Error('a record was sealed by another version');
      const decipher = createDecipheriv('aes-256-gcm', content, sealed.subarray(1, 1 + ivBytes));
      decipher.setAAD(Buffer.from(of));
      decipher.setAuthTag(sealed.subarray(1 + ivBytes, 1 + ivBytes + tagBytes));
      const text = decipher.update(sealed.subarray(1 + ivBytes + tagBytes));
      return JSON.parse(Buffer.concat([text, decipher.final()]).toString('utf8')) as Values;
    },
    keyOf(jurisdiction, key) {
      const whole = `${jurisdiction} ${key}`;
      const known = kept.get(whole);
      if (known !== undefined) return known;
      const made = createHmac('sha256', index).update(whole).digest().readInt32BE(0);
      // Whole numbers are met once; pairs, kinds and grids again.
      if (kept.size >= mostKept) kept.clear();
      if (!/^[nt]:/.test(key)) kept.set(whole, made);
      return made;
    },
    markOf: (jurisdiction, identity) =>
      createHmac('sha256', mark).update(`${jurisdiction} ${identity}`).digest('base64url').slice(0, 32),
    digestOf: (text) => createHmac('sha256', digest).update(text).digest().subarray(0, 8),
  };
}
