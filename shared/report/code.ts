/**
 * The tracking code of a matter that somebody without an account reported: whoever has it may follow that one matter, so it
 * holds 80 random bits. Written in the 32 characters that are told apart by eye and over the telephone (no I, L, O, U).
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const bitsEach = 5;
/** How many bytes make a code. */
export const codeBytes = 10;
const codeLength = (codeBytes * 8) / bitsEach;

/** The code of ten bytes, which must be unguessable. */
export function codeOf(bytes: Uint8Array): string {
  let number = bytes.slice(0, codeBytes).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  let code = '';
  for (let place = 0; place < codeLength; place++) {
    code = (alphabet[Number(number & 31n)] ?? '') + code;
    number >>= BigInt(bitsEach);
  }
  return code;
}

/** What somebody typed, as the code was given out: any case, with or without gaps, with letters that look like figures. Null: it is none. */
export function readCode(text: string): string | null {
  const code = text
    .toUpperCase()
    .replaceAll(/[\s\-–—_·.]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return code.length === codeLength && [...code].every((one) => alphabet.includes(one)) ? code : null;
}

/** A code in groups of four, as it is read out and copied. */
export function showCode(code: string): string {
  return code.replaceAll(/(.{4})(?=.)/gu, '$1-');
}
