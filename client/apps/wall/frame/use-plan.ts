import { computed } from 'vue';
import { areaRows, panelsIn, type LayoutId, type WallPolicy } from '#shared/pack/wall.ts';
import type { WallScene } from '#shared/wall/scenes/scene.ts';

/** Which panels stand where: the county's own plan of the scene for this shape of a wall, else the usual one. */
export function usePlan(of: () => { policy: WallPolicy; scene: WallScene; layout: LayoutId }) {
  const areas = computed(() => {
    const { policy, scene, layout } = of();
    return policy.scenes.find(({ id }) => id === scene.id)?.layouts?.[layout] ?? scene.layouts[layout];
  });
  const named = computed(() => panelsIn(areas.value));
  return {
    areas,
    shown: computed(() => named.value.filter((id) => id !== 'map')),
    hasMap: computed(() => named.value.includes('map')),
    /** The widest walls have a seam in the middle of the map: one matter stands beside it. */
    isHalved: computed(() => of().scene.map === 'matter' && of().layout === 'wide'),
    /** As CSS has it: a line of names a row. */
    template: computed(() =>
      areaRows(areas.value)
        .map((words) => `"${words.join(' ')}"`)
        .join(' '),
    ),
  };
}
