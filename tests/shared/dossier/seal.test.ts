import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readSeal, sealOf, sealText } from '#shared/dossier/seal.ts';

const links = [3, 8, 21].map((seq) => ({ seq, hash: hash('sha256', String(seq), 'hex') }));

describe('the seal of a dossier', () => {
  it('names its range and covers every hash', () => {
    const seal = sealOf('jiangyin', '3202812026112300001', links);
    expect(seal).toEqual({
      jurisdiction: 'jiangyin',
      subject: '3202812026112300001',
      entries: 3,
      first: 3,
      last: 21,
      digest: hash('sha256', links.map((link) => link.hash).join('\n'), 'hex'),
    });
  });
  it('differs when one hash differs, or two change places', () => {
    const digest = (some: typeof links): string | undefined => sealOf('j', 's', some)?.digest;
    const seen = new Set([
      digest(links),
      digest(links.toReversed()),
      digest(links.slice(1)),
      digest(links.map((link, i) => (i === 1 ? { ...link, hash: 'f'.repeat(64) } : link))),
    ]);
    expect(seen.size).toBe(4);
  });
  it('comes back from its word', () => {
    const seal = sealOf('jiangyin', '3202812026112300001', links);
    expect(seal && readSeal(` ${sealText(seal)}\n`)).toEqual(seal);
  });
  it('is not found in other words, and nothing is not sealed', () => {
    expect(sealOf('j', 's', [])).toBeNull();
    expect(readSeal('jiuhuan-seal:2:j:s:1:1-1:' + 'a'.repeat(64))).toBeNull();
    expect(readSeal('jiuhuan-seal:1:j:s:1:1-1:' + 'A'.repeat(64))).toBeNull();
    expect(readSeal('')).toBeNull();
  });
});
