import { useIntervalFn } from '@vueuse/core';
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Camera } from '#shared/pack/schema.ts';
import type { VideoApi } from '../../http/video-api.ts';
import type { CameraRow } from './camera-rows.ts';
import { useSensingRoom } from './sensing-room.ts';

/** The cameras of the own part with the grids they lie in, and which of them deliver no picture: asked for every half a minute. */
export function useChannels(videoApi: VideoApi): {
  cameras: ShallowRef<readonly Camera[]>;
  offline: ShallowRef<ReadonlySet<string>>;
  fault: ShallowRef<Refusal | null>;
  rows: ComputedRef<CameraRow[]>;
} {
  const { api, drawn } = useSensingRoom();
  const cameras = shallowRef<readonly Camera[]>([]);
  const offline = shallowRef<ReadonlySet<string>>(new Set());
  const fault = shallowRef<Refusal | null>(null);
  async function readStates(): Promise<void> {
    const told = await videoApi.states();
    if (!isRefusal(told)) offline.value = new Set(told.offline);
  }
  void api.cameras().then((list) => {
    if (isRefusal(list)) fault.value = list;
    else cameras.value = list;
  });
  void readStates();
  useIntervalFn(() => void readStates(), 30_000);
  const rows = computed(() => {
    const tree = drawn.value?.geodata.tree;
    return cameras.value.map((camera) => ({
      camera,
      grids: tree?.locate(camera.place).map(({ id }) => id) ?? [],
    }));
  });
  return { cameras, offline, fault, rows };
}
