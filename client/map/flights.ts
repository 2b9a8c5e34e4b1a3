import type { Map as MapLibre } from 'maplibre-gl';

/** What the moves of a flight are marked by, among those of hands. */
const flight = 'flight';
export const flightMark = { [flight]: true };

/** ms between two frames of a flight from which it no longer looks like one, and holds up everything else on the page. */
const slowestMs = 50;

/**
 * Notices whether the machine keeps up with a map that moves. One without a graphics card draws three frames of a flight, a tenth of a
 * second each, in which the page beside it stands still: there a map jumps. A machine that was slow is asked again after `pauseMs`.
 */
export function watchFlights(
  map: Pick<MapLibre, 'on'>,
  now: () => number = () => performance.now(),
  pauseMs = 600_000,
) {
  let began: number | null = null;
  let frames = 0;
  let slowAt = -Infinity;
  map.on('movestart', (event) => {
    // A hand that drags the map and rests draws no frames either.
    if (!(flight in event)) return;
    began = now();
    frames = 0;
  });
  map.on('render', () => (frames += 1));
  map.on('moveend', () => {
    // A jump is one frame, which says nothing.
    if (began !== null && frames > 1 && (now() - began) / frames > slowestMs) slowAt = now();
    began = null;
  });
  return { areSmooth: (): boolean => now() - slowAt > pauseMs };
}
