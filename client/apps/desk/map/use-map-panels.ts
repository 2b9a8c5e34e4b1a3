import { watch, type Ref } from 'vue';
import type { CountyMap, Picked } from '../../../map/county-map.ts';
import type { SliceMap } from '../../../map/slice-map.ts';
import { useResources } from '../../../resources/use-resources.ts';
import { useCrews } from '../../../resources/use-crews.ts';
import { useSeat } from '../contexts/seat.ts';
import { useBeats } from './use-beats.ts';

interface Panel {
  isOpen: { readonly value: boolean };
  turn(open: boolean): unknown;
}

/** What is laid over the map with a list beside it: resources, police beats, those on duty. They stand at one place: one opens, the others close. */
export function useMapPanels(drawn: Readonly<Ref<SliceMap | null>>, map: Readonly<Ref<CountyMap | null>>) {
  const resources = useResources(useSeat().api);
  const beats = useBeats(drawn);
  const crews = useCrews(useSeat().api);
  const all: readonly Panel[] = [resources, beats, crews];
  watch(resources.one, (one) => one && map.value?.goTo(one.place, 15));
  watch(beats.place, (place) => place && map.value?.goTo(place, 11.5));
  function turn(one: Panel): void {
    const open = !one.isOpen.value;
    for (const other of all) if (other !== one) void other.turn(false);
    void one.turn(open);
  }
  return {
    resources,
    beats,
    crews,
    turnResources: () => turn(resources),
    turnBeats: () => turn(beats),
    turnCrews: () => turn(crews),
    /** Whether a pick on the map was something of them. */
    picked: (pick: Picked): boolean => resources.picked(pick) || beats.picked(pick) || crews.picked(pick),
  };
}
