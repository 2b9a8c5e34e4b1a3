import { defineAsyncComponent } from 'vue';

/** Fetches the map's code, which is large; done early, so that it is there when the line is not. */
export const loadPlaceMap = () => import('./PlaceMap.vue');

export const PlaceMap = defineAsyncComponent(loadPlaceMap);
