import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeBytes, codeOf, readCode, showCode } from '#shared/report/code.ts';

const bytes = fc.uint8Array({ minLength: codeBytes, maxLength: codeBytes });

describe('a tracking code', () => {
  it('holds every bit of its ten bytes: other bytes are another code', () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: 0, max: 79 }), (given, bit) => {
        const other = given.slice();
        other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(codeOf(other)).not.toBe(codeOf(given));
        expect(codeOf(given)).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/u);
      }),
    );
  });

  it('is read as it was shown, in any case, with any gaps and with letters that look like figures', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        const code = codeOf(given);
        const typed = showCode(code).toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
        expect(readCode(showCode(code))).toBe(code);
        expect(readCode(` ${typed.replaceAll('-', ' ')} `)).toBe(code);
      }),
    );
  });

  it.each(['', '7K3M', '7K3M-2Q9A-7K3M-2Q9', '7K3M-2Q9A-7K3M-2Q9U', '7K3M2Q9A7K3M2Q9A0'])(
    'is told from what is none: %s',
    (text) => expect(readCode(text)).toBeNull(),
  );
});
