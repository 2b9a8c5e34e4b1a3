import { computed, watch, type Ref } from 'vue';
import { may } from '#shared/access/may.ts';
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
/** A button that opens and closes one. */
export interface PanelButton {
  title: 'resources.title' | 'duty.beats.title' | 'crews.title';
  isOpen: boolean;
  press(): void;
}

/** What is laid over the map with a list beside it: resources, police beats, those on duty. They stand at one place: one opens, the others close. */
export function useMapPanels(drawn: Readonly<Ref<SliceMap | null>>, map: Readonly<Ref<CountyMap | null>>) {
  const { api, person } = useSeat();
  const resources = useResources(api);
  const beats = useBeats(drawn);
  const crews = useCrews(api);
  const all: readonly { title: PanelButton['title']; panel: Panel }[] = [
    { title: 'resources.title', panel: resources },
    { title: 'duty.beats.title', panel: beats },
    ...(may(person, 'see-crews') ? [{ title: 'crews.title' as const, panel: crews }] : []),
  ];
  watch(resources.one, (one) => one && map.value?.goTo(one.place, 15));
  watch(beats.place, (place) => place && map.value?.goTo(place, 11.5));
  function turn(one: Panel): void {
    const open = !one.isOpen.value;
    for (const { panel } of all) if (panel !== one) void panel.turn(false);
    void one.turn(open);
  }
  return {
    resources,
    beats,
    crews,
    buttons: computed(() =>
      all.map(({ title, panel }): PanelButton => ({
        title,
        isOpen: panel.isOpen.value,
        press: () => turn(panel),
      })),
    ),
    /** Whether a pick on the map was something of them. */
    picked: (pick: Picked): boolean => resources.picked(pick) || beats.picked(pick) || crews.picked(pick),
  };
}
