import { watch, type Ref } from 'vue';
import type { CountyMap, Picked } from '../../../map/county-map.ts';
import type { SliceMap } from '../../../map/slice-map.ts';
import { useResources } from '../../../resources/use-resources.ts';
import { useSeat } from '../contexts/seat.ts';
import { useBeats } from './use-beats.ts';

interface Panel {
  isOpen: { readonly value: boolean };
  turn(open: boolean): unknown;
}

/** What is laid over the map with a list beside it: resources and police beats. They stand at one place: one opens, the other closes. */
export function useMapPanels(drawn: Readonly<Ref<SliceMap | null>>, map: Readonly<Ref<CountyMap | null>>) {
  const resources = useResources(useSeat().api);
  const beats = useBeats(drawn);
  watch(resources.one, (one) => one && map.value?.goTo(one.place, 15));
  watch(beats.place, (place) => place && map.value?.goTo(place, 11.5));
  function turn(one: Panel, other: Panel): void {
    const open = !one.isOpen.value;
    void other.turn(false);
    void one.turn(open);
  }
  return {
    resources,
    beats,
    turnResources: () => turn(resources, beats),
    turnBeats: () => turn(beats, resources),
    /** Whether a pick on the map was something of them. */
    picked: (pick: Picked): boolean => resources.picked(pick) || beats.picked(pick),
  };
}
