import { ref } from 'vue';
import { expect, it } from 'vitest';
import { openFieldMap } from '../../../client/apps/field/field-map.ts';
import type { Geodata } from '../../../client/map/geodata.ts';

const layers = [{ id: 'roads' }];
const identity = { map: { layers } } as unknown as Parameters<typeof openFieldMap>[0]['identity'];
const land = { own: { bases: [], layers: [] } } as unknown as Geodata;
const whole = { own: { bases: [], layers } } as unknown as Geodata;

it('the map of a phone is asked for each time that it is opened, until all of it is there, and says why it is not', async () => {
  const answers: (Geodata | Error)[] = [new Error('no line'), new Error('503'), land, whole];
  let asked = 0;
  const offline = ref(true);
  const { map, mapFault, fetchMap, fetchWanted } = openFieldMap({
    identity,
    offline,
    async loadMap() {
      const answer = answers[asked++] ?? whole;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  fetchWanted();
  expect(asked).toBe(0);
  await Promise.all([fetchMap(), fetchMap()]);
  expect([asked, map.value, mapFault.value]).toEqual([1, null, 'line']);
  offline.value = false;
  await fetchMap();
  expect([asked, mapFault.value]).toEqual([2, 'server']);
  await fetchMap();
  expect([asked, map.value, mapFault.value]).toEqual([3, land, null]);
  // The land without its roads is shown, and asked for again.
  await fetchMap();
  expect([asked, map.value]).toEqual([4, whole]);
  await fetchMap();
  expect(asked).toBe(4);
});
