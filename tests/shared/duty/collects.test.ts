import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { collectsOf, kindsOf } from '#shared/duty/collects.ts';
import type { DutyItem } from '#shared/pack/duty.ts';
import { fieldOf, kindOf } from '#shared/record/kinds.ts';

const packs = ['jiangyin', 'xuxiake', 'longgang', 'donghai'];
const items = packs.flatMap(
  (id) => JSON.parse(readFileSync(`server/packs/${id}/duties.json`, 'utf8')) as DutyItem[],
);

describe('what collection lists ask for', () => {
  it('items name kinds and fields that there are', () => {
    for (const item of items) {
      const asks = collectsOf(item);
      if (!asks) continue;
      const kind = kindOf(asks.kind);
      expect(kind, item.id).toBeDefined();
      for (const field of asks.fields)
        expect(kind && fieldOf(kind, field), `${item.id} ${field}`).toBeDefined();
    }
  });

  it('most of the 153 items are about records; none of a patrol is', () => {
    const own = items.filter(
      ({ kind, id }, i) => kind === 'collection' && items.findIndex((one) => one.id === id) === i,
    );
    const about = own.filter((item) => collectsOf(item) !== null);
    expect([own.length, about.length]).toEqual([153, about.length]);
    expect(about.length).toBeGreaterThan(95);
    expect(items.filter(({ kind }) => kind === 'patrol').some((item) => collectsOf(item) !== null)).toBe(
      false,
    );
    expect(kindsOf(own.filter(({ id }) => id.startsWith('collection-house')))).toEqual(['dwelling']);
  });

  it('a pack says it otherwise', () => {
    const item = { id: 'collection-house-1', kind: 'collection', collects: { kind: 'site' } } as const;
    expect(collectsOf(item)).toEqual({ kind: 'site', fields: [] });
  });
});
