import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Seals secrets that must be read again (those of second factors), so that a copy of the database alone is worth nothing. */
export interface Vault {
  seal(text: string): string;
  /** Throws when it was sealed with another key or changed. */
  open(sealed: string): string;
}

const version = 'v1';
const [ivBytes, tagBytes] = [12, 16];

/** AES-256-GCM under a key drawn from the secret: `v1.<iv, tag and text in base64url>`. */
export function openVault(secret: string): Vault {
  const key = Buffer.from(hkdfSync('sha256', secret, 'jiuhuan', 'vault', 32));
  return {
    seal(text) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `${version}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(sealed) {
      const [kind, text = ''] = sealed.split('.');
      if (kind !== version) throw new Error('sealed by another version');
      const bytes = Buffer.from(text, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes));
      decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString(
        'utf8',
      );
    },
  };
}
