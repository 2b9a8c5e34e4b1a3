import { computed, type ComputedRef } from 'vue';
import type { LayoutId } from '#shared/pack/wall.ts';
import type { Camera } from '#shared/pack/schema.ts';
import type { NearCamera } from './surroundings.ts';

/** A camera whose picture stands on the map, with the number of its mark there and its distance where it has them. */
export interface ShownCamera {
  camera: Camera;
  number: number | null;
  distanceM: number | null;
}
export interface ShownCameras {
  /** `far`: somebody wants these seen, so they take most of the map; `near`: they stand below the matter that they are beside. */
  as: 'far' | 'near';
  cameras: readonly ShownCamera[];
}

/** So many pictures fit side by side below a matter; on the widest walls an even number, so that none lies on the seam. */
export const nearPictures: Readonly<Record<LayoutId, number>> = {
  hd: 3,
  small: 3,
  wide: 4,
  mosaic: 3,
  tall: 3,
};

const alone = (camera: Camera): ShownCamera => ({ camera, number: null, distanceM: null });

/**
 * Whose pictures stand on the map: the camera that was pushed, else those of the playlist's row, else the nearest of the matter in
 * focus. The past and drills have none: a live picture beside another instant would lie.
 */
export function useShownCameras(
  wall: Readonly<{ past: boolean; canvas: { layout: LayoutId }; county: { cameras: readonly Camera[] } }>,
  wanted: {
    pushed: ComputedRef<Camera | null>;
    inTurn: ComputedRef<readonly string[]>;
    near: ComputedRef<readonly NearCamera[]>;
  },
): ComputedRef<ShownCameras | null> {
  const { pushed, inTurn, near } = wanted;
  return computed(() => {
    if (wall.past) return null;
    if (pushed.value) return { as: 'far', cameras: [alone(pushed.value)] };
    const listed = inTurn.value.flatMap((id) => wall.county.cameras.find((one) => one.id === id) ?? []);
    if (listed.length > 0) return { as: 'far', cameras: listed.map(alone) };
    const fit = near.value.slice(0, nearPictures[wall.canvas.layout]);
    if (fit.length === 0) return null;
    const cameras = fit.map((camera, i) => ({ camera, number: i + 1, distanceM: camera.distanceM }));
    return { as: 'near', cameras };
  });
}
