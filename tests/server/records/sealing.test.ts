import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { openSealing } from '../../../server/records/sealing.ts';
import { importedId, newRecordId } from '../../../server/records/rows.ts';

const sealing = openSealing('a key of thirty-two characters ..');
const values = { name: '陶丽华', phone: '13900005046', attention: ['alone'] };

describe('what is personal at rest', () => {
  it('comes back as it was, and is not in what is stored', () => {
    const sealed = must(sealing.seal('toy/1', values), 'sealed');
    expect(sealing.open('toy/1', sealed)).toEqual(values);
    for (const word of ['陶丽华', '5046', 'alone']) expect(sealed.includes(Buffer.from(word))).toBe(false);
    expect(must(sealing.seal('toy/1', values), 'again').equals(sealed)).toBe(false);
    expect(sealing.seal('toy/1', {})).toBeNull();
    expect(sealing.open('toy/1', null)).toEqual({});
  });

  it('does not open beside another record, under another key, or changed in any byte', () => {
    const sealed = must(sealing.seal('toy/1', values), 'sealed');
    expect(() => sealing.open('toy/2', sealed)).toThrow();
    expect(() => openSealing('another key of thirty-two signs ..').open('toy/1', sealed)).toThrow();
    for (let at = 0; at < sealed.length; at++) {
      const bad = Buffer.from(sealed);
      bad[at] = (bad[at] ?? 0) ^ 1;
      expect(() => sealing.open('toy/1', bad), String(at)).toThrow();
    }
  });

  it('keys of the index differ by key, jurisdiction and secret, and are whole numbers of 32 bits', () => {
    const one = sealing.keyOf('toy', 'n:13900005046');
    expect(sealing.keyOf('toy', 'n:13900005046')).toBe(one);
    const others = [
      sealing.keyOf('other', 'n:13900005046'),
      sealing.keyOf('toy', 'n:13900005047'),
      openSealing('another key of thirty-two signs ..').keyOf('toy', 'n:13900005046'),
    ];
    expect(others).not.toContain(one);
    expect([one, ...others].every((key) => Number.isInteger(key) && Math.abs(key) <= 2 ** 31)).toBe(true);
  });

  it('ids are sixty bits in letters; the same source and key are the same record', () => {
    const ids = Array.from({ length: 1_000 }, newRecordId);
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{12}$/);
    expect(importedId('toy', 's', 'person', '1')).toBe(importedId('toy', 's', 'person', '1'));
    expect(importedId('toy', 's', 'person', '1')).not.toBe(importedId('toy', 's', 'firm', '1'));
  });
});
