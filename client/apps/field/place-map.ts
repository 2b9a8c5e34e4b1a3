import { defineAsyncComponent } from 'vue';
import { loadResourceWords } from '../../resources/words.ts';

/** Fetches the map's code, which is large, and the words of what is shown on it; done early, so that it is there when the line is not. */
export const loadPlaceMap = () =>
  Promise.all([import('./PlaceMap.vue'), loadResourceWords()]).then(([page]) => page);

export const PlaceMap = defineAsyncComponent(loadPlaceMap);
