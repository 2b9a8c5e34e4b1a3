import { beforeAll, describe, expect, it } from 'vitest';
import { itemsOn, mostPerDay } from '#shared/duty/list.ts';
import { must } from '#shared/kernel/must.ts';
import type { DutyItem } from '#shared/pack/duty.ts';
import { packFolders } from '../../../server/packs/folders.ts';
import { loadPacks } from '../../../server/packs/load.ts';
import type { LoadedPack } from '../../../server/packs/loaded.ts';

let packs: ReadonlyMap<string, LoadedPack>;
beforeAll(async () => {
  packs = new Map((await loadPacks({ ...packFolders(), only: [] })).map((pack) => [pack.id, pack]));
});
const packOf = (id: string): LoadedPack => must(packs.get(id), id);
const dutiesOf = (id: string): DutyItem[] => packOf(id).pack.duties ?? [];

/** Times a year that a list of a rhythm comes round. */
const perYear = { daily: 365, weekly: 52, monthly: 12, quarterly: 4 };

describe('the task lists of the packs', () => {
  it('are 101 in Xuxiake, 56 of them for information officers', () => {
    const items = dutiesOf('xuxiake');
    expect(items.length).toBe(101);
    expect(items.filter(({ post }) => post === 'information-officer').length).toBe(56);
    expect(new Set(items.map(({ post }) => post)).size).toBe(6);
  });

  it('are 153 of collection and 154 of patrol in Jiangyin, for 25 departments', () => {
    const items = dutiesOf('jiangyin');
    expect(items.filter(({ kind }) => kind === 'collection').length).toBe(153);
    expect(items.filter(({ kind }) => kind === 'patrol').length).toBe(154);
    expect(new Set(items.map(({ unit }) => unit)).size).toBe(25);
  });

  it.each(['jiangyin', 'xuxiake', 'longgang', 'donghai'])(
    'of %s name each item once, and less than 300 lists begin a week',
    (id) => {
      const names = dutiesOf(id).map(({ kind, name }) => `${kind} ${name.zh}`);
      expect(new Set(names).size).toBe(names.length);
      const { pack, grid } = packOf(id);
      const policy = must(pack.policy.duties, 'policy');
      const cells = (level: number): number => grid.levels[level - 1]?.length ?? 0;
      const aYear = policy.lists.reduce((sum, one) => sum + perYear[one.rhythm] * cells(one.level), 0);
      expect(aYear / 52).toBeLessThan(300);
      expect(mostPerDay(policy, cells)).toBeLessThanOrEqual(policy.perDay);
      for (const list of policy.lists)
        expect(itemsOn(pack.duties ?? [], policy, list).length).toBeGreaterThan(0);
    },
  );
});
