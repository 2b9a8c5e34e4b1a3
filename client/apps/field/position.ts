import { onScopeDispose, ref, shallowRef } from 'vue';
import type { Point } from '#shared/geo/point.ts';

/**
 * - off: not asked yet
 * - asking: the browser or the satellites have not answered
 * - on: known
 * - refused: the person or the device does not tell
 * - impossible: this browser tells no page its place, or not over plain http
 */
export type PositionState = 'off' | 'asking' | 'on' | 'refused' | 'impossible';

/** Where this phone is, once it was asked. It stays on the phone until something is reported from there. */
export function openPosition(sensor: Geolocation | undefined = ownSensor()) {
  const state = ref<PositionState>(sensor ? 'off' : 'impossible');
  const here = shallowRef<Point | null>(null);
  const accuracyM = ref<number | null>(null);
  let watching: number | null = null;

  /** Asks, and follows from then on. */
  function ask(): void {
    if (!sensor || watching !== null) return;
    state.value = 'asking';
    watching = sensor.watchPosition(
      ({ coords }) => {
        here.value = { lng: coords.longitude, lat: coords.latitude };
        accuracyM.value = coords.accuracy;
        state.value = 'on';
      },
      ({ code, PERMISSION_DENIED }) => {
        if (code === PERMISSION_DENIED) stop();
        if (here.value === null) state.value = 'refused';
      },
      { enableHighAccuracy: true, maximumAge: 15_000, timeout: 20_000 },
    );
  }
  function stop(): void {
    if (watching !== null) sensor?.clearWatch(watching);
    watching = null;
  }
  onScopeDispose(stop);
  return { state, here, accuracyM, ask };
}
export type Position = ReturnType<typeof openPosition>;

function ownSensor(): Geolocation | undefined {
  return globalThis.isSecureContext ? globalThis.navigator?.geolocation : undefined;
}
