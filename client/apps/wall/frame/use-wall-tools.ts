import { computed, ref } from 'vue';
import { useMapLook } from './use-map-look.ts';
import { pitchOf } from '../../../map/map-modes.ts';
import type { Api } from '../../../http/api.ts';
import { useInstant } from '../../../replay/instant.ts';
import { useCrews } from '../../../resources/use-crews.ts';
import { useResources } from '../../../resources/use-resources.ts';
import { useMapTools } from '../../../map/tools/use-map-tools.ts';
import { useChosenArea } from './use-chosen-area.ts';

/** A wall that no hand came near for so long shows no tools. */
const handMs = 20_000;

/** The tools of the wall's map, what was drawn with them, and whether a hand is there to use them. */
export function useWallTools(wall: Omit<Parameters<typeof useChosenArea>[0], 'tools'> & { api: Api }) {
  const tools = useMapTools();
  const lastHand = ref(-Infinity);
  const look = useMapLook();
  return {
    tools,
    look,
    resources: useResources(wall.api),
    crews: useCrews(wall.api, useInstant()),
    ...useChosenArea({ ...wall, tools }),
    isTouched: computed(() => tools.tool.value !== null || wall.now.value - lastHand.value < handMs),
    /** Whose scene fills its cells is seen as a hand wants it; others from above. */
    pitch: (fills: boolean): number => pitchOf(fills ? look.mode.value : 'cells'),
    near: (): void => void (lastHand.value = wall.now.value),
  };
}
