import { computed, watch, type ComputedRef, type Ref } from 'vue';
import { boxAround } from '#shared/geo/distance.ts';
import type { SceneId } from '#shared/pack/wall.ts';
import type { County } from '../county.ts';
import { sightMs, type Orders } from './orders.ts';

type Box = [number, number, number, number];
/** Reach of the picture round a camera. */
const cameraM = 600;

/** Does what this wall is told: scene, place and matter as a hand would, once for each push; the rest for as long as it stands. */
export function useRemote(parts: {
  orders: Orders;
  county: () => County;
  now: Readonly<Ref<number>>;
  frame: ComputedRef<Box>;
  go: (grid: string | null) => void;
  choose: (incident: string | null) => void;
  obey: (scene: SceneId | null) => void;
  /** Leaves what a hand opened. */
  leave: () => void;
}) {
  const { order, sight, due } = parts.orders;
  watch(
    order,
    (next) => {
      if (next.version === 0) return;
      const keys = due(next);
      if (keys.size === 0) return;
      parts.leave();
      if (keys.has('grid')) parts.go(next.grid);
      if (keys.has('incident')) parts.choose(next.incident);
      // A matter that is pushed without a scene is shown where matters are shown.
      if (keys.has('scene')) parts.obey(next.scene);
      else if (keys.has('incident') && next.incident !== null) parts.obey('command');
    },
    { immediate: true },
  );

  const camera = computed(() => {
    const { camera: id } = order.value;
    return id === null ? null : (parts.county().cameras.find((one) => one.id === id) ?? null);
  });
  /** Whether the followed operator has looked at something lately. `now` runs by the server's clock, arrival by this one's. */
  const following = computed(() => {
    void parts.now.value;
    return order.value.follow !== null && sight.value !== null && Date.now() - sight.value.at < sightMs;
  });
  return {
    camera,
    following,
    frame: computed((): Box => {
      if (following.value && sight.value) return sight.value.bounds;
      return camera.value ? boxAround(camera.value.place, cameraM) : parts.frame.value;
    }),
    isHidden: (content: string): boolean => order.value.hidden.some((one) => one === content),
    message: computed(() => {
      const { message } = order.value;
      return message && (message.until === null || message.until > parts.now.value) ? message : null;
    }),
  };
}
export type Remote = ReturnType<typeof useRemote>;
