import { expect, it } from 'vitest';
import { fileTypeNames, readRef, refOf } from '#shared/evidence/file.ts';
import { filesOf } from '#shared/incident/refs.ts';

const hash = '0123456789abcdef'.repeat(4);

it('a ref says the hash and the type of its file, and nothing else is a ref', () => {
  for (const type of fileTypeNames) expect(readRef(refOf(hash, type))).toEqual({ sha256: hash, type });
  const others = [`../${hash}.jpg`, `${hash}.jpg/..`, `${hash}.svg`, hash, `${hash.toUpperCase()}.jpg`];
  for (const other of [...others, `${hash}.jpg\n`, '', `${hash}.jpg.html`]) expect(readRef(other)).toBeNull();
});

it('every file that a command names is found with its field', () => {
  const photo = (ref: string) => ({ kind: 'photo' as const, text: '', ref, at: 1 });
  const text = { kind: 'text' as const, text: 'x', at: 1 };
  expect(
    filesOf({ evidence: [text, photo('a')], form: { before: [photo('b')], note: 'x', co: ['u'] } }),
  ).toEqual([
    { ref: 'a', field: 'evidence.1.ref' },
    { ref: 'b', field: 'form.before.0.ref' },
  ]);
});
