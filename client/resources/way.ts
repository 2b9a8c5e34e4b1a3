import { metresBetween } from '#shared/geo/distance.ts';
import type { Track } from '#shared/wire/tracks.ts';
import type { Way } from '../map/layers/crews.ts';

/** Silence that ends a stretch: off duty, or without a line. */
export const gapMs = 15 * 60_000;
type Places = Track['places'];

/** The stretches of a way, up to an instant. */
export function stretchesOf(places: Places, until = Infinity): Way {
  const found: [number, number][][] = [];
  let before = -Infinity;
  for (const [at, lng, lat] of places) {
    if (at > until) break;
    if (at - before > gapMs) found.push([]);
    found.at(-1)?.push([lng, lat]);
    before = at;
  }
  return found;
}

/** Where somebody was at an instant: the last place before it, unless it is too old to say. */
export function spotAt(places: Places, at: number): { lng: number; lat: number; at: number } | null {
  const found = places.findLast((place) => place[0] <= at);
  return found && at - found[0] <= gapMs ? { at: found[0], lng: found[1], lat: found[2] } : null;
}

/** Metres along the stretches; what lies between them nobody knows. */
export function metresOf(places: Places): number {
  return stretchesOf(places).reduce(
    (sum, line) =>
      sum +
      line.reduce((all, [lng, lat], i) => {
        const last = line[i - 1];
        return last ? all + metresBetween({ lng: last[0], lat: last[1] }, { lng, lat }) : all;
      }, 0),
    0,
  );
}
