import { computed, reactive, ref } from 'vue';
import { describe, expect, it } from 'vitest';
import type { Camera } from '#shared/pack/schema.ts';
import type { LayoutId } from '#shared/pack/wall.ts';
import { nearPictures, useShownCameras } from '../../../client/apps/wall/frame/shown-cameras.ts';
import { nearest } from '../../../client/apps/wall/frame/surroundings.ts';

const all = Array.from({ length: 9 }, (_, i): Camera => {
  return { id: `CH-${i}`, name: `路口 ${i}`, place: { lng: 120 + i / 100, lat: 31 }, models: [] };
});

function pictures() {
  const wall = reactive({ past: false, canvas: { layout: 'hd' as LayoutId }, county: { cameras: all } });
  const [pushed, inTurn] = [ref<Camera | null>(null), ref<string[]>([])];
  const shown = useShownCameras(wall, {
    pushed: computed(() => pushed.value),
    inTurn: computed(() => inTurn.value),
    near: computed(() => nearest(all, { lng: 120.05, lat: 31 })),
  });
  const said = (): string[] | null =>
    shown.value &&
    shown.value.cameras.map(({ camera, number }) => `${shown.value?.as} ${number ?? '-'} ${camera.id}`);
  return { wall, pushed, inTurn, said };
}

describe('pictures on the map of a wall', () => {
  it('are those of the nearest cameras of the matter, by their numbers on the map, as many as there is room for', () => {
    const { wall, said } = pictures();
    expect(said()).toEqual(['near 1 CH-5', 'near 2 CH-4', 'near 3 CH-6']);
    wall.canvas.layout = 'wide';
    expect(said()).toHaveLength(4);
    // The seam of the widest walls lies in the middle of the map.
    expect(nearPictures.wide % 2).toBe(0);
  });
  it('give way to the playlist’s row, and that to the camera that was pushed; one that is gone is left out', () => {
    const { pushed, inTurn, said } = pictures();
    inTurn.value = ['CH-8', 'CH-gone', 'CH-1'];
    expect(said()).toEqual(['far - CH-8', 'far - CH-1']);
    pushed.value = all[2] ?? null;
    expect(said()).toEqual(['far - CH-2']);
    [pushed.value, inTurn.value] = [null, ['CH-gone']];
    expect(said()?.[0]).toBe('near 1 CH-5');
  });
  it('do not stand beside another instant', () => {
    const { wall, pushed, said } = pictures();
    pushed.value = all[2] ?? null;
    wall.past = true;
    expect(said()).toBeNull();
  });
});
