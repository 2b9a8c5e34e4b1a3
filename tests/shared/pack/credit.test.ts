import { expect, it } from 'vitest';
import { creditIn } from '#shared/pack/credit.ts';
import { packFolders } from '../../../server/packs/folders.ts';
import { loadPacks } from '../../../server/packs/load.ts';

it('whose the map is, is said in the language of the screen; a pack that says it once says it as it stands', async () => {
  const [loaded] = await loadPacks({ ...packFolders(), only: ['jiangyin'] });
  const identity = loaded?.pack.identity;
  if (!identity) throw new Error('no pack');
  expect(creditIn(identity, 'zh')).toContain('边界仅作示意');
  expect(creditIn(identity, 'en')).toContain('borders only indicative');
  const { attributionIn: _, ...map } = identity.map;
  expect(creditIn({ ...identity, map }, 'en')).toBe(map.attribution);
});
