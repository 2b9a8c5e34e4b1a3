import { postsInRecord, type Post } from '#shared/access/post.ts';
import type { Point } from '#shared/geo/point.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import { boxOfFence, isInFence, mostAbsentMin, type FenceMeter } from '#shared/pack/fence.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import { sinceInDay } from '#shared/pack/tracks.ts';
import { vehiclesOf } from '#shared/pack/vehicle.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import type { ReadMeter } from '../readings/meters.ts';
import { staffOnlineMs } from '../readings/positions.ts';
import type { Place, TrackStore } from '../storage/readings/track-store.ts';

export interface FencePorts {
  tracks: Pick<TrackStore, 'within' | 'around'>;
}
export type Fence = Sensor & { counts: FenceMeter };
export const isFence = (sensor: Sensor): sensor is Fence =>
  sensor.counts !== undefined && 'fence' in sensor.counts && !sensor.retired;

/** Places of the last quarter of an hour that are looked at: ten thousand people who tell theirs every minute. */
const mostPlaces = 150_000;
/** Visits that are looked through for the last one. */
const mostVisits = 2_000;
/** What came late, from a device that was without a line, still counts as a visit for so long. */
const lateMs = 30 * minuteMs;

/** Who or what tells a place. */
export interface Mover {
  id: string;
  name: string;
  post: Post | null;
  unit: string | null;
  grid: string | null;
}
export function moverOf({ pack, staff }: LoadedPack, id: string): Mover | null {
  const member = staff.get(id);
  if (member)
    return { id, name: member.name, post: member.post, unit: member.unit ?? null, grid: member.grid ?? null };
  const vehicle = vehiclesOf(pack).get(id);
  return vehicle
    ? { id, name: vehicle.name, post: null, unit: vehicle.unit, grid: vehicle.grid ?? null }
    : null;
}

/** Whether a fence is about somebody. */
function isAbout({ who }: FenceMeter, mover: Mover): boolean {
  if (!who) return true;
  if (who.vehicles && mover.post !== null) return false;
  return (
    (!who.posts || (mover.post !== null && who.posts.includes(mover.post))) &&
    (!who.units || (mover.unit !== null && who.units.includes(mover.unit))) &&
    (!who.ids || who.ids.includes(mover.id))
  );
}

function holds(pack: LoadedPack, { counts, place }: Fence, at: Point): boolean {
  return isInFence(counts.fence, place, at, (one) => pack.grid.locate(one));
}

/** Since when a fence watches today; null: it does not at this instant. */
function watchesSince(pack: LoadedPack, { counts }: Fence, at: number): number | null {
  if (!counts.hours) return at - dayMs;
  const [from, to] = counts.hours;
  return sinceInDay({ from, to }, pack.pack.calendar, at);
}

/**
 * Who is inside of a fence at an instant and who outside, of those whom it is about and whose place is known, by the newest place of
 * each. For one that counts who is inside, whoever went through within the last step was inside, however short.
 */
export function standBy(
  pack: LoadedPack,
  fence: Fence,
  places: readonly Place[],
  at: number,
): { inside: Mover[]; outside: Mover[] } {
  const newest = new Map(places.map((place) => [place.staff, place]));
  const within = new Set<string>();
  for (const place of newest.values()) if (holds(pack, fence, place)) within.add(place.staff);
  if (fence.counts.by === 'inside')
    for (const place of places)
      if (place.at > at - fence.everyMs && !within.has(place.staff) && holds(pack, fence, place))
        within.add(place.staff);
  const movers = [...newest.keys()].flatMap((id) => moverOf(pack, id) ?? []);
  const meant = movers.filter((mover) => isAbout(fence.counts, mover));
  return {
    inside: meant.filter(({ id }) => within.has(id)),
    outside: meant.filter(({ id }) => !within.has(id)),
  };
}

/** The instant of the last visit in (`from`, `at`], or null. */
async function lastVisit(
  { tracks }: FencePorts,
  pack: LoadedPack,
  fence: Fence,
  from: number,
  at: number,
): Promise<number | null> {
  const { fence: area } = fence.counts;
  const box = boxOfFence(area, fence.place) ?? pack.pack.identity.bounds;
  const ids = fence.counts.who?.ids ?? null;
  const visits = await tracks.around(pack.id, box, { from, to: at, ids, most: mostVisits });
  const last = visits.find((place) => {
    const mover = moverOf(pack, place.staff);
    return mover !== null && isAbout(fence.counts, mover) && holds(pack, fence, place);
  });
  return last?.at ?? null;
}

/** Reads fences. Of each that waits for a visit the last one is remembered, so that a step looks at what came since. */
export function fenceReader(ports: FencePorts): ReadMeter {
  const visited = new Map<string, { looked: number; at: number | null }>();
  let step: { key: string; places: Promise<Place[]> } | null = null;
  function placesAt(pack: LoadedPack, at: number): Promise<Place[]> {
    const key = `${pack.id}\0${at}`;
    if (step?.key !== key) {
      const places = ports.tracks.within(pack.id, at - staffOnlineMs, at, mostPlaces);
      // What failed is asked anew by the next fence.
      places.catch(() => (step = null));
      step = { key, places };
    }
    return step.places;
  }
  return async (pack, sensor, at) => {
    if (!isFence(sensor)) return null;
    const since = watchesSince(pack, sensor, at);
    if (since === null) return 0;
    const { by } = sensor.counts;
    if (by !== 'absent') return standBy(pack, sensor, await placesAt(pack, at), at)[by].length;
    const key = `${pack.id}\0${sensor.id}\0${JSON.stringify(sensor.counts)}`;
    const before = visited.get(key);
    // A clock that was set back asks for an instant again: what came after it is not known then.
    const known = before && before.looked <= at ? before : undefined;
    const from = Math.max(since, known ? known.looked - lateMs : since);
    const seen = await lastVisit(ports, pack, sensor, from, at);
    const last = seen ?? known?.at ?? null;
    visited.set(key, { looked: at, at: last });
    const minutes = (at - Math.max(last ?? since, since)) / minuteMs;
    return Math.min(mostAbsentMin, Math.floor(minutes));
  };
}

/**
 * What a fence's reading rests on, for the evidence of what was raised: how many of which post. Nobody is named: evidence is for ever,
 * and where people were is not. Null: it is no fence.
 */
export function fencesBehind({ tracks, packs }: FencePorts & { packs: Pick<Packs, 'all'> }) {
  return async (jurisdiction: string, sensor: Sensor, at: number): Promise<string | null> => {
    const pack = packs.all().find(({ id }) => id === jurisdiction);
    if (!pack || !isFence(sensor) || sensor.counts.by === 'absent') return null;
    const places = await tracks.within(jurisdiction, at - staffOnlineMs, at, mostPlaces);
    const movers = standBy(pack, sensor, places, at)[sensor.counts.by];
    const by = new Map<string, number>();
    for (const { post } of movers) {
      const name = post === null ? '车辆' : postsInRecord[post];
      by.set(name, (by.get(name) ?? 0) + 1);
    }
    const lines = [...by].map(([name, n]) => `${name} ${n}`).join('、');
    const side = sensor.counts.by === 'inside' ? '围栏内' : '围栏外';
    return `${side}在岗 ${movers.length}${lines && `：${lines}`}`;
  };
}
